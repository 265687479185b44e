"""The rows of a file of figures or events: those that are meant, cell by cell."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from boomerang.case.parts.filed.spans import Span, read_span
from boomerang.case.parts.schema import Case
from boomerang.case.parts.tables import read_table
from boomerang.case.text.csv_table import Lines
from boomerang.case.text.errors import CaseError, Problem, first_of
from boomerang.case.text.files import fault_of_file
from boomerang.case.text.texts import read_number, unknown
from boomerang.case.text.yaml_text import Steps, path_text

MISSING = ("", "na", "n/a", "nan", "null")  # what stands in a cell without a value, in small letters


@dataclass
class Rows:
    """The rows of a file, what is wrong with them so far, and how many are left out for which reason.

    Attributes:
        steps: of the entry in the case that names the file.
    """

    file: str
    steps: Steps
    header: list[str]
    lines: Lines
    problems: list[Problem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def check_columns(self, columns: Mapping[Steps, str | None]) -> None:
        """Raise CaseError for keys of the entry that name no column of the file."""
        told = [
            self.problem(steps, unknown(name, f"column of {self.file}", self.header))
            for steps, name in columns.items()
            if name is not None and name not in self.header
        ]
        if told:
            raise CaseError(told)

    def problem(self, steps: Iterable[str | int], message: str) -> Problem:
        """A problem of the entry in the case."""
        return Problem("", None, path_text((*self.steps, *steps)), message)

    def wrong(self, line: int, column: str, message: str) -> None:
        """Note a problem of one cell."""
        self.problems.append(Problem(self.file, line, column, message))

    def cell(self, cells: list[str], column: str) -> str:
        """The text of a cell."""
        return cells[self._positions[column]]

    def number(self, line: int, cells: list[str], column: str | None) -> float | None:
        """The number in a cell; None where there is none, or, which is noted, something else."""
        text = self.cell(cells, column) if column else ""
        if text.casefold() in MISSING:
            return None
        try:
            return read_number(text)
        except ValueError as error:
            self.wrong(line, str(column), str(error))
            return None

    def span(self, line: int, cells: list[str], column: str) -> Span | None:
        """The days that a cell means; None where it is, which is noted, no day."""
        try:
            return read_span(self.cell(cells, column))
        except ValueError as error:
            self.wrong(line, column, str(error))
            return None

    def raise_problems(self) -> None:
        """Raise CaseError if something is wrong with a row."""
        if self.problems:
            raise CaseError(first_of(self.problems))

    def __post_init__(self) -> None:
        self._positions = {name: position for position, name in enumerate(self.header)}


def read_rows(case: Case, name: str, steps: Steps, key: str) -> Rows:
    """Read a file that an entry of a case names under a key.

    Raises:
        CaseError: it cannot be read, or is too much.
    """
    if fault := fault_of_file(case.folder, name):
        raise CaseError([Problem("", None, path_text((*steps, key)), fault)])
    header, lines = read_table(case, name, (*steps, key))
    return Rows(Path(name).name, steps, header, lines)


def chosen(rows: Rows, where: Mapping[str, tuple[str, ...]]) -> Lines:
    """The rows in whose columns stands what `where` says.

    Raises:
        CaseError: something that it says stands nowhere, or no row has all of it.
    """
    found = {column: {rows.cell(cells, column): None for _, cells in rows.lines} for column in where}
    strange = [
        rows.problem(("where", column), unknown(value, f"value in the column '{column}'", found[column]))
        for column, values in where.items()
        for value in values
        if value not in found[column]
    ]
    kept = [
        (line, cells)
        for line, cells in rows.lines
        if all(rows.cell(cells, column) in values for column, values in where.items())
    ]
    if not kept and not strange:
        strange = [rows.problem(("where",), f"no row of {rows.file} has all of this")]
    if strange:
        raise CaseError(strange)
    return kept
