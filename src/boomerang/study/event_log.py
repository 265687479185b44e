"""The event log as a table: one line an event, columns of numbers, times or labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from boomerang.compile.case import Compiled
from boomerang.study.results import free_name, times_at

if TYPE_CHECKING:
    import pyarrow

NOBODY = -1  # in a column of whole numbers or labels: nothing


@dataclass(frozen=True)
class Column:
    """One column. With `labels`, the values are numbers of labels; NOBODY stands for an empty cell."""

    values: NDArray[Any]
    labels: tuple[str, ...] | None = None


def log_columns(compiled: Compiled, log: dict[str, NDArray[Any]]) -> dict[str, Column]:
    """The log of a run: when, what, who, where, traits, states before, feelings, and through whom."""
    people, states, events = compiled.people, compiled.states, tuple(compiled.events)
    place, of_class = (log["home"] >> 16) & 0xFFFF, log["home"] & 0xFFFF
    columns = {
        "time": Column(times_at(compiled, log["time"])),
        "event": Column(log["event"], events),
        "person": _persons(log["person"], people.persons),
        "place": Column(place, tuple(people.places)),
        "province": Column(people.province[place], tuple(people.provinces)),
    }
    taken = {*columns, "source", "way"}
    for trait, of_classes in people.classes.items():
        name = free_name(trait, "trait", taken)
        columns[name] = Column(of_classes[of_class], people.categories[trait])
    for position, (track, names) in enumerate(states.tracks.items()):
        numbers = np.array([names.index(state[position]) for state in states.combined], np.int64)
        columns[free_name(track, "before", taken)] = Column(numbers[log["state"]], tuple(names))
    for number, feeling in enumerate(compiled.case.feelings):
        columns[free_name(feeling, "feeling", taken)] = Column(log["feeling"][:, number].copy())
    columns["source"] = _persons(log["source"], people.persons)
    columns["way"] = Column(log["way"], events)
    return columns


def _persons(numbers: NDArray[np.int64], names: Sequence[str]) -> Column:
    """Persons by number, or by name where the case lists them."""
    return Column(numbers, tuple(names) if names else None)


def table_of(columns: dict[str, Column]) -> pyarrow.Table:
    """The log as an Arrow table; labels as dictionaries, empty cells as nulls."""
    import pyarrow as pa

    return pa.Table.from_arrays([_array_of(column) for column in columns.values()], list(columns))


def _array_of(column: Column) -> pyarrow.Array:
    """An Arrow array made of buffers: `pyarrow.array` would import pandas, slower than a small run."""
    import pyarrow as pa

    values = column.values if column.labels is None else column.values.astype(np.int32)
    empty = values == NOBODY if values.dtype.kind == "i" else np.zeros(0, bool)
    present = pa.py_buffer(np.packbits(~empty, bitorder="little")) if empty.any() else None
    buffers = [present, pa.py_buffer(np.ascontiguousarray(values).view(np.uint8))]
    if column.labels is None:
        return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), buffers)
    kind = pa.dictionary(pa.int32(), pa.string())
    return pa.DictionaryArray.from_buffers(kind, len(values), buffers, _texts(column.labels))


def _texts(labels: Sequence[str]) -> pyarrow.Array:
    import pyarrow as pa

    encoded = [label.encode() for label in labels]
    ends = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    return pa.StringArray.from_buffers(len(labels), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def columns_of(table: pyarrow.Table) -> dict[str, Column]:
    """The columns that an Arrow table was made of."""
    return {name: _column_of(table.column(name).combine_chunks()) for name in table.column_names}


def _column_of(array: Any) -> Column:
    import pyarrow as pa

    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    labels = tuple(array.dictionary.to_pylist()) if pa.types.is_dictionary(array.type) else None
    values = array.indices if labels is not None else array
    if values.null_count:
        values = values.fill_null(NOBODY)
    return Column(values.to_numpy(zero_copy_only=False), labels)
