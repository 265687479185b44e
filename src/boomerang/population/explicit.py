"""Explicit populations: a table of persons and lists of contacts, behind the same functions as a country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.arrays import Ints, equal_rows
from boomerang.case.check.limits import MOST_CELLS, MOST_CLASSES, MOST_PLACES, MOST_PROVINCES
from boomerang.case.check.products import too_many
from boomerang.case.text.characters import composed
from boomerang.case.text.csv_table import (
    MOST_MEGABYTES,
    MOST_TABLE_CELLS,
    TOO_MANY_CELLS,
    looks_like,
    mistyped,
    read_csv,
)
from boomerang.case.text.errors import CaseError, Problem, first_of
from boomerang.case.text.files import MEGABYTE, is_file, no_file
from boomerang.case.text.texts import listed, show

KNOWN = ("person", "place", "province")
NAMES = (*KNOWN, "a", "b")  # columns of names, which no fraction is


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
        faults: what is wrong with a column as a whole, if it is used.
    """

    file: str
    columns: dict[str, list[str]]
    lines: list[int]
    faults: dict[str, str] = field(default_factory=dict)

    def column(self, name: str) -> list[str]:
        """The cells of a column that has to be there, none of them empty."""
        if name not in self.columns:
            raise self.wrong(f"there is no column '{name}'; the columns are {listed(self.columns)}")
        if name in self.faults:
            raise self.wrong(self.faults[name])
        cells = self.columns[name]
        self.refuse({row: f"the cell under '{name}' is empty" for row, cell in enumerate(cells) if not cell})
        return cells

    def numbers(self, name: str, known: Mapping[str, int], wanted: str) -> Ints:
        """int64: the cells of a column as numbers of known names; `wanted` tells what a cell has to be."""
        cells = self.column(name)
        found = np.array([known.get(cell, -1) for cell in cells], np.int64)
        wrong = np.flatnonzero(found < 0).tolist()
        self.refuse({row: f"{show(cells[row])} is no {wanted}" for row in wrong}, name)
        return found

    def refuse(self, messages: dict[int, str], path: str = "") -> None:
        """Raise CaseError with what is wrong with rows, if anything is."""
        problems = [Problem(self.file, self.lines[row], path, said) for row, said in messages.items()]
        if problems:
            raise CaseError(first_of(problems))

    def wrong(self, message: str) -> CaseError:
        """What is wrong with the table as a whole."""
        return CaseError([Problem(self.file, None, "", message)])


def _read(path: Path) -> _Table:
    """The columns of a CSV or Parquet file, as text.

    Raises:
        CaseError: the file is missing, empty or of another kind.
    """
    if not is_file(path):
        raise CaseError([Problem("", None, "population", no_file(path))])
    if path.suffix == ".parquet":
        return _read_parquet(path)
    header, rows = read_csv(path)
    cells = zip(*(cells for _, cells in rows), strict=True)
    columns = {name: list(column) for name, column in zip(header, cells, strict=True)}
    return _Table(path.name, columns, [line for line, _ in rows])


def _read_parquet(path: Path) -> _Table:
    try:
        return _parquet_columns(path)
    except CaseError:
        raise
    except Exception:  # whatever a damaged file makes of itself
        raise CaseError([Problem(path.name, None, "", "the file is no Parquet table")]) from None


def _parquet_columns(path: Path) -> _Table:
    """The columns of a Parquet file, as text; those of a kind that cannot be used are left empty."""
    from pyarrow import parquet

    about = parquet.read_metadata(path)
    if fault := _too_large(about):
        raise CaseError([Problem(path.name, None, "", fault)])
    paths = [about.schema.column(number).path for number in range(about.num_columns)]
    with parquet.ParquetFile(path, read_dictionary=paths, page_checksum_verification=True) as file:
        table = file.read()
    faults = {each.name: fault for each in table.schema if (fault := _fault_of_kind(each))}
    columns = {name: [] if name in faults else _texts(table.column(name)) for name in table.column_names}
    return _Table(path.name, columns, [row + 2 for row in range(table.num_rows)], faults)  # as if it were CSV


def _too_large(about: Any) -> str | None:
    """Say that a Parquet file is too large once it is unpacked; small files can hold very much."""
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    values = sum(group.column(c).num_values for group in groups for c in range(group.num_columns))
    if max(values, about.num_rows * about.num_columns) > MOST_TABLE_CELLS:
        return f"the table has {TOO_MANY_CELLS}"
    size = sum(group.total_byte_size for group in groups) / MEGABYTE
    if size > MOST_MEGABYTES:
        return f"the table has {size:,.0f} MB; at most {MOST_MEGABYTES} are allowed"
    return None


def _fault_of_kind(column: Any) -> str:
    """Say that a column holds what is neither text nor a number, or fractions where names are wanted."""
    from pyarrow import types

    kind = column.type.value_type if types.is_dictionary(column.type) else column.type
    text = (types.is_string, types.is_large_string, types.is_integer, types.is_boolean, types.is_null)
    if any(fits(kind) for fits in text) or (column.name not in NAMES and types.is_floating(kind)):
        return ""
    wanted = "text or whole numbers" if column.name in NAMES else "text or numbers"
    held = "lists or structures" if types.is_nested(kind) else kind
    return f"the column '{column.name}' holds {held}, and {wanted} are wanted; write it as text"


