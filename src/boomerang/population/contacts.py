"""Contact layers: who meets whom, computed on the fly and symmetric.

A layer cuts a range of people (household, neighbourhood, place, province, nation), or the members of some
classes in it, into blocks; inside a block either everybody knows everybody or there are `degree` random
matchings. Edge lists of explicit populations are a layer too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from boomerang.arrays import Floats, Ints, Ints2, Small3, Words
from boomerang.kernels.compiled import by_reference, kernel
from boomerang.population.country import Country, class_at, person_at, place_of, position_of
from boomerang.population.mixing import combine, combine_all
from boomerang.population.parts import last_at_most, part_of, part_start, parts_in
from boomerang.population.permutation import NOBODY, matching_key, partner, permute, unpermute

HOUSEHOLD, NEIGHBOURHOOD, PLACE, PROVINCE, NATION = range(5)
SCOPES = ("household", "neighbourhood", "place", "province", "nation")


@by_reference
class Layers(NamedTuple):
    """L contact layers, A member lists, E edge lists.

    Attributes:
        scope: int64[L], the range that a layer stays within (HOUSEHOLD .. NATION).
        degree: int64[L], number of matchings; 0 means that everybody in the block knows everybody.
        group: float64[L], mean size of the groups the range is cut into; 0 for none.
        among: int64[L], row of the member list that the layer is restricted to; -1 for none.
        edges: int64[L], row of the edge list; -1 for a computed layer.
        key: uint64[L], depends on the seed.
        member_before: int64[A, P + 1], members in the places before each.
        member_start: int32[A, P, C + 1], members of the classes before each, within a place.
        edge_start: int64[E, N + 1], where each person's contacts begin in `edge_to`.
        edge_to: int64[...], contacts.
    """

    scope: Ints
    degree: Ints
    group: Floats
    among: Ints
    edges: Ints
    key: Words
    member_before: Ints2
    member_start: Small3
    edge_start: Ints2
    edge_to: Ints


class Block(NamedTuple):
    """The block of one person in one layer.

    Attributes:
        low: first coordinate of the range (a person, or the rank of a member).
        size: length of the range.
        first: start of the group inside the range.
        length: how many people the block holds; 0 when the person is not in the layer.
        index: the person's own place in the block.
        key: key of the block.
    """

    low: np.int64
    size: np.int64
    first: np.int64
    length: np.int64
    index: np.int64  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    key: np.uint64


@kernel
def scope_range(
    country: Country, scope: np.int64, place: np.int64, person: np.int64
) -> tuple[np.int64, np.int64, np.uint64]:
    """(low, size, key) of the household, neighbourhood, place, province or nation around a person."""
    if scope == NATION:
        return np.int64(0), country.place_start[len(country.place_start) - 1], np.uint64(0)
    if scope == PROVINCE:
        province = country.province[place]
        low = country.province_start[province]
        return low, country.province_start[province + 1] - low, np.uint64(province + 1)
    low = country.place_start[place]
    size = country.place_start[place + 1] - low
    key = country.place_key[place]
    if scope == PLACE:
        return low, size, key
    parts = country.neighbourhoods[place]
    part = part_of(person - low, size, parts)
    first = part_start(part, size, parts)
    low, size = low + first, part_start(part + 1, size, parts) - first
    key += np.uint64(part + 1)
    if scope == NEIGHBOURHOOD:
        return low, size, key
    parts = parts_in(size, country.household)
    part = part_of(person - low, size, parts)
    first = part_start(part, size, parts)
    return low + first, part_start(part + 1, size, parts) - first, combine(key, np.uint64(part))


@kernel
def is_plain(layers: Layers, layer: np.int64) -> bool:
    """Whether the blocks of a layer are ranges of persons, which have a fast way of their own."""
    return layers.among[layer] < 0 and layers.group[layer] == 0 and layers.edges[layer] < 0


@kernel
def member_range(
    country: Country, layers: Layers, row: np.int64, scope: np.int64, place: np.int64
) -> tuple[np.int64, np.int64, np.uint64]:
    """(low, size, key) of a range in the ranks of the members of a restricted layer."""
    before = layers.member_before[row]
    if scope == NATION:
        return np.int64(0), before[len(before) - 1], np.uint64(0)
    if scope == PLACE:
        return before[place], before[place + 1] - before[place], country.place_key[place]
    province = country.province[place]
    low = before[place_of(country, country.province_start[province])]
    last = place_of(country, country.province_start[province + 1] - 1)
    return low, before[last + 1] - low, np.uint64(province + 1)


@kernel
def member_rank(
    country: Country, layers: Layers, row: np.int64, place: np.int64, person: np.int64
) -> np.int64:
    """The rank of a person among the members of a restricted layer; -1 for somebody else."""
    position = position_of(country, place, person)
    found = class_at(country, place, position)
    starts = layers.member_start[row, place]
    if starts[found + 1] == starts[found]:
        return np.int64(-1)
    return layers.member_before[row, place] + starts[found] + position - country.class_start[place, found]


@kernel
def member_at(country: Country, layers: Layers, row: np.int64, rank: np.int64) -> np.int64:
    """The person of a rank among the members of a restricted layer: the inverse of `member_rank`."""
    place = last_at_most(layers.member_before[row], rank)
    rank -= layers.member_before[row, place]
    found = last_at_most(layers.member_start[row, place], rank)
    position = country.class_start[place, found] + rank - layers.member_start[row, place, found]
    return person_at(country, place, position)


@kernel
def block_of(country: Country, layers: Layers, layer: np.int64, place: np.int64, person: np.int64) -> Block:
    """The Block of a person in a computed layer."""
    row = layers.among[layer]
    coordinate = person
    if row >= 0:
        coordinate = member_rank(country, layers, row, place, person)
        if coordinate < 0:
            return Block(np.int64(0), np.int64(0), np.int64(0), np.int64(0), np.int64(0), np.uint64(0))
        low, size, key = member_range(country, layers, row, layers.scope[layer], place)
    else:
        low, size, key = scope_range(country, layers.scope[layer], place, person)
    key = combine(layers.key[layer], key)
    if layers.group[layer] == 0:
        return Block(low, size, np.int64(0), size, coordinate - low, key)
    spot = np.int64(permute(np.uint64(coordinate - low), key, np.uint64(size)))
    parts = parts_in(size, layers.group[layer])
    part = part_of(spot, size, parts)
    first = part_start(part, size, parts)
    return Block(low, size, first, part_start(part + 1, size, parts) - first, spot - first, key)


@kernel
def resident(country: Country, layers: Layers, layer: np.int64, block: Block, index: np.int64) -> np.int64:
    """The person at an index of a block."""
    spot = block.first + index
    if layers.group[layer] > 0:
        spot = np.int64(unpermute(np.uint64(spot), block.key, np.uint64(block.size)))
    if layers.among[layer] >= 0:
        return member_at(country, layers, layers.among[layer], block.low + spot)
    return block.low + spot


@kernel
def contact_in(country: Country, layers: Layers, layer: np.int64, block: Block, number: np.int64) -> np.int64:
    """Contact `number` of the person whose block it is; -1 where a matching leaves them out."""
    if layers.degree[layer] == 0:
        index = number if number < block.index else number + 1
        return resident(country, layers, layer, block, index)
    key = matching_key(block.key + np.uint64(block.first), np.uint64(number))
    other = partner(np.uint64(block.index), key, np.uint64(block.length))
    if other == NOBODY:
        return np.int64(-1)
    return resident(country, layers, layer, block, np.int64(other))


@kernel
def degree_of(layers: Layers, layer: np.int64, block: Block, person: np.int64) -> np.int64:
    """How many contacts a person has in a layer, counting a missing partner in a matching."""
    row = layers.edges[layer]
    if row >= 0:
        return layers.edge_start[row, person + 1] - layers.edge_start[row, person]
    if layers.degree[layer] == 0:
        return max(block.length - 1, np.int64(0))
    return layers.degree[layer] if block.length > 1 else np.int64(0)


@kernel
def open_block(country: Country, layers: Layers, layer: np.int64, person: np.int64) -> Block:
    """The Block of a person in any layer; an empty one for edge lists, which need none."""
    if layers.edges[layer] >= 0:
        return Block(np.int64(0), np.int64(0), np.int64(0), np.int64(0), np.int64(0), np.uint64(0))
    return block_of(country, layers, layer, place_of(country, person), person)


@kernel
def contact(
    country: Country, layers: Layers, layer: np.int64, block: Block, person: np.int64, number: np.int64
) -> np.int64:
    """Contact `number` (0 .. degree_of - 1) of a person in a layer, or -1."""
    row = layers.edges[layer]
    if row >= 0:
        return layers.edge_to[layers.edge_start[row, person] + number]
    return contact_in(country, layers, layer, block, number)


def seed_layers(layers: Layers, names_key: np.ndarray, seed: int) -> Layers:
    """The layers with the ties that the seed makes. `names_key`: uint64[L], keys of the layers' names."""
    return layers._replace(key=combine_all(np.uint64(seed), names_key))


def member_tables(country: Country, member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The tables of a restricted layer, for a bool[C] that says which classes are members.

    Returns:
        member_before int64[P + 1], member_start int32[P, C + 1].
    """
    counts = np.diff(country.class_start, axis=1) * member
    start = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)], axis=1).astype(np.int32)
    before = np.concatenate([[0], np.cumsum(counts.sum(axis=1))]).astype(np.int64)
    return before, start
