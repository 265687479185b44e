"""Places and traits become a Country.

Every combination of trait categories is a class with its number of people in each place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.places import PlaceTable, read_places
from boomerang.case.parts.population import AnyTrait, Census, Given, Shares, numeric_values
from boomerang.case.parts.population import Country as CountrySchema
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector
from boomerang.case.text.errors import CaseError, Problem
from boomerang.population.country import Country, build_country
from boomerang.population.explicit import read_persons
from boomerang.population.quotas import quotas

MOST_CLASSES = 65_536
MOST_PLACES = 32_768


@dataclass(frozen=True, eq=False)
class People:
    """Who lives where.

    Attributes:
        country: the kernel's arrays, not yet seeded.
        places, provinces: names, in the order of the country.
        province: int64[P], province of each place.
        columns: the other columns of the places table.
        categories: the categories of each trait.
        classes: trait -> int64[C], the category of each class.
        numbers: trait -> float64, the number each category of a numeric trait stands for.
        counts: int64[P, C], people.
        persons: names of the persons of an explicit population, in the order of the country; else empty.
    """

    country: Country
    places: list[str]
    provinces: list[str]
    province: NDArray[np.int64]
    columns: dict[str, list[str] | NDArray[np.float64]]
    categories: dict[str, tuple[str, ...]]
    classes: dict[str, NDArray[np.int64]]
    numbers: dict[str, NDArray[np.float64]]
    counts: NDArray[np.int64]
    persons: list[str] = field(default_factory=list)

    @cached_property
    def class_count(self) -> int:
        """How many trait classes there are."""
        return self.counts.shape[1]

    @cached_property
    def class_people(self) -> NDArray[np.int64]:
        """People of each class in the whole country."""
        return self.counts.sum(axis=0)

    def chosen(self, selector: Selector) -> NDArray[np.bool_]:
        """bool[C]: the classes that a trait selector means."""
        wanted = [self.categories[selector.subject].index(value) for value in selector.values]
        return np.isin(self.classes[selector.subject], wanted)

    def all_chosen(self, selectors: tuple[Selector, ...]) -> NDArray[np.bool_]:
        """bool[C]: the classes that every trait selector means; selectors of tracks are passed over."""
        mask = np.ones(self.class_count, bool)
        for selector in selectors:
            if selector.subject in self.classes:
                mask &= self.chosen(selector)
        return mask


def compile_people(case: Case, persons: int | None = None) -> People:
    """The people of a case, or of the same country with another number of `persons`."""
    if isinstance(case.population, CountrySchema):
        given = _Written(case.population.model_dump_json(), case.population)
        return _country(given, read_places(case), persons, case.name)
    return _census(case)


@dataclass(frozen=True)
class _Written:
    """A population as a key: equal to one that is written the same, in the same order."""

    text: str
    part: CountrySchema = field(compare=False)


@lru_cache(maxsize=4)
def _country(given: _Written, places: PlaceTable, persons: int | None, case: str) -> People:
    """The people of a country, the same for all draws: no part of a population depends on parameters."""
    population = given.part
    table, province = _by_province(places)
    shares, classes = class_shares(dict(population.traits), table)
    counts = quotas(_rescaled(table.people, persons), shares, next(iter(classes.values()), None))
    _check_size(case, *counts.shape)
    neighbourhood = population.neighbourhood.number if population.neighbourhood else np.inf
    country = build_country(
        table.names,
        province.tolist(),
        counts,
        household=population.household.number,
        neighbourhood=neighbourhood,
    )
    return People(
        country=country,
        places=table.names,
        provinces=list(dict.fromkeys(table.provinces)),
        province=province,
        columns=table.columns,
        counts=counts,
        classes=classes,
        **_labels(dict(population.traits)),
    )


def _labels(traits: dict[str, AnyTrait]) -> dict[str, Any]:
    values = {name: numeric_values(trait) for name, trait in traits.items()}
    return {
        "categories": {name: trait.categories() for name, trait in traits.items()},
        "numbers": {name: np.array(given) for name, given in values.items() if given is not None},
    }


def _by_province(table: PlaceTable) -> tuple[PlaceTable, NDArray[np.int64]]:
    """The places with those of a province side by side, and the number of each one's province."""
    names = list(dict.fromkeys(table.provinces))
    number = np.array([names.index(name) for name in table.provinces], np.int64)
    order = np.argsort(number, kind="stable")
    ordered = PlaceTable(
        names=[table.names[i] for i in order],
        people=table.people[order],
        provinces=[table.provinces[i] for i in order],
        columns={name: _reordered(column, order) for name, column in table.columns.items()},
    )
    return ordered, number[order]


def _reordered(
    column: list[str] | NDArray[np.float64], order: NDArray[np.int64]
) -> list[str] | NDArray[np.float64]:
    return column[order] if isinstance(column, np.ndarray) else [column[i] for i in order]


