"""The hazard of one touched person, its upper bound, and the bins that follow from it."""

from __future__ import annotations

import numpy as np

from boomerang.engine.bins import add_entry
from boomerang.engine.model import BINS, FACTOR, LOG_CAP, RATIO
from boomerang.engine.words import class_in, entry_word, epoch_in, number_in, place_in, state_in, stored
from boomerang.engine.workspace import FEELING, HOME, LAST, PERSON, STATE
from boomerang.kernels.compiled import inner

NO_BIN = -1


@inner
def cell_of(cells, event, home):
    """The cell of an event for a person of a place and class."""
    audience = cells.audience[event, class_in(home)]
    return cells.start[event] + place_in(home) * cells.audiences[event] + audience


@inner
def log_factor(model, work, cell):
    """log2 of what rate, place, levers and climates make of a cell's relative hazards; -inf for nothing."""
    cells, event = model.cells, model.cells.event[cell]
    total = model.hazards.log_rate[event] + model.hazards.log_place[event, cells.place[cell]]
    for i in range(cells.term_start[cell], cells.term_start[cell + 1]):
        value = work.value[cells.term_value[i]]
        if cells.term_kind[i] == FACTOR:
            if value <= 0.0:
                return -np.inf
            total += np.log2(value)
        elif cells.term_kind[i] == RATIO:
            total += cells.term_log[i] * value
        else:
            total += cells.term_log[i] * value * value
    return total


@inner
def log_person(model, work, event, row, step):
    """log2 of a touched person's own factor: class, state and feelings at the start of a step."""
    hazards = model.hazards
    total = hazards.log_weight[event, class_in(work.record[row, HOME])]
    total += hazards.log_state[event, state_in(work.record[row, STATE])]
    decay = model.quantities.feeling_decay
    waited = step - work.record[row, LAST]
    for f in range(decay.shape[0]):
        strength = hazards.log_feeling[event, f]
        if strength != 0.0:
            total += strength * work.feeling[row, FEELING + f] * decay[f, waited]
    return total


@inner
def capped(log_hazard):
    """The hazard per step from its logarithm, held below the cap."""
    return np.exp2(min(log_hazard, LOG_CAP))


@inner
def bin_bound(number, log_unit):
    """Expected draws per step of a person in a bin. The last bin has no upper end, so it is worth the cap."""
    return capped(log_unit + number if number < BINS - 1 else LOG_CAP)


@inner
def mask_bound(mask, log_unit, lowest_bound):
    """Expected draws per step of a person whose bins are `mask`; the lowest bin is worth 2**log_unit."""
    if log_unit + BINS <= LOG_CAP and mask < (np.int64(1) << (BINS - 1)):
        return np.float64(mask) * lowest_bound
    total = 0.0
    for number in range(BINS):
        if mask & (np.int64(1) << number):
            total += bin_bound(number, log_unit)
    return total


@inner
def raised_by_feelings(model, work, event, row):
    """The most by which feelings raise the log2 hazard, now and as they wear off.

    A feeling only ever wears off towards zero, so this counts the ones that raise the hazard and leaves out
    the others.
    """
    raised = 0.0
    strengths = model.hazards.log_feeling
    for f in range(strengths.shape[1]):
        raised += max(0.0, strengths[event, f] * np.float64(work.feeling[row, FEELING + f]))
    return raised


@inner
def bin_needed(hazards, event, who, log_bound):
    """The lowest bin that bounds the hazard of somebody of class `who`; NO_BIN for those never at risk."""
    log_bound += hazards.log_weight[event, who]
    if log_bound == -np.inf:
        return NO_BIN
    number = np.int64(np.ceil(log_bound)) - hazards.lowest[event]
    return min(max(number, np.int64(0)), np.int64(BINS - 1))


@inner
def log_excess(log_base, excess):
    """log2 of a bound on what a hazard `excess` doublings above the base has beyond it.

    2**x - 1 is at most x up to x = 1.
    """
    if excess > 1.0:
        return log_base + excess
    log_bound = log_base
    while excess <= 0.5 and log_bound > log_base - 6.0:
        excess *= 2.0
        log_bound -= 1.0
    return log_bound


@inner
def settle(model, work, row):
    """Enter a person into the bins that they need. The feelings must be up to date.

    The people of a class that starts at risk are drawn with their class; only the excess over that bound
    needs a bin.
    """
    hazards = model.hazards
    state = state_in(work.record[row, STATE])
    who = class_in(work.record[row, HOME])
    first = hazards.first_state[who]
    for slot in range(hazards.slots[state]):
        event = hazards.slot_event[state, slot]
        log_bound = hazards.log_state[event, state] + raised_by_feelings(model, work, event, row)
        if hazards.source[event, first]:
            log_base = hazards.log_state[event, first] + hazards.slack[event]
            if log_bound <= log_base:
                continue
            log_bound = log_excess(log_base, log_bound - log_base)
        number = bin_needed(hazards, event, who, log_bound)
        if number != NO_BIN:
            _enter(model, work, row, slot, event, number)


@inner
def _enter(model, work, row, slot, event, number):
    """Put a person into a bin, unless the bins they are in already bound their hazard, or none can be."""
    word = FEELING + model.hazards.log_feeling.shape[1] + slot
    mask = number_in(work.record[row, word])
    bit = np.int64(1) << number
    place = place_in(work.record[row, HOME])
    if mask < bit and model.hazards.log_place[event, place] > -np.inf:
        work.record[row, word] = stored(mask | bit)
        entry = entry_word(row, epoch_in(work.record[row, STATE]), work.record[row, PERSON])
        add_entry(work, cell_of(model.cells, event, work.record[row, HOME]), number, entry)
