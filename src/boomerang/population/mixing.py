"""Hashing of 64-bit words: the source of every key and every random number.

`mix` is the finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
generators"); a stream is `mix(key + counter * GOLDEN)`, so the n-th number of a stream is known without the
ones before it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from boomerang.addresses import number_at
from boomerang.arrays import Words
from boomerang.kernels.compiled import allocating, kernel

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30 = np.uint64(30)
_S27 = np.uint64(27)
_S31 = np.uint64(31)
_S12 = np.uint64(12)
_TO_UNIT = 1.0 / 4503599627370496.0  # 2**-52: with one bit more, the largest would round to 1


@kernel
def mix(word: np.uint64) -> np.uint64:
    """Scramble a uint64 into a uint64 that looks random (a bijection)."""
    word = (word ^ (word >> _S30)) * _M1
    word = (word ^ (word >> _S27)) * _M2
    return word ^ (word >> _S31)


@kernel
def combine(key: np.uint64, word: np.uint64) -> np.uint64:
    """A new uint64 key from a key and one more uint64 word of its address."""
    return mix((key ^ mix(word + GOLDEN)) + GOLDEN)


@allocating
def combine_all(key: np.uint64, words: Words) -> Words:
    """`combine` of one key with each word of an array: uint64[n]."""
    keys = np.empty(len(words), np.uint64)
    for i in range(len(words)):
        keys[i] = combine(key, words[i])
    return keys


@kernel
def draw(key: np.uint64, counter: int) -> np.uint64:
    """The `counter`-th uint64 of the stream `key`."""
    return mix(key + (np.uint64(counter) + np.uint64(1)) * GOLDEN)


@kernel
def unit(word: np.uint64) -> float:
    """A float64 in the open interval (0, 1) from a uint64."""
    return (np.float64(word >> _S12) + 0.5) * _TO_UNIT


@lru_cache(maxsize=1024)  # a run asks for those of its events and layers, and the next one too
def name_key(*names: str) -> np.uint64:
    """A uint64 key that depends on the names alone, the same on every machine."""
    return np.uint64(number_at("\x1f".join(names))).byteswap()
