"""Compiled kernels on disk: numba's cache, without which everything still works."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numba
from numba.core.caching import FunctionCache

from boomerang.errors import Notice

NOWHERE = (
    "the kernels are compiled in every process anew, which takes about half a minute, as there is no folder"
    " for them that can be written; set NUMBA_CACHE_DIR to one that can"
)


class KernelCache(FunctionCache):
    """numba's cache of a function, in which a damaged file is one that is not there."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled function; None if it is to be compiled."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # whatever a file that was cut off makes of itself
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the compiled function, if the disk lets us."""
        try:
            try:
                super().save_overload(sig, data)
            except Exception:  # the list of what is there may be damaged; it begins anew
                self.flush()
                super().save_overload(sig, data)
        except OSError:
            warnings.warn(NOWHERE, Notice, stacklevel=2)


njit: Any = numba.njit


def cached(**options: Any) -> Callable[[Any], Any]:
    """A decorator that compiles as `numba.njit` with these options does, and keeps the result on disk."""

    def compiled(function: Any) -> Any:
        dispatcher = njit(**options)(function)
        if hasattr(dispatcher, "py_func"):  # else nothing is compiled
            try:
                dispatcher._cache = KernelCache(function)
            except RuntimeError:
                warnings.warn(NOWHERE, Notice, stacklevel=2)
        return dispatcher

    return compiled
