"""Transitions, acts and encounters become hazards: who is at risk, how much, what raises or lowers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.bundle import SELF, Act, Encounter, Ratios, Transition
from boomerang.case.parts.names import Event, Names, Term, own_events
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.values import OWN, Expression
from boomerang.compile.people import People
from boomerang.compile.quantities import Bundles, Clock
from boomerang.engine.model import ACT, BINS, ENCOUNTER, HEADROOM, MOST_SLACK, SLACK, TRANSITION, Hazards

MOST_DRAWN = 2e-3  # draws per person-year, above which an event gets no more slack than the least
KINDS = {Transition: TRANSITION, Act: ACT, Encounter: ENCOUNTER}


class States:
    """The combined states: every combination of the states of the tracks."""

    def __init__(self, case: Case, people: People) -> None:
        self.tracks = {name: track.states for name, track in case.tracks.items()}
        self.combined = list(product(*self.tracks.values()))
        self.count = len(self.combined)
        self.names = [(track, state) for track, states in self.tracks.items() for state in states]
        self.first = self._first(case, people)

    def _first(self, case: Case, people: People) -> NDArray[np.int64]:
        """int64[C]: the combined state in which a class starts."""
        first = np.zeros(people.class_count, np.int64)
        for name, track in case.tracks.items():
            number = np.zeros(people.class_count, np.int64)
            if track.starts_trait:
                of_category = [track.states.index(given) for given in people.categories[track.starts_trait]]
                number = np.array(of_category)[people.classes[track.starts_trait]]
            first = first * len(self.tracks[name]) + number
        return first

    def chosen(self, selector: Selector) -> NDArray[np.bool_]:
        """bool[S]: the combined states that a selector of a track means."""
        position = list(self.tracks).index(selector.subject)
        return np.array([state[position] in selector.values for state in self.combined])

    def all_chosen(self, selectors: tuple[Selector, ...]) -> NDArray[np.bool_]:
        """bool[S]: the combined states that every track selector means; those of traits are passed over."""
        mask = np.ones(self.count, bool)
        for selector in selectors:
            if selector.subject in self.tracks:
                mask &= self.chosen(selector)
        return mask

    def moved(self, track: str, targets: Mapping[str, str]) -> NDArray[np.int64]:
        """int64[S]: each combined state with the state of one track replaced by its target, if it has one."""
        at = list(self.tracks).index(track)
        moved = [
            (*state[:at], targets.get(state[at], state[at]), *state[at + 1 :]) for state in self.combined
        ]
        return np.array([self.combined.index(state) for state in moved], np.int64)

    def flat(self) -> NDArray[np.int64]:
        """int64[tracks, S]: the number in `names` of the state on each track."""
        rows = [
            [self.names.index((track, state[t])) for state in self.combined]
            for t, track in enumerate(self.tracks)
        ]
        return np.array(rows, np.int64)


@dataclass
class Factors:
    """The terms of one event's hazard in base-2 logarithms, its own and those that bundles add."""

    weight: NDArray[np.float64]  # [C]
    state: NDArray[np.float64]  # [S]
    feeling: NDArray[np.float64]  # [F], per unit
    # (climate or lever, squared, log2 per unit)
    values: list[tuple[str, bool, float]] = field(default_factory=list)


