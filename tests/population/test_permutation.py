"""Keyed permutations and matchings."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import assert_equally_likely, keys
from numpy.typing import NDArray

from boomerang.population.permutation import (
    NOBODY,
    partner,
    partner_many,
    permute,
    permute_many,
    unpermute,
    unpermute_many,
)

SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 16, 17, 30, 31, 99, 100, 101, 1000, 1024]
PAIRS = ((permute, permute_many), (unpermute, unpermute_many), (partner, partner_many))
WORDS = st.integers(0, 2**64 - 1)
many_examples = settings(max_examples=300, deadline=None, derandomize=True, database=None)


Function = Callable[..., Any]


def at(function: Function, index: int, key: int, size: int) -> int:
    """What a function of (index, key, size) makes of an index."""
    return int(function(np.uint64(index), np.uint64(key), np.uint64(size)))


def all_of(function: Function, key: np.uint64, size: int) -> NDArray[np.int64]:
    """What it makes of every index."""
    return np.array([at(function, index, int(key), size) for index in range(size)])


def many_of(function: Function, index: NDArray[Any], key: NDArray[np.uint64], size: int) -> NDArray[np.int64]:
    """What one of the `_many` functions makes of arrays."""
    out = np.empty(len(key), np.uint64)
    function(len(key), index.astype(np.uint64), key, np.full(len(key), size, np.uint64), out)
    return out.astype(np.int64)


@pytest.mark.parametrize("size", SIZES)
def test_a_permutation_takes_every_index_to_another_one(size: int) -> None:
    for key in keys(20):
        image = all_of(permute, key, size)
        assert sorted(image.tolist()) == list(range(size))
        assert (all_of(unpermute, key, size)[image] == np.arange(size)).all()


@many_examples
@given(st.integers(1, 2**32 - 1), WORDS, st.data())
def test_permutations_of_any_size_have_an_inverse(size: int, word: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    there, back = (at(function, index, word, size) for function in (permute, unpermute))
    assert there < size
    assert back < size
    assert at(unpermute, there, word, size) == index
    assert at(permute, back, word, size) == index


@pytest.mark.parametrize("size", SIZES)
def test_a_matching_pairs_everybody_but_an_odd_one(size: int) -> None:
    for key in keys(20):
        other = all_of(partner, key, size)
        alone = np.flatnonzero(other == int(NOBODY))
        matched = np.flatnonzero(other != int(NOBODY))
        assert len(alone) == size % 2
        assert (other[matched] != matched).all()
        assert (other[other[matched]] == matched).all()


@many_examples
@given(st.integers(1, 2**32 - 2), WORDS, st.data())
def test_matchings_of_any_size_are_mutual(size: int, word: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = at(partner, index, word, size)
    if other == int(NOBODY):
        assert size % 2 == 1
    else:
        assert other < size
        assert other != index
        assert at(partner, other, word, size) == index


@pytest.mark.parametrize("size", [1, 2, 7, 12, 100, 12345])
def test_many_at_once_are_the_same_as_one_by_one(size: int) -> None:
    key = keys(200)
    index = np.random.default_rng(2).integers(0, size, len(key))
    for single, together in PAIRS:
        expected = [at(single, i, int(k), size) for i, k in zip(index, key, strict=True)]
        assert many_of(together, index, key, size).tolist() == expected


@pytest.mark.parametrize("size", [2, 8, 16, 31, 100, 1000])
def test_every_place_of_a_permutation_is_equally_likely(size: int) -> None:
    """Down to about eight: in smaller ones, four rounds leave some images a sixth more likely than others."""
    key = keys(5000, seed=size)
    bins = min(size, 50)
    for index in {0, size // 2, size - 1}:
        image = many_of(permute_many, np.full(len(key), index), key, size)
        counts = np.bincount(image * bins // size, minlength=bins)
        sizes = np.bincount(np.arange(size) * bins // size)
        assert_equally_likely(counts / sizes * sizes.mean(), f"image of {index} of {size}")


@pytest.mark.parametrize("size", [2, 3, 4, 5, 10, 12, 13, 20, 30, 101])
def test_every_partner_is_equally_likely(size: int) -> None:
    key = keys(20_000, seed=size)
    for index in {0, size // 2, size - 1}:
        other = many_of(partner_many, np.full(len(key), index), key, size)
        counts = np.bincount(other[other != int(NOBODY)], minlength=size)
        assert counts[index] == 0
        assert_equally_likely(np.delete(counts, index), f"partners of {index} of {size}")


@pytest.mark.parametrize("size", [3, 5, 13, 101])
def test_everybody_is_equally_likely_to_be_left_over(size: int) -> None:
    key = keys(20_000, seed=size)
    others = [many_of(partner_many, np.full(len(key), index), key, size) for index in range(size)]
    assert_equally_likely([(other == int(NOBODY)).sum() for other in others], f"left over of {size}")
