"""Who may meet something in a step.

Candidates come from every cell: those drawn with their class from the people as they were at the start, and
from its bins those who have been moved. How many come is Poisson. The luck of a cell or bin in a step, how
many, which of them and when, is addressed by event, place, bin and step alone; so nothing that happened
elsewhere or before shifts it, and where a hazard is lower, those who come are some of those who come where it
is higher. Hazards are those at the start of the step. A step that the end of the run cuts off is drawn whole:
what comes after the end does not happen.
"""

from __future__ import annotations

import numpy as np

from boomerang.engine.bins import EMPTY
from boomerang.engine.hazard import bin_bound, capped, log_factor
from boomerang.engine.model import BINS, LOG_CAP
from boomerang.engine.words import home_word
from boomerang.engine.workspace import BASES, CANDIDATES, DRAWN, FIRST, FULL, LISTS, ROOM
from boomerang.kernels.compiled import inner
from boomerang.population.mixing import combine, draw, unit

_PART = 16.0  # expected candidates that are counted with one luck; more are counted in parts
_MOST_OF_A_PART = 100  # beyond which none in 10**40 parts has more


@inner
def arrivals(rate, word):
    """How many come in a step: Poisson with mean `rate`, and never fewer where the rate is higher.

    It is the number whose tail the luck of `word` falls into (inversion), so of two rates with the same luck
    the higher has all that the lower has, and often no more.
    """
    luck = unit(word)
    if luck >= rate:  # the chance of one or more is below the rate
        return 0
    term, count = np.exp(-rate), 0
    tail = -np.expm1(-rate)
    while luck < tail and count < _MOST_OF_A_PART:
        count += 1
        term *= rate / count
        tail -= term
    return count


@inner
def gather(model, work, step):
    """Fill the candidate arrays: first those drawn with their class, then those drawn from bins."""
    cells = model.cells
    work.counters[CANDIDATES] = 0
    for cell in range(len(work.factor)):
        work.factor[cell] = -np.inf
        if cells.log_total[cell] > -np.inf or work.occupied[cell] != 0:
            work.factor[cell] = log_factor(model, work, cell)
        if cells.log_total[cell] + work.factor[cell] > -np.inf:
            _gather_base(model, work, cell, work.factor[cell], draw(cells.key[cell], step))
    work.counters[BASES] = work.counters[CANDIDATES]
    for cell in range(len(work.factor)):
        if work.occupied[cell] != 0 and work.factor[cell] > -np.inf:
            _gather_bins(model, work, cell, work.factor[cell], draw(cells.key[cell], step))
    _look_at_slots(work)
    _pick_members(model, work)


@inner
def _gather_base(model, work, cell, level, word):
    """Candidates among the people as they were at the start."""
    cells = model.cells
    steep = cells.log_most[cell] + level > LOG_CAP
    rate = _capped_total(model, cell, level) if steep else np.exp2(cells.log_total[cell] + level)
    part, left = 0, rate
    while left > 0.0 and work.counters[FULL] & LISTS == 0:
        own = word if part == 0 else combine(word, np.uint64(part))
        for number in range(arrivals(min(left, _PART), own)):
            key = combine(own, np.uint64(number))
            pick = _pick_capped(model, cell, level, unit(draw(key, 1)) * rate) if steep else -1
            _put(work, cell, 0, pick, key, level)
        left -= _PART
        part += 1


@inner
def _class_people(country, place, who):
    return np.int64(country.class_start[place, who + 1] - country.class_start[place, who])


@inner
def _capped_total(model, cell, level):
    """The total hazard of a cell in which some class is held at the cap."""
    cells = model.cells
    total = 0.0
    for i in range(cells.base_start[cell], cells.base_start[cell + 1]):
        who = cells.base_class[i]
        hazard = capped(model.hazards.log_base[cells.event[cell], who] + level)
        total += hazard * _class_people(model.country, cells.place[cell], who)
    return total


@inner
def _pick_capped(model, cell, level, target):
    """A class of such a cell: the one at which the running total passes `target`."""
    cells = model.cells
    total = 0.0
    pick = cells.base_start[cell]
    for i in range(cells.base_start[cell], cells.base_start[cell + 1]):
        hazard = capped(model.hazards.log_base[cells.event[cell], cells.base_class[i]] + level)
        if hazard == 0.0:
            continue
        pick = i
        total += hazard * _class_people(model.country, cells.place[cell], cells.base_class[i])
        if total >= target:
            break
    return pick


