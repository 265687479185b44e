"""The wires of each event become what its hazard is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.bundle import Transition
from boomerang.case.parts.names import Event
from boomerang.case.parts.selectors import Selector
from boomerang.compile.clock import Clock
from boomerang.compile.ground import Ground
from boomerang.compile.states import States
from boomerang.compile.wires import RatioWire
from boomerang.compile.wiring import Wiring


@dataclass
class Factors:
    """What people make of the hazard of one event, in base-2 logarithms."""

    weight: NDArray[np.float64]  # [C]
    place: NDArray[np.float64]  # [P]
    state: NDArray[np.float64]  # [S]
    feeling: NDArray[np.float64]  # [F], per unit


@dataclass(frozen=True)
class Risk:
    """One event, compiled on its own; `log_rate` is log2 of its mean number in a step for those at risk."""

    name: str
    event: Event
    source: NDArray[np.bool_]  # [S]
    target: NDArray[np.int64]  # [S]
    factors: Factors
    log_rate: float


def compile_risks(ground: Ground, clock: Clock, wiring: Wiring) -> list[Risk]:
    """Every event with all its factors."""
    risks = []
    for name, node in wiring.events.items():
        source, target = _moves(node.part, ground.states)
        factors = no_factors(ground, node.part.who)
        ratios = wiring.ratios_of(name)
        add_ratios(factors, [wire for wire in ratios if not wire.added], ground)
        rate = wiring.rate_of(name)
        mean = 0.0 if rate and rate.at_reference else _log_mean(factors, source, ground)
        log_rate = float(log2(rate.per_year * clock.years if rate else 0.0)) - mean
        add_ratios(factors, [wire for wire in ratios if wire.added], ground)
        risks.append(Risk(name, node.part, source, target, factors, log_rate))
    return risks


def compile_chances(
    ground: Ground, wiring: Wiring
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """For encounters: log2 of the chance by class of the contact, of its ratio by place, and per feeling.

    float64[K, C] and float64[K, P], -inf for those whom the transition does not concern; float64[K, F].
    """
    chance = np.zeros((len(wiring.events), ground.people.class_count))
    place = np.zeros((len(wiring.events), len(ground.people.places)))
    feeling = np.zeros((len(wiring.events), len(ground.feelings)))
    for k, name in enumerate(wiring.events):
        if turn := wiring.turn_of(name):
            factors = no_factors(ground, wiring.events[turn.turns].part.who)
            add_ratios(factors, wiring.chances_of(name), ground)
            chance[k] = factors.weight + log2(turn.chance)
            place[k], feeling[k] = factors.place, factors.feeling
    return chance, place, feeling


def no_factors(ground: Ground, who: tuple[Selector, ...]) -> Factors:
    """The factors of an event that only some can meet, before any ratio."""
    return Factors(
        weight=np.where(ground.people.all_chosen(who), 0.0, -np.inf),
        place=np.where(ground.lying(who), 0.0, -np.inf),
        state=np.zeros(ground.states.count),
        feeling=np.zeros(len(ground.feelings)),
    )


def log2(ratio: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Base-2 logarithm with -inf for 0."""
    with np.errstate(divide="ignore"):
        return np.log2(np.asarray(ratio, float))


def add_ratios(factors: Factors, ratios: Iterable[RatioWire], ground: Ground) -> None:
    """Add ratios of people and of their feelings to the factors of an event, in this order."""
    for wire in ratios:
        term, people = wire.term, ground.people
        if term.kind == "numeric trait":
            factors.weight += _numeric(people.numbers[term.name], wire.ratio)[people.classes[term.name]]
        elif term.kind == "numeric column":
            factors.place += _numeric(np.asarray(people.columns[term.name], np.float64), wire.ratio)
        elif term.kind == "feeling":
            factors.feeling[ground.feelings.index(term.name)] += log_ratio(wire)
        elif term.selector is not None:
            _add_selection(factors, term.selector, log_ratio(wire), ground)


def log_ratio(wire: RatioWire) -> float:
    """log2 of a ratio that is one number."""
    assert wire.ratio is not None
    return float(log2(wire.ratio))


def _numeric(numbers: NDArray[np.float64], ratio: float | None) -> NDArray[np.float64]:
    """log2 of the hazard ratio of each of these numbers: its own value, or a ratio per unit."""
    return log2(numbers) if ratio is None else numbers * log2(ratio)


def _add_selection(factors: Factors, selector: Selector, log: float, ground: Ground) -> None:
    if selector.subject in ground.people.categories:
        factors.weight[ground.people.chosen(selector)] += log
    elif ground.is_of_places(selector):
        factors.place[ground.people.lying(selector)] += log
    else:
        factors.state[ground.states.chosen(selector)] += log


def _moves(event: Event, states: States) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """The combined states at risk, and where the event leads from each."""
    source = states.all_chosen(event.who)
    if not isinstance(event, Transition):
        return source, np.arange(states.count)
    source = source & states.chosen(Selector(event.moves.track, event.moves.sources))
    return source, states.moved(event.moves)


def log_base(factors: Factors, source: NDArray[np.bool_], states: States) -> NDArray[np.float64]:
    """float64[C]: log2 of the hazard ratio of a class in its first state; -inf if that is not at risk."""
    return np.where(source[states.first], factors.weight + factors.state[states.first], -np.inf)


def _log_mean(factors: Factors, source: NDArray[np.bool_], ground: Ground) -> float:
    """log2 of the mean hazard ratio of the people at risk at the start, or of all it could concern.

    A rate in a case is the mean over those people, not an intercept: dividing by the mean of exp(x b) makes
    it so.
    """
    logs, people = log_base(factors, source, ground.states), ground.people.class_people
    if not np.isfinite(logs).any():
        logs = factors.weight
    if factors.place.any():
        logs, people = logs + factors.place[:, None], ground.people.counts
    at_risk = np.isfinite(logs) & (people > 0)
    if not at_risk.any():
        return 0.0
    most = logs[at_risk].max()
    weights = people[at_risk]
    return float(most + np.log2((weights * 2.0 ** (logs[at_risk] - most)).sum() / weights.sum()))
