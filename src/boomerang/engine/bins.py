"""Bins of touched people by powers of two of their relative hazard: composition-rejection.

A person's bins for one event are a bit mask, and the mask read as a whole number is their total bound in
units of the lowest bin. A person drawn from any of these bins is accepted with probability hazard / bound,
so a bin entry may be left behind when the hazard falls and the law is still exact (after Slepoy, Thompson
and Plimpton 2008, "A constant-time kinetic Monte Carlo algorithm"). An entry carries the epoch of its
person; a change of state starts a new epoch and so retires all entries at once.

A bin is a table in which everybody stands at or next to the slot that their number is hashed to. Who draws a
slot finds the same person in a twin of the country, whoever else came and went. Bins grow by doubling inside
one pool; blocks that were outgrown wait in free lists by size.
"""

from __future__ import annotations

import numpy as np

from boomerang.engine.model import BINS
from boomerang.engine.words import hash_in, row_in
from boomerang.engine.workspace import COUNT, ENTERING, FIRST, FULL, PERSON, POOL, POOL_TOP, ROOM
from boomerang.kernels.compiled import inner
from boomerang.population.mixing import mix

EMPTY = 0  # a slot in which nobody stands; no entry of a person is 0
_SMALLEST = 2  # log2 of the room of a new bin
_HASHED = 1 << 16  # slots that the hash in an entry can tell apart
_FILLED, _OF = 3, 4  # at most so much of the room is filled


@inner
def _allocate(work, size_log):
    """The start of an empty block of 2**size_log slots; -1 when the pool is full."""
    size = np.int64(1) << size_log
    first = work.free[size_log] - 1
    if first >= 0:
        work.free[size_log] = work.pool[first]
    else:
        first = work.counters[POOL_TOP]
        if first + size > len(work.pool):
            return np.int64(-1)
        work.counters[POOL_TOP] = first + size
    for i in range(size):
        work.pool[first + i] = EMPTY
    return first


@inner
def _place(work, first, room, entry):
    """Put an entry into the first empty slot from that of its person on."""
    slot = hash_in(entry) & (room - 1)
    if room > _HASHED:
        slot = np.int64(mix(np.uint64(work.record[row_in(entry), PERSON])) & np.uint64(room - 1))
    while work.pool[first + slot] != EMPTY:
        slot = (slot + 1) & (room - 1)
    work.pool[first + slot] = entry


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
    old, new_room = work.bin[index, FIRST], np.int64(1) << new_log
    for i in range(room):
        if work.pool[old + i] != EMPTY:
            _place(work, first, new_room, work.pool[old + i])
    if room > 0:
        work.pool[old] = work.free[old_log]
        work.free[old_log] = old + 1
    work.bin[index, FIRST] = first
    work.bin[index, ROOM] = new_room
    return True


@inner
def add_entry(work, cell, number, entry):
    """Put an entry into bin `number` of a cell, before the next step at the latest."""
    i = work.counters[ENTERING]
    work.enter_bin[i] = cell * BINS + number
    work.enter_entry[i] = entry
    work.counters[ENTERING] = i + 1
    if i + 1 == len(work.enter_bin):
        enter_all(work)


@inner
def enter_all(work):
    """Put all who wait into their bins. One by one, they would hold up the stage that they come from."""
    for i in range(work.counters[ENTERING]):
        _enter(work, work.enter_bin[i], work.enter_entry[i])
    work.counters[ENTERING] = 0


@inner
def _enter(work, index, entry):
    count = work.bin[index, COUNT] + 1
    if _OF * count > _FILLED * work.bin[index, ROOM] and not _grow(work, index):
        work.counters[FULL] |= POOL
        return
    _place(work, work.bin[index, FIRST], work.bin[index, ROOM], entry)
    work.bin[index, COUNT] = count
    work.occupied[index // BINS] |= np.int64(1) << (index % BINS)


@inner
def take_out(work, cell, number, slot):
    """Empty a slot of a bin. Returns the entry that stood there, or EMPTY."""
    index = cell * BINS + number
    at = work.bin[index, FIRST] + slot
    entry = work.pool[at]
    if entry != EMPTY:
        work.pool[at] = EMPTY
        work.bin[index, COUNT] -= 1
        if work.bin[index, COUNT] == 0:
            work.occupied[cell] &= ~(np.int64(1) << number)
    return entry
