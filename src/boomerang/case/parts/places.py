"""The places of a case: a CSV file beside it, or rows in the file itself."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.population import DrawnPopulation
from boomerang.case.parts.schema import Case
from boomerang.case.parts.tables import read_table
from boomerang.case.text.csv_table import looks_like, mistyped
from boomerang.case.text.errors import CaseError, Problem, first_of
from boomerang.case.text.files import fault_of_file
from boomerang.case.text.texts import listed, read_number, show, without_commas
from boomerang.case.text.yaml_text import steps_of

PLACE, PEOPLE, PROVINCE = "place", "people", "province"
REQUIRED = (PLACE, PEOPLE)
COORDINATES = {"lon": ("longitude", 180), "lat": ("latitude", 90)}
KNOWN = (*REQUIRED, PROVINCE, *COORDINATES)
WHOLE = r"[0-9]{1,12}"
PLACES_PATH = "population.places"

Row = dict[str, str]


@dataclass(frozen=True, eq=False)
class PlaceTable:
    """One entry a place, in the order of the table.

    `people` counts persons (int64); `columns` holds every other column, as float64 where all its cells are
    numbers and as text otherwise. `no_numbers` tells of each text column the first cell that is no number;
    `problem` makes one of a cell, by the number of its row, its column and a message.
    """

    names: list[str]
    people: NDArray[np.int64]
    provinces: list[str]
    columns: dict[str, list[str] | NDArray[np.float64]]
    problem: Callable[[int, str, str], Problem]
    no_numbers: Mapping[str, Problem] = field(default_factory=dict)

    def numbers(self) -> dict[str, NDArray[np.float64]]:
        """The numeric columns."""
        return {name: column for name, column in self.columns.items() if isinstance(column, np.ndarray)}

    def texts(self) -> dict[str, list[str]]:
        """The text columns, with the places and provinces themselves."""
        free = {name: column for name, column in self.columns.items() if isinstance(column, list)}
        return {PLACE: self.names, PROVINCE: self.provinces, **free}

    @cached_property
    def known(self) -> dict[str, dict[str, None]]:
        """What stands in each text column, each text once; the places and provinces are two of them."""
        return {name: dict.fromkeys(cells) for name, cells in self.texts().items()}


@dataclass(frozen=True)
class _Rows:
    """Cells of text with what is needed to say where each row stands: its line and path."""

    header: tuple[str, ...]
    lines: tuple[tuple[int | None, str, tuple[str, ...]], ...]
    file: str

    def column(self, name: str) -> list[str]:
        """The cells of a column; empty ones where there is no such column."""
        if name not in self._positions:
            return [""] * len(self.lines)
        at = self._positions[name]
        return [cells[at] for _, _, cells in self.lines]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.header)}

    def problem(self, index: int, column: str, message: str) -> Problem:
        """Make a problem out of one cell."""
        line, path, _ = self.lines[index]
        return Problem(self.file, line, f"{path}{column}", message)

    def problem_of_header(self, message: str) -> Problem:
        """Make a problem out of the names of the columns."""
        line, path = (1, "") if self.file else (None, PLACES_PATH)
        return Problem(self.file, line, path, message)

    def problem_of_column(self, column: str, message: str) -> Problem:
        """Make a problem out of a column: in the header, or in the first row in the case that has it."""
        first = next((index for index, cell in enumerate(self.column(column)) if cell), 0)
        return self.problem_of_header(message) if self.file else self.problem(first, column, message)


def read_places(case: Case) -> PlaceTable:
    """The table of places of a case, read once; CaseError lists everything wrong with it."""
    country = case.population
    if not isinstance(country, DrawnPopulation):
        raise TypeError("a population of listed persons has no table of places")
    if case._places is None:
        case._places = _checked(_rows(country.places, case), case.name)
    return case._places


def _checked(rows: _Rows, country: str) -> PlaceTable:
    """The table of these rows."""
    wrong_columns = [*_missing_columns(rows), *_mistyped_columns(rows)]
    kinds = [] if wrong_columns else [_repeated, _without_province, _wrong_people, _wrong_coordinates]
    problems = wrong_columns + [problem for kind in kinds for problem in first_of(list(kind(rows)))]
    if problems:
        raise CaseError(problems)
    return _table(rows, country)


def _rows(places: str | Sequence[Row], case: Case) -> _Rows:
    return _csv_rows(case, places) if isinstance(places, str) else _inline_rows(places)


def _table(rows: _Rows, country: str) -> PlaceTable:
    free = {name: rows.column(name) for name in rows.header if name not in (*REQUIRED, PROVINCE)}
    columns = {name: _numbers_or_texts(cells) for name, cells in free.items()}
    return PlaceTable(
        names=rows.column(PLACE),
        people=np.array([int(cell) for cell in rows.column(PEOPLE)], dtype=np.int64),
        provinces=[cell or country for cell in rows.column(PROVINCE)],
        columns=columns,
        problem=rows.problem,
        no_numbers={
            name: _no_number(rows, name, cells) for name, cells in columns.items() if isinstance(cells, list)
        },
    )


def _numbers_or_texts(cells: list[str]) -> list[str] | NDArray[np.float64]:
    try:
        return np.array([read_number(cell) for cell in cells], dtype=np.float64)
    except ValueError:
        return cells


def _is_number(cell: str) -> bool:
    return not isinstance(_numbers_or_texts([cell]), list)


def _no_number(rows: _Rows, column: str, cells: list[str]) -> Problem:
    index = next(index for index, cell in enumerate(cells) if not _is_number(cell))
    given = show(cells[index]) if cells[index] else "an empty cell"
    message = f"{given} is no number; the case needs numbers in the column '{column}'"
    return rows.problem(index, column, message + without_commas(cells[index], read_number))


def _csv_rows(case: Case, name: str) -> _Rows:
    if fault := fault_of_file(case.folder, name):
        raise CaseError([Problem("", None, PLACES_PATH, fault)])
    header, lines = read_table(case, name, steps_of(PLACES_PATH))
    return _Rows(tuple(header), tuple((line, "", tuple(cells)) for line, cells in lines), Path(name).name)


def _inline_rows(given: Sequence[Row]) -> _Rows:
    header = tuple(dict.fromkeys(name for row in given for name in row))
    lines = tuple(
        (None, f"{PLACES_PATH}[{index}].", tuple(row.get(name, "") for name in header))
        for index, row in enumerate(given)
    )
    return _Rows(header, lines, "")


def _missing_columns(rows: _Rows) -> list[Problem]:
    columns, meant = listed(rows.header), mistyped(rows.header, KNOWN).values()
    return [
        rows.problem_of_header(f"there is no column '{name}'; the columns are {columns}")
        for name in REQUIRED
        if name not in rows.header and name not in meant
    ]


def _mistyped_columns(rows: _Rows) -> list[Problem]:
    found = mistyped(rows.header, KNOWN)
    return [rows.problem_of_column(name, looks_like(name, meant)) for name, meant in found.items()]


def _repeated(rows: _Rows) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, name in enumerate(rows.column(PLACE)):
        if not name:
            yield rows.problem(index, PLACE, "this place has no name")
        elif name in seen:
            yield rows.problem(index, PLACE, f"the place '{name}' is there twice; names must differ")
        seen.add(name)


def _without_province(rows: _Rows) -> Iterator[Problem]:
    if PROVINCE in rows.header:
        for index, name in enumerate(rows.column(PROVINCE)):
            if not name:
                yield rows.problem(index, PROVINCE, "this place has no province, though others have one")


def _wrong_people(rows: _Rows) -> Iterator[Problem]:
    for index, people in enumerate(rows.column(PEOPLE)):
        try:
            _read_people(people)
        except ValueError as error:
            yield rows.problem(index, PEOPLE, str(error))


def _read_people(cell: str) -> int:
    if not re.fullmatch(WHOLE, cell):
        raise ValueError(f"{show(cell)} is no whole number of people{without_commas(cell, _read_people)}")
    return int(cell)


def _wrong_coordinates(rows: _Rows) -> Iterator[Problem]:
    for name, (what, most) in COORDINATES.items():
        for index, cell in enumerate(rows.column(name) if name in rows.header else []):
            if not _is_number(cell):
                instead = without_commas(cell, read_number)
                yield rows.problem(index, name, f"{show(cell)} is no number of degrees{instead}")
            elif abs(float(cell)) > most:
                yield rows.problem(index, name, f"{cell} is no {what}, which lies from -{most} to {most}")
