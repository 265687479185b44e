"""The candidates of one step: exponential clocks, thinning and acceptance.

Every cell has one clock for the people as they were at the start ("base") and one for each of its bins. A clock holds what is left of a unit
exponential; a step takes away (total hazard x step), and a candidate appears at each crossing of zero (Anderson 2007, "A modified
next reaction method"). Clocks and picks have streams of their own, so nothing that happens elsewhere shifts their luck.
Hazards are those at the start of the step.
"""

from __future__ import annotations

import numpy as np

from boomerang.compiled import inner
from boomerang.engine.bins import remove_entry
from boomerang.engine.hazard import capped, epoch_in, log_factor, log_person, mask_bound, state_in
from boomerang.engine.model import BINS, LOG_CAP
from boomerang.engine.workspace import CANDIDATES, FEELING, FULL, LISTS, PERSON, REFRESHED, STATE
from boomerang.population.mixing import combine, draw, unit
from boomerang.population.country import person_at

REJECTED, ACCEPTED, VOID = range(3)
_DRAWS = 4  # random words for one crossing: waiting time, two picks, one more to carry along


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
def gather(model, work, step):
    """Fill the candidate arrays with what may happen in a step."""
    work.counters[CANDIDATES] = 0
    work.counters[REFRESHED] = 0
    for cell in range(len(work.base_clock)):
        if model.cells.log_total[cell] == -np.inf and work.occupied[cell] == 0:
            continue
        level = log_factor(model, work, cell)
        if level == -np.inf:
            continue
        _gather_base(model, work, cell, level)
        if work.occupied[cell] != 0:
            _gather_bins(model, work, step, cell, level)
    _accept_base(model, work, step)


@inner
def _gather_base(model, work, cell, level):
    """Candidates among the people as they were at the start."""
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
        _put_member(model, work, cell, who, passed / rate, level, number)
        work.base_drawn[cell] = number + 1
        left = waiting_time(key, number + 1)
    work.base_clock[cell] = left - (rate - passed)


@inner
def _pick_class(cells, cell, target):
    """A class of a cell, by people x hazard ratio; `target` uniform in (0, 1)."""
    low = cells.base_start[cell]
    high = cells.base_start[cell + 1] - 1
    target *= cells.base_sum[high]
    while low < high:
        middle = (low + high) // 2
        if cells.base_sum[middle] < target:
            low = middle + 1
        else:
            high = middle
    return cells.base_class[low]


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
    who = np.int64(cells.base_class[cells.base_start[cell]])
    for i in range(cells.base_start[cell], cells.base_start[cell + 1]):
        hazard = capped(model.hazards.log_base[cells.event[cell], cells.base_class[i]] + level)
        if hazard == 0.0:
            continue
        who = np.int64(cells.base_class[i])
        total += hazard * _class_people(model.country, cells.place[cell], who)
        if total >= target:
            break
    return who


@inner
def _put_member(model, work, cell, who, time, level, number):
    """Add a random member of a class to the candidates."""
    cells = model.cells
    place = cells.place[cell]
    people = _class_people(model.country, place, who)
    pick = np.int64(unit(draw(cells.key[cell], _DRAWS * number + 2)) * people)
    position = model.country.class_start[place, who] + pick
    home = place * 65536 + who
    word = draw(cells.key[cell], _DRAWS * number + 3)
    _put(work, time, cells.event[cell], position, home, word, level)


@inner
def _put(work, time, event, who, home, word, level):
    i = work.counters[CANDIDATES]
    if i == len(work.time):
        work.counters[FULL] |= LISTS
        return
    work.time[i] = time
    work.event[i] = event
    work.who[i] = who
    work.home[i] = home
    work.word[i] = word
    work.level[i] = level
    work.counters[CANDIDATES] = i + 1


@inner
def _accept_base(model, work, step):
    """Turn positions into people, and keep those who are still at risk: a chance below one where state or feelings lower the hazard.

    Candidates from bins are accepted already and carry no home.
    """
    count = work.counters[CANDIDATES]
    for i in range(count):
        if work.home[i] >= 0:
            work.who[i] = person_at(model.country, work.home[i] >> 16, work.who[i])
    for i in range(count):
        if work.home[i] < 0:
            continue
        row = np.int64(work.slot[work.who[i]])
        if row == 0:
            continue
        event = work.event[i]
        if not model.hazards.source[event, state_in(work.record[row, STATE])]:
            work.event[i] = -1
            continue
        usual = model.hazards.log_base[event, work.home[i] & 0xFFFF] + work.level[i]
        now = log_person(model, work, event, row, step) + work.level[i]
        if now < usual and unit(work.word[i]) * capped(usual) > capped(now):
            work.event[i] = -1
        work.word[i] = combine(work.word[i], np.uint64(1))


