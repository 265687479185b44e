"""Transitions, acts and encounters become hazards: who is at risk, how much, what raises or lowers it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.bundle import SELF, Act, Encounter, Transition
from boomerang.compile.clock import Clock
from boomerang.compile.ground import Ground
from boomerang.compile.people import Inhabitants
from boomerang.compile.risks import compile_chances, compile_risks
from boomerang.compile.wiring import Wiring
from boomerang.engine.model import ACT, BINS, ENCOUNTER, HEADROOM, MOST_SLACK, SLACK, TRANSITION, Hazards

MOST_DRAWN = 2e-3  # draws per person-year, above which an event gets no more slack than the least
MOST_LOG = 500.0  # log2 of a ratio, so that products of two stay finite
KINDS = {Transition: TRANSITION, Act: ACT, Encounter: ENCOUNTER}


def compile_hazards(ground: Ground, clock: Clock, wiring: Wiring) -> Hazards:
    """The kernel's arrays for all events."""
    risks = compile_risks(ground, clock, wiring)
    weight, place, state, feeling = risks.factors
    moved = (feeling != 0).any(axis=1) | (state != state[:, :1]).any(axis=1)
    per_year = risks.log_rate - np.log2(clock.years)
    slack = np.where(moved, _slack(risks.base, place, per_year, ground.people), 0.0)
    base = risks.base + slack[:, None]
    slots, slot_event, event_slot = _slots(_binned(risks.source, weight, base, moved))
    chance, chance_place, chance_feeling = compile_chances(ground, wiring)
    layer, turns = _turns(ground, wiring)
    return Hazards(
        kind=np.array([KINDS[type(node.part)] for node in wiring.events.values()], np.int64),
        source=risks.source,
        target=risks.target,
        log_rate=risks.log_rate,
        log_weight=weight,
        log_place=place,
        log_state=state,
        slack=slack,
        log_base=base,
        log_feeling=feeling,
        most_feeling=_most_feeling(feeling, slack),
        lowest=_lowest_bins(weight, state),
        layer=layer,
        turns=turns,
        log_chance=chance,
        chance_place=chance_place,
        chance_feeling=chance_feeling,
        slots=slots,
        slot_event=slot_event,
        event_slot=event_slot,
        first_state=ground.states.first,
    )


def share_bins(first: Hazards, later: Hazards) -> tuple[Hazards, Hazards]:
    """The hazards of two models of one run, with a place for whatever needs a bin in either, and alike."""
    slots, slot_event, event_slot = _slots((first.event_slot >= 0) | (later.event_slot >= 0))
    first, later = (
        hazards._replace(slots=slots, slot_event=slot_event, event_slot=event_slot, lowest=first.lowest)
        for hazards in (first, later)
    )
    return first, later


def _turns(ground: Ground, wiring: Wiring) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The contact layer and the transition of each encounter, int64[K] both; -1 for none."""
    numbers = {name: number for number, name in enumerate(wiring.events)}
    layers = {name: number for number, name in enumerate(ground.contacts)} | {SELF: -1}
    turns = [wiring.turn_of(name) for name in wiring.events]
    return (
        np.array([layers[turn.to] if turn else -1 for turn in turns], np.int64),
        np.array([numbers[turn.turns] if turn else -1 for turn in turns], np.int64),
    )


def _slack(
    base: NDArray[np.float64],
    place: NDArray[np.float64],
    log_rate: NDArray[np.float64],
    people: Inhabitants,
) -> NDArray[np.float64]:
    """float64[K]: how far above the hazard at the start people are drawn with their class.

    Where few are drawn, more of them may be rejected, which is cheaper than a bin for everybody whose hazard
    rises; `log_rate` is log2 of the rate per person-year.
    """
    weighed = [
        2.0 ** np.minimum(ratio, MOST_LOG) @ people.counts if ratio.any() else people.class_people
        for ratio in place
    ]
    number = np.array(weighed).reshape(base.shape)  # [K, C], people times the ratios of their places
    drawn = (number * 2.0 ** (base + log_rate[:, None])).sum(axis=1) / people.class_people.sum()
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


def _binned(
    source: NDArray[np.bool_],
    weight: NDArray[np.float64],
    base: NDArray[np.float64],
    moved: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """bool[K, S]: the events that need bins in each combined state.

    Those that feelings or states move, or whose people did not start at risk.
    """
    unlisted = (np.isfinite(weight) & ~np.isfinite(base)).any(axis=1)
    return source & (unlisted | moved)[:, None]


def _slots(binned: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """How many events need bins in each combined state, which these are, and where each stands."""
    slots = binned.sum(axis=0).astype(np.int64)
    event_slot = np.where(binned, np.cumsum(binned, axis=0) - 1, -1).astype(np.int64)
    slot_event = np.full((binned.shape[1], max(int(slots.max(initial=0)), 1)), -1, np.int64)
    event, at = np.nonzero(binned)
    slot_event[at, event_slot[event, at]] = event
    return slots, slot_event, event_slot
