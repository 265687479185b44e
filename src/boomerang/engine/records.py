"""Records of touched people: made at the first touch, one cache line each."""

from __future__ import annotations

import numpy as np

from boomerang.engine.words import class_in, epoch_in, home_word, place_in, state_in, state_word, stored
from boomerang.engine.workspace import (
    BASE,
    FEELING,
    FOUND,
    HOME,
    INDEX,
    KEY,
    LAST,
    PERSON,
    RECORDS,
    SIZE,
    STATE,
)
from boomerang.kernels.compiled import inner
from boomerang.population.country import class_at, classes_at, mixed_at_offset, place_of, position_of
from boomerang.population.permutation import permute_many


@inner
def home_of(country, person):
    """The HOME word of a person."""
    place = place_of(country, person)
    return home_word(place, class_at(country, place, position_of(country, place, person)))


@inner
def find_classes(country, count, which, person, seek, place, who):
    """Places and classes of the people on the lines `which`, as of `home_of`, all at once."""
    for j in range(count):
        place[j] = place_of(country, person[which[j]])
        mixed = mixed_at_offset(country, place[j], person[which[j]] - country.place_start[place[j]])
        seek_in(seek, j, mixed)
    find_positions(country, count, seek)
    classes_at(country, count, place, seek[FOUND], who)


@inner
def seek_in(seek, j, mixed):
    """Put a search among people who are mixed in line `j`."""
    seek[INDEX, j] = np.uint64(mixed.index)
    seek[KEY, j] = mixed.key
    seek[SIZE, j] = np.uint64(mixed.size)
    seek[BASE, j] = np.uint64(mixed.base)


@inner
def find_positions(country, count, seek):
    """Set FOUND of searches to positions in the order of classes."""
    if country.scrambled:
        permute_many(count, seek[INDEX], seek[KEY], seek[SIZE], seek[FOUND])
    for j in range(count):
        seek[FOUND, j] = seek[BASE, j] + (seek[FOUND, j] if country.scrambled else seek[INDEX, j])


@inner
def row_of(work, person):
    """The row of a person's record; 0 for somebody who has none."""
    return max(np.int64(work.slot[person]) - work.before[0], np.int64(0))


@inner
def new_record(model, work, person, home, step):
    """The row of a new record for a person who has none, with all feelings at zero."""
    row = work.counters[RECORDS] + 1
    work.counters[RECORDS] = row
    work.slot[person] = row + work.before[0]
    work.record[row, PERSON] = person
    work.record[row, HOME] = stored(home)
    work.record[row, STATE] = model.hazards.first_state[class_in(home)]
    work.record[row, LAST] = step
    for word in range(np.uint64(FEELING), np.uint64(work.record.shape[1])):
        work.record[row, word] = 0
    if len(work.stands) > 0:
        work.stands[row] = 0
    if len(work.listed) > 0:
        work.untouched[place_in(home), class_in(home)] -= 1
        work.listed[row, 0] = work.record[row, HOME]
        work.listed[row, 1] = work.record[row, STATE]
    return row


@inner
def bring_up_to_date(model, work, row, step):
    """Let the feelings of a person wear off until the start of a step."""
    decay = model.quantities.feeling_decay
    waited = step - work.record[row, LAST]
    if waited > 0:
        for f in range(decay.shape[0]):
            work.feeling[row, FEELING + f] *= decay[f, waited]
        work.record[row, LAST] = step


@inner
def change_state(model, work, row, state):
    """Put a person into another combined state; their bins are void from now on."""
    masks = FEELING + model.quantities.feeling_decay.shape[0]
    _count_people(model, work, row, state)
    if len(work.moved) > 0 and epoch_in(work.record[row, STATE]) == 0:
        _note_move(model.country, work, row, place_in(work.record[row, HOME]))
    work.record[row, STATE] = stored(state_word(state, epoch_in(work.record[row, STATE]) + 1))
    if len(work.listed) > 0:
        work.listed[row, 1] = work.record[row, STATE]
    for word in range(masks, work.record.shape[1]):
        work.record[row, word] = 0


@inner
def _count_people(model, work, row, state):
    place = place_in(work.record[row, HOME])
    before = state_in(work.record[row, STATE])
    tracks = model.tallies.track_state
    for track in range(tracks.shape[0]):
        work.people[tracks[track, before], place] -= 1
        work.people[tracks[track, state], place] += 1


@inner
def _note_move(country, work, row, place):
    position = np.int64(work.stands[row]) - 1
    if position < 0:
        position = position_of(country, place, np.int64(work.record[row, PERSON]))
        work.stands[row] = position + 1
    number = country.place_start[place] + position
    work.moved[number >> 6] |= np.uint64(1) << np.uint64(number & 63)


@inner
def has_moved(work, number):
    """Whether the person at a position, counted over all places, ever changed state."""
    return (work.moved[number >> 6] >> np.uint64(number & 63)) & np.uint64(1) != 0
