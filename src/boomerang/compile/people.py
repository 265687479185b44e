"""Places and traits become a Country.

Every combination of trait categories is a class with its number of people in each place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.case.check.limits import too_many_alike
from boomerang.case.parts.names import Names
from boomerang.case.parts.places import PLACE, PROVINCE, PlaceTable, read_places
from boomerang.case.parts.population import Bare, Census, DrawnPopulation, numeric_values
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector
from boomerang.case.text.texts import unknown
from boomerang.compile.alike import grouped, rounding_order
from boomerang.compile.once import once_each
from boomerang.compile.shares import class_shares
from boomerang.errors import InputError
from boomerang.population.country import Country, build_country
from boomerang.population.explicit import read_persons
from boomerang.population.quotas import quotas


@dataclass(frozen=True, eq=False)
class Inhabitants:
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

    @once_each
    def chosen(self, selector: Selector) -> NDArray[np.bool_]:
        """bool[C]: the classes that a trait selector means; not to be changed."""
        wanted = [self.categories[selector.subject].index(value) for value in selector.values]
        return np.isin(self.classes[selector.subject], wanted)

    def lying(self, selector: Selector) -> list[int]:
        """The numbers of the places that a selector by place, province or a column means.

        Raises:
            InputError: there are none; only of a list of persons this was not known before.
        """
        where = self.where(selector.subject)
        for value in selector.values:
            if value not in where:
                raise InputError(unknown(value, selector.subject, where))
        return [number for value in selector.values for number in where[value]]

    @once_each
    def where(self, subject: str) -> dict[str, list[int]]:
        """The numbers of the places in which each text of a column stands; not to be changed."""
        return _numbers(self._texts(subject))

    def _texts(self, subject: str) -> list[str]:
        """What stands in a text column of the places, for each of them."""
        if subject == PLACE:
            return self.places
        if subject == PROVINCE:
            return [self.provinces[number] for number in self.province]
        column = self.columns[subject]
        assert isinstance(column, list)
        return column

    @once_each
    def all_chosen(self, selectors: tuple[Selector, ...]) -> NDArray[np.bool_]:
        """bool[C]: the classes that every trait selector means; not to be changed.

        Selectors of tracks are passed over.
        """
        mask = np.ones(self.class_count, bool)
        for selector in selectors:
            if selector.subject in self.classes:
                mask &= self.chosen(selector)
        return mask


def _numbers(texts: list[str]) -> dict[str, list[int]]:
    """Where each text stands."""
    numbers: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        numbers.setdefault(text, []).append(number)
    return numbers


def compile_people(case: Case, persons: int | None = None) -> Inhabitants:
    """The people of a case, or of the same country with another number of `persons`."""
    if isinstance(case.population, Census):
        return _census(case, case.population)
    return _country(case, case.population, persons)


def _country(case: Case, population: DrawnPopulation, persons: int | None) -> Inhabitants:
    """The people of a table of places."""
    if fault := too_many_alike(population, persons or 0):
        raise InputError(fault)
    table, province = _by_province(read_places(case))
    traits = Names(case).traits
    shares, classes = class_shares(traits, table)
    shares, classes, shared = grouped(shares, classes, population)
    counts = quotas(_rescaled(table.people, persons), shares, rounding_order(classes, shared))
    neighbourhood = population.neighbourhood.number if population.neighbourhood else np.inf
    country = build_country(
        table.names,
        province.tolist(),
        counts,
        household=population.household.number,
        neighbourhood=neighbourhood,
        shared=shared,
    )
    return Inhabitants(
        country=country,
        places=table.names,
        provinces=list(dict.fromkeys(table.provinces)),
        province=province,
        columns=table.columns,
        counts=counts,
        classes=classes,
        **_labels(traits),
    )


def _labels(traits: dict[str, Bare]) -> dict[str, Any]:
    values = {name: numeric_values(trait) for name, trait in traits.items()}
    return {
        "categories": {name: trait.categories() for name, trait in traits.items()},
        "numbers": {name: np.array(given) for name, given in values.items() if given is not None},
    }


def _by_province(table: PlaceTable) -> tuple[PlaceTable, NDArray[np.int64]]:
    """The places with those of a province side by side, and the number of each one's province."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(table.provinces))}
    number = np.array([numbers[name] for name in table.provinces], np.int64)
    order = np.argsort(number, kind="stable")
    ordered = PlaceTable(
        names=[table.names[i] for i in order],
        people=table.people[order],
        provinces=[table.provinces[i] for i in order],
        columns={name: _reordered(column, order) for name, column in table.columns.items()},
        problem=table.problem,
    )
    return ordered, number[order]


def _reordered(
    column: list[str] | NDArray[np.float64], order: NDArray[np.int64]
) -> list[str] | NDArray[np.float64]:
    return column[order] if isinstance(column, np.ndarray) else [column[i] for i in order]


def _rescaled(people: NDArray[np.int64], persons: int | None) -> NDArray[np.int64]:
    if persons is None:
        return people
    if persons < len(people):
        raise InputError(
            f"{persons} persons cannot be simulated: somebody lives in each of the {len(people)} places; give"
            f" {len(people)} or more"
        )
    total = np.array([persons])
    scaled: NDArray[np.int64] = quotas(total, people[None, :] / people.sum())[0]
    scaled = np.maximum(scaled, 1)
    for _ in range(int(scaled.sum()) - persons):  # who lives where nobody would comes from the largest place
        scaled[scaled.argmax()] -= 1
    return scaled


def _census(case: Case, population: Census) -> Inhabitants:
    """The people of an explicit population, in the order of province, place and class."""
    labels = _labels(Names(case).traits)
    listed = read_persons(case.folder / population.persons, labels["categories"], case.name)
    provinces = listed.province.tolist()
    names = [
        f"{place}, {listed.provinces[number]}" for place, number in zip(listed.places, provinces, strict=True)
    ]
    country = build_country(names, provinces, listed.counts, scrambled=False)
    return Inhabitants(
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
