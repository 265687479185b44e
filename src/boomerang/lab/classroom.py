"""Predict, then reveal: a room in which a class guesses what comes out, before it is shown."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from threading import Lock
from typing import Self

import numpy as np

from boomerang.errors import InputError
from boomerang.lab.country import Look, Question, explanation_of
from boomerang.lab.state import State
from boomerang.lab.words import END

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # of a code: none that is taken for another, no words
LONG = 5
MOST_ROOMS, MOST_GUESSES = 50, 500
HOURS = 12.0  # after which nobody comes back to a room
MOST_WORTH = 10**10  # a guess


@dataclass(frozen=True)
class Truth:
    """What the simulated countries say.

    Attributes:
        middle, low, high: of the countries with other luck, the mean and where nine of ten lie.
        countries: how many there are.
    """

    middle: float
    low: float
    high: float
    countries: int

    @classmethod
    def of(cls, counts: Sequence[float]) -> Self:
        """What some countries say, each with how often it happened there."""
        low, high = np.quantile(counts, [0.05, 0.95]).tolist()
        return cls(float(np.mean(counts)), low, high, len(counts))

    def holds(self, guess: float) -> bool:
        """Whether a guess lies where nine of ten countries do."""
        return self.low <= guess <= self.high


@dataclass(frozen=True)
class Lesson:
    """What a class is asked.

    Attributes:
        question: in a sentence; the answer is a number.
        query: the address of the state that is asked about, without its `?`.
        asked: what is simulated to answer it.
    """

    question: str
    query: str
    asked: Question


def lesson_of(asked: Question, state: State) -> Lesson:
    """What is asked of a class about what is chosen."""
    day = asked.before.last_day.strftime(END)
    under = f" under “{asked.after.policy}”" if asked.after else ""
    values = ", with the parameters chosen," if asked.settings else ""
    query = state.changed(tab="classroom", more={}).query().removeprefix("?")
    name = explanation_of(asked.before.case, state)
    right = f"If “{name}” is right, how" if name else "How"
    question = f"{right} often will “{asked.outcome}” have happened{under}{values} by {day}?"
    return Lesson(question, query, asked)


@dataclass(eq=False)
class Room:
    """A class with one question.

    Attributes:
        code: how it is entered; lesson: what is asked.
        guesses: by whoever made them, a name that only their page knows.
        truth: None until it is simulated. revealed: whether it is shown; from then on no guess counts.
        known: what is shown beside the guesses: how often it happened as it was; None for nothing.
    """

    code: str
    lesson: Lesson
    key: str = field(repr=False)
    used: float
    guesses: dict[str, float] = field(default_factory=dict)
    truth: Truth | None = None
    revealed: bool = False
    known: float | None = None

    def answer(self, pairs: Sequence[Sequence[Look]]) -> None:
        """Take in what the simulated countries say, of each a look at both sides if there are two."""
        outcome = self.lesson.asked.outcome
        if len(pairs[0]) > 1:
            self.known = float(np.mean([pair[0].counts[outcome] for pair in pairs]))
        self.truth = Truth.of([pair[-1].counts[outcome] for pair in pairs])

    def is_led_by(self, key: str) -> bool:
        """Whether a key is that of the lecturer."""
        return secrets.compare_digest(self.key.encode(), key.strip().encode())

    @property
    def values(self) -> list[float]:
        """All guesses, from low to high."""
        return sorted(self.guesses.values())


class School:
    """The rooms of a lab. They are few, and gone when nobody has come for some hours.

    Args:
        clock: seconds that never run back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._rooms: dict[str, Room] = {}
        self._clock = clock
        self._lock = Lock()

    def open(self, lesson: Lesson) -> Room:
        """Open a room.

        Raises:
            InputError: there are too many.
        """
        with self._lock:
            self._clear()
            if len(self._rooms) >= MOST_ROOMS:
                raise InputError(f"{MOST_ROOMS} rooms are open, the most there can be; close one first")
            code = next(code for code in iter(_code, "") if code not in self._rooms)
            self._rooms[code] = Room(code, lesson, secrets.token_urlsafe(9), self._clock())
            return self._rooms[code]

    def enter(self, code: str) -> Room:
        """The room of a code, however it is written.

        Raises:
            InputError: there is none.
        """
        with self._lock:
            self._clear()
            room = self._rooms.get(code.strip().upper())
            if room is None:
                raise InputError(
                    f"there is no room '{code.strip()[:12]}'; ask for the code again, or the room was closed"
                )
            room.used = self._clock()
            return room

    def close(self, room: Room, key: str) -> None:
        """Close a room for everybody.

        Raises:
            InputError: as of `reveal`.
        """
        _check_key(room, key)
        with self._lock:
            self._rooms.pop(room.code, None)

    def guess(self, room: Room, who: str, text: str) -> float:
        """Take the guess of somebody, or another one instead.

        Raises:
            InputError: it is no number, or too late, or the room is full.
        """
        value = read_guess(text)
        with self._lock:
            if room.revealed:
                raise InputError("the answer is shown already; no guess counts any more")
            if who not in room.guesses and len(room.guesses) >= MOST_GUESSES:
                raise InputError(f"{MOST_GUESSES} have guessed in this room, the most there can be")
            room.guesses[who] = value
            return value

    def reveal(self, room: Room, key: str) -> None:
        """Show the truth to everybody.

        Raises:
            InputError: it is not the lecturer who asks, or it is not simulated yet.
        """
        _check_key(room, key)
        if room.truth is None:
            raise InputError("the answer is still being simulated; wait a moment")
        with self._lock:
            room.revealed = True

    def _clear(self) -> None:
        now = self._clock()
        self._rooms = {code: room for code, room in self._rooms.items() if now - room.used < HOURS * 3_600}


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LONG))


def _check_key(room: Room, key: str) -> None:
    if not room.is_led_by(key):
        raise InputError("this is not the key of the room; whoever opened it has the key")


def read_guess(text: str) -> float:
    """Read a guess such as 350 or 1,200.

    Raises:
        InputError: it is no number from 0.
    """
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", "".join(text.split()))  # a comma before decimals stays
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit() or len(plain) > 15:
        raise InputError(f"'{text.strip()[:20]}' is no number; write one from 0, such as 350")
    if float(plain) > MOST_WORTH:
        raise InputError("more people than there are cannot be meant; write a smaller number")
    return float(plain)


def so_far(room: Room) -> str:
    """How many have guessed, and what they wait for."""
    number = len(room.guesses)
    guessed = (
        "Nobody has guessed yet" if not number else f"{number:,} ha{'s' if number == 1 else 've'} guessed"
    )
    return f"{guessed}; the answer is {'shown' if room.revealed else 'shown when the lecturer reveals it'}."


def told(room: Room) -> str:
    """How the class did, once the truth is shown; empty before."""
    truth, values = room.truth, room.values
    if truth is None or not room.revealed:
        return ""
    nine = f"nine of ten such countries have {truth.low:,.0f} to {truth.high:,.0f}"
    between = f"{truth.middle:,.0f} on average; {nine}."
    if not values:
        return f"{between} Nobody guessed."
    within = sum(map(truth.holds, values))
    nearest = min(values, key=lambda value: abs(value - truth.middle))
    told = [
        between,
        f"{within:,} of {len(values):,} guesses lie{'s' * (within == 1)} there.",
        f"The nearest guess was {nearest:,.0f}.",
        f"The guess in the middle of the class was {median(values):,.0f}." if len(values) > 2 else "",
    ]
    return " ".join(filter(None, told))
