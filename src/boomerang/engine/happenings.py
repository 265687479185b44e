"""Candidates become events, in the order of time: states change, contacts turn, tallies count, the log is written."""

from __future__ import annotations

import numpy as np

from boomerang.compiled import inner
from boomerang.engine.candidates import to_refresh
from boomerang.engine.hazard import class_in, epoch_in, place_in, state_in
from boomerang.engine.kicks import push
from boomerang.engine.model import ACT, ENCOUNTER
from boomerang.engine.records import change_state, row_of
from boomerang.engine.workspace import FEELING, FULL, HAPPENED, HOME, LAST, LOG, LOGGED, STATE
from boomerang.population.contacts import contact, degree_of, open_block
from boomerang.population.mixing import combine, unit


@inner
def happen(model, work, step, count):
    """Carry out the candidates of a step, in order."""
    work.counters[HAPPENED] = 0
    for i in range(count):
        c = work.order[i]
        event = work.event[c]
        if event < 0:
            continue
        if model.hazards.kind[event] == ENCOUNTER:
            _encounter(model, work, step, work.time[c], event, work.who[c], work.word[c])
        else:
            _own(model, work, step, work.time[c], event, work.who[c], work.home[c])


@inner
def _own(model, work, step, time, event, person, home):
    """A transition or act of a person, if they are still at risk. An act leaves no record of its own."""
    row = np.int64(work.slot[person])
    if row == 0 and model.hazards.kind[event] == ACT:
        state = model.hazards.first_state[class_in(home)]
        _record(model, work, step, time, event, person, home, state, np.int64(-1), np.int64(-1))
        return
    row = row_of(model, work, person, home, step)
    if model.hazards.source[event, state_in(work.record[row, STATE])]:
        _happen_to(model, work, step, time, event, person, row, np.int64(-1), np.int64(-1))


@inner
def _happen_to(model, work, step, time, event, person, row, source, way):
    """An event of somebody who has a record."""
    before = state_in(work.record[row, STATE])
    home = np.int64(np.uint32(work.record[row, HOME]))
    _record(model, work, step, time, event, person, home, before, source, way)
    after = model.hazards.target[event, before]
    if after != before:
        change_state(model, work, row, after)
        to_refresh(work, row, epoch_in(work.record[row, STATE]), np.int64(-1))


@inner
def _encounter(model, work, step, time, event, person, word):
    """A person approaches a random contact, who may turn."""
    hazards = model.hazards
    row = np.int64(work.slot[person])
    if row > 0 and not hazards.source[event, state_in(work.record[row, STATE])]:
        return
    layer = hazards.layer[event]
    block = open_block(model.country, model.layers, layer, person)
    degree = degree_of(model.layers, layer, block, person)
    if degree == 0:
        return
    number = np.int64(unit(combine(word, np.uint64(2))) * degree)
    other = contact(model.country, model.layers, layer, block, person, number)
    if other >= 0:
        _approach(model, work, step, time, event, person, other, unit(combine(word, np.uint64(3))))


@inner
def _approach(model, work, step, time, event, person, other, luck):
    """The contact turns, if they are at risk of it and `luck` falls below the chance."""
    hazards = model.hazards
    row = row_of(model, work, other, np.int64(-1), step)
    turned = hazards.turns[event]
    if not hazards.source[turned, state_in(work.record[row, STATE])]:
        return
    who = class_in(work.record[row, HOME])
    log_chance = hazards.log_chance[event, who]
    decay = model.quantities.feeling_decay
    waited = step - work.record[row, LAST]
    for f in range(decay.shape[0]):
        log_chance += hazards.chance_feeling[event, f] * work.feeling[row, FEELING + f] * decay[f, waited]
    if luck < np.exp2(min(log_chance, 0.0)):
        _happen_to(model, work, step, time, turned, other, row, person, event)


@inner
def _record(model, work, step, time, event, person, home, state, source, way):
    """Count an event, log it if asked, move the climates and note that its kicks are due."""
    _count(model, work, step, event, home)
    if way >= 0:
        _count(model, work, step, way, home)
    if model.tallies.logged[event]:
        _log(model, work, step, time, event, person, home, state, source, way)
    push(model, work, event, home, state)
    i = work.counters[HAPPENED]
    work.happened[i, 0] = event
    work.happened[i, 1] = person
    work.happened[i, 2] = home
    work.counters[HAPPENED] = i + 1


@inner
def _count(model, work, step, event, home):
    tallies = model.tallies
    for i in range(tallies.start[event], tallies.start[event + 1]):
        t = tallies.number[i]
        line = tallies.period[t, step] * tallies.rows[t] + tallies.row[t, place_in(home)]
        work.count[tallies.offset[t] + line * tallies.columns[t] + tallies.column[t, class_in(home)]] += 1


@inner
def _log(model, work, step, time, event, person, home, state, source, way):
    """One line of the event log, with the feelings that entered the hazard."""
    i = work.counters[LOGGED]
    if i == len(work.log_time):
        work.counters[FULL] |= LOG
        return
    work.log_time[i] = step + time
    work.log_event[i] = event
    work.log_person[i] = person
    work.log_home[i] = home
    work.log_state[i] = state
    work.log_source[i] = source
    work.log_way[i] = way
    row = work.slot[person]
    decay = model.quantities.feeling_decay
    for f in range(decay.shape[0]):
        if row > 0:
            work.log_feeling[i, f] = work.feeling[row, FEELING + f] * decay[f, step - work.record[row, LAST]]
        else:
            work.log_feeling[i, f] = 0.0
    work.counters[LOGGED] = i + 1
