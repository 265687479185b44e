"""Households or neighbourhoods whose people share traits.

The people of a place lie in its households (blocks). In another order, that of spots, the same blocks stand
one after another in random order, and beside them the groups of people who share the categories of the
shared traits, as exact in numbers as classes are. So every block is of one group, except those that stand
where a group ends: at most one for each group but the last. Within a group people are mixed, and a position
among the classes of the group follows from a spot.

Where neighbourhoods share traits and households others, groups of groups (outer) are shared by
neighbourhoods: blocks keep their neighbourhoods together until these are dealt out, and only then are the
blocks of an outer group mixed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from boomerang.arrays import Ints, Small, Small2, Words
from boomerang.kernels.compiled import by_reference, inner, kernel
from boomerang.population.mixing import combine
from boomerang.population.parts import last_at_most, part_of, part_start
from boomerang.population.permutation import unpermute

_AREAS, _BLOCKS, _PEOPLE = (np.uint64(stream) for stream in (1, 2, 3))  # of a place's key


@by_reference
class Blocks(NamedTuple):
    """Arrays that say who shares. P places, A neighbourhoods, B blocks, G groups, O outer groups.

    Attributes:
        used: bool; False where no trait is shared, and all arrays are empty.
        area_start: int64[P + 1], the first neighbourhood of each place.
        block_start: int64[A + 1], the first block of each neighbourhood.
        first: int32[B], the first person of each block, counted from the first of the place.
        group_start: int32[P, G + 1], the first position of each group in each place.
        outer: int64[O + 1], the first group of each outer group.
        begin: int32[B], the spot of the first person of each block; depends on the seed, as the following.
        rank_begin: int32[B], the same in the order of spots.
        rank_block: int32[B], which block that is.
    """

    used: bool
    area_start: Ints
    block_start: Ints
    first: Small
    group_start: Small2
    outer: Ints
    begin: Small
    rank_begin: Small
    rank_block: Small


class Mixed(NamedTuple):
    """Where somebody lies among those with whom they are mixed: index within size, which begin at base."""

    base: np.int64
    index: np.int64  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    key: np.uint64
    size: np.int64


def no_blocks() -> Blocks:
    """Nobody shares anything."""
    none, small = np.zeros(1, np.int64), np.zeros(1, np.int32)
    return Blocks(False, none, none, small, small[None], none, small, small, small)


def build_blocks(
    people: Ints, neighbourhoods: Ints, household: float, group_start: Small2, outer: Ints
) -> Blocks:
    """The blocks of places, not yet in the order of a seed.

    Args:
        people, neighbourhoods: int64[P], how many a place has.
        household: mean size of a household, which is a block; infinite where neighbourhoods are blocks.
        group_start, outer: as of Blocks.
    """
    area_start = _starts(neighbourhoods)
    place = np.repeat(np.arange(len(people)), neighbourhoods)
    number = np.arange(area_start[-1]) - area_start[place]
    low = number * people[place] // neighbourhoods[place]
    size = (number + 1) * people[place] // neighbourhoods[place] - low
    parts = np.maximum(1, (size / household + 0.5).astype(np.int64))
    block_start = _starts(parts)
    area = np.repeat(np.arange(len(parts)), parts)
    part = np.arange(block_start[-1]) - block_start[area]
    first = (low[area] + part * size[area] // parts[area]).astype(np.int32)
    return Blocks(True, area_start, block_start, first, group_start, outer, *[np.empty(0, np.int32)] * 3)


def _starts(sizes: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def with_room(blocks: Blocks) -> Blocks:
    """The blocks with room for the order of a seed."""
    begin, rank_begin, rank_block = (np.empty_like(blocks.first) for _ in range(3))
    return blocks._replace(begin=begin, rank_begin=rank_begin, rank_block=rank_block)


@kernel
def mix_blocks(blocks: Blocks, place_start: Ints, place_key: Words) -> None:
    """Put the blocks of every place into the order that its key gives."""
    for place in range(len(place_key)):
        first = blocks.block_start[blocks.area_start[place]]
        last = blocks.block_start[blocks.area_start[place + 1]]
        people = place_start[place + 1] - place_start[place]
        _line_up(blocks, place, first, place_key[place] + _AREAS)
        _mix(blocks, place, first, last, people, place_key[place] + _BLOCKS)
        spot = np.int64(0)
        for rank in range(first, last):
            block = blocks.rank_block[rank]
            blocks.rank_begin[rank] = spot
            blocks.begin[block] = spot
            spot += _length(blocks, block, last, people)


@inner
def _line_up(blocks, place, rank, key):
    """Line up the blocks of a place, neighbourhood by neighbourhood in random order."""
    start = blocks.area_start[place]
    areas = blocks.area_start[place + 1] - start
    for number in range(areas):
        area = start + np.int64(unpermute(np.uint64(number), key, np.uint64(areas)))
        for block in range(blocks.block_start[area], blocks.block_start[area + 1]):
            blocks.rank_block[rank] = block
            rank += 1


@inner
def _mix(blocks, place, rank, last, people, key):
    """Mix the blocks that lie within one outer group; one that lies in two stays between them."""
    spot = np.int64(0)
    for number in range(len(blocks.outer) - 1):
        end = blocks.group_start[place, blocks.outer[number + 1]]
        first = rank
        while rank < last and spot + _length(blocks, blocks.rank_block[rank], last, people) <= end:
            spot += _length(blocks, blocks.rank_block[rank], last, people)
            rank += 1
        _shuffle(blocks, first, rank - first, combine(key, np.uint64(number)))
        if spot < end:
            spot += _length(blocks, blocks.rank_block[rank], last, people)
            rank += 1


@inner
def _shuffle(blocks, first, count, key):
    """Shuffle some of the ranks; `begin`, which is not yet filled, holds the old order meanwhile."""
    for i in range(count):
        blocks.begin[first + i] = blocks.rank_block[first + i]
    for i in range(count):
        other = np.int64(unpermute(np.uint64(i), key, np.uint64(count)))
        blocks.rank_block[first + i] = blocks.begin[first + other]


@inner
def _length(blocks, block, last, people):
    """How many people a block has; `last` is the block after those of its place."""
    end = np.int64(blocks.first[block + 1]) if block + 1 < last else people
    return end - blocks.first[block]


@kernel
def spot_of(blocks: Blocks, place: np.int64, offset: np.int64, people: np.int64) -> np.int64:
    """The spot of a person, who is given by their offset in a place of so many people."""
    start = blocks.area_start[place]
    areas = blocks.area_start[place + 1] - start
    area = part_of(offset, people, areas)
    low = part_start(area, people, areas)
    size = part_start(area + 1, people, areas) - low
    first = blocks.block_start[start + area]
    block = first + part_of(offset - low, size, blocks.block_start[start + area + 1] - first)
    return blocks.begin[block] + offset - blocks.first[block]


@kernel
def offset_at(blocks: Blocks, place: np.int64, spot: np.int64) -> np.int64:
    """The offset of the person at a spot of a place: the inverse of `spot_of`."""
    first = blocks.block_start[blocks.area_start[place]]
    last = blocks.block_start[blocks.area_start[place + 1]]
    rank = first + last_at_most(blocks.rank_begin[first:last], spot)
    return blocks.first[blocks.rank_block[rank]] + spot - blocks.rank_begin[rank]


@kernel
def mixed_in_group(blocks: Blocks, place: np.int64, spot: np.int64, key: np.uint64) -> Mixed:
    """The group at a spot or position of a place, within which spots and positions are mixed."""
    starts = blocks.group_start[place]
    group = last_at_most(starts, spot)
    base = np.int64(starts[group])
    return Mixed(base, spot - base, combine(key + _PEOPLE, np.uint64(group)), starts[group + 1] - base)
