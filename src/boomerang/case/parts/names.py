"""What every name of a case stands for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.bundle import Act, Bundle, Encounter, Transition
from boomerang.case.parts.places import PLACE, PROVINCE, PlaceTable, read_places
from boomerang.case.parts.population import Bare, Census, DrawnPopulation, bare, numeric_values
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector, selected
from boomerang.case.text.errors import CaseError
from boomerang.case.text.texts import listed

Event = Transition | Act | Encounter
RANGES = ("nation", "province", "place")
WHOM = "trait, track or column of the places"  # by which people are meant
SQUARED = " squared"


@dataclass(frozen=True)
class Term:
    """What a key of hazard ratios stands for: something named, its square, or a selection of people.

    `name` is the trait, track, feeling, climate, lever or column; `selector` is set for selections only.
    """

    kind: Literal["selection", "numeric trait", "numeric column", "feeling", "climate", "lever"]
    name: str
    squared: bool = False
    selector: Selector | None = None


def own_events(bundle: Bundle) -> list[tuple[str, Event]]:
    """The transitions, acts and encounters that a bundle defines."""
    return [*bundle.transitions.items(), *bundle.acts.items(), *bundle.encounters.items()]


class Names:
    """The names that a case defines, by what they stand for."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.traits: dict[str, Bare] = {name: bare(trait) for name, trait in case.population.traits.items()}
        self.tracks: dict[str, tuple[str, ...]] = {name: track.states for name, track in case.tracks.items()}
        self.feelings: Collection[str] = case.feelings
        self.climates: Collection[str] = case.climates
        self.levers: Collection[str] = case.levers
        self.layers: Collection[str] = case.population.contacts
        self.events: dict[str, Event] = {}
        self.owners: dict[str, str | None] = {}
        self._terms: dict[str, Term | None] = {}  # that were asked for
        for owner, bundle in case.bundles().items():
            for name, event in own_events(bundle):
                self.events[name] = event
                self.owners[name] = owner

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The categories of every trait and the states of every track."""
        return {name: trait.categories() for name, trait in self.traits.items()} | self.tracks

    @cached_property
    def table(self) -> PlaceTable | None:
        """The table of places; None for a list of persons, and where it cannot be read."""
        try:
            return read_places(self._case) if isinstance(self._case.population, DrawnPopulation) else None
        except CaseError:
            return None

    @cached_property
    def columns(self) -> Mapping[str, Collection[str]]:
        """Place, province and the text columns of the places, by which people can be meant, with their texts.

        Of a list of persons they are not known here, and of a table that cannot be read nothing is.
        """
        if isinstance(self._case.population, Census):
            return {PLACE: (), PROVINCE: ()}
        return self.table.known if self.table else {}

    @cached_property
    def numeric_columns(self) -> Mapping[str, NDArray[np.float64]]:
        """The numeric columns of the places."""
        return self.table.numbers() if self.table else {}

    def is_of_places(self, subject: str) -> bool:
        """Whether people are meant by where they live; a trait or track of the same name comes first."""
        return subject not in self.values and subject in self.columns

    def ambiguity_of(self, selector: Selector) -> str:
        """What is said of a selector that means people in two ways; nothing for another."""
        subject, texts = selector.subject, self.columns.get(selector.subject, ())
        known = self.values.get(subject, ())
        if not selector.values or not all(value in known and value in texts for value in selector.values):
            return ""
        kind = "trait" if subject in self.traits else "track"
        both = f"'{selector}' can be of the {kind} '{subject}' and of the column '{subject}' of the places"
        return f"{both}; give one of them another name"

    def no_selection(self, column: str) -> str:
        """What is said where a column of numbers is to select people."""
        numbers = f"'{column}' is a column of numbers, which selects nobody"
        return f"{numbers}; text columns of the places do ({listed(self.columns)})"

    @cached_property
    def numeric_traits(self) -> list[str]:
        """The traits whose categories stand for numbers."""
        return [name for name, trait in self.traits.items() if numeric_values(trait) is not None]

    def term(self, text: str) -> Term | None:
        """Say what a key of hazard ratios stands for; None where nothing has that name."""
        if text not in self._terms:
            self._terms[text] = self._term(text)
        return self._terms[text]

    def _term(self, text: str) -> Term | None:
        squared = text.endswith(SQUARED)
        name = text.removesuffix(SQUARED)
        if name in self.climates:
            return Term("climate", name, squared)
        if name in self.levers:
            return Term("lever", name, squared)
        if text in self.feelings:
            return Term("feeling", text)
        if text in self.traits:
            return Term("numeric trait", text) if text in self.numeric_traits else None
        return self._selection(text) or self._column(text)

    def _selection(self, text: str) -> Term | None:
        selector = selected(text)
        if selector is None:
            return None
        subject = selector.subject
        known = self.values.get(subject) or self.columns.get(subject, ())
        listed = self.is_of_places(subject) and isinstance(self._case.population, Census)
        if listed or all(value in known for value in selector.values):
            return Term("selection", subject, selector=selector)
        return None

    def _column(self, text: str) -> Term | None:
        return Term("numeric column", text) if text in self.numeric_columns else None
