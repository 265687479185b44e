"""Who is meant and what changes: `practice visible or private`, `stance loyal -> sympathiser`."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar, Self

from boomerang.case.text.texts import TextValue

OR = " or "
QUOTED = re.compile(r'(?:^|(?<= or ))"(?:[^"]|"")+"(?= or |$)')
_SPACES = re.compile(r'((?<![^\s,])"(?:[^"]|"")+"(?=[\s,]|$))|[ \t\n]+')  # or what stands in quotes, whole


def names_of(text: str) -> tuple[str, ...]:
    """Read `a or b`; a name that holds `or` stands in double quotes, and its own quotes are written twice."""
    return tuple(_bare(part) for part in _parts(text))


def _parts(text: str) -> list[str]:
    """Split at every `or` outside of quotes."""
    hidden = QUOTED.sub(lambda found: "_" * len(found[0]), text)
    gaps = [gap.span() for gap in re.finditer(OR, hidden)]
    starts, ends = [0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _bare(part: str) -> str:
    return part[1:-1].replace('""', '"') if QUOTED.fullmatch(part) else part


def single_spaced(text: str) -> str:
    """Single spaces between words that stand in no quotes. No-break spaces are letters of a name."""
    return _SPACES.sub(lambda found: found[1] or " ", text.strip())


def _is_value(text: str) -> bool:
    """Whether a category, state or place may be called so; in quotes, all may."""
    return bool(QUOTED.fullmatch(text)) or (bool(text) and "or" not in text.split() and "->" not in text)


def as_value(name: str) -> str:
    """Write a name so that `names_of` reads it, in quotes if it needs them or holds a comma or odd spaces."""
    bare = _is_value(name) and not set(name) & {'"', ","} and single_spaced(name) == name
    return name if bare else '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Selector(TextValue):
    """A trait, track, place, province or column of the places, and what of it is meant."""

    subject: str
    values: tuple[str, ...]

    noun: ClassVar[str] = "selector"
    form: ClassVar[str] = (
        "a trait, track, place, province or column of the places and what is meant of it, such as practice"
        " visible or private"
    )

    @classmethod
    def single_spaced(cls, text: str) -> str:
        """The text with single spaces between its words, but for names in quotes."""
        return single_spaced(text)

    @classmethod
    def from_text(cls, text: str) -> "Selector":
        """Read `SUBJECT value or value`, a value in double quotes where it holds `or` itself."""
        if (found := selected(text)) is None:
            raise ValueError(f"'{text}' is no selector; write {cls.form}")
        return found

    @cached_property
    def meaning(self) -> tuple[str, frozenset[str]]:
        """What is selected, in whatever order it is written."""
        return self.subject, frozenset(self.values)

    def __str__(self) -> str:
        return f"{self.subject} {OR.join(as_value(value) for value in self.values)}"


@lru_cache(maxsize=50_000)
def selected(text: str) -> Selector | None:
    """Read a selector; None where the text is none. A case reads each several times."""
    subject, _, rest = text.partition(" ")
    return Selector(subject, names_of(rest)) if all(map(_is_value, _parts(rest))) else None


@dataclass(frozen=True)
class Move(TextValue):
    """A change of state along one track: from any of the first states to the next, and on from there."""

    track: str
    stages: tuple[tuple[str, ...], ...]  # the states to start from, then one state after each arrow

    noun: ClassVar[str] = "move"
    form: ClassVar[str] = "a track and a change of its state, such as stance loyal -> sympathiser"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `TRACK state or state -> state`, or a ladder `TRACK state -> state -> state`."""
        before, *after = text.split(" -> ")
        track, _, sources = before.partition(" ")
        stages = (tuple(sources.split(" or ")), *((state,) for state in after))
        if (
            not after
            or any(" or " in state for state in after)
            or not all(_is_value(state) for stage in stages for state in stage)
        ):
            raise ValueError(f"'{text}' is no move; write {cls.form}")
        return cls(track, stages)

    def __str__(self) -> str:
        return f"{self.track} {' -> '.join(' or '.join(stage) for stage in self.stages)}"

    @property
    def states(self) -> tuple[str, ...]:
        """All states that the move names, in order."""
        return tuple(state for stage in self.stages for state in stage)

    @property
    def targets(self) -> dict[str, str]:
        """Where the move leads from each state."""
        steps = zip(self.stages, self.stages[1:], strict=False)
        return {source: target for sources, (target,) in steps for source in sources}

    @property
    def sources(self) -> tuple[str, ...]:
        """The states that the move starts from."""
        return tuple(self.targets)
