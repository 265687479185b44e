"""Contacts in layers that are cut into groups or restricted to some classes, for many encounters together.

They are those that `contact` finds one by one. Each stage is a plain loop over independent encounters, or a
search of all of them with vector instructions. The class of a contact is known before the person is. Whoever
starts in a state in which an encounter does nothing, and has never changed state, need not be found at all:
such an encounter keeps a position instead, UNMOVED minus its number over all places.
"""

from __future__ import annotations

import numpy as np

from boomerang.engine.records import find_positions, has_moved, seek_in
from boomerang.engine.words import class_in, home_word, place_in
from boomerang.engine.workspace import BASE, BASES, FOUND, INDEX, KEY, LOW, ROOT, SIZE, SPOT, WIDE
from boomerang.kernels.compiled import inner
from boomerang.population.contacts import PLACE, member_range, scope_range
from boomerang.population.country import mixed_at_offset, mixed_at_position, person_at, person_of
from boomerang.population.mixing import combine, unit
from boomerang.population.parts import last_at_most, part_of, part_start, parts_in
from boomerang.population.permutation import NOBODY, matching_key, partner_many, permute_many, unpermute_many

UNMOVED = -2


@inner
def find_in_blocks(model, work, count):
    """Set `other` and its home of the encounters in the first lines of `grouped`."""
    _find_themselves(model, work, count)
    _enter_ranges(model, work, count)
    permute_many(count, work.seek[INDEX], work.seek[KEY], work.seek[SIZE], work.seek[FOUND])
    _choose(model, work, count)
    count = _leave_groups(model, work, count)
    unpermute_many(count, work.seek[INDEX], work.seek[KEY], work.seek[SIZE], work.seek[FOUND])
    _find_persons(model.country, work, _meet_members(model, work, count))


@inner
def _seek(seek, j, index, key, size, base):
    """Put a search in line `j`: what is found for an index is counted from `base`."""
    seek[INDEX, j] = np.uint64(index)
    seek[KEY, j] = key
    seek[SIZE, j] = np.uint64(size)
    seek[BASE, j] = np.uint64(base)


@inner
def _know(seek, j, value):
    """Put what needs no search in line `j`."""
    _seek(seek, j, 0, np.uint64(0), 1, value)


@inner
def _find_themselves(model, work, count):
    """Set FOUND to the positions of those who meet somebody among some classes."""
    for j in range(count):
        i = work.grouped[j]
        restricted = model.layers.among[model.hazards.layer[work.event[i]]] >= 0
        work.met_place[j] = work.stands[work.row[i]] if restricted else 0
    for j in range(count):
        i = work.grouped[j]
        if model.layers.among[model.hazards.layer[work.event[i]]] < 0:
            _know(work.seek, j, 0)
        elif i < work.counters[BASES]:
            _know(work.seek, j, work.pick[i])
        elif work.met_place[j] > 0:
            _know(work.seek, j, work.met_place[j] - 1)
        else:
            place = place_in(work.other_home[i])
            offset = work.who[i] - model.country.place_start[place]
            seek_in(work.seek, j, mixed_at_offset(model.country, place, offset))
    find_positions(model.country, count, work.seek)
    for j in range(count):
        i = work.grouped[j]
        if model.layers.among[model.hazards.layer[work.event[i]]] >= 0:
            work.stands[work.row[i]] = work.seek[FOUND, j] + 1


@inner
def _enter_ranges(model, work, count):
    """From positions to ranges, and to the search for the spots in those that are cut into groups."""
    country, layers, seek = model.country, model.layers, work.seek
    for j in range(count):
        i = work.grouped[j]
        layer, place, who = (
            model.hazards.layer[work.event[i]],
            place_in(work.other_home[i]),
            class_in(work.other_home[i]),
        )
        row, own = layers.among[layer], work.who[i]
        if row >= 0:
            own = np.int64(seek[FOUND, j]) - country.class_start[place, who]
            own += layers.member_before[row, place] + layers.member_start[row, place, who]
            low, size, key = member_range(country, layers, row, layers.scope[layer], place)
        else:
            low, size, key = scope_range(country, layers.scope[layer], place, own)
        key = combine(layers.key[layer], key)
        seek[LOW, j] = np.uint64(low)
        seek[WIDE, j] = np.uint64(size)
        seek[ROOT, j] = key
        if layers.group[layer] > 0:
            _seek(seek, j, own - low, key, size, 0)
        else:
            _know(seek, j, own - low)