@inner
def _gather_bins(model, work, step, cell, level):
    """Candidates among the people in the bins of a cell."""
    lowest = model.hazards.lowest[model.cells.event[cell]]
    occupied = work.occupied[cell]
    for number in range(BINS):
        if occupied & (np.int64(1) << number):
            each = capped(lowest + number + level)
            index = cell * BINS + number
            if work.bin_drawn[index] == 0:
                work.bin_clock[index] = waiting_time(combine(model.cells.key[cell], np.uint64(number + 1)), 0)
                work.bin_drawn[index] = 1
            rate = each * work.bin_count[index]
            if work.bin_clock[index] > rate:
                work.bin_clock[index] -= rate
            else:
                _draw_from_bin(model, work, step, cell, number, each, level)


@inner
def _draw_from_bin(model, work, step, cell, number, each, level):
    """The crossings of one bin in one step."""
    index = cell * BINS + number
    key = combine(model.cells.key[cell], np.uint64(number + 1))
    rate = each * work.bin_count[index]
    left = work.bin_clock[index]
    passed = 0.0
    dropped = 0
    while left <= rate - passed:
        passed += left
        drawn = work.bin_drawn[index]
        position = np.int64(unit(draw(key, _DRAWS * drawn + 1)) * work.bin_count[index])
        target = unit(draw(key, _DRAWS * drawn + 2))
        entry = work.pool[work.bin_first[index] + position]
        verdict = _judge(model, work, step, cell, entry, target, level)
        if verdict == ACCEPTED:
            person = np.int64(work.record[entry >> 16, PERSON])
            word = draw(key, _DRAWS * drawn + 3)
            _put(work, passed / rate, model.cells.event[cell], person, np.int64(-1), word, level)
        elif dropped < len(work.rejected):
            work.rejected[dropped] = position
            dropped += 1
        else:
            work.counters[FULL] |= LISTS
        work.bin_drawn[index] = drawn + 1
        left = waiting_time(key, drawn + 1)
    work.bin_clock[index] = left - (rate - passed)
    _drop(work, cell, number, dropped)


@inner
def _judge(model, work, step, cell, entry, target, level):
    """Whether the person of an entry meets the event: hazard (beyond that of their class at the start) over the bound of their bins."""
    hazards = model.hazards
    event = model.cells.event[cell]
    row = entry >> 16
    state = state_in(work.record[row, STATE])
    if epoch_in(work.record[row, STATE]) != (entry & 0xFFFF) or not hazards.source[event, state]:
        return VOID
    hazard = capped(log_person(model, work, event, row, step) + level)
    base = hazards.log_base[event, work.record[row, 1] & 0xFFFF]
    if base > -np.inf:
        hazard -= capped(base + level)
    slot = FEELING + hazards.log_feeling.shape[1] + hazards.event_slot[event, state]
    mask = np.int64(np.uint32(work.record[row, slot]))
    return ACCEPTED if target * mask_bound(mask, hazards.lowest[event] + level) < hazard else REJECTED


@inner
def _drop(work, cell, number, dropped):
    """Take the rejected out of a bin, once each, from the back; the living among them are settled anew after the step."""
    rejected = work.rejected
    _sort(rejected, dropped)
    for i in range(dropped - 1, -1, -1):
        if i < dropped - 1 and rejected[i] == rejected[i + 1]:
            continue
        entry = work.pool[work.bin_first[cell * BINS + number] + rejected[i]]
        remove_entry(work, cell, number, rejected[i])
        to_refresh(work, entry >> 16, entry & 0xFFFF, cell * BINS + number)


@inner
def _sort(numbers, count):
    """Insertion sort: a step rejects a handful from a bin."""
    for i in range(1, count):
        current = numbers[i]
        j = i
        while j > 0 and numbers[j - 1] > current:
            numbers[j] = numbers[j - 1]
            j -= 1
        numbers[j] = current


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
def _bucket_of(time, count):
    return min(np.int64(time * count), count - 1)


@inner
def put_in_order(work):
    """Fill `order` with the candidates by time: a bucket sort, then insertion within buckets. Returns their number."""
    count = work.counters[CANDIDATES]
    bucket = work.bucket
    for i in range(count + 2):
        bucket[i] = 0
    for i in range(count):
        bucket[_bucket_of(work.time[i], count) + 2] += 1
    for i in range(count):
        bucket[i + 2] += bucket[i + 1]
    for i in range(count):
        place = _bucket_of(work.time[i], count) + 1
        work.order[bucket[place]] = i
        bucket[place] += 1
    for i in range(1, count):
        current = work.order[i]
        j = i
        while j > 0 and work.time[work.order[j - 1]] > work.time[current]:
            work.order[j] = work.order[j - 1]
            j -= 1
        work.order[j] = current
    return count
