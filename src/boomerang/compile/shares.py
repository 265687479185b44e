"""The share of people in every combination of trait categories, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.places import PlaceTable
from boomerang.case.parts.population import Bare, Given, Shares

OTHER = "other"  # of a trait whose shares are given: everything not named

Numbers = NDArray[np.int64]
Shared = NDArray[np.float64]


def class_shares(
    traits: dict[str, Bare], table: PlaceTable
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
        known = _SoFar(table, classes, {n: traits[n].categories() for n in classes})
        given = _conditional(trait, categories, known, (len(joint), joint.shape[1]))
        joint = (joint[:, :, None] * given).reshape(len(joint), -1)
        classes = {of: np.repeat(column, len(categories)) for of, column in classes.items()}
        classes[name] = np.tile(np.arange(len(categories)), joint.shape[1] // len(categories))
        used = joint.sum(axis=0) > 0
        joint = joint[:, used]
        classes = {of: column[used] for of, column in classes.items()}
    return joint, classes


def _subjects(trait: Bare) -> set[str]:
    """The traits and columns that shares depend on."""
    if not isinstance(trait, Given):
        return set()
    return {trait.subject}.union(*(_subjects(branch) for branch in trait.shares.values()))


@dataclass(frozen=True)
class _SoFar:
    """What shares may depend on: the places, and the classes so far with the categories of their traits."""

    table: PlaceTable
    classes: dict[str, NDArray[np.int64]]
    names: dict[str, tuple[str, ...]]

    def split(
        self, trait: Given, places: Numbers, classes: Numbers
    ) -> Iterator[tuple[Bare, Numbers, Numbers]]:
        """The branches of a trait, each with the places and classes that it is about."""
        by_class = trait.subject in self.classes
        if by_class:
            categories = self.names[trait.subject]
            given = [categories[number] for number in self.classes[trait.subject][classes].tolist()]
        else:
            texts = self.table.texts()[trait.subject]
            given = [texts[number] for number in places.tolist()]
        branches = trait.shares
        about: dict[str, list[int]] = {}
        for number, text in enumerate(given):
            about.setdefault(text if text in branches else OTHER, []).append(number)
        for value in branches.keys() & about.keys():
            here = about[value]
            yield branches[value], *((places, classes[here]) if by_class else (places[here], classes))


def _conditional(trait: Bare, categories: tuple[str, ...], known: _SoFar, shape: tuple[int, int]) -> Shared:
    """The share of each category, float64[P, C, categories], given place and the classes so far."""
    result = np.zeros((*shape, len(categories)))
    _fill(result, trait, categories, known, *(np.arange(size) for size in shape))
    return result


def _fill(
    result: Shared, trait: Bare, categories: tuple[str, ...], known: _SoFar, places: Numbers, classes: Numbers
) -> None:
    """Set the shares of some places and classes."""
    if isinstance(trait, Given):
        for branch, *part in known.split(trait, places, classes):
            _fill(result, branch, categories, known, *part)
    elif isinstance(trait, Shares):
        result[np.ix_(places, classes)] = _plain_shares(trait, categories, known.table, places)
    else:
        result[np.ix_(places, classes)] = 1 / len(categories)


def _plain_shares(
    trait: Shares, categories: tuple[str, ...], table: PlaceTable, places: Numbers
) -> NDArray[np.float64]:
    """float64[places, 1, categories] of shares written as numbers, columns and `rest`."""
    shares = np.zeros((len(places), 1, len(categories)))
    number = {name: n for n, name in enumerate(categories)}
    for name, share in trait.root.items():
        if share.column is not None:
            shares[:, 0, number[name]] = np.asarray(table.columns[str(share.column)], float)[places]
        elif share.number is not None:
            shares[:, 0, number[name]] = share.number
    for name, share in trait.root.items():
        if share.rest:
            shares[:, 0, number[name]] = np.maximum(0, 1 - shares.sum(axis=2)[:, 0])
    return shares
