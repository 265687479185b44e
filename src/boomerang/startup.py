"""What makes a short run short: imports that are spared, and memory that is not looked through."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

BLAS = "scipy.linalg.cython_blas"

_interrupted = threading.Event()
_keeping = threading.Event()


def remember_interrupts() -> None:
    """Remember an interrupt: one that comes while a library is loaded may be swallowed there."""

    def interrupt(*_: object) -> None:
        _interrupted.set()
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)


def stop_if_interrupted() -> None:
    """Raise KeyboardInterrupt if there was an interrupt, whatever became of it."""
    if _interrupted.is_set():
        raise KeyboardInterrupt


def spare_scipy() -> None:
    """Let numba load its array functions without importing scipy.linalg.

    Importing it takes longer than a small case. numba does so only to see whether it exists, and once more
    before it compiles a product of matrices, so that the kernels of others lose nothing. Call this before the
    first kernel is loaded.
    """
    if BLAS in sys.modules:
        return
    sys.modules[BLAS] = ModuleType(BLAS)
    try:
        import_module("numba.np.arraymath")
    finally:
        del sys.modules[BLAS]


def collect_rarely() -> None:
    """Look for garbage less often: imports make many objects and no garbage; saves a fifth of a short run."""
    gc.set_threshold(200_000, 20, 20)


def keep_what_is_there() -> None:
    """Never again look for garbage among what is there now, such as all that imports have left.

    Before a case is compiled, looking takes longer than compiling; at the end of a program it is a fifth of
    a short run.
    """
    _keeping.set()
    gc.freeze()


@contextmanager
def kept_meanwhile() -> Iterator[None]:
    """Do not look for garbage among what is there now, until the block ends.

    Not in a program that keeps what is there: it would be given up with the rest.
    """
    if _keeping.is_set():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
