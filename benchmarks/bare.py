"""The floor under every figure: random updates of one cache line over a given memory."""

from __future__ import annotations

import time

import numba
import numpy as np


@numba.njit(nogil=True)
def _update(records, count):
    word = np.uint64(12345)
    rows = np.uint64(len(records))
    for _ in range(count):
        word = word * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        records[((word >> np.uint64(33)) * rows) >> np.uint64(31), 3] += 1


def seconds_per_update(lines: int, count: int = 3_000_000) -> float:
    """Mean seconds of one read-modify-write of a random line among `lines` of 64 bytes (best of three)."""
    records = np.zeros((max(lines, 1), 16), np.int32)
    _update(records, 1000)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        _update(records, count)
        times.append(time.perf_counter() - start)
    return min(times) / count
