"""Bins of touched people by powers of two of their relative hazard: composition-rejection.

A person's bins for one event are a bit mask, and the mask read as a whole number is their total bound in
units of the lowest bin. A person drawn from any of these bins is accepted with probability hazard / bound,
so a bin entry may be left behind when the hazard falls and the law is still exact (after Slepoy, Thompson
and Plimpton 2008, "A constant-time kinetic Monte Carlo algorithm"). An entry carries the epoch of its
person; a change of state starts a new epoch and so retires all entries at once. Bins grow by doubling
inside one pool; blocks that were outgrown wait in free lists by size.
"""

from __future__ import annotations

import numpy as np

from boomerang.engine.model import BINS
from boomerang.engine.workspace import COUNT, FIRST, FULL, POOL, POOL_TOP, ROOM
from boomerang.kernels.compiled import inner

TAKEN = 0  # an entry that was struck out; no entry of a person is 0
_SMALLEST = 3  # log2 of the room of a new bin


@inner
def _allocate(work, size_log):
    """The start of a free block of 2**size_log entries; -1 when the pool is full."""
    head = work.free[size_log]
    if head > 0:
        work.free[size_log] = work.pool[head - 1]
        return head - 1
    first = work.counters[POOL_TOP]
    if first + (np.int64(1) << size_log) > len(work.pool):
        return np.int64(-1)
    work.counters[POOL_TOP] = first + (np.int64(1) << size_log)
    return first


@inner
def _grow(work, index):
    """Double the room of a bin. False when the pool is full."""
    room = work.bin[index, ROOM]
    old_log = 0
    while (1 << old_log) < room:
        old_log += 1
    new_log = old_log + 1 if room > 0 else _SMALLEST
    first = _allocate(work, new_log)
    if first < 0:
        return False
    old = work.bin[index, FIRST]
    for i in range(work.bin[index, COUNT]):
        work.pool[first + i] = work.pool[old + i]
    if room > 0:
        work.pool[old] = work.free[old_log]
        work.free[old_log] = old + 1
    work.bin[index, FIRST] = first
    work.bin[index, ROOM] = np.int64(1) << new_log
    return True


@inner
def add_entry(work, cell, number, entry):
    """Put an entry into bin `number` of a cell."""
    index = cell * BINS + number
    count = work.bin[index, COUNT]
    if count == work.bin[index, ROOM] and not _grow(work, index):
        work.counters[FULL] |= POOL
        return
    work.pool[work.bin[index, FIRST] + count] = entry
    work.bin[index, COUNT] = count + 1
    work.occupied[cell] |= np.int64(1) << number


@inner
def close_gaps(work, cell, number, gaps):
    """Fill the positions in `work.rejected`, whose entries are TAKEN, with entries from the end of a bin."""
    index = cell * BINS + number
    first = work.bin[index, FIRST]
    count = work.bin[index, COUNT]
    for j in range(gaps):
        while count > 0 and work.pool[first + count - 1] == TAKEN:
            count -= 1
        if work.rejected[j] < count and work.pool[first + work.rejected[j]] == TAKEN:
            count -= 1
            work.pool[first + work.rejected[j]] = work.pool[first + count]
    work.bin[index, COUNT] = count
    if count == 0:
        work.occupied[cell] &= ~(np.int64(1) << number)
