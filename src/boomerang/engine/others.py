"""Whom encounters concern: a random contact of the person, or the person themselves.

All encounters of a step find their contacts together, before any of them takes place: matchings with vector
instructions, and records loaded before they are needed.
"""

from __future__ import annotations

import numpy as np

from boomerang.engine.model import ENCOUNTER
from boomerang.engine.records import row_of
from boomerang.engine.workspace import CANDIDATES, FOUND, INDEX, KEY, SIZE, STATE
from boomerang.kernels.compiled import inner
from boomerang.population.contacts import contact, degree_of, is_plain, open_block, scope_range
from boomerang.population.country import place_of
from boomerang.population.mixing import combine, unit
from boomerang.population.permutation import NOBODY, matching_key, partner_many


@inner
def find_others(model, work):
    """Set `other` of every candidate who meets somebody; -1 where there is nobody."""
    matched = 0
    for i in range(work.counters[CANDIDATES]):
        work.other[i] = -1
        if work.event[i] >= 0 and model.hazards.kind[work.event[i]] == ENCOUNTER:
            layer = model.hazards.layer[work.event[i]]
            luck = unit(combine(work.word[i], np.uint64(2)))
            if layer < 0:
                work.other[i] = work.who[i]
            elif is_plain(model.layers, layer) and model.layers.degree[layer] > 0:
                matched += _ask(model, work, layer, i, luck, matched)
            else:
                work.other[i] = _contact_of(model, layer, work.who[i], luck)
    _match(work, matched)
    _load(work)


@inner
def _ask(model, work, layer, i, luck, j):
    """Put the search for a candidate's partner in a matching in line `j`. Returns how many were put there."""
    person = work.who[i]
    place = place_of(model.country, person)
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
def _load(work):
    """Load the records of the contacts, which happen() reads again in the order of time."""
    for i in range(work.counters[CANDIDATES]):
        work.other_row[i] = row_of(work, max(work.other[i], np.int64(0)))
    for i in range(work.counters[CANDIDATES]):
        work.other_state[i] = work.record[work.other_row[i], STATE]


@inner
def _contact_of(model, layer, person, luck):
    """A contact of a person in a layer, `luck` uniform in (0, 1); -1 for nobody."""
    block = open_block(model.country, model.layers, layer, person)
    degree = degree_of(model.layers, layer, block, person)
    if degree == 0:
        return np.int64(-1)
    return contact(model.country, model.layers, layer, block, person, np.int64(luck * degree))
