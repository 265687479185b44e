"""Explicit populations: a table of persons and lists of contacts, behind the same functions as a country."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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
    province: NDArray[np.int64]
    classes: dict[str, NDArray[np.int64]]
    counts: NDArray[np.int64]


def read_table(path: Path) -> dict[str, list[str]]:
    """The columns of a CSV or Parquet file, as text.

    Raises:
        InputError: the file is missing, empty or of another kind.
    """
    if not path.is_file():
        raise InputError(f"{path.name}: there is no such file beside the case")
    if path.suffix == ".parquet":
        from pyarrow import parquet

        table = parquet.read_table(path)
        return {name: [str(cell) for cell in table.column(name).to_pylist()] for name in table.column_names}
    import csv

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    if not rows:
        raise InputError(f"{path.name}: the file is empty; its first line names the columns")
    uneven = next((n for n, row in enumerate(rows, 1) if len(row) != len(rows[0])), None)
    if uneven is not None:
        raise InputError(
            f"{path.name}:{uneven} this row has {len(rows[uneven - 1])} cells, the header {len(rows[0])}"
        )
    return {name: [row[i].strip() for row in rows[1:]] for i, name in enumerate(rows[0])}


def _column(table: dict[str, list[str]], name: str, path: Path) -> list[str]:
    if name not in table:
        raise InputError(f"{path.name}: there is no column '{name}'; the columns are {', '.join(table)}")
    return table[name]


def read_persons(path: Path, categories: dict[str, tuple[str, ...]], nation: str) -> Listed:
    """Read a table of persons: columns `person`, one per trait, and if wanted `place` and `province`.

    Raises:
        InputError: a column is missing, a category unknown or a person listed twice.
    """
    table = read_table(path)
    persons = _column(table, "person", path)
    if not persons:
        raise InputError(f"{path.name}: nobody is listed")
    if len(set(persons)) < len(persons):
        twice = next(name for name in persons if persons.count(name) > 1)
        raise InputError(f"{path.name}: person '{twice}' is listed twice")
    place = table.get("place", [nation] * len(persons))
    province = table.get("province", [nation] * len(persons))
    traits = {
        name: _numbers(_column(table, name, path), given, name, path) for name, given in categories.items()
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


def _numbers(column: list[str], categories: tuple[str, ...], trait: str, path: Path) -> NDArray[np.int64]:
    known = {name: number for number, name in enumerate(categories)}
    wrong = next(((n, cell) for n, cell in enumerate(column) if cell not in known), None)
    if wrong is not None:
        raise InputError(
            f"{path.name}:{wrong[0] + 2} {trait}: '{wrong[1]}' is no category ({', '.join(categories)})"
        )
    return np.array([known[cell] for cell in column], np.int64)


def _classes(
    traits: dict[str, NDArray[np.int64]], persons: int
) -> tuple[dict[str, NDArray[np.int64]], NDArray[np.int64]]:
    """The combinations of categories that occur, and the one of each person."""
    if not traits:
        return {}, np.zeros(persons, np.int64)
    rows, member = np.unique(np.stack(list(traits.values()), axis=1), axis=0, return_inverse=True)
    return {name: rows[:, i] for i, name in enumerate(traits)}, member.reshape(-1)


def read_edges(path: Path, persons: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Read contacts (columns `a` and `b`, each pair once) as (start int64[N + 1], contacts int64[2 x pairs]).

    Raises:
        InputError: a column is missing, a person is unknown or paired with themselves.
    """
    table = read_table(path)
    number = {name: i for i, name in enumerate(persons)}
    ends = []
    for column in ("a", "b"):
        names = _column(table, column, path)
        wrong = next(((n, name) for n, name in enumerate(names) if name not in number), None)
        if wrong is not None:
            raise InputError(f"{path.name}:{wrong[0] + 2} {column}: '{wrong[1]}' is no person of the table")
        ends.append(np.array([number[name] for name in names], np.int64))
    own = np.flatnonzero(ends[0] == ends[1])
    if len(own):
        raise InputError(f"{path.name}:{own[0] + 2} a person cannot be their own contact")
    source = np.concatenate([ends[0], ends[1]])
    target = np.concatenate([ends[1], ends[0]])
    order = np.lexsort((target, source))
    start = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=len(persons)))]).astype(np.int64)
    return start, target[order]
