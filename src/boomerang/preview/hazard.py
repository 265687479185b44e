"""The formula of a hazard, for all that is foretold without a run.

How many events of a kind somebody meets in a step, on average: the rate, times the hazard ratios of class,
place and state, times what climates and levers make of it. Feelings are left out, as nobody feels anything
yet. Runs have it in `engine.hazard`, and people read it in `engine.reference`.
P places, C classes, A audiences of an event, V values of climates and levers, as in `engine.model`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Floats
from boomerang.engine.model import FACTOR, LOG_CAP, SQUARED, Model

MOST_LOG = 500.0  # so that products of two powers stay finite


class Terms(NamedTuple):
    """What climates and levers do to an event: [P, A, terms] each.

    number: int64, which value; kind: int64, FACTOR, RATIO or SQUARED; log: float64, log2 of its ratio.
    """

    number: NDArray[np.int64]
    kind: NDArray[np.int64]
    log: Floats


def calendar(model: Model) -> Floats:
    """float64[steps, V]: climates and levers step by step, if no event kicks and no lever answers."""
    values = model.quantities.schedule[:-1] + model.quantities.at_start
    return np.where(model.quantities.lever, np.clip(values, 0.0, 1.0), values)


def terms_of(model: Model, event: int) -> Terms:
    """The terms of an event; every cell has as many."""
    cells = model.cells
    ends = cells.start[[event, event + 1]]
    part = slice(*cells.term_start[ends].tolist())
    count = (part.stop - part.start) // int(ends[1] - ends[0])
    shape = (len(model.country.place_start) - 1, int(cells.audiences[event]), count)
    given = (cells.term_value, cells.term_kind, cells.term_log)
    return Terms(*(column[part].reshape(shape) for column in given))


def log_terms(model: Model, event: int, values: Floats) -> Floats:
    """float64[P, A, terms]: log2 of what each climate or lever makes of a hazard, at values float64[V]."""
    number, kind, log = terms_of(model, event)
    value = values[number]
    with np.errstate(divide="ignore"):
        factor = np.log2(np.maximum(value, 0.0))  # nothing happens while a factor is at zero
    return np.where(kind == FACTOR, factor, log * np.where(kind == SQUARED, value * value, value))


def log_levels(model: Model, values: Floats) -> Floats:
    """float64[cells]: log2 of what rate per step, place, climates and levers make of all hazards."""
    levels = [np.zeros(0)]
    for event in range(len(model.hazards.log_rate)):
        terms = log_terms(model, event, values)
        rate = np.broadcast_to(_rates(model, event)[:, None, None], (*terms.shape[:2], 1))
        levels.append(np.concatenate([rate, terms], axis=-1).cumsum(axis=-1)[..., -1].ravel())
    return np.concatenate(levels)


def _rates(model: Model, event: int) -> Floats:
    """float64[P]: log2 of the rate per step with the hazard ratio of the place."""
    return np.asarray(model.hazards.log_rate[event] + model.hazards.log_place[event])


def hazard_of_class(model: Model, event: int, values: Floats, without: int = -1) -> Floats:
    """float64[P, C]: how often somebody of a class meets an event in a step, but for their state."""
    logs = log_terms(model, event, values)
    logs = logs[..., np.arange(logs.shape[-1]) != without]
    level = _rates(model, event)[:, None] + logs.sum(axis=-1)
    weight = np.exp2(np.minimum(model.hazards.log_weight[event], MOST_LOG))
    hazard = np.exp2(np.minimum(level, MOST_LOG))[:, model.cells.audience[event]] * weight
    return np.minimum(hazard, 2.0**LOG_CAP)