def _texts(column: Any) -> list[str]:
    """The cells of a column as text; a text that stands there many times is held once."""
    from pyarrow import types

    texts: list[str] = []
    for given in column.chunks:
        chunk = given.dictionary_encode() if types.is_integer(given.type) else given
        if hasattr(chunk, "dictionary"):
            known = [_text(cell) for cell in chunk.dictionary.to_pylist()]
            texts += ["" if number is None else known[number] for number in chunk.indices.to_pylist()]
        else:
            texts += [_text(cell) for cell in chunk.to_pylist()]
    return texts


def _text(cell: Any) -> str:
    """A cell as text; empty for none, and for what is no number."""
    if isinstance(cell, int):
        return str(cell)
    return "" if cell is None or cell != cell else composed(str(cell)).strip()


def read_persons(path: Path, categories: dict[str, tuple[str, ...]], nation: str) -> Listed:
    """Read a table of persons: columns `person`, one per trait, and if wanted `place` and `province`.

    Raises:
        CaseError: a column is missing, a cell empty, a category unknown or a person listed twice.
    """
    table = _read(path)
    for name, meant in mistyped(table.columns.keys() - categories.keys(), KNOWN).items():
        raise table.wrong(looks_like(name, meant))
    persons = _names(table)
    place, province = (
        table.column(name) if name in table.columns else [nation] * len(persons)
        for name in ("place", "province")
    )
    traits = {
        name: table.numbers(name, _numbered(given), f"category ({listed(given)})")
        for name, given in categories.items()
    }
    provinces = _numbered(dict.fromkeys(province))
    homes, home = _homes(list(zip(province, place, strict=True)), provinces)
    classes, member = _classes(traits, len(persons))
    _check_size(table, len(homes), len(provinces), int(member.max()) + 1)
    order = np.lexsort((np.arange(len(persons)), member, home))
    counts = np.zeros((len(homes), member.max() + 1), np.int64)
    np.add.at(counts, (home, member), 1)
    return Listed(
        persons=[persons[i] for i in order],
        places=[name for _, name in homes],
        provinces=list(provinces),
        province=np.array([provinces[name] for name, _ in homes], np.int64),
        classes=classes,
        counts=counts,
    )


def _numbered(names: Iterable[str]) -> dict[str, int]:
    """The number of each name."""
    return {name: number for number, name in enumerate(names)}


def _homes(pairs: list[tuple[str, str]], provinces: dict[str, int]) -> tuple[list[tuple[str, str]], Ints]:
    """The places, as (province, place) in the order of the provinces, and the number of everybody's own."""
    homes = sorted(dict.fromkeys(pairs), key=lambda home: provinces[home[0]])
    number = {home: number for number, home in enumerate(homes)}
    return homes, np.array([number[pair] for pair in pairs], np.int64)


def _check_size(table: _Table, places: int, provinces: int, classes: int) -> None:
    """Refuse more places and combinations of categories than a country can have."""
    found = {
        "places": (places, MOST_PLACES),
        "provinces": (provinces, MOST_PROVINCES),
        "combinations of categories": (classes, MOST_CLASSES),
        "pairs of a place and a combination of categories": (places * classes, MOST_CELLS),
    }
    for what, (number, most) in found.items():
        if number > most:
            raise table.wrong(too_many(what, number, most, "use fewer places or categories"))


def _names(table: _Table) -> list[str]:
    """The names of the persons, each of them once."""
    persons = table.column("person")
    if not persons:
        raise table.wrong("nobody is listed")
    first: dict[str, int] = {}
    again = {row: name for row, name in enumerate(persons) if first.setdefault(name, row) != row}
    table.refuse(
        {row: f"{show(name)} is listed in line {table.lines[first[name]]} too" for row, name in again.items()}
    )
    return persons


def _classes(traits: dict[str, Ints], persons: int) -> tuple[dict[str, Ints], Ints]:
    """The combinations of categories that occur, and the one of each person."""
    if not traits:
        return {}, np.zeros(persons, np.int64)
    first, member = equal_rows(np.stack(list(traits.values()), axis=1))
    return {name: numbers[first] for name, numbers in traits.items()}, member


def read_edges(path: Path, persons: list[str]) -> tuple[Ints, Ints]:
    """Read contacts (columns `a` and `b`, each pair once) as (start int64[N + 1], contacts int64[2 x pairs]).

    Raises:
        CaseError: a column is missing, a person is unknown, a pair is of one person or listed twice.
    """
    table = _read(path)
    known = _numbered(persons)
    a, b = (table.numbers(column, known, "person of the table") for column in ("a", "b"))
    _check_pairs(table, a, b, len(persons))
    source, target = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.lexsort((target, source))
    start = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=len(persons)))]).astype(np.int64)
    return start, target[order]


def _check_pairs(table: _Table, a: Ints, b: Ints, persons: int) -> None:
    """Refuse people who are their own contacts, and pairs that are listed twice, either way round."""
    table.refuse(dict.fromkeys(np.flatnonzero(a == b).tolist(), "a person cannot be their own contact"))
    pairs = np.minimum(a, b) * persons + np.maximum(a, b)  # one number is sorted sooner than two
    _, first, number = np.unique(pairs, return_index=True, return_inverse=True)
    firsts = first[number]
    again = np.flatnonzero(firsts != np.arange(len(pairs))).tolist()
    said = "this pair stands in line {} too; list each pair once"
    table.refuse({row: said.format(table.lines[firsts[row]]) for row in again})