@inner
def _gather_bins(model, work, cell, level, word):
    """Candidates from the bins of a cell."""
    log_unit = model.hazards.lowest[model.cells.event[cell]] + level
    lowest_bound = np.exp2(log_unit)
    work.lowest_bound[cell] = lowest_bound
    plain = log_unit + BINS <= LOG_CAP
    for number in range(BINS):
        bit = np.int64(1) << number
        if work.occupied[cell] & bit:
            bound = lowest_bound * bit if plain and number < BINS - 1 else bin_bound(number, log_unit)
            _gather_bin(work, cell, number, bound, draw(word, number))


@inner
def _gather_bin(work, cell, number, bound, word):
    """Candidates from one bin."""
    index, part = cell * BINS + number, 0
    rate = bound * work.bin[index, ROOM]
    while rate > 0.0 and work.counters[FULL] & LISTS == 0:
        own = word if part == 0 else combine(word, np.uint64(part))
        for arrival in range(arrivals(min(rate, _PART), own)):
            _draw_slot(work, index, combine(own, np.uint64(arrival)))
        rate -= _PART
        part += 1


@inner
def _draw_slot(work, index, key):
    """Put a slot of a bin on the list of those to look at: the loads of many of them overlap."""
    j = work.counters[DRAWN]
    work.drawn_bin[j] = index
    work.drawn_word[j] = key
    work.counters[DRAWN] = j + 1
    if j + 1 == len(work.drawn_bin):
        _look_at_slots(work)


@inner
def _look_at_slots(work):
    """Add those who stand at the drawn slots to the candidates."""
    for j in range(work.counters[DRAWN]):
        index = work.drawn_bin[j]
        slot = np.int64(draw(work.drawn_word[j], 1) & np.uint64(work.bin[index, ROOM] - 1))
        work.drawn_slot[j] = slot
        work.drawn_entry[j] = work.pool[work.bin[index, FIRST] + slot]
    for j in range(work.counters[DRAWN]):
        if work.counters[CANDIDATES] == len(work.time):
            work.counters[FULL] |= LISTS if work.drawn_entry[j] != EMPTY else 0
            continue
        i, cell = work.counters[CANDIDATES], work.drawn_bin[j] // BINS
        _put(work, cell, work.drawn_bin[j] % BINS, work.drawn_slot[j], work.drawn_word[j], work.factor[cell])
        work.entry[i] = work.drawn_entry[j]
        work.counters[CANDIDATES] = i + np.int64(
            work.drawn_entry[j] != EMPTY
        )  # written over if nobody is there
    work.counters[DRAWN] = 0


@inner
def _put(work, cell, number, pick, key, level):
    """Add a candidate."""
    i = work.counters[CANDIDATES]
    if i == len(work.time):
        work.counters[FULL] |= LISTS
        return
    work.time[i] = unit(draw(key, 0))
    work.cell[i] = cell
    work.number[i] = number
    work.pick[i] = pick
    work.word[i] = key
    work.level[i] = level
    work.counters[CANDIDATES] = i + 1


@inner
def _pick_members(model, work):
    """Classes of the candidates drawn with their class, by people x hazard ratio, and positions in them.

    Stage by stage, so that loads do not wait for the branches that hang on other loads.
    """
    cells = model.cells
    guides = cells.base_guide.shape[1]
    for i in range(work.counters[BASES]):
        cell = work.cell[i]
        luck = unit(draw(work.word[i], 1))
        capped_pick = work.pick[i] >= 0
        start = np.int64(cells.base_guide[cell, np.int64(luck * guides)])
        work.target[i] = 0.0 if capped_pick else luck * cells.base_sum[cells.base_start[cell + 1] - 1]
        work.pick[i] = work.pick[i] if capped_pick else start
    for i in range(work.counters[BASES]):
        pick = work.pick[i]
        while cells.base_sum[pick] < work.target[i]:
            pick += 1
        work.pick[i] = pick
    for i in range(work.counters[BASES]):
        cell, who = work.cell[i], cells.base_class[work.pick[i]]
        place = cells.place[cell]
        luck = unit(draw(work.word[i], 2))
        people = _class_people(model.country, place, who)
        work.pick[i] = model.country.class_start[place, who] + np.int64(luck * people)
        work.home[i] = home_word(place, who)
