"""The clocks of the cells: who may meet something in a step.

Every cell has one clock for the people as they were at the start ("base") and one for each of its bins. A
clock holds what is left of a unit exponential; a step takes away (total hazard x step), and a candidate
appears at each crossing of zero (Anderson 2007, "A modified next reaction method"). Clocks and picks have
streams of their own, so nothing that happens elsewhere shifts their luck. Hazards are those at the start of
the step. A step that the end of the run cuts off is drawn whole: what comes after the end does not happen.
"""

from __future__ import annotations

import numpy as np

from boomerang.engine.hazard import bin_bound, capped, log_factor
from boomerang.engine.model import BINS, LOG_CAP
from boomerang.engine.words import home_word
from boomerang.engine.workspace import BASES, CANDIDATES, COUNT, FULL, LISTS
from boomerang.kernels.compiled import inner
from boomerang.population.mixing import combine, draw, unit

_DRAWS = 4  # random words for one crossing: waiting time, two picks, one to carry along


@inner
def waiting_time(key, number):
    """The unit exponential before crossing `number` of a stream."""
    return -np.log(unit(draw(key, _DRAWS * number)))


@inner
def start_clocks(model, work):
    """Wind up the base clocks. The clock of a bin is wound up when somebody first enters it."""
    for cell in range(len(work.base_clock)):
        work.base_clock[cell] = waiting_time(model.cells.key[cell], 0)


@inner
def gather(model, work):
    """Fill the candidate arrays: first those drawn with their class, then those drawn from bins."""
    cells = model.cells
    work.counters[CANDIDATES] = 0
    for cell in range(len(work.base_clock)):
        work.factor[cell] = -np.inf
        if cells.log_total[cell] > -np.inf or work.occupied[cell] != 0:
            work.factor[cell] = log_factor(model, work, cell)
        if cells.log_total[cell] + work.factor[cell] > -np.inf:
            _gather_base(model, work, cell, work.factor[cell])
    work.counters[BASES] = work.counters[CANDIDATES]
    for cell in range(len(work.base_clock)):
        if work.occupied[cell] != 0 and work.factor[cell] > -np.inf:
            _gather_bins(model, work, cell, work.factor[cell])
    _pick_members(model, work)


@inner
def _gather_base(model, work, cell, level):
    """Crossings among the people as they were at the start."""
    cells = model.cells
    steep = cells.log_most[cell] + level > LOG_CAP
    rate = _capped_total(model, cell, level) if steep else np.exp2(cells.log_total[cell] + level)
    left = work.base_clock[cell]
    if left > rate:
        work.base_clock[cell] = left - rate
        return
    key = cells.key[cell]
    number = work.base_drawn[cell]
    passed = 0.0
    while left <= rate - passed:
        passed += left
        luck = unit(draw(key, _DRAWS * number + 1))
        pick = _pick_capped(model, cell, level, luck * rate) if steep else -1
        _put(work, passed / rate, cell, number, pick, draw(key, _DRAWS * number + 3), level)
        number += 1
        left = waiting_time(key, number)
    work.base_drawn[cell] = number
    work.base_clock[cell] = left - (rate - passed)


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
def _gather_bins(model, work, cell, level):
    """Crossings of the clocks of a cell's bins."""
    log_unit = model.hazards.lowest[model.cells.event[cell]] + level
    lowest_bound = np.exp2(log_unit)
    plain = log_unit + BINS <= LOG_CAP
    for number in range(BINS):
        bit = np.int64(1) << number
        if work.occupied[cell] & bit:
            index = cell * BINS + number
            if work.bin_drawn[index] == 0:
                work.bin_clock[index] = waiting_time(_bin_key(model, cell, number), 0)
                work.bin_drawn[index] = 1
            bound = lowest_bound * bit if plain and number < BINS - 1 else bin_bound(number, log_unit)
            rate = bound * work.bin[index, COUNT]
            if work.bin_clock[index] > rate:
                work.bin_clock[index] -= rate
            else:
                _cross(model, work, cell, number, rate, level)


@inner
def _bin_key(model, cell, number):
    return combine(model.cells.key[cell], np.uint64(number + 1))


@inner
def _cross(model, work, cell, number, rate, level):
    """The crossings of one bin in one step."""
    index = cell * BINS + number
    key = _bin_key(model, cell, number)
    left = work.bin_clock[index]
    passed = 0.0
    while left <= rate - passed:
        passed += left
        drawn = work.bin_drawn[index]
        pick = np.int64(unit(draw(key, _DRAWS * drawn + 1)) * work.bin[index, COUNT])
        _put(work, passed / rate, cell, number, pick, draw(key, _DRAWS * drawn + 2), level)
        work.bin_drawn[index] = drawn + 1
        left = waiting_time(key, drawn + 1)
    work.bin_clock[index] = left - (rate - passed)


@inner
def _put(work, time, cell, number, pick, word, level):
    """Add a candidate."""
    i = work.counters[CANDIDATES]
    if i == len(work.time):
        work.counters[FULL] |= LISTS
        return
    work.time[i] = time
    work.cell[i] = cell
    work.number[i] = number
    work.pick[i] = pick
    work.word[i] = word
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
        luck = unit(draw(cells.key[cell], _DRAWS * work.number[i] + 1))
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
        luck = unit(draw(cells.key[cell], _DRAWS * work.number[i] + 2))
        people = _class_people(model.country, place, who)
        work.pick[i] = model.country.class_start[place, who] + np.int64(luck * people)
        work.home[i] = home_word(place, who)