def _rescaled(people: NDArray[np.int64], persons: int | None) -> NDArray[np.int64]:
    if persons is None:
        return people
    total = np.array([persons])
    scaled: NDArray[np.int64] = quotas(total, people[None, :] / people.sum())[0]
    return np.maximum(scaled, 1)


def _check_size(case: str, places: int, classes: int) -> None:
    if classes > MOST_CLASSES or places > MOST_PLACES:
        message = (
            f"the traits of '{case}' make {classes} combinations in {places} places;"
            f" at most {MOST_CLASSES} combinations and {MOST_PLACES} places are allowed;"
            " use fewer traits or categories"
        )
        raise CaseError([Problem("", None, "population", message)])


def class_shares(
    traits: dict[str, AnyTrait], table: PlaceTable
) -> tuple[NDArray[np.float64], dict[str, NDArray[np.int64]]]:
    """The share of every combination of categories in every place, and what it combines.

    float64[P, C], and trait -> int64[C].
    """
    joint = np.ones((len(table.names), 1))
    classes: dict[str, NDArray[np.int64]] = {}
    waiting = dict(traits)
    while waiting:
        name = next(
            name for name, trait in waiting.items() if _subjects(trait) & traits.keys() <= classes.keys()
        )
        trait = waiting.pop(name)
        categories = trait.categories()
        given = _conditional(
            trait, categories, table, classes, {n: traits[n].categories() for n in classes}, joint.shape
        )
        joint = (joint[:, :, None] * given).reshape(len(joint), -1)
        classes = {known: np.repeat(column, len(categories)) for known, column in classes.items()}
        classes[name] = np.tile(np.arange(len(categories)), joint.shape[1] // len(categories))
        used = joint.sum(axis=0) > 0
        joint = joint[:, used]
        classes = {known: column[used] for known, column in classes.items()}
    return joint, classes


def _subjects(trait: AnyTrait) -> set[str]:
    """The traits and columns that shares depend on."""
    if not isinstance(trait, Given):
        return set()
    return {trait.subject}.union(*(_subjects(branch) for branch in trait.shares.values()))


def _conditional(
    trait: AnyTrait,
    categories: tuple[str, ...],
    table: PlaceTable,
    classes: dict[str, NDArray[np.int64]],
    names: dict[str, tuple[str, ...]],
    shape: tuple[int, ...],
) -> NDArray[np.float64]:
    """The share of each category, float64[P, C, categories], given place and the classes so far."""
    if isinstance(trait, Shares):
        return np.broadcast_to(_plain_shares(trait, categories, table), (*shape, len(categories)))
    if not isinstance(trait, Given):
        return np.full((*shape, len(categories)), 1 / len(categories))
    result = np.zeros((*shape, len(categories)))
    done = np.zeros(shape, bool)
    branches = sorted(trait.shares.items(), key=lambda item: item[0] == "other")
    for value, branch in branches:
        mask = (
            ~done
            if value == "other"
            else np.broadcast_to(_where(trait.subject, value, table, classes, names), shape)
        )
        result[mask] = _conditional(branch, categories, table, classes, names, shape)[mask]
        done |= mask
    return result


def _where(
    subject: str,
    value: str,
    table: PlaceTable,
    classes: dict[str, NDArray[np.int64]],
    names: dict[str, tuple[str, ...]],
) -> NDArray[np.bool_]:
    """Where a trait or a column of the places has a value: bool[1, C] or bool[P, 1]."""
    if subject in classes:
        return (classes[subject] == names[subject].index(value))[None, :]
    return np.array([text == value for text in table.texts()[subject]])[:, None]


def _plain_shares(trait: Shares, categories: tuple[str, ...], table: PlaceTable) -> NDArray[np.float64]:
    """float64[P, 1, categories] of shares written as numbers, columns and `rest`."""
    shares = np.zeros((len(table.names), 1, len(categories)))
    for name, share in trait.root.items():
        if not share.rest:
            value = share.number if share.number is not None else table.numbers()[str(share.column)]
            shares[:, 0, categories.index(name)] = value
    for name, share in trait.root.items():
        if share.rest:
            shares[:, 0, categories.index(name)] = np.maximum(0, 1 - shares.sum(axis=2)[:, 0])
    return shares


def _census(case: Case) -> People:
    """The people of an explicit population, in the order of province, place and class."""
    population = case.population
    assert isinstance(population, Census)
    labels = _labels(dict(population.traits))
    listed = read_persons(case.folder / population.persons, labels["categories"], case.name)
    provinces = listed.province.tolist()
    names = [
        f"{place}, {listed.provinces[number]}" for place, number in zip(listed.places, provinces, strict=True)
    ]
    country = build_country(names, provinces, listed.counts, scrambled=False)
    _check_size(case.name, *listed.counts.shape)
    return People(
        country=country,
        places=listed.places,
        provinces=listed.provinces,
        province=listed.province,
        columns={},
        counts=listed.counts,
        classes=listed.classes,
        persons=listed.persons,
        **labels,
    )
