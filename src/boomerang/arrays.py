"""Short names for arrays by element type; a number at the end says how many dimensions, where that matters.

Kernels take their arrays by these names (`kernels.compiled.by_reference`).
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Ints2: TypeAlias = NDArray[np.int64]
Small: TypeAlias = NDArray[np.int32]
Small2: TypeAlias = NDArray[np.int32]
Small3: TypeAlias = NDArray[np.int32]
Words: TypeAlias = NDArray[np.uint64]
Words2: TypeAlias = NDArray[np.uint64]
Floats: TypeAlias = NDArray[np.float64]
Floats2: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Singles2: TypeAlias = NDArray[np.float32]
Singles3: TypeAlias = NDArray[np.float32]
Flags: TypeAlias = NDArray[np.bool_]
Flags2: TypeAlias = NDArray[np.bool_]


def equal_rows(rows: NDArray[Any]) -> tuple[Ints, Ints]:
    """The groups of equal rows, ordered as by np.unique, which takes long to compare rows.

    (first int64[G], number of a row of each group; group int64[N], of each row)
    """
    apart = rows.T[(rows != rows[:1]).any(axis=0)]
    order = np.lexsort(apart[::-1]) if len(apart) else np.arange(len(rows))
    ordered = apart[:, order]
    new = np.append(True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0))
    group = np.empty(len(rows), np.int64)
    group[order] = np.cumsum(new) - 1
    return order[new].astype(np.int64), group
