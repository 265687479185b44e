"""Records of touched people: made at the first touch, one cache line each."""

from __future__ import annotations

import numpy as np

from boomerang.engine.words import class_in, epoch_in, home_word, place_in, state_in, state_word, stored
from boomerang.engine.workspace import FEELING, HOME, LAST, PERSON, RECORDS, STATE
from boomerang.kernels.compiled import inner
from boomerang.population.country import class_at, place_of, position_of


@inner
def home_of(country, person):
    """The HOME word of a person."""
    place = place_of(country, person)
    return home_word(place, class_at(country, place, position_of(country, place, person)))


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
    work.record[row, STATE] = stored(state_word(state, epoch_in(work.record[row, STATE]) + 1))
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
