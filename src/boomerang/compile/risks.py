"""The wires of each event become what its hazard is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.selectors import Selector
from boomerang.compile.clock import Clock
from boomerang.compile.ground import Ground, OpenTo, opening
from boomerang.compile.wires import RatioWire
from boomerang.compile.wiring import Wiring


class Factors(NamedTuple):
    """What people make of the hazard of an event, or of each of several, in base-2 logarithms."""

    weight: NDArray[np.float64]  # [..., C]
    place: NDArray[np.float64]  # [..., P]
    state: NDArray[np.float64]  # [..., S]
    feeling: NDArray[np.float64]  # [..., F], per unit

    def of(self, event: int) -> Factors:
        """Those of one event, to be changed in place."""
        return Factors(*(rows[event] for rows in self))


@dataclass(frozen=True)
class Risks:
    """All events, by number.

    source, target: as in `Hazards`; base: float64[K, C], log2 of the hazard ratio of a class in its first
    state, -inf if that is not at risk; log_rate: float64[K], log2 of the mean number in a step for those at
    risk.
    """

    source: NDArray[np.bool_]
    target: NDArray[np.int64]
    factors: Factors
    base: NDArray[np.float64]
    log_rate: NDArray[np.float64]


def compile_risks(ground: Ground, clock: Clock, wiring: Wiring) -> Risks:
    """Every event with all its factors."""
    open_to = ground.open_to(tuple(opening(node.part) for node in wiring.events.values()))
    factors, ratios = _none(ground, open_to), [wiring.ratios_of(name) for name in wiring.events]
    for event, of_event in enumerate(ratios):
        add_ratios(factors.of(event), [wire for wire in of_event if not wire.added], ground)
    base, rates = _base(factors, open_to, ground), [wiring.rate_of(name) for name in wiring.events]
    per_step = log2(np.array([rate.per_year * clock.years if rate else 0.0 for rate in rates]))
    means = [
        0.0 if rate and rate.at_reference else _log_mean(base[event], factors.of(event), ground)
        for event, rate in enumerate(rates)
    ]
    for event, of_event in enumerate(ratios):
        add_ratios(factors.of(event), [wire for wire in of_event if wire.added], ground)
    if any(wire.added for of_event in ratios for wire in of_event):
        base = _base(factors, open_to, ground)
    return Risks(open_to.source, open_to.target, factors, base, per_step - np.array(means))


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
    return _none(ground, ground.open_to(((who, None),))).of(0)


def _none(ground: Ground, open_to: OpenTo) -> Factors:
    """The factors of all events, before any ratio."""
    return Factors(
        weight=open_to.weight.copy(),
        place=open_to.place.copy(),
        state=np.zeros(open_to.source.shape),
        feeling=np.zeros((len(open_to.source), len(ground.feelings))),
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
            factors.weight[:] += _numeric(people.numbers[term.name], wire.ratio)[people.classes[term.name]]
        elif term.kind == "numeric column":
            factors.place[:] += _numeric(np.asarray(people.columns[term.name], np.float64), wire.ratio)
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


def _log_mean(base: NDArray[np.float64], factors: Factors, ground: Ground) -> float:
    """log2 of the mean hazard ratio of the people at risk at the start, or of all it could concern.

    A rate in a case is the mean over those people, not an intercept: dividing by the mean of exp(x b) makes
    it so.
    """
    logs = base if np.isfinite(base).any() else factors.weight
    return ground.log_mean(logs.tobytes(), factors.place.tobytes())


def _base(factors: Factors, open_to: OpenTo, ground: Ground) -> NDArray[np.float64]:
    first = ground.states.first
    source, state = open_to.source.take(first, axis=1), factors.state.take(first, axis=1)
    return np.where(source, factors.weight + state, -np.inf)
