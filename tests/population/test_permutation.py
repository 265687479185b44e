"""Keyed permutations and matchings."""

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
)

SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 16, 17, 30, 31, 99, 100, 101, 1000, 1024]
WORDS = st.integers(0, 2**64 - 1)
many_examples = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def all_of(function, key: np.uint64, size: int) -> NDArray[np.int64]:
    """What a function of (index, key, size) makes of every index."""
    return np.array([function(np.uint64(i), key, np.uint64(size)) for i in range(size)]).astype(np.int64)


def many_of(function, index: NDArray, key: NDArray, size: int) -> NDArray[np.int64]:
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
    index, key, n = np.uint64(data.draw(st.integers(0, size - 1))), np.uint64(word), np.uint64(size)
    assert permute(index, key, n) < n
    assert unpermute(index, key, n) < n
    assert unpermute(permute(index, key, n), key, n) == index
    assert permute(unpermute(index, key, n), key, n) == index


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
    index, key, n = np.uint64(data.draw(st.integers(0, size - 1))), np.uint64(word), np.uint64(size)
    other = partner(index, key, n)
    if other == NOBODY:
        assert size % 2 == 1
    else:
        assert other < n
        assert other != index
        assert partner(other, key, n) == index


@pytest.mark.parametrize("size", [1, 2, 7, 12, 100, 12345])
def test_many_at_once_are_the_same_as_one_by_one(size: int) -> None:
    key = keys(200)
    index = np.random.default_rng(2).integers(0, size, len(key))
    for single, together in ((permute, permute_many), (partner, partner_many)):
        expected = [int(single(np.uint64(i), k, np.uint64(size))) for i, k in zip(index, key, strict=True)]
        assert many_of(together, index, key, size).tolist() == expected


@pytest.mark.parametrize("size", [2, 3, 5, 8, 16, 31, 100, 1000])
def test_every_place_of_a_permutation_is_equally_likely(size: int) -> None:
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
