"""Whom acts are added to: everybody at risk, or those of one category, place or province."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Flags
from boomerang.case import Case
from boomerang.case.parts.places import PLACE, PROVINCE
from boomerang.case.text.texts import unknown
from boomerang.compile.people import Inhabitants
from boomerang.errors import InputError


@dataclass(frozen=True, eq=False)
class Whom:
    """Those who may meet an added act, if they are at risk of it: bool[C] of classes, bool[P] of places."""

    classes: Flags
    places: Flags


def everybody(people: Inhabitants) -> Whom:
    """All people."""
    return Whom(np.ones(people.class_count, bool), np.ones(len(people.places), bool))


def groups_of(people: Inhabitants, by: str) -> dict[str, Whom]:
    """The people of each category of a trait, of each `place` or of each `province`."""
    whole = everybody(people)
    if by in (PLACE, PROVINCE):
        of_place = np.arange(len(people.places)) if by == PLACE else people.province
        names = people.places if by == PLACE else people.provinces
        return {name: Whom(whole.classes, of_place == number) for number, name in enumerate(names)}
    return {
        name: Whom(people.classes[by] == number, whole.places)
        for number, name in enumerate(people.categories[by])
    }


def check_by(case: Case, by: Collection[str]) -> None:
    """Refuse what tells no people apart.

    Raises:
        InputError: it is no trait of the case, nor `place` or `province`.
    """
    known = (*case.population.traits, PLACE, PROVINCE)
    for name in by:
        if name not in known:
            raise InputError(unknown(name, f"trait of {case.name}, place or province", known))
