"""The candidates of one step become people, and are accepted or not.

The stages are plain loops over independent candidates, so that the processor overlaps their cache misses:
locate, judge, drop. The first of them were drawn with their class, the others from a bin.
"""

from __future__ import annotations

import numpy as np

from boomerang.engine.arrivals import gather
from boomerang.engine.bins import EMPTY, take_out
from boomerang.engine.hazard import capped, log_person, mask_bound
from boomerang.engine.model import BINS
from boomerang.engine.records import row_of, seek_in
from boomerang.engine.words import class_in, entry_epoch, epoch_in, number_in, place_in, row_in, state_in
from boomerang.engine.workspace import (
    BASE,
    BASES,
    CANDIDATES,
    CHUNK,
    DUE,
    EPOCH,
    FEELING,
    FOUND,
    FULL,
    HOME,
    INDEX,
    KEY,
    LEFT,
    LISTS,
    PERSON,
    REFRESHED,
    SIZE,
    STATE,
)
from boomerang.kernels.compiled import inner
from boomerang.population.country import mixed_at_position, person_of
from boomerang.population.mixing import combine, unit
from boomerang.population.permutation import unpermute_many

NOTHING = -1  # event of a candidate who was rejected


@inner
def find_candidates(model, work, step):
    """Fill the candidate arrays with what happens in a step to those who are still at risk then."""
    work.counters[REFRESHED] = 0
    gather(model, work, step)
    _locate(model, work)
    _judge_all(model, work, step)
    _drop_rejected(work)


@inner
def _locate(model, work):
    """From picks to people, records and states."""
    bases, count = work.counters[BASES], work.counters[CANDIDATES]
    _find_people(model.country, work, bases)
    for i in range(bases):
        work.row[i] = row_of(work, work.who[i])
    for i in range(bases, count):
        work.row[i] = row_in(work.entry[i])
    for i in range(count):
        work.state[i] = work.record[work.row[i], STATE]
    for i in range(bases, count):
        work.who[i] = work.record[work.row[i], PERSON]


@inner
def _find_people(country, work, count):
    """The people at the picked positions of their places, as `person_at` finds them, CHUNK at once."""
    seek = work.seek
    for first in range(0, count, CHUNK):
        length = min(CHUNK, count - first)
        for j in range(length):
            i = first + j
            seek_in(seek, j, mixed_at_position(country, place_in(work.home[i]), work.pick[i]))
        found = seek[INDEX]
        if country.scrambled:
            found = seek[FOUND]
            unpermute_many(length, seek[INDEX], seek[KEY], seek[SIZE], found)
        for j in range(length):
            spot = np.int64(seek[BASE, j] + found[j])
            work.who[first + j] = person_of(country, place_in(work.home[first + j]), spot)


@inner
def _judge_all(model, work, step):
    """Set the event of every candidate: what they meet, or NOTHING."""
    for i in range(work.counters[CANDIDATES]):
        luck = unit(work.word[i])
        if i < work.counters[BASES]:
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
    if epoch_in(work.state[i]) != entry_epoch(work.entry[i]) or not hazards.source[event, state]:
        return False
    hazard = capped(log_person(model, work, event, row, step) + level)
    base = hazards.log_base[event, class_in(work.record[row, HOME])]
    if base > -np.inf:
        hazard -= capped(base + level)
    slot = FEELING + hazards.log_feeling.shape[1] + hazards.event_slot[event, state]
    mask = number_in(work.record[row, slot])
    bound = mask_bound(mask, hazards.lowest[event] + level, work.lowest_bound[work.cell[i]])
    return luck * bound < hazard


@inner
def _drop_rejected(work):
    """Take the rejected out of their bins; the living among them are settled anew after the step."""
    for i in range(work.counters[BASES], work.counters[CANDIDATES]):
        if work.event[i] == NOTHING:
            cell, number = work.cell[i], work.number[i]
            entry = take_out(work, cell, number, work.pick[i])
            if entry != EMPTY:
                to_refresh(work, row_in(entry), entry_epoch(entry), cell * BINS + number)


@inner
def to_refresh(work, row, epoch, index):
    """Note that a person's bins are due; `index` is the bin they were taken out of, or -1."""
    i = work.counters[REFRESHED]
    if i == len(work.refresh):
        work.counters[FULL] |= LISTS
        return
    work.refresh[i, DUE] = row
    work.refresh[i, EPOCH] = epoch
    work.refresh[i, LEFT] = index
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
