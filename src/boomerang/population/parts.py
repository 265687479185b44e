"""Ranges that are cut into nearly equal parts, and ranges that begin where a sorted array says."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Ints
from boomerang.kernels.compiled import kernel


@kernel
def part_of(offset: np.int64, size: np.int64, parts: np.int64) -> np.int64:
    """Which of `parts` nearly equal parts of 0..size-1 holds `offset`."""
    return ((offset + 1) * parts - 1) // size


@kernel
def part_start(part: np.int64, size: np.int64, parts: np.int64) -> np.int64:
    """Where a part begins: part 0..parts, of nearly equal parts of 0..size-1."""
    return part * size // parts


@kernel
def parts_in(size: np.int64, mean: float) -> np.int64:
    """How many parts of a mean size a range is cut into, at least one."""
    return max(np.int64(1), np.int64(np.float64(size) / mean + 0.5))


@kernel
def last_at_most(starts: Ints, value: np.int64) -> np.int64:
    """The last index of a sorted array whose entry is at most `value`."""
    low, high = np.int64(0), np.int64(len(starts) - 1)
    while low < high:
        middle = (low + high + 1) // 2
        if starts[middle] <= value:
            low = middle
        else:
            high = middle - 1
    return low
