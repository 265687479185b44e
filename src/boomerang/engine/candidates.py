"""The candidates of one step: exponential clocks, thinning and acceptance.

Every cell has one clock for the people as they were at the start ("base") and one for each of its bins. A
clock holds what is left of a unit exponential; a step takes away (total hazard x step), and a candidate
appears at each crossing of zero (Anderson 2007, "A modified next reaction method"). Clocks and picks have
streams of their own, so nothing that happens elsewhere shifts their luck. Hazards are those at the start of
the step. The stages are plain loops over independent candidates, so that the processor overlaps their cache
misses: gather, locate, judge, drop.
"""

from __future__ import annotations

import numpy as np

from boomerang.compiled import inner
from boomerang.engine.bins import TAKEN, close_gaps
from boomerang.engine.hazard import (
    bin_bound,
    capped,
    class_in,
    epoch_in,
    log_factor,
    log_person,
    mask_bound,
    state_in,
)
from boomerang.engine.model import BINS, LOG_CAP
from boomerang.engine.workspace import (
    CANDIDATES,
    COUNT,
    FEELING,
    FIRST,
    FULL,
    HOME,
    LISTS,
    PERSON,
    REFRESHED,
    STATE,
)
from boomerang.population.mixing import combine, draw, unit
from boomerang.population.permutation import unpermute_many

BASE = -1  # "bin" of a candidate who was drawn among the people as they were at the start
NOTHING = -1  # event of a candidate who was rejected
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
def find_candidates(model, work, step):
    """Fill the candidate arrays with what may happen in a step."""
    work.counters[CANDIDATES] = 0
    work.counters[REFRESHED] = 0
    for cell in range(len(work.base_clock)):
        if model.cells.log_total[cell] == -np.inf and work.occupied[cell] == 0:
            continue
        level = log_factor(model, work, cell)
        if level > -np.inf:
            _gather_base(model, work, cell, level)
            _gather_bins(model, work, cell, level)
    _locate(model, work)
    _judge_all(model, work, step)
    _drop_rejected(work)


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
    passed = 0.0
    while left <= rate - passed:
        passed += left
        number = work.base_drawn[cell]
        target = unit(draw(key, _DRAWS * number + 1))
        who = _pick_capped(model, cell, level, target * rate) if steep else _pick_class(cells, cell, target)
        pick = _pick_member(model, cells.place[cell], who, unit(draw(key, _DRAWS * number + 2)))
        home = cells.place[cell] * 65536 + who
        _put(work, passed / rate, cell, BASE, pick, home, draw(key, _DRAWS * number + 3), level)
        work.base_drawn[cell] = number + 1
        left = waiting_time(key, number + 1)
    work.base_clock[cell] = left - (rate - passed)


@inner
def _pick_class(cells, cell, target):
    """A class of a cell, by people x hazard ratio; `target` uniform in (0, 1)."""
    i = np.int64(cells.base_guide[cell, np.int64(target * cells.base_guide.shape[1])])
    target *= cells.base_sum[cells.base_start[cell + 1] - 1]
    while cells.base_sum[i] < target:
        i += 1
    return cells.base_class[i]


@inner
def _class_people(country, place, who):
    return np.int64(country.class_start[place, who + 1] - country.class_start[place, who])


@inner
def _pick_member(model, place, who, luck):
    """A position of the place that belongs to a class; `luck` uniform in (0, 1)."""
    return model.country.class_start[place, who] + np.int64(luck * _class_people(model.country, place, who))


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
    who = cells.base_class[cells.base_start[cell]]
    for i in range(cells.base_start[cell], cells.base_start[cell + 1]):
        hazard = capped(model.hazards.log_base[cells.event[cell], cells.base_class[i]] + level)
        if hazard == 0.0:
            continue
        who = cells.base_class[i]
        total += hazard * _class_people(model.country, cells.place[cell], who)
        if total >= target:
            break
    return who


@inner
def _gather_bins(model, work, cell, level):
    """Crossings of the clocks of a cell's bins."""
    occupied = work.occupied[cell]
    if occupied == 0:
        return
    lowest = model.hazards.lowest[model.cells.event[cell]]
    for number in range(BINS):
        if occupied & (np.int64(1) << number):
            index = cell * BINS + number
            if work.bin_drawn[index] == 0:
                work.bin_clock[index] = waiting_time(_bin_key(model, cell, number), 0)
                work.bin_drawn[index] = 1
            rate = bin_bound(number, lowest + level) * work.bin[index, COUNT]
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
        _put(work, passed / rate, cell, number, pick, np.int64(-1), draw(key, _DRAWS * drawn + 2), level)
        work.bin_drawn[index] = drawn + 1
        left = waiting_time(key, drawn + 1)
    work.bin_clock[index] = left - (rate - passed)


@inner
def _put(work, time, cell, number, pick, home, word, level):
    """Add a candidate: a position of a place (with the HOME word of its person), or a position in a bin."""
    i = work.counters[CANDIDATES]
    if i == len(work.time):
        work.counters[FULL] |= LISTS
        return
    work.time[i] = time
    work.cell[i] = cell
    work.number[i] = number
    work.pick[i] = pick
    work.home[i] = home
    work.word[i] = word
    work.level[i] = level
    work.counters[CANDIDATES] = i + 1


