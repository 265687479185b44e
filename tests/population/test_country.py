"""Places, classes, and who lives where."""

from itertools import pairwise

import numpy as np
import pytest
from country import HOUSEHOLD, NEIGHBOURHOOD, PEOPLE, compiled_country, ranges, seeded_country
from laws import assert_equally_likely

from boomerang.engine.everybody import homes
from boomerang.kernels.compiled import bind
from boomerang.population.contacts import HOUSEHOLD as IN_HOUSEHOLD
from boomerang.population.contacts import NEIGHBOURHOOD as IN_NEIGHBOURHOOD
from boomerang.population.contacts import SCOPES, scope_range
from boomerang.population.country import (
    build_country,
    class_at,
    class_of,
    person_at,
    place_of,
    position_of,
    seed_country,
)

PERSONS = sum(PEOPLE.values())


@pytest.fixture(scope="module")
def compiled():
    return compiled_country()


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_every_place_has_exactly_its_people_of_every_class(compiled, seed: int) -> None:
    place, trait_class = homes(bind(seeded_country(compiled, seed).country))
    counts = np.zeros_like(compiled.people.counts)
    np.add.at(counts, (place, trait_class), 1)
    assert (counts == compiled.people.counts).all()
    assert (np.bincount(place) == list(PEOPLE.values())).all()
    assert (np.diff(place) >= 0).all()


def test_marginal_shares_are_right_to_within_rounding(compiled) -> None:
    people = compiled.people
    for trait, shares in {"sex": [0.52, 0.48], "corps": [0.7, 0.25, 0.05]}.items():
        of_category = np.bincount(people.classes[trait], weights=people.class_people)
        # Half a person at each border between two of the six classes, for five places.
        assert (abs(of_category - PERSONS * np.array(shares)) <= 5 * 3).all()


def test_position_and_person_are_inverse(compiled) -> None:
    country = seeded_country(compiled).country
    bound = bind(country)
    for person in range(PERSONS):
        place = place_of(bound, person)
        position = position_of(bound, place, person)
        assert person_at(bound, place, position) == person
        assert class_of(bound, person) == class_at(bound, place, position)
        assert country.class_start[place, class_of(bound, person)] <= position
        assert position < country.class_start[place, class_of(bound, person) + 1]


def test_households_lie_in_neighbourhoods_in_places(compiled) -> None:
    country = bind(seeded_country(compiled).country)
    expected = ranges()
    for scope, name in enumerate(SCOPES):
        for person in range(PERSONS):
            low, size, _ = scope_range(country, scope, place_of(country, person), person)
            members = np.flatnonzero(expected[name] == expected[name][person])
            assert (low, low + size - 1) == (members[0], members[-1]), (name, person)
    for finer, coarser in pairwise(SCOPES):
        pairs = set(zip(expected[finer].tolist(), expected[coarser].tolist(), strict=True))
        assert len(pairs) == len(set(expected[finer].tolist()))


def test_ranges_have_keys_of_their_own(compiled) -> None:
    country = bind(seeded_country(compiled).country)
    for scope in (IN_HOUSEHOLD, IN_NEIGHBOURHOOD):
        found = {}
        for person in range(PERSONS):
            low, _, key = scope_range(country, scope, place_of(country, person), person)
            found.setdefault(int(key), set()).add(int(low))
        assert all(len(lows) == 1 for lows in found.values())


def test_mean_sizes_are_kept_as_far_as_whole_parts_allow() -> None:
    counts = np.array([[5013]])
    country = bind(build_country(["town"], [0], counts, household=HOUSEHOLD, neighbourhood=NEIGHBOURHOOD))
    for scope, mean, whole in (
        (IN_HOUSEHOLD, HOUSEHOLD, NEIGHBOURHOOD),
        (IN_NEIGHBOURHOOD, NEIGHBOURHOOD, 5013),
    ):
        ranges_met = {tuple(map(int, scope_range(country, scope, 0, person)[:2])) for person in range(5013)}
        sizes = [size for _, size in ranges_met]
        assert sum(sizes) == 5013
        assert max(sizes) - min(sizes) <= 2
        assert np.mean(sizes) == pytest.approx(mean, rel=0.6 * mean / whole)


def test_a_seed_shuffles_people_and_places_do_not_depend_on_each_other(compiled) -> None:
    first, again, other = (homes(bind(seeded_country(compiled, seed).country))[1] for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).mean() > 0.2
    fewer = compiled_country(people={"north": 83, "hill": 2, "lake": 41})
    assert (homes(bind(seeded_country(fewer, 1).country))[1] == first[: 83 + 2 + 41]).all()


def test_everybody_is_equally_likely_to_be_of_a_class() -> None:
    """30 people, 10 of them of the second class; over seeds, who they are and who are neighbours."""
    country = build_country(["town"], [0], np.array([[20, 10]]))
    chosen = np.zeros(30)
    both = np.zeros(29)
    for seed in range(3000):
        trait_class = homes(bind(seed_country(country, seed)))[1]
        chosen += trait_class
        both += trait_class[1:] * trait_class[:-1]
    assert_equally_likely(chosen, "of the second class")
    assert both.mean() / 3000 == pytest.approx(10 * 9 / (30 * 29), rel=0.1)


def test_listed_people_keep_their_order() -> None:
    country = build_country(["town", "village"], [0, 0], np.array([[3, 2], [0, 4]]), scrambled=False)
    place, trait_class = homes(bind(seed_country(country, 5)))
    assert place.tolist() == [0] * 5 + [1] * 4
    assert trait_class.tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1]


def test_places_without_people_are_passed_over() -> None:
    country = build_country(["empty", "town", "void", "camp"], [0, 0, 1, 1], np.array([[0], [5], [0], [1]]))
    assert homes(bind(country))[0].tolist() == [1, 1, 1, 1, 1, 3]
