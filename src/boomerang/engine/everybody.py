"""Everybody at once: where they live, of which class they are, and whom they know. N persons, L layers."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Ints
from boomerang.engine.model import Model
from boomerang.kernels.compiled import allocating, bind
from boomerang.population.contacts import contact, degree_of, open_block
from boomerang.population.country import class_of, place_of


@allocating
def homes(country):
    """(int64[N], int64[N]): place and trait class of everybody."""
    persons = country.place_start[len(country.place_start) - 1]
    place, trait_class = np.empty(persons, np.int64), np.empty(persons, np.int64)
    for person in range(persons):
        place[person] = place_of(country, person)
        trait_class[person] = class_of(country, person)
    return place, trait_class


def ties(model: Model) -> tuple[list[Ints], list[Ints]]:
    """For each layer, how many slots everybody has, and who is in them: [L][N] and [L][N, slots]."""
    country, layers = bind(model.country), bind(model.layers)
    tables = [_contacts_in(country, layers, layer) for layer in range(len(model.layers.scope))]
    return [degree for degree, _ in tables], [contacts for _, contacts in tables]


@allocating
def _contacts_in(country, layers, layer):
    """(int64[N], int64[N, slots]): everybody's slots in a layer, and who is in them (-1 for nobody)."""
    persons = country.place_start[len(country.place_start) - 1]
    degree = np.empty(persons, np.int64)
    for person in range(persons):
        degree[person] = degree_of(layers, layer, open_block(country, layers, layer, person), person)
    contacts = np.full((persons, max(1, degree.max())), -1)
    for person in range(persons):
        block = open_block(country, layers, layer, person)
        for slot in range(degree[person]):
            contacts[person, slot] = contact(country, layers, layer, block, person, slot)
    return degree, contacts
