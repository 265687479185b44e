"""The places of a case: a CSV file beside it, or rows in the file itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.population import DrawnPopulation
from boomerang.case.parts.schema import Case
from boomerang.case.text.csv_table import read_csv
from boomerang.case.text.errors import CaseError, Problem
from boomerang.case.text.texts import listed, read_number, show

REQUIRED = ("place", "people")
COORDINATES = ("lon", "lat")
PEOPLE = r"[0-9]{1,12}"
PLACES_PATH = "population.places"

Row = dict[str, str]


@dataclass(frozen=True, eq=False)
class PlaceTable:
    """One entry a place, in the order of the table.

    `people` counts persons (int64); `columns` holds every other column, as float64 where all its cells are
    numbers and as text otherwise.
    """

    names: list[str]
    people: NDArray[np.int64]
    provinces: list[str]
    columns: dict[str, list[str] | NDArray[np.float64]]

    def numbers(self) -> dict[str, NDArray[np.float64]]:
        """The numeric columns."""
        return {name: column for name, column in self.columns.items() if isinstance(column, np.ndarray)}

    def texts(self) -> dict[str, list[str]]:
        """The text columns, with the places and provinces themselves."""
        free = {name: column for name, column in self.columns.items() if isinstance(column, list)}
        return {"place": self.names, "province": self.provinces, **free}


@dataclass(frozen=True)
class _Rows:
    """Cells of text with what is needed to say where each row stands: its line and path."""

    header: tuple[str, ...]
    lines: tuple[tuple[int | None, str, tuple[str, ...]], ...]
    file: str

    @cached_property
    def rows(self) -> list[tuple[int | None, str, Row]]:
        """Line, path and named cells of every row."""
        return [(line, path, dict(zip(self.header, cells, strict=True))) for line, path, cells in self.lines]

    def problem(self, index: int, column: str, message: str) -> Problem:
        """Make a problem out of one cell."""
        line, path, _ = self.rows[index]
        return Problem(self.file, line, f"{path}{column}", message)


def read_places(case: Case) -> PlaceTable:
    """Read the table of places of a case; CaseError lists everything wrong with it."""
    country = case.population
    if not isinstance(country, DrawnPopulation):
        raise TypeError("a population of listed persons has no table of places")
    return _checked(_rows(country.places, case.folder), case.name)


@lru_cache(maxsize=8)
def _checked(rows: _Rows, country: str) -> PlaceTable:
    """The table of these rows; equal rows give the same one, so that draws share their people."""
    problems = _missing_columns(rows) or [*_repeated(rows), *_wrong_people(rows), *_wrong_coordinates(rows)]
    if problems:
        raise CaseError(problems)
    return _table(rows, country)


def _rows(places: str | Sequence[Row], folder: Path) -> _Rows:
    return _csv_rows(folder / places) if isinstance(places, str) else _inline_rows(places)


def _table(rows: _Rows, country: str) -> PlaceTable:
    free = [name for name in rows.header if name not in (*REQUIRED, "province")]
    return PlaceTable(
        names=[row["place"] for _, _, row in rows.rows],
        people=np.array([int(row["people"]) for _, _, row in rows.rows], dtype=np.int64),
        provinces=[row.get("province") or country for _, _, row in rows.rows],
        columns={name: _column([row.get(name, "") for _, _, row in rows.rows]) for name in free},
    )


def _column(cells: Sequence[str]) -> list[str] | NDArray[np.float64]:
    try:
        return np.array([read_number(cell) for cell in cells], dtype=np.float64)
    except ValueError:
        return list(cells)


def _csv_rows(path: Path) -> _Rows:
    if not path.is_file():
        raise CaseError([Problem("", None, PLACES_PATH, f"there is no file '{path.name}' beside the case")])
    header, lines = read_csv(path)
    return _Rows(tuple(header), tuple((line, "", tuple(cells)) for line, cells in lines), path.name)


def _inline_rows(given: Sequence[Row]) -> _Rows:
    header = tuple(dict.fromkeys(name for row in given for name in row))
    lines = tuple(
        (None, f"{PLACES_PATH}[{index}].", tuple(row.get(name, "") for name in header))
        for index, row in enumerate(given)
    )
    return _Rows(header, lines, "")


def _missing_columns(rows: _Rows) -> list[Problem]:
    missing = [name for name in REQUIRED if name not in rows.header]
    line, path = (1, "") if rows.file else (None, PLACES_PATH)
    return [
        Problem(rows.file, line, path, f"there is no column '{name}'; the columns are {listed(rows.header)}")
        for name in missing
    ]


def _repeated(rows: _Rows) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for index, (_, _, row) in enumerate(rows.rows):
        if not row["place"]:
            problems.append(rows.problem(index, "place", "this place has no name"))
        elif row["place"] in first:
            problems.append(
                rows.problem(index, "place", f"the place '{row['place']}' is there twice; names must differ")
            )
        first.setdefault(row["place"], index)
    return problems


def _wrong_people(rows: _Rows) -> list[Problem]:
    wrong = [index for index, (_, _, row) in enumerate(rows.rows) if not re.fullmatch(PEOPLE, row["people"])]
    return [
        rows.problem(index, "people", f"{show(rows.rows[index][2]['people'])} is no whole number of people")
        for index in wrong
    ]


def _wrong_coordinates(rows: _Rows) -> list[Problem]:
    problems = []
    for index, (_, _, row) in enumerate(rows.rows):
        for name in COORDINATES:
            if name in row and isinstance(_column([row[name]]), list):
                problems.append(rows.problem(index, name, f"{show(row[name])} is no number of degrees"))
    return problems
