"""Contact layers: who meets whom."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from country import PEOPLE, TRAITS, compiled_country, parts, ranges, seeded_country
from laws import assert_equally_likely

from boomerang.engine.everybody import homes, ties
from boomerang.kernels.compiled import bind
from boomerang.population.contacts import member_at, member_rank

PERSONS = sum(PEOPLE.values())
WITHIN = ("household", "neighbourhood", "place", "province", "nation")
SHAPES: dict[str, dict[str, Any]] = {
    "all": {},
    "each 1": {"each": 1},
    "each 4": {"each": 4},
    "groups": {"groups of": "5 people"},
    "groups each 2": {"groups of": "7 people", "each": 2},
}
LAYERS = {
    f"{scope} {shape}": {"within": scope, **given} for scope in WITHIN for shape, given in SHAPES.items()
}
AMONG = {"among": "corps private or officer"}
LAYERS |= {
    f"{scope} among {shape}": {"within": scope, **given, **AMONG}
    for scope in WITHIN[2:]
    for shape, given in SHAPES.items()
}
ALIKE = {"sex": TRAITS["sex"], "corps": {"alike within": "household", **TRAITS["corps"]}}
LAYERS |= {
    f"{name} of alike": LAYERS[name]
    for name in (
        "household all",
        "neighbourhood each 4",
        "province among each 4",
        "place among groups each 2",
    )
}


class Drawn:
    """A layer of a seed: its blocks by definition, and its contacts as they are computed."""

    def __init__(self, name: str, seed: int) -> None:
        traits = ALIKE if name.endswith("alike") else TRAITS
        compiled = compiled_country({"layer": LAYERS[name]}, traits=traits)
        model = seeded_country(compiled, seed)
        self.each = LAYERS[name].get("each", 0)
        self.group = float(str(LAYERS[name].get("groups of", "0")).split()[0])
        self.degree, self.contacts = (table[0] for table in ties(model))
        people = compiled.people
        trait_class = homes(bind(model.country))[1]
        corps = np.array(people.categories["corps"])[people.classes["corps"][trait_class]]
        self.member = (
            np.isin(corps, ["private", "officer"]) if "among" in LAYERS[name] else np.ones(PERSONS, bool)
        )
        self.range = ranges()[LAYERS[name]["within"]]
        self.met = np.zeros((PERSONS, PERSONS), int)  # how often two people stand in each other's slots
        person, _ = np.nonzero(self.contacts >= 0)
        np.add.at(self.met, (person, self.contacts[self.contacts >= 0]), 1)


DRAWN = cache(Drawn)
every_layer = pytest.mark.parametrize("name", LAYERS)
with_matchings = pytest.mark.parametrize("name", [name for name, given in LAYERS.items() if "each" in given])
whole_groups = pytest.mark.parametrize("name", [name for name in LAYERS if name.endswith("groups")])


@every_layer
def test_contacts_are_mutual_and_nobody_meets_themselves(name: str) -> None:
    drawn = DRAWN(name, seed=3)
    assert (drawn.met == drawn.met.T).all()
    assert (np.diag(drawn.met) == 0).all()
    assert drawn.met.any()


@every_layer
def test_contacts_are_members_of_the_same_range(name: str) -> None:
    drawn = DRAWN(name, seed=3)
    one, other = np.nonzero(drawn.met)
    assert (drawn.range[one] == drawn.range[other]).all()
    assert drawn.member[one].all()
    assert drawn.member[other].all()


@every_layer
def test_everybody_has_the_contacts_that_the_layer_promises(name: str) -> None:
    drawn = DRAWN(name, seed=3)
    others = np.array([((drawn.range == own) & drawn.member).sum() - 1 for own in drawn.range])
    assert (drawn.degree[~drawn.member] == 0).all()
    if drawn.each:
        assert set(drawn.degree[drawn.member & (others > 0)].tolist()) <= (
            {drawn.each} | ({0} if drawn.group else set())
        )
        assert (drawn.degree[others == 0] == 0).all()
    elif not drawn.group:
        assert (drawn.met.sum(axis=1) == np.where(drawn.member, others, 0)).all()
        assert drawn.met.max() == 1


@with_matchings
def test_a_matching_leaves_out_the_odd_one_of_a_block(name: str) -> None:
    drawn = DRAWN(name, seed=3)
    for own in np.unique(drawn.range):
        members = (drawn.range == own) & drawn.member & (drawn.degree > 0)
        sizes = (
            parts(int(((drawn.range == own) & drawn.member).sum()), drawn.group)
            if drawn.group
            else [members.sum()]
        )
        odd = sum(size % 2 for size in sizes if size > 1)
        empty = (drawn.contacts[members][:, : drawn.each] < 0).sum(axis=0)
        assert (empty == odd).all()


@whole_groups
def test_groups_are_a_partition_into_nearly_equal_parts(name: str) -> None:
    drawn = DRAWN(name, seed=3)
    knows = (drawn.met > 0) | np.eye(PERSONS, dtype=bool)
    assert ((knows @ knows) == knows).all()  # the contacts of contacts are contacts
    for own in np.unique(drawn.range):
        members = np.flatnonzero((drawn.range == own) & drawn.member)
        groups = {tuple(np.flatnonzero(knows[person])) for person in members}
        if len(members):
            assert sorted(map(len, groups)) == sorted(parts(len(members), drawn.group))


def test_matchings_of_a_layer_differ() -> None:
    drawn = Drawn("nation each 4", seed=1)
    same = [(drawn.contacts[:, a] == drawn.contacts[:, b]).sum() for a in range(4) for b in range(a)]
    assert max(same) < 10
    assert drawn.met.max() <= 3


def test_ties_are_those_of_the_seed_and_of_the_name() -> None:
    compiled = compiled_country({"a": LAYERS["nation each 1"], "b": LAYERS["nation each 1"]})
    first, again, other = (ties(seeded_country(compiled, seed))[1] for seed in (1, 1, 2))
    assert (first[0] == again[0]).all()
    assert (first[0] == other[0]).mean() < 0.1
    assert (first[0] == first[1]).mean() < 0.1


@pytest.mark.parametrize(
    "name", ["household each 1", "neighbourhood each 4", "place groups", "place groups each 2"]
)
def test_ties_inside_a_place_do_not_depend_on_other_places(name: str) -> None:
    some = {"north": 83, "hill": 2, "lake": 41}
    tables = [
        ties(seeded_country(compiled_country({"l": LAYERS[name]}, people)))[1][0] for people in (some, PEOPLE)
    ]
    assert (tables[0] == tables[1][: sum(some.values())]).all()


def test_members_have_ranks_in_the_order_of_places() -> None:
    compiled = compiled_country({"unit": LAYERS["nation among all"]})
    model = seeded_country(compiled)
    country, layers = bind(model.country), bind(model.layers)
    place, _ = homes(country)
    ranks = np.array([member_rank(country, layers, 0, place[person], person) for person in range(PERSONS)])
    members = np.flatnonzero(ranks >= 0)
    assert sorted(ranks[members].tolist()) == list(range(len(members)))
    assert [int(member_at(country, layers, 0, rank)) for rank in ranks[members]] == members.tolist()
    assert (np.diff(place[members[np.argsort(ranks[members])]]) >= 0).all()


@pytest.mark.parametrize(
    ("layer", "people"),
    [
        ({"within": "place", "each": 1}, 13),
        ({"within": "place", "each": 1}, 12),
        ({"within": "nation", "each": 2}, 25),
        ({"within": "nation", "each": 2}, 24),
        ({"within": "place", "groups of": "5 people"}, 20),
        ({"within": "place", "groups of": "5 people", "each": 1}, 25),
        ({"within": "nation", "among": "corps none", "each": 1}, 30),
        ({"within": "province", "among": "corps none", "groups of": "6 people"}, 26),
    ],
)
def test_all_others_are_equally_likely_contacts(layer: dict[str, Any], people: int) -> None:
    compiled = compiled_country({"layer": layer}, {"town": people})
    met = np.zeros((people, people))
    for seed in range(2000):
        contacts = ties(seeded_country(compiled, seed))[1][0]
        person, _ = np.nonzero(contacts >= 0)
        np.add.at(met, (person, contacts[contacts >= 0]), 1)
    for person in (0, people // 2):
        assert_equally_likely(np.delete(met[person], person), f"contacts of {person}")
