"""Hazards of single people in a run with a journal, worked out one by one from the arrays of the engine."""

from __future__ import annotations

import numpy as np

from boomerang.engine.model import FACTOR, RATIO
from boomerang.engine.replayed import homes_of
from boomerang.engine.words import class_in, place_in
from boomerang.study.accounting_history import History


def log_own(known: History, k: int, person: int, line: int) -> float:
    """log2 of what makes somebody's hazard of an event beyond its rate, at a line of the journal."""
    step = int(known.journal.step[line])
    model = known.eras.at(step).model
    hazards, cells = model.hazards, model.cells
    home = homes_of(known.model, [person])
    state = int(known.state_before(np.array([person]), home, np.array([line]))[0])
    place, who = int(place_in(home)[0]), int(class_in(home)[0])
    assert hazards.source[k, state]
    total = hazards.log_weight[k, who] + hazards.log_place[k, place] + hazards.log_state[k, state]
    total += hazards.log_feeling[k] @ felt(known, person, who, place, step)
    cell = cells.start[k] + place * cells.audiences[k] + cells.audience[k, who]
    for i in range(cells.term_start[cell], cells.term_start[cell + 1]):
        value = known.outcome.value[step, cells.term_value[i]]
        if cells.term_kind[i] == FACTOR:
            total += np.log2(value)
        else:
            total += cells.term_log[i] * (value if cells.term_kind[i] == RATIO else value**2)
    return float(total)


def log_chance(known: History, way: int, person: int, line: int) -> float:
    """log2 of what makes the chance that somebody turns in an encounter beyond that of the case."""
    home, step = homes_of(known.model, [person]), int(known.journal.step[line])
    place, who, era = int(place_in(home)[0]), int(class_in(home)[0]), known.eras.at(step)
    hazards, turn = era.model.hazards, era.wiring.turn_of(known.compiled.events[way])
    assert turn is not None
    total = hazards.log_chance[way, who] - np.log2(turn.chance) + hazards.chance_place[way, place]
    return float(total + hazards.chance_feeling[way] @ felt(known, person, who, place, step))


def felt(known: History, person: int, who: int, place: int, step: int) -> np.ndarray:
    """float64[F]: the feelings at the start of a step, one touch after another."""
    now, total = known.touches, np.zeros(len(known.ground.feelings))
    for i in np.flatnonzero(now.person == person).tolist():
        since = int(known.journal.step[now.line[i]]) + 1
        if since <= step:
            era = known.eras.at(since - 1)
            kicks, bundle = era.model.kicks, now.bundle[i] - known.eras.first_bundle(era)
            weight = float(now.scale[i]) * kicks.place_weight[kicks.bundle_place[bundle], place]
            amount = kicks.amount[bundle, kicks.receiver[who]].astype(float)
            total += amount * weight * left(known, since, step)
    return total


def left(known: History, since: int, step: int) -> np.ndarray:
    """float64[F]: what is left of feelings after one step and another."""
    kept = np.ones(len(known.ground.feelings))
    for era in known.eras.all:
        waited = sum(era.first <= now < era.end for now in range(since, step))
        kept *= era.model.quantities.feeling_decay[:, waited].astype(float)
    return kept
