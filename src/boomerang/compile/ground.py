"""What a case is compiled on: all that depends neither on values of parameters nor on mechanisms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.bundle import Transition
from boomerang.case.parts.names import Event
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Move, Selector
from boomerang.compile.contacts import compile_layers
from boomerang.compile.listed import list_cells, log_mean
from boomerang.compile.once import once_each
from boomerang.compile.people import compile_people
from boomerang.compile.states import States
from boomerang.compile.values import ValueIndex
from boomerang.startup import spare_scipy

Opening = tuple[tuple[Selector, ...], Move | None]  # who can meet an event, and the move that it is
MOST_LISTED = 64  # events whose people are kept: as many as the draws in work have in common


class OpenTo(NamedTuple):
    """Whom each of some events can happen to, and where it leads; not to be changed.

    source: bool[K, S]; target: int64[K, S]; weight: float64[K, C], 0 or -inf; place: float64[K, P], likewise.
    """

    source: NDArray[np.bool_]
    target: NDArray[np.int64]
    weight: NDArray[np.float64]
    place: NDArray[np.float64]


class Weights(NamedTuple):
    """Products of factors by whom they are of; not to be changed.

    classes: float64[C]; states: float64[S]; places: float64[P], or None where nothing weighs places.
    """

    classes: NDArray[np.float64]
    states: NDArray[np.float64]
    places: NDArray[np.float64] | None


def opening(event: Event) -> Opening:
    """What of an event `Ground.open_to` asks for."""
    return event.who, event.moves if isinstance(event, Transition) else None


class Ground:
    """People with their contacts and states, and where their climates and levers stand.

    Sent to another process, it is made anew there, once.

    Attributes:
        people: who lives where.
        states: the combined states.
        index: where the values of climates and levers stand.
        feelings, contacts: names of the feelings and of the contact layers.
        layers: the kernel's arrays for the contact layers, not yet seeded.
        list_cells: the people at risk of an event at the start; log_mean: their mean hazard ratio. Both are
            kept for the hazard ratios used last.
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
        self.log_mean = lru_cache(maxsize=MOST_LISTED)(partial(log_mean, self.people))
        self._sent = _Sent(uuid4().hex, case, persons)

    @once_each
    def open_to(self, events: tuple[Opening, ...]) -> OpenTo:
        """Whom events can happen to."""
        states, people, count = self.states, self.people, len(events)
        target = [states.moved(move) if move else np.arange(states.count) for _, move in events]
        classes = np.array([people.all_chosen(who) for who, _ in events], bool)
        places = np.array([self.lying(who) for who, _ in events], bool)
        return OpenTo(
            source=np.array([states.open_to(*event) for event in events], bool).reshape(count, states.count),
            target=np.array(target, np.int64).reshape(count, states.count),
            weight=np.where(classes, 0.0, -np.inf).reshape(count, people.class_count),
            place=np.where(places, 0.0, -np.inf).reshape(count, len(people.places)),
        )

    @once_each
    def weights(self, given: tuple[tuple[Selector, float], ...]) -> Weights:
        """What factors for those whom selectors mean come to."""
        people, states = self.people, self.states
        found = np.ones(people.class_count), np.ones(states.count), np.ones(len(people.places))
        for selector, factor in given:
            if selector.subject in people.categories:
                found[0][people.chosen(selector)] *= factor
            if selector.subject in states.tracks:
                found[1][states.chosen(selector)] *= factor
            if self.is_of_places(selector):
                found[2][people.lying(selector)] *= factor
        placed = any(self.is_of_places(selector) for selector, _ in given)
        return Weights(*found[:2], found[2] if placed else None)

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
