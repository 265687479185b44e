"""Two numbers in one word, and back."""

import numba
import numpy as np
import pytest

from boomerang.engine import words
from boomerang.population.mixing import mix

PAIRS = [(0, 0), (3, 0), (0, 65535), (40000, 7), (65535, 65535)]


@numba.njit
def home_there_and_back(place, who):
    home = words.number_in(words.stored(words.home_word(place, who)))
    return words.place_in(home), words.class_in(home)


@numba.njit
def home_of_a_record(place, who):
    word = words.stored(words.home_word(place, who))
    return words.place_in(word), words.class_in(word)


@numba.njit
def state_there_and_back(epoch, state):
    word = words.stored(words.state_word(state, epoch))
    return words.epoch_in(word), words.state_in(word)


@numba.njit
def entry_there_and_back(row, epoch):
    entry = words.entry_word(row, epoch, 7)
    return words.row_in(entry), words.entry_epoch(entry)


@pytest.mark.parametrize(
    "there_and_back", [home_there_and_back, home_of_a_record, state_there_and_back, entry_there_and_back]
)
@pytest.mark.parametrize("pair", PAIRS)
def test_a_word_holds_two_numbers(there_and_back, pair: tuple[int, int]) -> None:
    assert there_and_back(*pair) == pair


@numba.njit
def hash_there_and_back(person):
    low = mix(np.uint64(person)) & np.uint64(0xFFFF)
    return words.hash_in(words.entry_word(2**31 - 1, 65535, person)), low


def test_an_entry_holds_the_hash_of_its_person() -> None:
    for person in (0, 1, 8_450_000, 2**31 - 2):
        found, hashed = hash_there_and_back(person)
        assert found == int(hashed)


def test_records_beyond_two_bytes_fit_into_entries() -> None:
    assert entry_there_and_back(2**31 - 1, 65535) == (2**31 - 1, 65535)


def test_epochs_begin_anew() -> None:
    assert state_there_and_back(65536 + 5, 7) == (5, 7)


def test_homes_are_read_in_numpy_as_in_kernels() -> None:
    place, who = np.array(PAIRS).T
    home = words.home_word(place, who)
    assert home.tolist() == [65536 * p + c for p, c in PAIRS]
    assert (words.place_in(home) == place).all()
    assert (words.class_in(home) == who).all()
