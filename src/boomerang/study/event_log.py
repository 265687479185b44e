"""The event log as a table: one line an event, columns of numbers, times or labels."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas
    import pyarrow

NOBODY = -1  # in a column of whole numbers or labels: nothing


@dataclass(frozen=True)
class Column:
    """One column. With `labels`, the values are numbers of labels; NOBODY stands for an empty cell."""

    values: NDArray[Any]
    labels: tuple[str, ...] | None = None

    def is_any(self, wanted: Collection[str]) -> NDArray[np.bool_]:
        """bool[lines]: where one of these labels stands."""
        meant = np.array([*(label in wanted for label in self.labels or ()), False])
        return meant[self.values]  # NOBODY is the last


def table_of(columns: dict[str, Column]) -> pyarrow.Table:
    """The log as an Arrow table; labels as dictionaries, empty cells as nulls."""
    import pyarrow as pa

    return pa.Table.from_arrays([_array_of(column) for column in columns.values()], list(columns))


def frame_of(table: pyarrow.Table) -> pandas.DataFrame:
    """The log as a pandas.DataFrame; labels as categories."""
    import pandas
    import pyarrow as pa

    # Without the mapping, empty cells would turn whole numbers into floats.
    return table.to_pandas(types_mapper={pa.int64(): pandas.Int64Dtype()}.get)


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
