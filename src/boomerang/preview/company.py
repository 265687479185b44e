"""Whom people meet in a contact layer, in a country in calm. P places, C classes."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats
from boomerang.population.contacts import HOUSEHOLD, NATION, NEIGHBOURHOOD, PLACE, PROVINCE
from boomerang.preview.calm import Calm


def others_of(calm: Calm, layer: int, actors: Floats) -> Floats:
    """float64[P, C]: the shares of places and classes among those whom `actors` meet; in layer -1 themselves.

    Of people in a layer the classes are those of the whole country.
    """
    if layer < 0:
        return actors
    layers, country, where = calm.model.layers, calm.model.country, actors.sum(axis=1)
    local = layers.edges[layer] < 0 and layers.scope[layer] in (HOUSEHOLD, NEIGHBOURHOOD, PLACE)
    if not local:
        members = (calm.counts * _in_layer(calm, layer)).sum(axis=1)
        province = country.province if layers.scope[layer] == PROVINCE else np.zeros(len(where), np.int64)
        there = np.bincount(province, weights=members)
        where = members * (np.bincount(province, weights=where) / np.maximum(there, 1e-300))[province]
    return np.outer(where, receivers(calm, layer))


def receivers(calm: Calm, layer: int) -> Floats:
    """float64[C]: the shares of classes among those whom somebody meets in a layer."""
    members = (calm.counts * _in_layer(calm, layer)).sum(axis=0)
    receivers: Floats = members / max(members.sum(), 1e-300)
    return receivers


def _in_layer(calm: Calm, layer: int) -> Floats:
    """float64[P, C]: mean number of listed contacts; for a computed layer 1 for its members, else 0."""
    layers, counts = calm.model.layers, calm.counts
    if layers.edges[layer] >= 0:
        met = np.add.accumulate(np.append(0, np.diff(layers.edge_start[layers.edges[layer]])))
        ends = np.append(0, np.cumsum(counts)).astype(int)
        listed: Floats = np.diff(met[ends]).reshape(counts.shape) / np.maximum(counts, 1)
        return listed
    if layers.among[layer] >= 0:
        return (np.diff(layers.member_start[layers.among[layer]], axis=1) > 0).astype(float)
    return np.ones_like(counts)


def contacts_of(calm: Calm, layer: int, actors: Floats) -> float:
    """How many people somebody drawn from `actors` meets in a layer."""
    layers = calm.model.layers
    inside = _in_layer(calm, layer)
    if layers.edges[layer] >= 0:
        return float((actors * inside).sum())
    if layers.degree[layer] > 0:
        return float((actors * inside).sum() * layers.degree[layer])
    block = _block(calm, int(layers.scope[layer]), (calm.counts * inside).sum(axis=1))
    block = np.minimum(block, layers.group[layer]) if layers.group[layer] > 0 else block
    return float((actors * inside * np.maximum(block - 1, 0)[:, None]).sum())


def _block(calm: Calm, scope: int, people: Floats) -> Floats:
    """float64[P]: the size of the range that a complete layer joins, place by place."""
    country = calm.model.country
    if scope == HOUSEHOLD:
        return np.minimum(people, country.household)
    if scope == NEIGHBOURHOOD:
        return people / country.neighbourhoods
    if scope == PLACE:
        return people
    part = country.province if scope != NATION else np.zeros(len(people), np.int64)
    return np.asarray(np.bincount(part, weights=people)[part], float)
