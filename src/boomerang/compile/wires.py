"""What pushes what in a case, one thing at a time: names, numbers in base units, and whose idea it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date

from boomerang.case.parts.names import Event, Term
from boomerang.case.parts.selectors import Selector
from boomerang.case.text.yaml_text import Steps


@dataclass(frozen=True)
class EventNode:
    """An event that can happen.

    Attributes:
        name: unique in a case.
        owner: the mechanism that defines it; None for the case's own.
        part: what the case says of it: who can meet it, and what moves.
    """

    name: str
    owner: str | None
    part: Event


@dataclass(frozen=True, kw_only=True)
class Wire(ABC):
    """One thing that pushes another.

    Attributes:
        owner: the mechanism that adds it; None for the case's own. Its parameters give the numbers.
        steps: where it stands in the case file.
    """

    owner: str | None
    steps: Steps

    @property
    @abstractmethod
    def sources(self) -> tuple[str, ...]:
        """The events, traits, tracks, feelings, climates and levers that push."""

    @property
    @abstractmethod
    def target(self) -> str:
        """The event, feeling, climate or lever that is pushed."""


@dataclass(frozen=True, kw_only=True)
class EventWire(Wire):
    """A wire that is at work only if an event, or encounter, can happen."""

    event: str

    @property
    def target(self) -> str:
        """The event itself, for the terms of its hazard."""
        return self.event


@dataclass(frozen=True, kw_only=True)
class RateWire(EventWire):
    """The rate of an event per person-year: the mean of those at risk, or theirs `at_reference`."""

    per_year: float
    at_reference: bool

    @property
    def sources(self) -> tuple[str, ...]:
        """Nothing: it needs no push."""
        return ()


@dataclass(frozen=True, kw_only=True)
class FactorWire(EventWire):
    """A climate or lever that multiplies the rate of an event."""

    name: str

    @property
    def sources(self) -> tuple[str, ...]:
        """The climate or lever."""
        return (self.name,)


@dataclass(frozen=True, kw_only=True)
class RatioWire(EventWire):
    """A hazard ratio of an event.

    Attributes:
        term: the people who have it, or the quantity for each unit of which it holds.
        ratio: 0 or more; None where each category of a numeric trait is its own ratio.
        added: whether a bundle adds it to an event defined elsewhere. The others stand with the event, whose
            rate is the mean over them.
    """

    term: Term
    ratio: float | None
    added: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """The trait, track, feeling, climate or lever."""
        return (self.term.name,)


@dataclass(frozen=True, kw_only=True)
class ChanceWire(RatioWire):
    """A ratio of the chance that an encounter turns a contact: of traits or feelings of the contact."""


@dataclass(frozen=True, kw_only=True)
class TurnWire(EventWire):
    """What an encounter does: with a chance, a contact makes a transition.

    Attributes:
        turns: the transition.
        to: the contact layer; self for somebody from outside the country.
        chance: before chance ratios.
    """

    turns: str
    to: str
    chance: float

    @property
    def sources(self) -> tuple[str, ...]:
        """The encounter."""
        return (self.event,)

    @property
    def target(self) -> str:
        """The transition."""
        return self.turns


@dataclass(frozen=True, kw_only=True)
class KickWire(EventWire):
    """What one event does to one feeling or climate.

    Attributes:
        to: self, a contact layer, nation, province, place, or a trait.
        name: the feeling or climate.
        amount: how far it is pushed, in its unit.
        weights: factors for those who are meant: receivers of a feeling, actors for a climate.
        times: climates and levers that multiply the amount.
    """

    to: str
    name: str
    amount: float
    weights: tuple[tuple[Selector, float], ...]
    times: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The event, and what multiplies it."""
        return (self.event, *self.times)

    @property
    def target(self) -> str:
        """The feeling or climate."""
        return self.name


@dataclass(frozen=True)
class Order:
    """That an event happens on a day to a number of people.

    Attributes:
        on: the day.
        people: how many, not always whole; up_to: or as many as there are.
        who: what all must hold of them; places, provinces: where they live, anywhere if none is named.
        row: of a file, where it stands in it; else empty.
    """

    on: date
    people: float
    up_to: bool
    who: tuple[Selector, ...]
    places: tuple[str, ...]
    provinces: tuple[str, ...]
    row: str = ""


@dataclass(frozen=True, kw_only=True)
class InterventionWire(EventWire):
    """Interventions of one entry: they make an event happen without any hazard, on days of their own.

    Attributes:
        name: of the entry.
        orders: one for a day, or for each row of a file.
    """

    name: str
    orders: tuple[Order, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Nothing: it needs no push."""
        return ()


@dataclass(frozen=True, kw_only=True)
class ResponseWire(Wire):
    """A lever that follows a climate.

    Attributes:
        lever, climate: their names.
        gain: rise of the lever per unit of the climate.
        half_life: of the way there, in days; None where it follows at once.
    """

    lever: str
    climate: str
    gain: float
    half_life: float | None

    @property
    def sources(self) -> tuple[str, ...]:
        """The climate."""
        return (self.climate,)

    @property
    def target(self) -> str:
        """The lever."""
        return self.lever
