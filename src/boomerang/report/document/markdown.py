"""A document as Markdown, with charts as their tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from boomerang.characters import visible
from boomerang.report.document.blocks import (
    Block,
    Bullets,
    Folded,
    Heading,
    Paper,
    Paragraph,
    Picture,
    TextTable,
    Typed,
)

SIGNS = re.compile(r"([\\`*_\[\]|<~])")  # what Markdown, or HTML within it, would take for something
FIRST = re.compile(r"^(?=[#+=>-])|(?<=^\d)(?=[.)])")  # where a line would begin a heading, list or quotation


def markdown_of(document: Paper) -> str:
    """The document as Markdown; every text is escaped."""
    about = (Paragraph(document.kind), *document.about)
    parts = [f"# {_inline(document.title)}", *_shown(about, 2)]
    for section in document.sections:
        parts += [f"## {_inline(section.title)}", *_shown(section.blocks, 3)]
    return "\n\n".join([*parts, *_shown((Paragraph(document.made),), 2)]) + "\n"


def _shown(blocks: Sequence[Block], level: int) -> Iterator[str]:
    """One text a block."""
    for block in blocks:
        if isinstance(block, Paragraph):
            lead = f"**{_inline(block.lead)}** " if block.lead else ""
            yield FIRST.sub(r"\\", (lead + _inline(block.text)).strip())
        elif isinstance(block, Bullets):
            yield "\n".join("- " + FIRST.sub(r"\\", _inline(item)) for item in block.items)
        elif isinstance(block, Typed):
            yield _typed(block.text)
        elif isinstance(block, TextTable):
            yield from _table(block)
        elif isinstance(block, Picture):
            yield from (
                f"{'#' * level} {_inline(block.title)}",
                _inline(block.explained),
                *_table(block.table),
            )
        else:
            yield from _under(block, level)


def _under(block: Heading | Folded, level: int) -> Iterator[str]:
    yield f"{'#' * level} {_inline(block.title if isinstance(block, Heading) else block.summary)}"
    yield from _shown(block.blocks, level + 1)


def _typed(text: str) -> str:
    """Code, indented, so that nothing in it can end it."""
    return "\n".join(f"    {line}" for line in visible(text).splitlines())


def _table(given: TextTable) -> Iterator[str]:
    """The table; nothing where it has no rows."""
    if not given.rows:
        return
    rule = [("---:" if i in given.numeric else "---") for i in range(len(given.columns))]
    rows = [[_inline(cell) for cell in row] for row in (given.columns, *given.rows)]
    lines = [f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:])]
    yield "\n".join([f"{_inline(given.caption)}:", "", *lines])


def _inline(text: str) -> str:
    """A text in one line in which nothing is taken for Markdown or HTML."""
    line = " ".join(visible(text).split()).replace("&", "&amp;")
    return SIGNS.sub(r"\\\1", line).replace(r"\<", "&lt;")
