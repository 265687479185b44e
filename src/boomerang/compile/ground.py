"""What a case is compiled on: all that depends neither on values of parameters nor on mechanisms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector
from boomerang.compile.contacts import compile_layers
from boomerang.compile.listed import list_cells
from boomerang.compile.once import once_each
from boomerang.compile.people import compile_people
from boomerang.compile.states import States
from boomerang.compile.values import ValueIndex
from boomerang.startup import spare_scipy

MOST_LISTED = 64  # events whose cells are kept: as many as the draws in work have in common


class Ground:
    """People with their contacts and states, and where their climates and levers stand.

    Sent to another process, it is made anew there, once.

    Attributes:
        people: who lives where.
        states: the combined states.
        index: where the values of climates and levers stand.
        feelings, contacts: names of the feelings and of the contact layers.
        layers: the kernel's arrays for the contact layers, not yet seeded.
        list_cells: the people at risk of an event at the start; kept for the hazard ratios used last.
    """

    def __init__(self, case: Case, persons: int | None = None) -> None:
        spare_scipy()
        self.people = compile_people(case, persons)
        self.states = States(case, self.people)
        self.index = ValueIndex(case, self.people)
        self.feelings = list(case.feelings)
        self.contacts = list(case.population.contacts)
        self.layers = compile_layers(case, self.people)
        self.list_cells = lru_cache(maxsize=MOST_LISTED)(partial(list_cells, self.people))
        self._sent = _Sent(uuid4().hex, case, persons)

    @once_each
    def lying(self, who: tuple[Selector, ...]) -> NDArray[np.bool_]:
        """bool[P]: the places that all of these selectors mean; not to be changed.

        Those of traits and tracks are passed over.
        """
        mask = np.ones(len(self.people.places), bool)
        for selector in who:
            if self.is_of_places(selector):
                mask &= np.isin(np.arange(len(mask)), self.people.lying(selector))
        return mask

    def is_of_places(self, selector: Selector) -> bool:
        """Whether a selector means people by where they live, and not by a trait or track."""
        return selector.subject not in self.people.categories and selector.subject not in self.states.tracks

    def __reduce__(self) -> tuple[Callable[..., Ground], tuple[Any, ...]]:
        """What to send to another process: the case, not the arrays."""
        return _arrived, (self._sent,)


@dataclass(frozen=True)
class _Sent:
    """What a ground is made of, known by the one that was sent."""

    key: str
    case: Case = field(compare=False)
    persons: int | None = field(compare=False)


@lru_cache(maxsize=2)
def _arrived(sent: _Sent) -> Ground:
    """The ground that another process sent, with one task after another; nothing here has one to keep."""
    return Ground(sent.case, sent.persons)
