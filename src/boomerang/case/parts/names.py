"""What every name of a case stands for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from boomerang.case.parts.bundle import Act, Bundle, Encounter, Transition
from boomerang.case.parts.population import Bare, bare, numeric_values
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector

Event = Transition | Act | Encounter
RANGES = ("nation", "province", "place")
SQUARED = " squared"


@dataclass(frozen=True)
class Term:
    """What a key of hazard ratios stands for: something named, its square, or a selection of people.

    `name` is the trait, track, feeling, climate or lever; `selector` is set for selections only.
    """

    kind: Literal["selection", "numeric trait", "feeling", "climate", "lever"]
    name: str
    squared: bool = False
    selector: Selector | None = None


def own_events(bundle: Bundle) -> list[tuple[str, Event]]:
    """The transitions, acts and encounters that a bundle defines."""
    return [*bundle.transitions.items(), *bundle.acts.items(), *bundle.encounters.items()]


class Names:
    """The names that a case defines, by what they stand for."""

    def __init__(self, case: Case) -> None:
        self.traits: dict[str, Bare] = {name: bare(trait) for name, trait in case.population.traits.items()}
        self.tracks: dict[str, tuple[str, ...]] = {name: track.states for name, track in case.tracks.items()}
        self.feelings: Collection[str] = case.feelings
        self.climates: Collection[str] = case.climates
        self.levers: Collection[str] = case.levers
        self.layers: Collection[str] = case.population.contacts
        self.events: dict[str, Event] = {}
        self.owners: dict[str, str | None] = {}
        for owner, bundle in case.bundles().items():
            for name, event in own_events(bundle):
                self.events[name] = event
                self.owners[name] = owner

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The categories of every trait and the states of every track."""
        return {name: trait.categories() for name, trait in self.traits.items()} | self.tracks

    @cached_property
    def numeric_traits(self) -> list[str]:
        """The traits whose categories stand for numbers."""
        return [name for name, trait in self.traits.items() if numeric_values(trait) is not None]

    def term(self, text: str) -> Term | None:
        """Say what a key of hazard ratios stands for; None where nothing has that name."""
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
        return self._selection(text)

    def _selection(self, text: str) -> Term | None:
        try:
            selector = Selector.from_text(text)
        except ValueError:
            return None
        known = self.values.get(selector.subject, ())
        return (
            Term("selection", selector.subject, selector=selector)
            if set(selector.values) <= set(known)
            else None
        )
