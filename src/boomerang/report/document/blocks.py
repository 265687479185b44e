"""What a document is made of. All texts are plain: whoever renders them escapes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Union


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` stands before it in bold."""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """Commands or code, line by line."""

    kind: ClassVar[str] = "typed"
    text: str


@dataclass(frozen=True)
class TextTable:
    """A table.

    Attributes:
        caption: what it is of.
        columns: their titles, the first that of the rows' names.
        rows: a text for each column.
        numeric: the numbers of the columns that hold numbers, which stand at the right.
    """

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A chart: what it shows, its marks explained, its Vega-Lite specification without these, and a table."""

    kind: ClassVar[str] = "picture"
    title: str
    explained: str
    spec: dict[str, Any]
    table: TextTable

    @classmethod
    def of(cls, spec: dict[str, Any], table: TextTable) -> Picture:
        """A chart whose specification has its title and the explanation below it."""
        head, bare = spec["title"], {key: given for key, given in spec.items() if key != "title"}
        return cls(_text(head["text"]), _text(head.get("subtitle", "")), {**bare, "padding": 4}, table)


def _text(given: str | Sequence[str]) -> str:
    """Text that may stand in several lines."""
    return given if isinstance(given, str) else " ".join(given)


@dataclass(frozen=True)
class Folded:
    """What is shown when asked for; `printed` says whether paper shows it too."""

    kind: ClassVar[str] = "folded"
    summary: str
    blocks: tuple[Block, ...]
    printed: bool = True


@dataclass(frozen=True)
class Heading:
    """A part of a section, under a heading of its own."""

    kind: ClassVar[str] = "heading"
    title: str
    blocks: tuple[Block, ...]


Block = Union[Paragraph, Bullets, Typed, TextTable, Picture, Folded, Heading]  # noqa: UP007


@dataclass(frozen=True)
class Section:
    """A section; `anchor` is the address of it in the document."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """A document.

    Attributes:
        kind: what sort of document it is, in a few words.
        title: one line; about: what follows it.
        sections: what can be turned to.
        made: the last line: what made it.
    """

    kind: str
    title: str
    about: tuple[Block, ...]
    sections: tuple[Section, ...]
    made: str


def pictures(blocks: Sequence[Block]) -> Iterator[Picture]:
    """All charts among blocks, in order."""
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Folded | Heading):
            yield from pictures(block.blocks)
