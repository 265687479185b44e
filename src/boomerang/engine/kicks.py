"""What events do to feelings and climates.

Kicks are felt from the next step on. The touches of some events are queued and carried through the stages
together: find the partners (vector instructions), load the slots, make missing records, fetch the records,
update them. Each stage is a plain loop over independent items, so the processor overlaps the cache
misses of many touches.
"""

from __future__ import annotations

import numpy as np

from boomerang.engine.hazard import settle
from boomerang.engine.records import find_classes, new_record, row_of
from boomerang.engine.words import class_in, home_word, place_in, state_in
from boomerang.engine.workspace import (
    BEFORE,
    CHUNK,
    EVENT,
    FEELING,
    FOUND,
    FULL,
    HAPPENED,
    HOME,
    INDEX,
    KEY,
    LAST,
    MATCHED,
    QUEUE,
    QUEUED,
    SIZE,
    STATE,
    TOUCHES,
    WAY,
    WHERE,
    WHO,
)
from boomerang.kernels.compiled import inner
from boomerang.population.contacts import contact, degree_of, is_plain, open_block, scope_range
from boomerang.population.mixing import combine
from boomerang.population.permutation import NOBODY, matching_key, partner_many


@inner
def _push(model, work, event, home, state):
    """Move the climates that an event moves, from the next step on."""
    kicks = model.kicks
    for u in range(kicks.push_start[event], kicks.push_start[event + 1]):
        weight = kicks.push_class[u, class_in(home)] * kicks.push_state[u, state]
        if kicks.push_place[u] > 0:
            weight *= kicks.place_weight[kicks.push_place[u], place_in(home)]
        scale = _times(model, work, kicks.push_times[u], kicks.push_times[u + 1], place_in(home))
        quantity = kicks.push_quantity[u]
        value = model.quantities.value_of_place[quantity, place_in(home)]
        if value < 0:
            value = model.quantities.value_of_class[quantity, class_in(home)]
        work.push[value] += kicks.push_amount[u] * weight * scale


@inner
def _times(model, work, first, last, place):
    """The product of the climates and levers that scale a kick, at the actor's place."""
    scale = 1.0
    for i in range(first, last):
        scale *= work.value[model.quantities.value_of_place[model.kicks.times_quantity[i], place]]
    return scale


@inner
def touch_all(model, work, step):
    """Carry out the kicks of all that happened in a step: climates are pushed, feelings touched."""
    done = 0
    while done < work.counters[HAPPENED]:
        done = _queue_some(model, work, step, done)
        find_partners(work)
        _touch_queued(model, work, step)


@inner
def _queue_some(model, work, step, first):
    """Push climates and queue about CHUNK touches, event by event from `first` on. Returns the next event."""
    work.counters[QUEUED] = 0
    work.counters[MATCHED] = 0
    i = first
    while i < work.counters[HAPPENED] and work.counters[QUEUED] + work.counters[MATCHED] < CHUNK:
        _follow(model, work, i, work.happened[i, EVENT])
        if work.happened[i, WAY] >= 0:
            _follow(model, work, i, work.happened[i, WAY])
        i += 1
    return i


@inner
def _follow(model, work, i, event):
    """What follows from line `i` of what happened: from its event, or from the encounter that led to it."""
    home = work.happened[i, WHERE]
    _push(model, work, event, home, work.happened[i, BEFORE])
    kick_people(model, work, event, work.happened[i, WHO], home)


@inner
def kick_people(model, work, event, person, home):
    """Queue the touches of an event."""
    kicks = model.kicks
    for bundle in range(kicks.bundle_start[event], kicks.bundle_start[event + 1]):
        scale = _times(
            model, work, kicks.bundle_times[bundle], kicks.bundle_times[bundle + 1], place_in(home)
        )
        layer = kicks.bundle_layer[bundle]
        if layer < 0:
            _queue(work, person, bundle, scale)
        elif is_plain(model.layers, layer):
            _queue_plain(model, work, layer, person, place_in(home), bundle, scale)
        else:
            _queue_contacts(model, work, layer, person, bundle, scale)


@inner
def _queue(work, person, bundle, scale):
    i = work.counters[QUEUED]
    if i == len(work.touch_person):
        work.counters[FULL] |= QUEUE
        return
    work.touch_person[i] = person
    work.touch_bundle[i] = bundle
    work.touch_scale[i] = scale
    work.counters[QUEUED] = i + 1


