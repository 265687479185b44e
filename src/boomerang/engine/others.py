"""Whom encounters concern: a random contact of the person, or the person themselves.

The encounters of a step find their contacts before any of them takes place, CHUNK of them together: matchings
with vector instructions, and records loaded before they are needed.
"""

from __future__ import annotations

import numpy as np

from boomerang.engine.model import ENCOUNTER
from boomerang.engine.records import find_classes, row_of
from boomerang.engine.restricted import find_in_blocks
from boomerang.engine.words import class_in, home_word, number_in, place_in
from boomerang.engine.workspace import BASES, CANDIDATES, CHUNK, FOUND, HOME, INDEX, KEY, SIZE, STATE
from boomerang.kernels.compiled import inner
from boomerang.population.contacts import contact, degree_of, is_plain, open_block, scope_range
from boomerang.population.mixing import combine, unit
from boomerang.population.permutation import NOBODY, matching_key, partner_many

_UNKNOWN = -1  # home of a contact


@inner
def find_others(model, work):
    """Set `other` of every candidate who meets somebody, and their home; -1 where there is nobody."""
    for first in range(0, work.counters[CANDIDATES], CHUNK):
        last = min(first + CHUNK, work.counters[CANDIDATES])
        _find(model, work, first, last)
        _load(model, work, first, last)


@inner
def _find(model, work, first, last):
    """Find the contacts of the candidates from `first` to before `last`."""
    matched, grouped = 0, 0
    for i in range(first, last):
        work.other[i] = -1
        if work.event[i] >= 0 and model.hazards.kind[work.event[i]] == ENCOUNTER:
            layer = model.hazards.layer[work.event[i]]
            work.other_home[i] = _UNKNOWN
            if layer < 0:
                work.other[i] = work.who[i]
                work.other_home[i] = _home_of_candidate(work, i)
            elif model.layers.edges[layer] < 0 and not is_plain(model.layers, layer):
                grouped += _ask_block(model, work, layer, i, grouped)
            else:
                matched += _ask(model, work, layer, i, matched)
    _match(work, matched)
    find_in_blocks(model, work, grouped)


@inner
def _home_of_candidate(work, i):
    """The HOME word of a candidate: of those who were not drawn with their class, it is in their record."""
    return work.home[i] if i < work.counters[BASES] else number_in(work.record[work.row[i], HOME])


@inner
def _ask_block(model, work, layer, i, j):
    """Put a candidate into line `j` of those who meet somebody in a block, if they are in the layer.

    Until the contact is found, `other_home` is the home of the candidate. Returns how many were put there.
    """
    home, row = _home_of_candidate(work, i), model.layers.among[layer]
    if row >= 0:
        starts = model.layers.member_start[row, place_in(home)]
        if starts[class_in(home) + 1] == starts[class_in(home)]:
            return 0
    work.other_home[i] = home
    work.grouped[j] = i
    return 1


@inner
def _ask(model, work, layer, i, j):
    """Find a candidate's contact, or put the search for a partner in a matching in line `j`.

    Returns how many were put there.
    """
    luck, person = unit(combine(work.word[i], np.uint64(2))), work.who[i]
    if model.layers.edges[layer] >= 0 or model.layers.degree[layer] == 0:
        work.other[i] = _contact_of(model, layer, person, luck)
        return 0
    place = place_in(_home_of_candidate(work, i))
    low, size, key = scope_range(model.country, model.layers.scope[layer], place, person)
    if size < 2:
        return 0
    number = np.uint64(luck * model.layers.degree[layer])
    work.seek[INDEX, j] = np.uint64(person - low)
    work.seek[KEY, j] = matching_key(combine(model.layers.key[layer], key), number)
    work.seek[SIZE, j] = np.uint64(size)
    work.asked[j] = i
    work.other[i] = low
    return 1


@inner
def _match(work, count):
    """Find the partners that were asked for."""
    partner_many(count, work.seek[INDEX], work.seek[KEY], work.seek[SIZE], work.seek[FOUND])
    for j in range(count):
        i = work.asked[j]
        alone = work.seek[FOUND, j] == NOBODY
        work.other[i] = -1 if alone else work.other[i] + np.int64(work.seek[FOUND, j])


@inner
def _contact_of(model, layer, person, luck):
    """A contact of a person in a layer, `luck` uniform in (0, 1); -1 for nobody."""
    block = open_block(model.country, model.layers, layer, person)
    degree = degree_of(model.layers, layer, block, person)
    if degree == 0:
        return np.int64(-1)
    return contact(model.country, model.layers, layer, block, person, np.int64(luck * degree))


@inner
def _load(model, work, first, last):
    """Load the records of contacts, which happen() reads again in the order of time, or find their homes."""
    met, strangers = 0, 0
    for i in range(first, last):
        work.asked[met] = i
        met += 1 if work.other[i] >= 0 else 0
    for j in range(met):
        work.other_row[j] = row_of(work, work.other[work.asked[j]])
    for j in range(met):
        work.other_state[j] = work.record[work.other_row[j], STATE]
    for j in range(met):
        i = work.asked[j]
        if work.other_row[j] == 0 and work.other_home[i] == _UNKNOWN:
            work.asked[strangers] = i
            strangers += 1
    find_classes(model.country, strangers, work.asked, work.other, work.seek, work.met_place, work.met_class)
    for j in range(strangers):
        work.other_home[work.asked[j]] = home_word(work.met_place[j], work.met_class[j])
