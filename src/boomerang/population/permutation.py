"""Keyed bijections and random matchings of 0..n-1, in both directions, without any table.

A permutation is a Feistel network on Z_a x Z_b with a*b just above n, and cycle-walking for the few values at
or beyond n (Black and Rogaway 2002, "Ciphers with arbitrary finite domains"). A matching is "permute,
reflect, permute back": the reflection z -> turn - z (mod n) makes every partner equally likely whatever the
permutation, which then only has to break the symmetry.

Everything is uint64; sizes stay below 2**32, so that products fit and divisions are exact in float64. The
`_many` forms hold the same arithmetic in loops that the compiler turns into vector instructions.
"""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Words
from boomerang.kernels.compiled import inner, kernel
from boomerang.population.mixing import GOLDEN, mix

NOBODY = np.uint64(2**32 - 1)
_ONE = np.uint64(1)
_LOW = np.uint64(2**32 - 1)
_S32 = np.uint64(32)
_S15 = np.uint64(15)
_ODD1 = np.uint64(0x7FEB352D)
_ODD2 = np.uint64(0x846CA68B)
_ROUND3 = np.uint64(0x9E3779B9)
_ROUND4 = np.uint64(0x85EBCA6B)


@inner
def _columns(size: np.uint64) -> np.uint64:
    return np.uint64(np.ceil(np.sqrt(np.float64(size))))


@inner
def _shift(value: np.uint64, key: np.uint64, modulus: np.uint64) -> np.uint64:
    """The round function: a number in 0..modulus-1 that depends on `value` and on the low half of `key`."""
    word = (((value ^ key) & _LOW) * _ODD1) & _LOW
    word ^= word >> _S15
    word = (word * _ODD2) & _LOW
    return (word * modulus) >> _S32


@inner
def _plus(value: np.uint64, step: np.uint64, modulus: np.uint64) -> np.uint64:
    total = value + step
    return min(total, total - modulus)


@inner
def _minus(value: np.uint64, step: np.uint64, modulus: np.uint64) -> np.uint64:
    rest = value - step
    return min(rest, rest + modulus)


@inner
def _quotient(value: np.uint64, divisor: np.uint64) -> np.uint64:
    return np.uint64(np.float64(value) / np.float64(divisor))


@inner
def _forward(index: np.uint64, key: np.uint64, rows: np.uint64, columns: np.uint64) -> np.uint64:
    row = _quotient(index, columns)
    column = index - row * columns
    high = key >> _S32
    column = _plus(column, _shift(row, key, columns), columns)
    row = _plus(row, _shift(column, high, rows), rows)
    column = _plus(column, _shift(row, key + _ROUND3, columns), columns)
    row = _plus(row, _shift(column, high + _ROUND4, rows), rows)
    return row * columns + column


@inner
def _backward(index: np.uint64, key: np.uint64, rows: np.uint64, columns: np.uint64) -> np.uint64:
    row = _quotient(index, columns)
    column = index - row * columns
    high = key >> _S32
    row = _minus(row, _shift(column, high + _ROUND4, rows), rows)
    column = _minus(column, _shift(row, key + _ROUND3, columns), columns)
    row = _minus(row, _shift(column, high, rows), rows)
    column = _minus(column, _shift(row, key, columns), columns)
    return row * columns + column


@inner
def _rows(size: np.uint64, columns: np.uint64) -> np.uint64:
    return _quotient(size + columns - _ONE, columns)


@inner
def _reflect(index, key, size):
    """Reflect, z -> turn - z modulo an odd number; the odd one out stays.

    Of an even size the last one stands outside and is matched with the one whom the reflection leaves alone
    (the circle method of a round-robin tournament): every turn is a perfect matching, and every pair belongs
    to exactly one turn.
    """
    modulus = size - _ONE + (size & _ONE)
    turn = ((mix(key) >> _S32) * modulus) >> _S32
    alone = (turn + modulus * (turn & _ONE)) >> _ONE
    other = _minus(turn, index, modulus)
    if index == alone:
        other = index if modulus == size else modulus
    if index == modulus:
        other = alone
    return other


@kernel
def permute(index: np.uint64, key: np.uint64, size: np.uint64) -> np.uint64:
    """Where the permutation `key` of 0..size-1 puts `index` (all uint64)."""
    columns = _columns(size)
    rows = _rows(size, columns)
    index = _forward(index, key, rows, columns)
    while index >= size:
        index = _forward(index, key, rows, columns)
    return index


@kernel
def unpermute(index: np.uint64, key: np.uint64, size: np.uint64) -> np.uint64:
    """The inverse of `permute`."""
    columns = _columns(size)
    rows = _rows(size, columns)
    index = _backward(index, key, rows, columns)
    while index >= size:
        index = _backward(index, key, rows, columns)
    return index


@kernel
def partner(index: np.uint64, key: np.uint64, size: np.uint64) -> np.uint64:
    """The one matched with `index` in the random matching `key` of 0..size-1; NOBODY for the odd one out.

    An involution: partner(partner(i)) == i. All uint64.
    """
    other = unpermute(_reflect(permute(index, key, size), key, size), key, size)
    return NOBODY if other == index else other


@kernel
def permute_many(count: int, index: Words, key: Words, size: Words, out: Words) -> None:
    """`permute` for the first `count` entries of uint64 arrays; `out` may not be one of the inputs."""
    for i in range(count):
        columns = _columns(size[i])
        out[i] = _forward(index[i], key[i], _rows(size[i], columns), columns)
    for i in range(count):
        if out[i] >= size[i]:
            out[i] = permute(index[i], key[i], size[i])


@kernel
def unpermute_many(count, index, key, size, out):
    """`unpermute` for the first `count` entries of uint64 arrays; `out` may not be one of the inputs."""
    for i in range(count):
        columns = _columns(size[i])
        out[i] = _backward(index[i], key[i], _rows(size[i], columns), columns)
    for i in range(count):
        if out[i] >= size[i]:
            out[i] = unpermute(index[i], key[i], size[i])


@kernel
def partner_many(count: int, index: Words, key: Words, size: Words, out: Words) -> None:
    """`partner` for the first `count` entries of uint64 arrays; `out` may not be one of the inputs."""
    for i in range(count):
        columns = _columns(size[i])
        rows = _rows(size[i], columns)
        image = _forward(index[i], key[i], rows, columns)
        other = _backward(_reflect(image, key[i], size[i]), key[i], rows, columns)
        out[i] = other if image < size[i] else NOBODY
    for i in range(count):
        if out[i] >= size[i]:
            out[i] = partner(index[i], key[i], size[i])
        elif out[i] == index[i]:
            out[i] = NOBODY


@inner
def matching_key(key: np.uint64, number: np.uint64) -> np.uint64:
    """The key of matching `number` of a block whose key is `key`."""
    return mix(key + number * GOLDEN)
