"""The share of people in every combination of trait categories, place by place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.places import PlaceTable
from boomerang.case.parts.population import Bare, Given, Shares


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


def _subjects(trait: Bare) -> set[str]:
    """The traits and columns that shares depend on."""
    if not isinstance(trait, Given):
        return set()
    return {trait.subject}.union(*(_subjects(branch) for branch in trait.shares.values()))


def _conditional(
    trait: Bare,
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
    number = {name: n for n, name in enumerate(categories)}
    for name, share in trait.root.items():
        if not share.rest:
            value = share.number if share.number is not None else table.numbers()[str(share.column)]
            shares[:, 0, number[name]] = value
    for name, share in trait.root.items():
        if share.rest:
            shares[:, 0, number[name]] = np.maximum(0, 1 - shares.sum(axis=2)[:, 0])
    return shares
