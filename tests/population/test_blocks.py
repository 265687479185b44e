"""Members of a household or a neighbourhood are alike: exact in numbers, mixed in all else."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from country import PEOPLE, PROVINCES, TRAITS, compiled_country, ranges, seeded_country
from laws import assert_equally_likely
from numpy.typing import NDArray

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.everybody import homes
from boomerang.kernels.compiled import bind
from boomerang.population.country import person_at, position_of

UPPER, ELSEWHERE = {"left": 0.35, "right": 0.55, "none": 0.1}, {"left": 0.6, "right": 0.4}
SIDE = {"given province": {"upper": UPPER, "other": ELSEWHERE}}
POOR = {"left": {"poor": 0.7, "rich": 0.3}, "right": {"poor": 0.2, "rich": 0.8}, "none": {"poor": 1}}
CLASS = {"given side": POOR}


def alike(within: str, shares: dict[str, Any]) -> dict[str, Any]:
    return {"alike within": within, **shares}


# The traits, and by which of them households and neighbourhoods are alike.
TOWNS: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "households": ({"side": alike("household", SIDE), **TRAITS}, ["side"], []),
    "neighbourhoods": ({**TRAITS, "side": alike("neighbourhood", SIDE)}, [], ["side"]),
    "both": (
        {"class": alike("household", CLASS), **TRAITS, "side": alike("neighbourhood", SIDE)},
        ["side", "class"],
        ["side"],
    ),
    "two of households": (
        {**TRAITS, "side": alike("household", SIDE), "class": alike("household", CLASS)},
        ["side", "class"],
        [],
    ),
}  # fmt: skip
every_town = pytest.mark.parametrize("town", TOWNS)


class Town:
    """Where everybody lives, and their category of every trait, by person."""

    def __init__(self, compiled: Compiled, seed: int) -> None:
        self.people = compiled.people
        self.country = bind(seeded_country(compiled, seed).country)
        self.place, self.trait_class = homes(self.country)

    def category(self, trait: str) -> NDArray[np.int64]:
        return self.people.classes[trait][self.trait_class]

    def combined(self, traits: list[str]) -> NDArray[np.int64]:
        """The combination of categories of some traits."""
        rows = np.array([self.category(trait) for trait in traits]).T
        return np.unique(rows, axis=0, return_inverse=True)[1].ravel()


def mixed(of: NDArray[np.int64], blocks: NDArray[np.int64]) -> NDArray[np.int64]:
    """The blocks in which not everybody is the same."""
    pairs = np.unique(np.array([blocks, of]), axis=1)[0]
    return np.unique(pairs[1:][pairs[1:] == pairs[:-1]])


@every_town
@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_every_place_has_exactly_its_people_of_every_class(town: str, seed: int) -> None:
    found = Town(compiled_country(traits=TOWNS[town][0]), seed)
    counts = np.zeros_like(found.people.counts)
    np.add.at(counts, (found.place, found.trait_class), 1)
    assert (counts == found.people.counts).all()


@every_town
def test_every_side_has_its_people_to_half_a_person_at_each_border(town: str) -> None:
    traits, of_households, _ = TOWNS[town]
    people = compiled_country(traits=traits).people
    groups = 2 if len(of_households) > 1 else 1  # of a side
    for place, (count, province) in enumerate(zip(PEOPLE.values(), PROVINCES, strict=True)):
        shares = UPPER if province == "upper" else ELSEWHERE
        for number, side in enumerate(people.categories["side"]):
            of = people.counts[place, people.classes["side"] == number].sum()
            assert abs(of - count * shares.get(side, 0)) <= groups, (place, side)


@every_town
def test_position_and_person_are_inverse(town: str) -> None:
    found = Town(compiled_country(traits=TOWNS[town][0]), 5)
    for person, place in enumerate(found.place.tolist()):
        assert person_at(found.country, place, position_of(found.country, place, person)) == person


@every_town
def test_members_are_alike_but_for_one_block_at_each_border(town: str) -> None:
    traits, of_households, of_neighbourhoods = TOWNS[town]
    where = ranges()
    for seed in range(20):
        found = Town(compiled_country(traits=traits), seed)
        for scope, shared in (("household", of_households), ("neighbourhood", of_neighbourhoods)):
            if shared:
                combined = found.combined(shared)
                for place in range(len(PEOPLE)):
                    here = found.place == place
                    borders = len(np.unique(combined[here])) - 1
                    assert len(mixed(combined[here], where[scope][here])) <= borders, (seed, scope, place)


@every_town
def test_what_is_not_shared_is_mixed(town: str) -> None:
    """Of pairs of household mates, as many have the same sex as of all pairs in their group."""
    traits, shared, _ = TOWNS[town]
    household, same, expected = ranges()["household"], 0, 0.0
    compiled = compiled_country(traits=traits)
    for seed in range(100):
        found = Town(compiled, seed)
        group, sex = found.combined([*(shared or ["side"])]) + 100 * found.place, found.category("sex")
        mates = np.flatnonzero((household[1:] == household[:-1]) & (group[1:] == group[:-1]))
        same += int((sex[mates] == sex[mates + 1]).sum())
        for number, pairs in zip(*np.unique(group[mates], return_counts=True), strict=True):
            men = np.bincount(sex[group == number], minlength=2)
            expected += pairs * (men * (men - 1)).sum() / (men.sum() * (men.sum() - 1))
    assert same == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("town", "scope", "people"), [("households", "household", 120), ("both", "neighbourhood", 330)]
)
def test_every_block_is_equally_likely_to_be_of_a_side(town: str, scope: str, people: int) -> None:
    compiled = compiled_country(people={"town": people}, traits=TOWNS[town][0])
    numbers = ranges({"town": people})[scope]
    middle = [int(np.median(np.flatnonzero(numbers == number))) for number in np.unique(numbers)]
    left = sum((Town(compiled, seed).category("side") == 0)[middle] for seed in range(3000))
    assert_equally_likely(np.asarray(left), "on the left")


def test_households_of_a_side_are_dealt_out_at_random_to_neighbourhoods() -> None:
    """The share of a side differs between neighbourhoods as that of households drawn without replacement."""
    people, size, mean = 3000, 100, 5.0
    shares = {"left": 0.4, "right": 0.6}
    compiled = compiled_country_of(people, mean, size, {"side": alike("household", shares)})
    spread = [
        (Town(compiled, seed).category("side") == 0).reshape(-1, size).mean(axis=1).var()
        for seed in range(200)
    ]
    households, each = people / mean, size / mean
    expected = 0.4 * 0.6 / each * (households - each) / (households - 1)
    assert np.mean(spread) * (people / size) / (people / size - 1) == pytest.approx(expected, rel=0.06)


def compiled_country_of(
    people: int, household: float, neighbourhood: float, traits: dict[str, Any]
) -> Compiled:
    data = {
        "case": "town",
        "title": "A town",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 month"},
        "population": {
            "places": [{"place": "town", "people": people}],
            "household": f"{household} people",
            "neighbourhood": f"{neighbourhood} people",
            "traits": traits,
        },
        "tracks": {"stance": ["loyal", "gone"]},
    }
    return compile_case(scenario(case_from_data(data)))


def test_neighbourhoods_of_one_side_have_households_of_both_classes() -> None:
    traits = {"class": alike("household", CLASS), "side": alike("neighbourhood", SIDE)}
    found, where = Town(compiled_country(people={"town": 830}, traits=traits), 1), ranges({"town": 830})
    assert len(mixed(found.category("side"), where["neighbourhood"])) <= 2
    rich = found.category("class") == found.people.categories["class"].index("rich")
    left = found.category("side") == found.people.categories["side"].index("left")
    of = where["neighbourhood"]
    shares = [rich[of == number].mean() for number in np.unique(of) if left[of == number].all()]
    assert len(shares) > 5
    assert np.mean(shares) == pytest.approx(0.3, abs=0.08)
    assert max(shares) < 0.8


def test_a_side_smaller_than_a_household_lies_in_one_with_others() -> None:
    shares = {"left": 0.495, "few": 0.01, "right": 0.495}
    found = Town(compiled_country(people={"town": 200}, traits={"side": alike("household", shares)}), 1)
    few = np.flatnonzero(found.category("side") == 1)
    assert len(few) == 2
    assert len(mixed(found.category("side"), ranges({"town": 200})["household"])) <= 2


def test_another_seed_deals_households_out_anew_and_places_do_not_depend_on_each_other() -> None:
    traits = TOWNS["both"][0]
    first, again, other = (Town(compiled_country(traits=traits), seed).trait_class for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).mean() > 0.2
    fewer = Town(compiled_country(traits=traits, people={"north": 83, "hill": 2, "lake": 41}), 1)
    assert (fewer.trait_class == first[: 83 + 2 + 41]).all()


def test_where_nothing_is_shared_there_are_no_blocks() -> None:
    blocks = compiled_country().model.country.blocks
    assert not blocks.used
    assert all(np.size(array) <= 1 for array in blocks[1:])


def test_groups_follow_one_another_in_every_place() -> None:
    country = compiled_country(traits=TOWNS["both"][0]).model.country
    for place, starts in enumerate(country.blocks.group_start):
        assert all(a <= b for a, b in pairwise(starts.tolist()))
        assert starts[-1] == list(PEOPLE.values())[place]