@inner
def _locate(model, work):
    """From picks to people, records and states."""
    count = work.counters[CANDIDATES]
    _find_people(model.country, work, count)
    for i in range(count):
        if work.number[i] != BASE:
            work.entry[i] = work.pool[work.bin[work.cell[i] * BINS + work.number[i], FIRST] + work.pick[i]]
    for i in range(count):
        work.row[i] = work.slot[work.who[i]] if work.number[i] == BASE else work.entry[i] >> 16
    for i in range(count):
        work.state[i] = work.record[work.row[i], STATE]
    for i in range(count):
        if work.number[i] != BASE:
            work.who[i] = work.record[work.row[i], PERSON]


@inner
def _find_people(country, work, count):
    """The people at the picked positions of their places, as `person_at` finds them, all at once."""
    index, key, size, found = work.seek[0], work.seek[1], work.seek[2], work.seek[3]
    for i in range(count):
        place = max(work.home[i], np.int64(0)) >> 16
        index[i] = np.uint64(work.pick[i]) if work.number[i] == BASE else np.uint64(0)
        key[i] = country.trait_key[place]
        size[i] = np.uint64(country.place_start[place + 1] - country.place_start[place])
    if country.scrambled:
        unpermute_many(count, index, key, size, found)
    else:
        found = index
    for i in range(count):
        if work.number[i] == BASE:
            work.who[i] = country.place_start[work.home[i] >> 16] + np.int64(found[i])


@inner
def _judge_all(model, work, step):
    """Set the event of every candidate: what they meet, or NOTHING."""
    for i in range(work.counters[CANDIDATES]):
        luck = unit(work.word[i])
        if work.number[i] == BASE:
            accepted = _meets_base(model, work, step, i, luck)
        else:
            accepted = _meets_excess(model, work, step, i, luck)
        work.event[i] = model.cells.event[work.cell[i]] if accepted else NOTHING
        work.word[i] = combine(work.word[i], np.uint64(1))


@inner
def _meets_base(model, work, step, i, luck):
    """Whether somebody drawn with their class meets the event: their hazard over the bound of the draw."""
    event = model.cells.event[work.cell[i]]
    bound = model.hazards.log_base[event, class_in(work.home[i])] + work.level[i]
    if work.row[i] == 0:
        return luck * capped(bound) < capped(bound - model.hazards.slack[event])
    if not model.hazards.source[event, state_in(work.state[i])]:
        return False
    return luck * capped(bound) < capped(log_person(model, work, event, work.row[i], step) + work.level[i])


@inner
def _meets_excess(model, work, step, i, luck):
    """Whether somebody drawn from a bin meets the event: hazard beyond their class over the bound."""
    hazards = model.hazards
    event, row, level = model.cells.event[work.cell[i]], work.row[i], work.level[i]
    state = state_in(work.state[i])
    if epoch_in(work.state[i]) != (work.entry[i] & 0xFFFF) or not hazards.source[event, state]:
        return False
    hazard = capped(log_person(model, work, event, row, step) + level)
    base = hazards.log_base[event, class_in(work.record[row, HOME])]
    if base > -np.inf:
        hazard -= capped(base + level)
    slot = FEELING + hazards.log_feeling.shape[1] + hazards.event_slot[event, state]
    mask = np.int64(np.uint32(work.record[row, slot]))
    return luck * mask_bound(mask, hazards.lowest[event] + level) < hazard


@inner
def _drop_rejected(work):
    """Take the rejected out of their bins; the living among them are settled anew after the step.

    The candidates of a bin stand together.
    """
    i = 0
    count = work.counters[CANDIDATES]
    while i < count:
        first = i
        dropped = 0
        while i < count and work.cell[i] == work.cell[first] and work.number[i] == work.number[first]:
            if work.number[i] != BASE and work.event[i] == NOTHING:
                work.rejected[dropped] = work.pick[i]
                dropped += 1
            i += 1
        if dropped > 0:
            _take_out(work, work.cell[first], work.number[first], dropped)


@inner
def _take_out(work, cell, number, dropped):
    """Note the rejected of one bin, once each, and take them out of it."""
    index = cell * BINS + number
    first = work.bin[index, FIRST]
    for j in range(dropped):
        entry = work.pool[first + work.rejected[j]]
        if entry != TAKEN:
            to_refresh(work, entry >> 16, entry & 0xFFFF, index)
            work.pool[first + work.rejected[j]] = TAKEN
    close_gaps(work, cell, number, dropped)


@inner
def to_refresh(work, row, epoch, index):
    """Note that a person's bins are due; `index` is the bin they were taken out of, or -1."""
    i = work.counters[REFRESHED]
    if i == len(work.refresh):
        work.counters[FULL] |= LISTS
        return
    work.refresh[i, 0] = row
    work.refresh[i, 1] = epoch
    work.refresh[i, 2] = index
    work.counters[REFRESHED] = i + 1


@inner
def put_in_order(work):
    """Fill `order` with the candidates by time (buckets, then insertion). Returns their number."""
    count = work.counters[CANDIDATES]
    for i in range(count + 2):
        work.bucket[i] = 0
    for i in range(count):
        work.bucket[_bucket_of(work.time[i], count) + 2] += 1
    for i in range(count):
        work.bucket[i + 2] += work.bucket[i + 1]
    for i in range(count):
        place = _bucket_of(work.time[i], count) + 1
        work.order[work.bucket[place]] = i
        work.bucket[place] += 1
    for i in range(1, count):
        current = work.order[i]
        j = i
        while j > 0 and work.time[work.order[j - 1]] > work.time[current]:
            work.order[j] = work.order[j - 1]
            j -= 1
        work.order[j] = current
    return count


@inner
def _bucket_of(time, count):
    return min(np.int64(time * count), count - 1)
