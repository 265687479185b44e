"""The one way to the terminal: text is shown as it is written, and nothing in it steers the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from boomerang.characters import visible, writable
from boomerang.files import output_told


class Screen(Console):
    """A console on which square brackets are no markup and control characters are shown as codes."""

    def __init__(self, *, stderr: bool = False, width: int | None = None) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, stderr=stderr, width=width)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does.

        Raises:
            InputError: the output cannot be written. BrokenPipeError: nobody reads it any more.
        """
        with output_told():
            super().print(*objects, **options)

    def on_broken_pipe(self) -> None:
        """Leave it to whoever called, where rich would end the process."""
        raise BrokenPipeError

    def render_str(self, text: str, **options: Any) -> Text:
        """Make texts harmless before they are laid out, so that columns keep their width."""
        return super().render_str(writable(text, self.encoding), **options)

    def render(self, renderable: Any, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Make harmless whatever else is printed."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(writable(segment.text, self.encoding), segment.style)


def add_columns(grid: Table, names: Iterable[str], numbers: Iterable[str]) -> None:
    """Columns of names, which fold where a terminal is narrow, and of numbers, of which nothing is cut."""
    for title in names:
        grid.add_column(title, overflow="fold")
    for title in numbers:
        grid.add_column(title, justify="right", no_wrap=True)


def bold(text: str) -> Text:
    """The text in bold letters."""
    return Text(visible(text), "bold")


def dim(text: str) -> Text:
    """The text in faint letters."""
    return Text(visible(text), "dim")


def line(*parts: str | Text) -> Text:
    """Texts one after another."""
    return Text.assemble(*(part if isinstance(part, Text) else visible(part) for part in parts))
