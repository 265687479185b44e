"""Traits that households or neighbourhoods share put the classes into groups."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.case.parts.population import DrawnPopulation
from boomerang.population.country import Shared

Classes = dict[str, Ints]


def grouped(
    shares: Floats, classes: Classes, population: DrawnPopulation
) -> tuple[Floats, Classes, Shared | None]:
    """The classes in an order in which those with the same shared categories stand together.

    Args:
        shares: float64[P, C], of each class in each place.
        classes: trait -> int64[C], the category of each class.

    Returns:
        shares and classes in that order, and the groups. Where nothing is shared they are as given, and None.
    """
    of_neighbourhood, of_household = population.alike("neighbourhood"), population.alike("household")
    if not (of_neighbourhood or of_household):
        return shares, classes, None
    shared = [classes[name] for name in (*of_neighbourhood, *of_household)]
    order = np.lexsort(shared[::-1])
    classes = {name: column[order] for name, column in classes.items()}
    outer = _starts([classes[name] for name in of_neighbourhood], len(order))
    group = _starts([classes[name] for name in (*of_neighbourhood, *of_household)], len(order))
    found = Shared(group=group, outer=np.searchsorted(group, outer), by_household=bool(of_household))
    return shares[:, order], classes, found


def rounding_order(classes: Classes, shared: Shared | None) -> Ints | None:
    """int64[C]: what whole numbers of people are exact in: the groups, and the first trait within each."""
    first = next(iter(classes.values()), None)
    if shared is None or first is None:
        return first
    group = np.repeat(np.arange(len(shared.group) - 1), np.diff(shared.group))
    ordered: Ints = group * (first.max() + 1) + first
    return ordered


def _starts(columns: list[Ints], count: int) -> Ints:
    """Where runs of classes with the same categories begin, and the number of classes at the end."""
    changes = [np.flatnonzero(np.diff(column)) + 1 for column in columns]
    return np.unique(np.concatenate([[0], *changes, [count]])).astype(np.int64)
