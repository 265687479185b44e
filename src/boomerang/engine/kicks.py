"""What events do to feelings and climates.

Kicks are felt from the next step on. The touches of a step are gathered in chunks and carried through the stages together: find
the partners (vector instructions), load the slots, make missing records, fetch the records, update them. Each stage
is a plain loop over independent items, so the processor overlaps the cache misses of many touches.
"""

from __future__ import annotations

import numpy as np

from boomerang.compiled import inner
from boomerang.engine.hazard import class_in, place_in, settle
from boomerang.engine.records import bring_up_to_date, home_of, new_record
from boomerang.engine.workspace import CHUNK, CHUNKED, FEELING, HAPPENED, HOME, MATCHED, TOUCHES
from boomerang.population.contacts import contact, degree_of, open_block
from boomerang.population.permutation import NOBODY, matching_key, partner_many


@inner
def push(model, work, event, home, state):
    """Move the climates that an event moves, from the next step on."""
    kicks = model.kicks
    for u in range(kicks.push_start[event], kicks.push_start[event + 1]):
        weight = kicks.push_class[u, class_in(home)] * kicks.push_state[u, state]
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
    """Carry out the kicks of all that happened in a step."""
    for i in range(work.counters[HAPPENED]):
        _kick(model, work, step, work.happened[i, 0], work.happened[i, 1], work.happened[i, 2])
    _find_partners(model, work, step)
    _touch_chunk(model, work, step)


@inner
def _kick(model, work, step, event, person, home):
    """Queue the touches of an event; full chunks are carried out on the way."""
    kicks = model.kicks
    for bundle in range(kicks.bundle_start[event], kicks.bundle_start[event + 1]):
        scale = _times(model, work, kicks.bundle_times[bundle], kicks.bundle_times[bundle + 1], place_in(home))
        layer = kicks.bundle_layer[bundle]
        if layer < 0:
            _queue(model, work, step, person, bundle, scale)
        elif _is_plain(model.layers, layer):
            _queue_matches(model, work, step, layer, person, bundle, scale)
        else:
            _queue_contacts(model, work, step, layer, person, bundle, scale)


@inner
def _is_plain(layers, layer):
    """Whether a layer consists of matchings inside a range of persons, which have a fast way of their own."""
    return layers.degree[layer] > 0 and layers.among[layer] < 0 and layers.group[layer] == 0


@inner
def _queue(model, work, step, person, bundle, scale):
    if work.counters[CHUNKED] == CHUNK:
        _touch_chunk(model, work, step)
    i = work.counters[CHUNKED]
    work.touch_person[i] = person
    work.touch_bundle[i] = bundle
    work.touch_scale[i] = scale
    work.counters[CHUNKED] = i + 1


@inner
def _queue_contacts(model, work, step, layer, person, bundle, scale):
    block = open_block(model.country, model.layers, layer, person)
    for number in range(degree_of(model.layers, layer, block, person)):
        other = contact(model.country, model.layers, layer, block, person, number)
        if other >= 0:
            _queue(model, work, step, other, bundle, scale)


@inner
def _queue_matches(model, work, step, layer, person, bundle, scale):
    """Queue the search for a person's partners in a layer of matchings (the same ones as `contact` finds)."""
    block = open_block(model.country, model.layers, layer, person)
    for number in range(degree_of(model.layers, layer, block, person)):
        if work.counters[MATCHED] == CHUNK:
            _find_partners(model, work, step)
        i = work.counters[MATCHED]
        work.match[0, i] = np.uint64(block.index)
        work.match[1, i] = matching_key(block.key, np.uint64(number))
        work.match[2, i] = np.uint64(block.length)
        work.match_base[i] = block.low
        work.match_bundle[i] = bundle
        work.match_scale[i] = scale
        work.counters[MATCHED] = i + 1


@inner
def _find_partners(model, work, step):
    """Queue a touch for each partner of the queued searches."""
    count = work.counters[MATCHED]
    partner_many(count, work.match[0], work.match[1], work.match[2], work.match[3])
    work.counters[MATCHED] = 0
    for i in range(count):
        if work.match[3, i] != NOBODY:
            person = work.match_base[i] + np.int64(work.match[3, i])
            _queue(model, work, step, person, work.match_bundle[i], work.match_scale[i])


@inner
def _touch_chunk(model, work, step):
    """Carry out the queued touches of a chunk."""
    count = work.counters[CHUNKED]
    work.counters[CHUNKED] = 0
    work.counters[TOUCHES] += count
    for i in range(count):
        work.touch_record[i] = work.slot[work.touch_person[i]]
    _meet(model, work, step, count)
    for i in range(count):
        work.touch_home[i] = work.record[work.touch_record[i], HOME]
    for i in range(count):
        _touch(model, work, step, work.touch_record[i], i)


@inner
def _meet(model, work, step, count):
    """Make records for the people of a chunk who have none (a person may stand in a chunk twice)."""
    for i in range(count):
        if work.touch_record[i] == 0:
            person = work.touch_person[i]
            row = np.int64(work.slot[person])
            if row == 0:
                row = new_record(model, work, person, home_of(model.country, person), step)
            work.touch_record[i] = row


@inner
def _touch(model, work, step, row, i):
    """One touch: let the feelings wear off until the next step, add the kick, settle the bins."""
    bring_up_to_date(model, work, row, step + 1)
    kicks = model.kicks
    group = kicks.receiver[class_in(work.touch_home[i])]
    bundle = work.touch_bundle[i]
    scale = work.touch_scale[i]
    for f in range(kicks.amount.shape[2]):
        work.feeling[row, FEELING + f] += kicks.amount[bundle, group, f] * scale
    settle(model, work, row)