@inner
def _choose(model, work, count):
    """Set SPOT to that of the contact within the range, NOBODY where there is none."""
    layers, seek, matched = model.layers, work.seek, 0
    for j in range(count):
        i = work.grouped[j]
        layer = model.hazards.layer[work.event[i]]
        degree, luck = layers.degree[layer], unit(combine(work.word[i], np.uint64(2)))
        spot, first, length = np.int64(seek[BASE, j] + seek[FOUND, j]), np.int64(0), np.int64(seek[WIDE, j])
        if layers.group[layer] > 0:
            parts = parts_in(length, layers.group[layer])
            part = part_of(spot, length, parts)
            first = part_start(part, length, parts)
            length = part_start(part + 1, length, parts) - first
        seek[SPOT, j] = NOBODY
        if length > 1 and degree > 0:
            key = matching_key(seek[ROOT, j] + np.uint64(first), np.uint64(luck * degree))
            _seek(seek, matched, spot - first, key, length, first)
            work.asked[matched] = j
            matched += 1
        elif length > 1:
            other = first + np.int64(luck * (length - 1))
            seek[SPOT, j] = np.uint64(other if other < spot else other + 1)
    _match(work, matched)


@inner
def _match(work, count):
    """Find the partners in matchings."""
    seek = work.seek
    partner_many(count, seek[INDEX], seek[KEY], seek[SIZE], seek[FOUND])
    for m in range(count):
        alone = seek[FOUND, m] == NOBODY
        seek[SPOT, work.asked[m]] = NOBODY if alone else seek[BASE, m] + seek[FOUND, m]


@inner
def _leave_groups(model, work, count):
    """From spots to the search for the coordinates of contacts. Returns how many have one."""
    seek, there = work.seek, 0
    for j in range(count):
        i, spot, low, size, key = work.grouped[j], seek[SPOT, j], seek[LOW, j], seek[WIDE, j], seek[ROOT, j]
        if spot == NOBODY:
            continue
        work.grouped[there] = i
        if model.layers.group[model.hazards.layer[work.event[i]]] > 0:
            _seek(seek, there, spot, key, size, low)
        else:
            _know(seek, there, low + spot)
        there += 1
    return there


@inner
def _meet_members(model, work, count):
    """From coordinates to people, or to the search for members. Returns how many are to be found."""
    country, layers, seek, sought = model.country, model.layers, work.seek, 0
    for j in range(count):
        i, coordinate = work.grouped[j], np.int64(seek[BASE, j] + seek[FOUND, j])
        layer = model.hazards.layer[work.event[i]]
        row, place = layers.among[layer], place_in(work.other_home[i])
        if row < 0:
            work.other[i], work.other_home[i] = coordinate, -1
            continue
        if layers.scope[layer] != PLACE:
            place = last_at_most(layers.member_before[row], coordinate)
        rank = coordinate - layers.member_before[row, place]
        who = last_at_most(layers.member_start[row, place], rank)
        position = country.class_start[place, who] + rank - layers.member_start[row, place, who]
        work.other_home[i] = home_word(place, who)
        if _spared(model, work, i, who, country.place_start[place] + position):
            work.other[i] = UNMOVED - (country.place_start[place] + position)
        else:
            seek_in(seek, sought, mixed_at_position(country, place, position))
            work.asked[sought] = i
            sought += 1
    return sought


@inner
def _spared(model, work, i, who, number):
    """Whether it need not be known whom an encounter concerns; a journal wants to know."""
    turned, first = model.hazards.turns[work.event[i]], model.hazards.first_state[who]
    return len(work.approach) == 0 and not model.hazards.source[turned, first] and not has_moved(work, number)


@inner
def _find_persons(country, work, count):
    """The people at the positions that are sought."""
    found = work.seek[INDEX]
    if country.scrambled:
        found = work.seek[FOUND]
        unpermute_many(count, work.seek[INDEX], work.seek[KEY], work.seek[SIZE], found)
    for j in range(count):
        i = work.asked[j]
        spot = np.int64(work.seek[BASE, j] + found[j])
        work.other[i] = person_of(country, place_in(work.other_home[i]), spot)


@inner
def still_unmoved(work, other):
    """Whether an encounter concerns somebody who did not need to be found, and still does not."""
    return other <= UNMOVED and not has_moved(work, UNMOVED - other)


@inner
def person_met(country, work, c):
    """Whom an encounter concerns: by now, one who did not need to be found may have changed state."""
    if work.other[c] > UNMOVED:
        return work.other[c]
    place = place_in(work.other_home[c])
    return person_at(country, place, UNMOVED - work.other[c] - country.place_start[place])
