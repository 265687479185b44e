"""How many threads at a time are worth while."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let products of matrices run in one thread until the block ends, which also keeps their last digits.

    They are small here: with more threads each waits longer than it works, above all beside other programs.
    Outside the block, whoever has set a number of threads keeps it.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"):
        yield


def processors() -> int:
    """How many processors this process may use, or as many as PYTHON_CPU_COUNT says, as of Python 3.13."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    told = os.environ.get("PYTHON_CPU_COUNT", "")
    if told.isdecimal() and int(told):
        return int(told)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
