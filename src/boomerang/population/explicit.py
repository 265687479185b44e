"""Explicit populations: a table of persons and lists of contacts, behind the same functions as a country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from boomerang.arrays import Ints
from boomerang.case.text.csv_table import read_csv
from boomerang.errors import InputError


@dataclass(frozen=True)
class Listed:
    """A table of persons, sorted by province, place and class.

    Attributes:
        persons: names in sorted order.
        places, provinces: names; province: int64[P].
        classes: trait -> int64[C], category numbers of each class that occurs.
        counts: int64[P, C].
    """

    persons: list[str]
    places: list[str]
    provinces: list[str]
    province: Ints
    classes: dict[str, Ints]
    counts: Ints


@dataclass(frozen=True)
class _Table:
    """A table of text.

    Attributes:
        columns: cells by name of the column; lines: where each row stands.
    """

    file: str
    columns: dict[str, list[str]]
    lines: list[int]

    def column(self, name: str) -> list[str]:
        """The cells of a column that has to be there."""
        if name not in self.columns:
            known = ", ".join(self.columns)
            raise InputError(f"{self.file}: there is no column '{name}'; the columns are {known}")
        return self.columns[name]

    def numbers(self, name: str, known: Iterable[str], wanted: str) -> Ints:
        """int64: the cells of a column as numbers of known names; `wanted` tells what a cell has to be."""
        number = {given: n for n, given in enumerate(known)}
        cells = self.column(name)
        wrong = next((n for n, cell in enumerate(cells) if cell not in number), None)
        if wrong is not None:
            raise InputError(f"{self.at(wrong)} {name}: '{cells[wrong]}' is no {wanted}")
        return np.array([number[cell] for cell in cells], np.int64)

    def at(self, row: int) -> str:
        """Where a row stands."""
        return f"{self.file}:{self.lines[row]}"


def _read(path: Path) -> _Table:
    """The columns of a CSV or Parquet file, as text.

    Raises:
        InputError: the file is missing, empty or of another kind.
    """
    if not path.is_file():
        raise InputError(f"{path.name}: there is no such file beside the case")
    if path.suffix == ".parquet":
        return _read_parquet(path)
    header, rows = read_csv(path)
    cells = zip(*(cells for _, cells in rows), strict=True)
    columns = {name: list(column) for name, column in zip(header, cells, strict=True)}
    return _Table(path.name, columns, [line for line, _ in rows])


def _read_parquet(path: Path) -> _Table:
    from pyarrow import parquet

    table = parquet.read_table(path)
    columns = {name: [str(cell) for cell in table.column(name).to_pylist()] for name in table.column_names}
    return _Table(path.name, columns, [row + 2 for row in range(table.num_rows)])  # as if it were CSV


def read_persons(path: Path, categories: dict[str, tuple[str, ...]], nation: str) -> Listed:
    """Read a table of persons: columns `person`, one per trait, and if wanted `place` and `province`.

    Raises:
        InputError: a column is missing, a category unknown or a person listed twice.
    """
    table = _read(path)
    persons = _names(table)
    place, province = (table.columns.get(name, [nation] * len(persons)) for name in ("place", "province"))
    traits = {
        name: table.numbers(name, given, f"category ({', '.join(given)})")
        for name, given in categories.items()
    }
    provinces = list(dict.fromkeys(province))
    homes = sorted(
        dict.fromkeys(zip(province, place, strict=True)), key=lambda home: provinces.index(home[0])
    )
    home_number = {home: number for number, home in enumerate(homes)}
    home = np.array([home_number[pair] for pair in zip(province, place, strict=True)], np.int64)
    classes, member = _classes(traits, len(persons))
    order = np.lexsort((np.arange(len(persons)), member, home))
    counts = np.zeros((len(homes), member.max() + 1), np.int64)
    np.add.at(counts, (home, member), 1)
    return Listed(
        persons=[persons[i] for i in order],
        places=[name for _, name in homes],
        provinces=provinces,
        province=np.array([provinces.index(name) for name, _ in homes], np.int64),
        classes=classes,
        counts=counts,
    )


def _names(table: _Table) -> list[str]:
    """The names of the persons, each of them once."""
    persons = table.column("person")
    if not persons:
        raise InputError(f"{table.file}: nobody is listed")
    if len(set(persons)) < len(persons):
        twice = next(name for name in persons if persons.count(name) > 1)
        raise InputError(f"{table.file}: person '{twice}' is listed twice")
    return persons


def _classes(traits: dict[str, Ints], persons: int) -> tuple[dict[str, Ints], Ints]:
    """The combinations of categories that occur, and the one of each person."""
    if not traits:
        return {}, np.zeros(persons, np.int64)
    rows, member = np.unique(np.stack(list(traits.values()), axis=1), axis=0, return_inverse=True)
    return {name: rows[:, i] for i, name in enumerate(traits)}, member.reshape(-1)


def read_edges(path: Path, persons: list[str]) -> tuple[Ints, Ints]:
    """Read contacts (columns `a` and `b`, each pair once) as (start int64[N + 1], contacts int64[2 x pairs]).

    Raises:
        InputError: a column is missing, a person is unknown or paired with themselves.
    """
    table = _read(path)
    ends = [table.numbers(column, persons, "person of the table") for column in ("a", "b")]
    own = np.flatnonzero(ends[0] == ends[1])
    if len(own):
        raise InputError(f"{table.at(own[0])} a person cannot be their own contact")
    source = np.concatenate([ends[0], ends[1]])
    target = np.concatenate([ends[1], ends[0]])
    order = np.lexsort((target, source))
    start = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=len(persons)))]).astype(np.int64)
    return start, target[order]
