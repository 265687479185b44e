"""The country: nested contiguous places, and a keyed bijection between a person and their trait class.

Persons are 0..N-1. A place (district, town) is a range of persons; its neighbourhoods and their households
are ranges inside it. A class is one combination of trait categories; each place has an exact number of
people of each class, laid out one class after another in "positions" 0..n-1 of the place. A keyed
permutation takes a person's offset to a position, so that the class of a person and a random member of a
class both cost a handful of instructions, and no array of length N exists. Where households or neighbourhoods
share traits, it is one permutation of blocks and one of the people of each group (`blocks`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from boomerang.arrays import Ints, Small, Small2, Words
from boomerang.kernels.compiled import bind, by_reference, kernel
from boomerang.population.blocks import (
    Blocks,
    Mixed,
    build_blocks,
    mix_blocks,
    mixed_in_group,
    no_blocks,
    offset_at,
    spot_of,
    with_room,
)
from boomerang.population.mixing import combine, combine_all, name_key
from boomerang.population.permutation import permute, unpermute

# Entries of a look-up guide: a table that is right to within a step or two, and small enough for the cache.
_GUIDE = 1024


@by_reference
class Country(NamedTuple):
    """Arrays that define the population. P places, C classes, R provinces.

    Attributes:
        place_start: int64[P + 1], first person of each place.
        place_guide: int32[...], a place at or before that of person `index << place_shift`.
        place_shift: int.
        province: int64[P], the province of each place; places of a province are neighbours in the order.
        province_start: int64[R + 1], first person of each province.
        place_key: uint64[P], key of each place's name.
        neighbourhoods: int64[P], how many neighbourhoods a place has.
        household: float, mean household size in persons.
        class_start: int32[P, C + 1], first position of each class in each place.
        class_guide: int32[P, 1024], a class at or before that of position `index << class_shift[p]`.
        class_shift: int64[P].
        trait_key: uint64[P], key of the permutation of each place; depends on the seed.
        scrambled: bool; False for an explicit population, whose persons lie in class order.
        blocks: the households or neighbourhoods that share traits.
    """

    place_start: Ints
    place_guide: Small
    place_shift: int
    province: Ints
    province_start: Ints
    place_key: Words
    neighbourhoods: Ints
    household: float
    class_start: Small2
    class_guide: Small2
    class_shift: Ints
    trait_key: Words
    scrambled: bool
    blocks: Blocks

    @property
    def persons(self) -> int:
        """How many people live in the country."""
        return int(self.place_start[-1])


class Shared(NamedTuple):
    """What members of a household or a neighbourhood have in common. G groups, O outer groups.

    Attributes:
        group: int64[G + 1], the first class of each group, which are those of the same shared categories.
        outer: int64[O + 1], the first group of each outer group, whose categories neighbourhoods share.
        by_household: whether households share any; else neighbourhoods alone do.
    """

    group: Ints
    outer: Ints
    by_household: bool


def build_country(
    names: list[str],
    provinces: list[int],
    counts: np.ndarray,
    *,
    household: float = 1.0,
    neighbourhood: float = np.inf,
    scrambled: bool = True,
    shared: Shared | None = None,
) -> Country:
    """The country of given places.

    Args:
        names: names of the P places, unique.
        provinces: number of the province of each place, 0..R-1, not decreasing.
        counts: int[P, C], people of each class in each place.
        household: mean size of a household, in persons.
        neighbourhood: mean size of a neighbourhood, in persons; infinite for one to a place.
        scrambled: False when persons lie in the order of classes (explicit populations).
        shared: what members of households or neighbourhoods have in common.
    """
    people = counts.sum(axis=1).astype(np.int64)
    place_start = _starts(people)
    province = np.asarray(provinces, np.int64)
    province_people = np.bincount(province, weights=people).astype(np.int64)
    class_start = np.concatenate([np.zeros((len(people), 1)), np.cumsum(counts, axis=1)], axis=1).astype(
        np.int32
    )
    neighbourhoods = np.maximum(1, np.round(people / neighbourhood)).astype(np.int64)
    shift, guide = _guide(place_start)
    class_guides = [_guide(row.astype(np.int64)) for row in class_start]
    return Country(
        place_start=place_start,
        place_guide=guide,
        place_shift=shift,
        province=province,
        province_start=_starts(province_people),
        place_key=np.array([name_key("place", name) for name in names], np.uint64),
        neighbourhoods=neighbourhoods,
        household=float(household),
        class_start=class_start,
        class_guide=np.array([g for _, g in class_guides], np.int32),
        class_shift=np.array([s for s, _ in class_guides], np.int64),
        trait_key=np.zeros(len(people), np.uint64),
        scrambled=scrambled,
        blocks=_blocks(shared, people, neighbourhoods, household, class_start),
    )


def _blocks(
    shared: Shared | None, people: Ints, neighbourhoods: Ints, household: float, class_start: Small2
) -> Blocks:
    if shared is None:
        return no_blocks()
    size = household if shared.by_household else np.inf
    return build_blocks(people, neighbourhoods, size, class_start[:, shared.group], shared.outer)


def seed_country(country: Country, seed: int) -> Country:
    """The same places with people laid out as the seed says."""
    root = np.uint64(combine(np.uint64(seed), name_key("traits")))
    seeded = country._replace(trait_key=combine_all(root, country.place_key))
    if not country.blocks.used:
        return seeded
    blocks = with_room(country.blocks)
    mix_blocks(bind(blocks), country.place_start, seeded.trait_key)
    return seeded._replace(blocks=blocks)


def _starts(sizes: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _guide(starts: np.ndarray) -> tuple[int, np.ndarray]:
    """(shift, guide): guide[x >> shift] is the last part that starts at or before (x >> shift) << shift."""
    total = int(starts[-1])
    shift = max(0, (max(total - 1, 1)).bit_length() - (_GUIDE.bit_length() - 1))
    points = np.arange(_GUIDE, dtype=np.int64) << shift
    guide = np.searchsorted(starts, np.minimum(points, max(total - 1, 0)), side="right") - 1
    return shift, np.minimum(guide, len(starts) - 2).astype(np.int32)


@kernel
def place_of(country: Country, person: np.int64) -> np.int64:
    """The place of a person, both int64."""
    place = np.int64(country.place_guide[person >> country.place_shift])
    while person >= country.place_start[place + 1]:
        place += 1
    return place


@kernel
def class_at(country: Country, place: np.int64, position: np.int64) -> np.int64:
    """The class that lies at a position of a place."""
    found = np.int64(country.class_guide[place, position >> country.class_shift[place]])
    while position >= country.class_start[place, found + 1]:
        found += 1
    return found


@kernel
def classes_at(country: Country, count: int, place: Ints, position: Words, out: Ints) -> None:
    """`class_at` for the first `count` entries of int64 places and uint64 positions, into int64 `out`."""
    for i in range(count):
        part = np.int64(position[i]) >> country.class_shift[place[i]]
        out[i] = country.class_guide[place[i], part]
    for i in range(count):
        found = out[i]
        while np.int64(position[i]) >= country.class_start[place[i], found + 1]:
            found += 1
        out[i] = found


@kernel
def mixed_at_offset(country: Country, place: np.int64, offset: np.int64) -> Mixed:
    """Those with whom the person at an offset of a place is mixed, and where they lie among them."""
    size = country.place_start[place + 1] - country.place_start[place]
    key = country.trait_key[place]
    if not country.blocks.used:
        return Mixed(np.int64(0), offset, key, size)
    return mixed_in_group(country.blocks, place, spot_of(country.blocks, place, offset, size), key)


@kernel
def mixed_at_position(country: Country, place: np.int64, position: np.int64) -> Mixed:
    """Those with whom the person at a position of a place is mixed, and where that lies among them."""
    key = country.trait_key[place]
    if not country.blocks.used:
        size = country.place_start[place + 1] - country.place_start[place]
        return Mixed(np.int64(0), position, key, size)
    return mixed_in_group(country.blocks, place, position, key)


@kernel
def person_of(country: Country, place: np.int64, spot: np.int64) -> np.int64:
    """The person at a spot of a place: at an offset, unless blocks share traits."""
    if country.blocks.used:
        spot = offset_at(country.blocks, place, spot)
    return country.place_start[place] + spot


@kernel
def position_of(country: Country, place: np.int64, person: np.int64) -> np.int64:
    """The position of a person in the class order of their place."""
    offset = person - country.place_start[place]
    if not country.scrambled:
        return offset
    base, index, key, size = mixed_at_offset(country, place, offset)
    return base + np.int64(permute(np.uint64(index), key, np.uint64(size)))


@kernel
def person_at(country: Country, place: np.int64, position: np.int64) -> np.int64:
    """The person at a position of a place: the inverse of `position_of`."""
    if not country.scrambled:
        return country.place_start[place] + position
    base, index, key, size = mixed_at_position(country, place, position)
    spot = base + np.int64(unpermute(np.uint64(index), key, np.uint64(size)))
    return person_of(country, place, spot)


@kernel
def class_of(country: Country, person: np.int64) -> np.int64:
    """The class of a person."""
    place = place_of(country, person)
    return class_at(country, place, position_of(country, place, person))
