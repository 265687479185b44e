"""Candidates become events, in the order of time: states change, contacts turn; all is counted and logged."""

from __future__ import annotations

import numpy as np

from boomerang.engine.candidates import NOTHING, to_refresh
from boomerang.engine.interventions import INTERVENTION, pick_people
from boomerang.engine.journal import note_approach, note_events
from boomerang.engine.model import ACT, ENCOUNTER
from boomerang.engine.others import find_others
from boomerang.engine.records import change_state, home_of, new_record, row_of
from boomerang.engine.restricted import person_met, still_unmoved
from boomerang.engine.words import class_in, epoch_in, number_in, place_in, state_in
from boomerang.engine.workspace import (
    BEFORE,
    CANDIDATES,
    EVENT,
    FEELING,
    FULL,
    HAPPENED,
    HOME,
    LAST,
    LISTS,
    LOG,
    LOGGED,
    MISSED,
    SOURCE,
    STATE,
    UNMET,
    WAY,
    WHERE,
    WHO,
)
from boomerang.kernels.compiled import inner
from boomerang.population.mixing import combine, unit

NOBODY = np.int64(-1)


@inner
def happen(model, work, step, count):
    """Carry out the candidates of a step, in order; what comes after the end of the run does not happen."""
    work.counters[HAPPENED] = 0
    find_others(model, work)
    end = model.quantities.length[step]
    for i in range(count):
        c = work.order[i]
        event = work.event[c]
        if event == INTERVENTION:
            _intervene(model, work, step, work.time[c], work.pick[c])
            if work.counters[FULL] & UNMET:
                return
            continue
        if event == NOTHING or work.time[c] >= end:
            continue
        if still_unmoved(work, work.other[c]):
            continue
        row = work.row[c] if work.row[c] > 0 else row_of(work, work.who[c])
        if model.hazards.kind[event] == ENCOUNTER:
            _encounter(model, work, step, c, row)
        else:
            _own(model, work, step, work.time[c], event, work.who[c], row, work.home[c])
    _count_all(model, work, step)
    _log_all(model, work, step)
    note_events(work, step)


@inner
def _intervene(model, work, step, time, number):
    """Carry out an intervention, on all whom it meets; too few of them end the run."""
    wanted = model.interventions.people[number]
    if work.counters[HAPPENED] + work.counters[CANDIDATES] + wanted > len(work.moment):
        work.counters[FULL] |= LISTS
        return
    found = pick_people(model, work, step, number)
    if found < wanted and not model.interventions.up_to[number]:
        work.counters[FULL] |= UNMET
        work.counters[MISSED] = number
        return
    for i in range(found):
        person = work.picked[i]
        row = row_of(work, person)
        home = number_in(work.record[row, HOME]) if row > 0 else home_of(model.country, person)
        _own(model, work, step, time, model.interventions.event[number], person, row, home)


@inner
def _own(model, work, step, time, event, person, row, home):
    """A transition or act of a person, if they are still at risk. An act leaves no record of its own."""
    if row == 0 and model.hazards.kind[event] == ACT:
        state = model.hazards.first_state[class_in(home)]
        _note(work, time, event, person, home, state, NOBODY, NOBODY)
        return
    if row == 0:
        row = new_record(model, work, person, home, step)
    if model.hazards.source[event, state_in(work.record[row, STATE])]:
        _happen_to(model, work, time, event, person, row, NOBODY, NOBODY)


@inner
def _happen_to(model, work, time, event, person, row, source, way):
    """An event of somebody who has a record."""
    before = state_in(work.record[row, STATE])
    _note(work, time, event, person, number_in(work.record[row, HOME]), before, source, way)
    after = model.hazards.target[event, before]
    if after != before:
        change_state(model, work, row, after)
        to_refresh(work, row, epoch_in(work.record[row, STATE]), NOBODY)


