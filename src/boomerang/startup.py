"""Starting numba without scipy, which takes longer to import than a small case to describe."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

BLAS = "scipy.linalg.cython_blas"


def spare_scipy() -> None:
    """Let numba load its array functions without importing scipy.linalg.

    numba imports it there only to see whether it exists, and once more before it compiles a product of
    matrices, so that the kernels of others lose nothing. Call this before the first kernel is loaded.
    """
    if BLAS in sys.modules:
        return
    sys.modules[BLAS] = ModuleType(BLAS)
    try:
        import_module("numba.np.arraymath")
    finally:
        del sys.modules[BLAS]
