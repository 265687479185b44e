"""Arrays of many runs as one, which reads them one by one when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from xarray.backends import BackendArray
from xarray.core.indexing import (
    ExplicitIndexer,
    IndexingSupport,
    LazilyIndexedArray,
    explicit_indexing_adapter,
)


def joined(read: Callable[[int], NDArray[Any]], runs: int, like: NDArray[Any]) -> LazilyIndexedArray:
    """Arrays of runs as one with a first axis for the runs, for xarray; what is read is not kept.

    Args:
        read: gives the array of the run of a number, from 0 on.
        runs: how many there are.
        like: the array of one of them, for shape and dtype.
    """
    return LazilyIndexedArray(_Joined(read, runs, like))


class _Joined(BackendArray):
    def __init__(self, read: Callable[[int], NDArray[Any]], runs: int, like: NDArray[Any]) -> None:
        self.shape, self.dtype = (runs, *like.shape), like.dtype
        self._one = read

    def __getitem__(self, key: ExplicitIndexer) -> Any:
        return explicit_indexing_adapter(key, self.shape, IndexingSupport.BASIC, self._read)

    def _read(self, key: tuple[int | slice, ...]) -> NDArray[Any]:
        which, within = range(self.shape[0])[key[0]], key[1:]
        if isinstance(which, int):
            return np.array(self._one(which)[within])
        found = np.empty((len(which), *np.empty(self.shape[1:], self.dtype)[within].shape), self.dtype)
        for place, number in enumerate(which):
            found[place] = self._one(number)[within]
        return found
