"""Hashing: the same everywhere, and random to look at."""

import numpy as np
from laws import assert_equally_likely, keys

from boomerang.population.mixing import combine, combine_all, draw, mix, name_key, unit


def test_words_are_the_same_on_every_machine() -> None:
    """The first outputs of SplitMix64 from seed 0, as its authors publish them; then baselines of our own."""
    assert [hex(draw(np.uint64(0), n)) for n in range(3)] == [
        "0xe220a8397b1dcdaf",
        "0x6e789e6aa1b965f4",
        "0x6c45d188009454f",
    ]
    assert hex(combine(np.uint64(1), np.uint64(2))) == "0xe06dd043328bd285"
    assert hex(name_key("place", "Kulob")) == "0x8c8d341fb487b80a"


def test_the_address_of_a_key_counts_in_its_order() -> None:
    one, two = np.uint64(1), np.uint64(2)
    assert combine(one, two) != combine(two, one)
    assert combine(one, one) != combine(one, two)
    assert (combine_all(one, np.array([1, 2], np.uint64)) == [combine(one, one), combine(one, two)]).all()
    assert name_key("place", "a") != name_key("layer", "a")
    assert name_key("ab", "c") != name_key("a", "bc")


def test_units_are_uniform_and_never_0_or_1() -> None:
    assert unit(np.uint64(0)) > 0
    assert unit(np.uint64(2**64 - 1)) < 1
    for counter in (0, 1, 7):
        drawn = np.array([unit(np.uint64(draw(key, counter))) for key in keys(5000)])
        assert_equally_likely(np.bincount((drawn * 40).astype(int), minlength=40), f"draw {counter}")


def test_neighbouring_keys_and_counters_give_unrelated_numbers() -> None:
    numbers = np.arange(10_000, dtype=np.uint64)
    for words in (
        [mix(n) for n in numbers],
        [draw(np.uint64(3), int(n)) for n in numbers],
        combine_all(np.uint64(3), numbers),
    ):
        one, other = np.array([unit(np.uint64(word)) for word in words]).reshape(-1, 2).T
        pairs = (one * 6).astype(int) * 6 + (other * 6).astype(int)
        assert_equally_likely(np.bincount(pairs, minlength=36), "pairs")
