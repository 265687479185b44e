"""Where the values of climates and levers stand."""

from __future__ import annotations

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

    def by_place(self, name: str) -> NDArray[np.int64]:
        """int64[P]: the value that counts in each place; -1 for a quantity kept by trait."""
        part = {"nation": 0 * self._people.province, "province": self._people.province}
        part["place"] = np.arange(len(self._people.places))
        if self.is_group(name):
            return np.full(len(self._people.places), -1, np.int64)
        return self.start[name] + part[self.of[name]]

    def by_class(self, name: str) -> NDArray[np.int64]:
        """int64[C]: the value that counts for each class; -1 for a quantity kept by place."""
        if not self.is_group(name):
            return np.full(self._people.class_count, -1, np.int64)
        return self.start[name] + self._people.classes[self.of[name]]

    def labels(self, name: str) -> list[str]:
        """What the values of a quantity belong to."""
        parts = {"nation": [""], "province": self._people.provinces, "place": self._people.places}
        return parts.get(self.of[name]) or list(self._people.categories[self.of[name]])
