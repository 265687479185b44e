"""What a dossier is written from: a case, what it compiles to, and its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from boomerang.case import Case
from boomerang.case.parts.plain import plain_data
from boomerang.compile.case import Compiled
from boomerang.compile.wiring import Wiring
from boomerang.report.document.blocks import Block, TextTable


@dataclass(frozen=True, eq=False)
class Subject:
    """A case with everything on, compiled."""

    compiled: Compiled

    @property
    def case(self) -> Case:
        """The case."""
        return self.compiled.case

    @property
    def wiring(self) -> Wiring:
        """Who pushes what."""
        return self.compiled.wiring

    @cached_property
    def written(self) -> dict[str, Any]:
        """The case as a case file has it."""
        return plain_data(self.case)


def told(given: Any) -> str:
    """Data of a case file in a line, as YAML has it between brackets."""
    if isinstance(given, dict):
        return ", ".join(f"{key}: {_inner(value)}" for key, value in given.items())
    if isinstance(given, list):
        return ", ".join(_inner(value) for value in given)
    return str(given)


def _inner(given: Any) -> str:
    if isinstance(given, dict):
        return f"{{{told(given)}}}"
    return f"[{told(given)}]" if isinstance(given, list) else str(given)


def table(
    caption: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *numeric: int
) -> list[Block]:
    """A table; nothing where it has no rows."""
    return [TextTable(caption, columns, tuple(rows), numeric)] if rows else []