@inner
def _queue_contacts(model, work, layer, person, bundle, scale):
    block = open_block(model.country, model.layers, layer, person)
    for number in range(degree_of(model.layers, layer, block, person)):
        other = contact(model.country, model.layers, layer, block, person, number)
        if other >= 0:
            _queue(work, other, bundle, scale)


@inner
def _queue_plain(model, work, layer, person, place, bundle, scale):
    """Queue everybody else in a person's range, or the search for the partners that `contact` would find."""
    low, size, key = scope_range(model.country, model.layers.scope[layer], place, person)
    degree = model.layers.degree[layer]
    if degree == 0:
        for other in range(low, low + size):
            if other != person:
                _queue(work, other, bundle, scale)
    elif size > 1:
        key = combine(model.layers.key[layer], key)
        for number in range(degree):
            which = matching_key(key, np.uint64(number))
            _queue_match(work, person - low, which, size, low, bundle, scale)


@inner
def _queue_match(work, index, key, size, low, bundle, scale):
    """Queue the search for one partner."""
    i = work.counters[MATCHED]
    if i == len(work.match_base):
        work.counters[FULL] |= QUEUE
        return
    work.match[INDEX, i] = np.uint64(index)
    work.match[KEY, i] = key
    work.match[SIZE, i] = np.uint64(size)
    work.match_base[i] = low
    work.match_bundle[i] = bundle
    work.match_scale[i] = scale
    work.counters[MATCHED] = i + 1


@inner
def find_partners(work):
    """Queue a touch for each partner of the queued searches."""
    count = work.counters[MATCHED]
    partner_many(count, work.match[INDEX], work.match[KEY], work.match[SIZE], work.match[FOUND])
    for i in range(count):
        if work.match[FOUND, i] != NOBODY:
            person = work.match_base[i] + np.int64(work.match[FOUND, i])
            _queue(work, person, work.match_bundle[i], work.match_scale[i])


@inner
def _touch_queued(model, work, step):
    """Carry out the queued touches."""
    count = work.counters[QUEUED]
    work.counters[TOUCHES] += count
    for i in range(count):
        work.touch_record[i] = row_of(work, work.touch_person[i])
    _meet(model, work, step, count)
    for i in range(count):
        work.touch_home[i] = work.record[work.touch_record[i], HOME]
    for i in range(count):
        _touch(model, work, step, work.touch_record[i], i)


@inner
def _meet(model, work, step, count):
    """Make records for the queued people who have none (a person may be queued twice)."""
    strangers = _strangers(work, count)
    find_classes(
        model.country,
        strangers,
        work.stranger,
        work.touch_person,
        work.meet,
        work.meet_place,
        work.meet_class,
    )
    for j in range(strangers):
        i = work.stranger[j]
        row = row_of(work, work.touch_person[i])
        if row == 0:
            home = home_word(work.meet_place[j], work.meet_class[j])
            row = new_record(model, work, work.touch_person[i], home, step)
        work.touch_record[i] = row


@inner
def _strangers(work, count):
    """List the touches of people without a record."""
    strangers = 0
    for i in range(count):
        if work.touch_record[i] == 0:
            work.stranger[strangers] = i
            strangers += 1
    return strangers


@inner
def _touch(model, work, step, row, i):
    """One touch: let the feelings wear off until the next step, add the kick, settle the bins.

    Somebody in their first state whose feelings raise no hazard beyond the slack above it needs no bin.
    """
    amount, decay = model.kicks.amount, model.quantities.feeling_decay
    group = model.kicks.receiver[class_in(work.touch_home[i])]
    bundle = work.touch_bundle[i]
    scale = work.touch_scale[i]
    if model.kicks.bundle_place[bundle] > 0:
        weight = model.kicks.place_weight[model.kicks.bundle_place[bundle], place_in(work.touch_home[i])]
        scale *= np.float32(weight)
    waited = step + 1 - work.record[row, LAST]
    work.record[row, LAST] = step + 1
    most = model.hazards.most_feeling
    raised = 0.0
    for f in range(amount.shape[2]):
        felt = work.feeling[row, FEELING + f] * decay[f, waited] + amount[bundle, group, f] * scale
        work.feeling[row, FEELING + f] = felt
        raised += max(most[0, f] * felt, most[1, f] * felt)
    if (
        raised > 1.0
        or state_in(work.record[row, STATE]) != model.hazards.first_state[class_in(work.touch_home[i])]
    ):
        settle(model, work, row)