def log2(ratio: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Base-2 logarithm with -inf for 0."""
    with np.errstate(divide="ignore"):
        return np.log2(np.asarray(ratio, float))


def add_terms(
    factors: Factors,
    ratios: Ratios,
    values: Mapping[str, float],
    names: Names,
    people: People,
    states: States,
) -> None:
    """Add hazard ratios as written to the factors of an event."""
    for text, ratio in ratios.items():
        term = names.term(text)
        assert term is not None
        if term.kind == "numeric trait":
            factors.weight += _numeric(people.numbers[term.name], ratio, values)[people.classes[term.name]]
        elif term.kind == "feeling":
            factors.feeling[list(names.feelings).index(term.name)] += log2(ratio.value(values))
        elif term.kind == "selection":
            _add_selection(factors, term, float(log2(ratio.value(values))), people, states)
        else:
            factors.values.append((term.name, term.squared, float(log2(ratio.value(values)))))


def _numeric(
    numbers: NDArray[np.float64], ratio: Expression, values: Mapping[str, float]
) -> NDArray[np.float64]:
    """log2 of the hazard ratio of each category of a numeric trait: its own value, or a ratio per unit."""
    return log2(numbers) if ratio == OWN else numbers * log2(ratio.value(values))


def _add_selection(factors: Factors, term: Term, log_ratio: float, people: People, states: States) -> None:
    assert term.selector is not None
    if term.name in people.categories:
        factors.weight[people.chosen(term.selector)] += log_ratio
    else:
        factors.state[states.chosen(term.selector)] += log_ratio


@dataclass(frozen=True)
class Risk:
    """One event of the active bundles, compiled on its own."""

    name: str
    event: Event
    source: NDArray[np.bool_]  # [S]
    target: NDArray[np.int64]  # [S]
    factors: Factors
    log_rate: float


def active_events(active: Bundles) -> dict[str, tuple[str | None, Event]]:
    """The events of the active bundles: name -> (owner, event)."""
    return {name: (owner, event) for owner, bundle in active.items() for name, event in own_events(bundle)}


def compile_risks(case: Case, people: People, states: States, clock: Clock, active: Bundles) -> list[Risk]:
    """Every active event with all its factors."""
    names = Names(case)
    risks = []
    for name, (owner, event) in active_events(active).items():
        values = case.values_of(owner)
        factors = Factors(
            weight=np.where(people.all_chosen(event.who), 0.0, -np.inf),
            state=np.zeros(states.count),
            feeling=np.zeros(len(case.feelings)),
        )
        add_terms(factors, event.hazard_ratios, values, names, people, states)
        source, target = _moves(event, states)
        rate = event.rate.per_year(values) * clock.years if event.rate is not None else 0.0
        at_reference = event.rate is not None and event.rate.at_reference
        mean = 0.0 if at_reference else _log_mean(factors, source, people, states)
        log_rate = float(log2(rate)) - mean
        for other, bundle in active.items():
            if name in bundle.hazard_ratios:
                add_terms(factors, bundle.hazard_ratios[name], case.values_of(other), names, people, states)
        risks.append(Risk(name, event, source, target, factors, log_rate))
    return risks


def _moves(event: Event, states: States) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """The combined states at risk, and where the event leads from each."""
    source = states.all_chosen(event.who)
    if not isinstance(event, Transition):
        return source, np.arange(states.count)
    source &= states.chosen(Selector(event.moves.track, event.moves.sources))
    return source, states.moved(event.moves.track, event.moves.targets)


def log_base(factors: Factors, source: NDArray[np.bool_], states: States) -> NDArray[np.float64]:
    """float64[C]: log2 of the hazard ratio of a class in its first state; -inf if that is not at risk."""
    return np.where(source[states.first], factors.weight + factors.state[states.first], -np.inf)


def _log_mean(factors: Factors, source: NDArray[np.bool_], people: People, states: States) -> float:
    """log2 of the mean hazard ratio of the people at risk at the start, or of all it could concern.

    A rate in a case is the mean over those people, not an intercept: dividing by the mean of exp(x b) makes
    it so.
    """
    logs = log_base(factors, source, states)
    if not np.isfinite(logs).any():
        logs = factors.weight
    at_risk = np.isfinite(logs) & (people.class_people > 0)
    if not at_risk.any():
        return 0.0
    most = logs[at_risk].max()
    weights = people.class_people[at_risk]
    return float(most + np.log2((weights * 2.0 ** (logs[at_risk] - most)).sum() / weights.sum()))


def compile_hazards(
    case: Case, people: People, states: States, clock: Clock, risks: list[Risk], layers: list[str]
) -> Hazards:
    """The kernel's arrays for all events."""
    names = [risk.name for risk in risks]
    weight = np.array([risk.factors.weight for risk in risks]).reshape(len(risks), people.class_count)
    state = np.array([risk.factors.state for risk in risks]).reshape(len(risks), states.count)
    feeling = np.array([risk.factors.feeling for risk in risks]).reshape(len(risks), len(case.feelings))
    source = np.array([risk.source for risk in risks], bool).reshape(len(risks), states.count)
    log_rate = np.array([risk.log_rate for risk in risks])
    base = np.array([log_base(risk.factors, risk.source, states) for risk in risks]).reshape(weight.shape)
    moved = (feeling != 0).any(axis=1) | (state != state[:, :1]).any(axis=1)
    slack = np.where(moved, _slack(base, log_rate - np.log2(clock.years), people), 0.0)
    base += slack[:, None]
    slots, slot_event, event_slot = _slots(source, weight, base, state, feeling)
    chance, chance_feeling = _chances(case, people, states, risks)
    met = [risk.event if isinstance(risk.event, Encounter) else None for risk in risks]
    return Hazards(
        kind=np.array([KINDS[type(risk.event)] for risk in risks], np.int64),
        source=source,
        target=np.array([risk.target for risk in risks], np.int64).reshape(source.shape),
        log_rate=log_rate,
        log_weight=weight,
        log_state=state,
        slack=slack,
        log_base=base,
        log_feeling=feeling,
        most_feeling=_most_feeling(feeling, slack),
        lowest=_lowest_bins(weight, state),
        layer=np.array(
            [layers.index(event.to) if event and event.to != SELF else -1 for event in met], np.int64
        ),
        turns=np.array([names.index(event.turns) if event else -1 for event in met], np.int64),
        log_chance=chance,
        chance_feeling=chance_feeling,
        slots=slots,
        slot_event=slot_event,
        event_slot=event_slot,
        first_state=states.first,
    )


def _slack(base: NDArray[np.float64], log_rate: NDArray[np.float64], people: People) -> NDArray[np.float64]:
    """float64[K]: how far above the hazard at the start people are drawn with their class.

    Where few are drawn, more of them may be rejected, which is cheaper than a bin for everybody whose hazard
    rises; `log_rate` is log2 of the rate per person-year.
    """
    drawn = (people.class_people * 2.0 ** (base + log_rate[:, None])).sum(axis=1) / people.class_people.sum()
    room = np.floor(np.log2(MOST_DRAWN) - np.log2(np.maximum(drawn, 1e-300)))
    return np.clip(room, SLACK, MOST_SLACK)


def _most_feeling(feeling: NDArray[np.float64], slack: NDArray[np.float64]) -> NDArray[np.float64]:
    """float64[2, F]: the least and the greatest strength of a feeling, as a share of the event's slack."""
    moved = (feeling != 0).any(axis=1)
    share = feeling[moved] / slack[moved, None]
    return np.array([share.min(axis=0, initial=0.0), share.max(axis=0, initial=0.0)])


def _lowest_bins(weight: NDArray[np.float64], state: NDArray[np.float64]) -> NDArray[np.int64]:
    """The exponent of the lowest bin: HEADROOM bins are left above the most exposed class."""
    most = np.where(np.isfinite(weight), weight, -np.inf).max(axis=1)
    most += np.where(np.isfinite(state), state, 0).max(axis=1)
    return (np.ceil(np.where(np.isfinite(most), most, 0)) - (BINS - 1 - HEADROOM)).astype(np.int64)


def _slots(
    source: NDArray[np.bool_],
    weight: NDArray[np.float64],
    base: NDArray[np.float64],
    state: NDArray[np.float64],
    feeling: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The events that need bins in each combined state.

    Those that feelings or states move, or whose people did not start at risk.
    """
    unlisted = (np.isfinite(weight) & ~np.isfinite(base)).any(axis=1)
    moved = (feeling != 0).any(axis=1) | (state != state[:, :1]).any(axis=1)
    binned = source & (unlisted | moved)[:, None]
    slots = binned.sum(axis=0).astype(np.int64)
    event_slot = np.where(binned, np.cumsum(binned, axis=0) - 1, -1).astype(np.int64)
    slot_event = np.full((source.shape[1], max(int(slots.max(initial=0)), 1)), -1, np.int64)
    for event, at in zip(*np.nonzero(binned), strict=True):
        slot_event[at, event_slot[event, at]] = event
    return slots, slot_event, event_slot


def _chances(
    case: Case, people: People, states: States, risks: list[Risk]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For encounters: log2 of the chance by class of the contact, and per feeling.

    -inf for the classes that the transition does not concern.
    """
    names, owners = Names(case), {risk.name: risk.event for risk in risks}
    chance = np.zeros((len(risks), people.class_count))
    feeling = np.zeros((len(risks), len(case.feelings)))
    for k, risk in enumerate(risks):
        if isinstance(risk.event, Encounter):
            values = case.values_of(names.owners[risk.name])
            concerned = people.all_chosen(owners[risk.event.turns].who)
            factors = Factors(np.where(concerned, 0.0, -np.inf), np.zeros(states.count), feeling[k])
            add_terms(factors, risk.event.chance_ratios, values, names, people, states)
            chance[k] = factors.weight + log2(risk.event.chance.value(values))
    return chance, feeling
