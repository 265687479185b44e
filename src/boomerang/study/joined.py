"""A variable of many runs as one array, which reads them one by one when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from xarray import Variable
from xarray.backends import BackendArray
from xarray.core.indexing import (
    ExplicitIndexer,
    IndexingSupport,
    LazilyIndexedArray,
    explicit_indexing_adapter,
)

from boomerang.study.results import REPLICATE
from boomerang.study.run import Run


class Joined(BackendArray):
    """A variable of runs that all have it, with a first axis for the runs; what is read is not kept.

    Attributes:
        shape: runs, and the shape in each of them; dtype: of the values.
    """

    def __init__(self, runs: Sequence[Run], name: str, values: NDArray[Any]) -> None:
        """Args: runs; name: of the variable; values: those of any run, for shape and dtype."""
        self.shape, self.dtype = (len(runs), *values.shape), values.dtype
        self._runs, self._name = runs, name

    def __getitem__(self, key: ExplicitIndexer) -> Any:
        return explicit_indexing_adapter(key, self.shape, IndexingSupport.BASIC, self._read)

    def _read(self, key: tuple[int | slice, ...]) -> NDArray[Any]:
        which, within = range(len(self._runs))[key[0]], key[1:]
        if isinstance(which, int):
            return self._of(which, within)
        found = np.empty((len(which), *np.empty(self.shape[1:], self.dtype)[within].shape), self.dtype)
        for place, number in enumerate(which):
            found[place] = self._of(number, within)
        return found

    def _of(self, number: int, within: tuple[int | slice, ...]) -> NDArray[Any]:
        return np.array(self._runs[number].variables[self._name].values[within])


def joined(runs: Sequence[Run], first: Run, name: str) -> Variable:
    """A variable of many runs as one of xarray.

    Args:
        first: of the runs.
    """
    one = first.variables[name]
    data = LazilyIndexedArray(Joined(runs, name, one.values))
    return Variable((REPLICATE, *one.dims), data, one.attributes)