@inner
def _note(work, time, event, person, home, before, source, way):
    """Put an event on the list of what happened in the step."""
    i = work.counters[HAPPENED]
    work.moment[i] = time
    work.happened[i, EVENT] = event
    work.happened[i, WHO] = person
    work.happened[i, WHERE] = home
    work.happened[i, BEFORE] = before
    work.happened[i, SOURCE] = source
    work.happened[i, WAY] = way
    work.counters[HAPPENED] = i + 1


@inner
def _encounter(model, work, step, c, row):
    """A person approaches a random contact, or is approached from outside; whom it concerns may turn."""
    event, other = work.event[c], person_met(model.country, work, c)
    if row > 0 and not model.hazards.source[event, state_in(work.record[row, STATE])]:
        return
    if other >= 0:
        note_approach(work, step, event, work.who[c], other)
        _approach(model, work, step, c, event, other)


@inner
def _approach(model, work, step, c, event, other):
    """The contact turns, if they are at risk of it and the luck of the encounter falls below the chance."""
    hazards = model.hazards
    row = row_of(work, other)
    if row > 0:
        home, state = number_in(work.record[row, HOME]), state_in(work.record[row, STATE])
    else:
        home = work.other_home[c]
        state = np.int64(hazards.first_state[class_in(home)])
    turned = hazards.turns[event]
    if not hazards.source[turned, state]:
        return
    luck = unit(combine(work.word[c], np.uint64(3)))
    if luck < np.exp2(min(_log_chance(model, work, step, event, row, home), 0.0)):
        if row == 0:
            row = new_record(model, work, other, home, step)
        _happen_to(model, work, work.time[c], turned, other, row, work.who[c], event)


@inner
def _log_chance(model, work, step, event, row, home):
    """log2 of the chance that a contact turns; `row` 0 for somebody without feelings."""
    hazards = model.hazards
    log_chance = hazards.log_chance[event, class_in(home)] + hazards.chance_place[event, place_in(home)]
    if row > 0:
        decay = model.quantities.feeling_decay
        waited = step - work.record[row, LAST]
        for f in range(decay.shape[0]):
            felt = work.feeling[row, FEELING + f] * decay[f, waited]
            log_chance += hazards.chance_feeling[event, f] * felt
    return log_chance


@inner
def _count_all(model, work, step):
    """Count what happened; who turned in an encounter counts for the encounter too."""
    for i in range(work.counters[HAPPENED]):
        home = work.happened[i, WHERE]
        _count(model.tallies, work.count, step, work.happened[i, EVENT], home)
        if work.happened[i, WAY] >= 0:
            _count(model.tallies, work.count, step, work.happened[i, WAY], home)


@inner
def _count(tallies, count, step, event, home):
    for n in range(tallies.start[event], tallies.start[event + 1]):
        t = tallies.number[n]
        line = tallies.period[t, step] * tallies.rows[t] + tallies.row[t, place_in(home)]
        count[tallies.offset[t] + line * tallies.columns[t] + tallies.column[t, class_in(home)]] += 1


@inner
def _log_all(model, work, step):
    """Log the events that the case asks for, with the feelings that entered the hazard."""
    for i in range(work.counters[HAPPENED]):
        if model.tallies.logged[work.happened[i, EVENT]]:
            line = work.counters[LOGGED]
            if line == len(work.log_time):
                work.counters[FULL] |= LOG
                return
            _log(model, work, step, i, line)
            work.counters[LOGGED] = line + 1


@inner
def _log(model, work, step, i, line):
    work.log_time[line] = step + work.moment[i]
    work.log_event[line] = work.happened[i, EVENT]
    work.log_person[line] = work.happened[i, WHO]
    work.log_home[line] = work.happened[i, WHERE]
    work.log_state[line] = work.happened[i, BEFORE]
    work.log_source[line] = work.happened[i, SOURCE]
    work.log_way[line] = work.happened[i, WAY]
    row = row_of(work, work.happened[i, WHO])
    decay = model.quantities.feeling_decay
    for f in range(decay.shape[0]):
        felt = 0.0
        if row > 0:
            felt = work.feeling[row, FEELING + f] * decay[f, step - work.record[row, LAST]]
        work.log_feeling[line, f] = felt
