"""The one way to the terminal: text is shown as it is written, and nothing in it steers the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from boomerang.characters import visible, writable
from boomerang.files import output_told

GAP = 2  # between columns
LEAST_NAME = 16  # letters of a name of which the rest is folded


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


class Grid(Table):
    """A table of names, which fold where a terminal is narrow, and of numbers, of which nothing is cut.

    Where there is no room for `LEAST_NAME` letters of each name, every row is told in words. An empty name
    is that of the row above.
    """

    def __init__(
        self, names: Sequence[str], numbers: Iterable[str], after: Iterable[str] = (), **options: Any
    ) -> None:
        """Columns of names, then of numbers, then of more names."""
        super().__init__(box=None, pad_edge=False, **{"padding": (0, GAP, 0, 0), **options})
        self._heads, self._told = len(names), list[list[str]]()
        for title in names:
            self.add_column(title, overflow="fold")
        for title in numbers:
            self.add_column(title, justify="right", no_wrap=True)
        for title in after:
            self.add_column(title, overflow="fold")

    def add_row(self, *cells: Any, **options: Any) -> None:
        """Add a row of texts."""
        above = self._told[-1] if self._told else cells
        self._told.append([cell or (above[i] if i < self._heads else "") for i, cell in enumerate(cells)])
        super().add_row(*cells, **options)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, or a line of words for each row; nothing where there are none."""
        if not self._told:
            return
        if self._least <= options.max_width:
            yield from super().__rich_console__(console, options)
            return
        if self.title:
            yield line(str(self.title))
        for cells in self._told:
            yield line(*self._in_words(cells))

    @property
    def _least(self) -> int:
        """How wide it is where names are folded."""
        between, shown = self.padding[1] + self.padding[3], []
        for i, column in enumerate(self.columns):
            given = [*str(column.header).split("\n"), *(cells[i] for cells in self._told)]
            width = max(map(cell_len, given))
            shown.append(width if column.no_wrap else min(width, LEAST_NAME))
        return sum(shown) + between * (len(shown) - 1)

    def _in_words(self, cells: list[str]) -> list[str]:
        """A row as its names, and the others, numbers with their titles."""
        told = []
        for column, cell in zip(self.columns[self._heads :], cells[self._heads :], strict=True):
            title = " ".join(str(column.header).split()) if column.no_wrap else ""
            told += [f"{title} {cell}".strip()] if cell else []
        return [", ".join(cells[: self._heads]).strip(), ": ", "; ".join(told)]


def bold(text: str) -> Text:
    """The text in bold letters."""
    return Text(visible(text), "bold")


def dim(text: str) -> Text:
    """The text in faint letters."""
    return Text(visible(text), "dim")


def line(*parts: str | Text) -> Text:
    """Texts one after another."""
    return Text.assemble(*(part if isinstance(part, Text) else visible(part) for part in parts))
