"""Several numbers in one word; one by one in kernels, or whole arrays in NumPy.

A HOME word holds place * 65536 + class, a STATE word epoch and combined state alike, and an entry of a bin 16
bits of the hash of a person, 31 of the record, and 16 of the epoch. In a record, words have 4 bytes without a
sign, which NumPy takes for numbers with a sign.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from boomerang.kernels.compiled import either, inner
from boomerang.population.mixing import mix


@either
def home_word(place: Any, who: Any) -> Any:
    """The HOME word of a place and a class."""
    return place * 65536 + who


@either
def place_in(home: Any) -> Any:
    """The place in a HOME word."""
    return np.int64((home >> 16) & 0xFFFF)


@either
def class_in(home: Any) -> Any:
    """The class in a HOME word."""
    return np.int64(home & 0xFFFF)


@inner
def state_word(state, epoch):
    """The STATE word of a combined state and an epoch, which begins anew after 65535."""
    return state | ((epoch & 0xFFFF) << 16)


@inner
def state_in(word):
    """The combined state in a STATE word."""
    return np.int64(word & 0xFFFF)


@inner
def epoch_in(word):
    """The epoch in a STATE word."""
    return np.int64((word >> 16) & 0xFFFF)


@inner
def entry_word(row, epoch, person):
    """The entry of a bin for a record and the epoch of its person."""
    return (np.int64(mix(np.uint64(person)) & np.uint64(0xFFFF)) << 47) | (np.int64(row) << 16) | epoch


@inner
def hash_in(entry):
    """The low 16 bits of the hash of the person in an entry of a bin."""
    return np.int64(entry >> 47)


@inner
def row_in(entry):
    """The record in an entry of a bin."""
    return np.int64((entry >> 16) & 0x7FFFFFFF)


@inner
def entry_epoch(entry):
    """The epoch in an entry of a bin."""
    return np.int64(entry & 0xFFFF)


@inner
def stored(number):
    """A whole number below 2**32 as a word of a record."""
    return np.int32(np.uint32(number))


@inner
def number_in(word):
    """The whole number that a word of a record holds."""
    return np.int64(np.uint32(word))
