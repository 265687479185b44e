"""Where the values of climates and levers stand."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.schema import Case
from boomerang.compile.people import Inhabitants


class ValueIndex:
    """The values of climates and levers: one for each nation, province, place or category."""

    def __init__(self, case: Case, people: Inhabitants) -> None:
        self.names = [*case.climates, *case.levers]
        self.levers = list(case.levers)
        self.of = {name: climate.of for name, climate in case.climates.items()}
        self.of |= {name: lever.of for name, lever in case.levers.items()}
        sizes = {"nation": 1, "province": len(people.provinces), "place": len(people.places)}
        sizes |= {trait: len(given) for trait, given in people.categories.items()}
        counts = [sizes[self.of[name]] for name in self.names]
        before = np.concatenate([[0], np.cumsum(counts)]).astype(int)
        self.start = dict(zip(self.names, before.tolist(), strict=False))
        self.count = dict(zip(self.names, counts, strict=True))
        self.total = int(sum(counts))
        self._people = people

    def number(self, name: str) -> int:
        """The number of a quantity."""
        return self.names.index(name)

    def is_group(self, name: str) -> bool:
        """Whether a quantity is kept by the categories of a trait."""
        return self.of[name] in self._people.categories

    @cached_property
    def of_places(self) -> NDArray[np.int64]:
        """int64[Q, P]: the value of each quantity that counts in each place; -1 for one kept by trait."""
        rows = [self._by_place(name) for name in self.names]
        return np.array(rows, np.int64).reshape(len(rows), len(self._people.places))

    @cached_property
    def of_classes(self) -> NDArray[np.int64]:
        """int64[Q, C]: the value of each quantity that counts for each class; -1 for one kept by place."""
        rows = [self._by_class(name) for name in self.names]
        return np.array(rows, np.int64).reshape(len(rows), self._people.class_count)

    def by_place(self, name: str) -> NDArray[np.int64]:
        """int64[P]: the row of `of_places` of a quantity."""
        return self.of_places[self.number(name)]

    def by_class(self, name: str) -> NDArray[np.int64]:
        """int64[C]: the row of `of_classes` of a quantity."""
        return self.of_classes[self.number(name)]

    @cached_property
    def lever(self) -> NDArray[np.bool_]:
        """bool[V]: the values of levers."""
        values = np.zeros(self.total, bool)
        for name in self.levers:
            values[self.part_of(name)] = True
        return values

    def part_of(self, name: str) -> slice:
        """Where the values of a quantity stand."""
        return slice(self.start[name], self.start[name] + self.count[name])

    def _by_place(self, name: str) -> NDArray[np.int64]:
        part = {"nation": 0 * self._people.province, "province": self._people.province}
        part["place"] = np.arange(len(self._people.places))
        if self.is_group(name):
            return np.full(len(self._people.places), -1, np.int64)
        return self.start[name] + part[self.of[name]]

    def _by_class(self, name: str) -> NDArray[np.int64]:
        if not self.is_group(name):
            return np.full(self._people.class_count, -1, np.int64)
        return self.start[name] + self._people.classes[self.of[name]]

    def labels(self, name: str) -> list[str]:
        """What the values of a quantity belong to."""
        parts = {"nation": [""], "province": self._people.provinces, "place": self._people.places}
        return parts.get(self.of[name]) or list(self._people.categories[self.of[name]])
