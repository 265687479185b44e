"""Who is meant and what changes: `practice visible or private`, `stance loyal -> sympathiser`."""

from dataclasses import dataclass
from typing import ClassVar, Self

from .texts import TextValue


def _is_value(text: str) -> bool:
    """Whether a category or state may be called so."""
    return bool(text) and "or" not in text.split() and "->" not in text


@dataclass(frozen=True)
class Selector(TextValue):
    """A trait or track, and the categories or states of it that are meant."""

    subject: str
    values: tuple[str, ...]

    noun: ClassVar[str] = "selector"
    form: ClassVar[str] = "a trait or track and what is meant of it, such as practice visible or private"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `SUBJECT value or value`."""
        subject, _, rest = text.partition(" ")
        values = tuple(rest.split(" or "))
        if not all(_is_value(value) for value in values):
            raise ValueError(f"'{text}' is no selector; write {cls.form}")
        return cls(subject, values)

    def __str__(self) -> str:
        return f"{self.subject} {' or '.join(self.values)}"


@dataclass(frozen=True)
class Move(TextValue):
    """A change of state along one track, from any of the sources to the target."""

    track: str
    sources: tuple[str, ...]
    target: str

    noun: ClassVar[str] = "move"
    form: ClassVar[str] = "a track and a change of its state, such as stance loyal -> sympathiser"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `TRACK state or state -> state`."""
        before, arrow, target = text.partition(" -> ")
        track, _, sources = before.partition(" ")
        states = tuple(sources.split(" or "))
        if not arrow or not all(_is_value(state) for state in (*states, target)):
            raise ValueError(f"'{text}' is no move; write {cls.form}")
        return cls(track, states, target)

    def __str__(self) -> str:
        return f"{self.track} {' or '.join(self.sources)} -> {self.target}"
