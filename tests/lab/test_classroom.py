"""Predict, then reveal."""

from __future__ import annotations

import pytest

import boomerang
from boomerang.errors import InputError
from boomerang.lab import classroom as lab
from boomerang.lab.classroom import Room, School, Truth
from boomerang.lab.country import Countries, Question
from boomerang.lab.state import EVERYTHING, State
from boomerang.report.charts.guesses import guesses_chart
from boomerang.report.charts.rendered import specification

VILLAGE = boomerang.load("village")
STATE = State(case="village", policy="no stops", seed=3)
LESSON = lab.lesson_of(Question.of(VILLAGE, STATE), STATE)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rooms(clock: Clock) -> School:
    return School(clock)


@pytest.fixture
def room(rooms: School) -> Room:
    return rooms.open(LESSON)


def test_a_room_is_entered_by_its_code(rooms: School, room: Room) -> None:
    assert rooms.enter(f" {room.code.lower()} ") is room
    assert set(room.code) <= set(lab.LETTERS)
    with pytest.raises(InputError, match="there is no room 'XXXXX'; ask for the code again"):
        rooms.enter("XXXXX")


def test_codes_and_keys_differ(rooms: School) -> None:
    found = [rooms.open(LESSON) for _ in range(20)]
    assert len({room.code for room in found}) == len({room.key for room in found}) == 20
    assert found[0].key not in repr(found[0])


def test_rooms_are_few(rooms: School) -> None:
    found = [rooms.open(LESSON) for _ in range(lab.MOST_ROOMS)]
    with pytest.raises(InputError, match="50 rooms are open, the most"):
        rooms.open(LESSON)
    rooms.close(found[0], found[0].key)
    rooms.open(LESSON)


def test_a_room_that_nobody_comes_to_is_gone(rooms: School, room: Room, clock: Clock) -> None:
    clock.now = lab.HOURS * 3_600 - 1
    rooms.enter(room.code)
    clock.now += lab.HOURS * 3_600 - 1
    assert rooms.enter(room.code) is room
    clock.now += lab.HOURS * 3_600
    with pytest.raises(InputError, match="there is no room"):
        rooms.enter(room.code)


def test_everybody_has_one_guess(rooms: School, room: Room) -> None:
    rooms.guess(room, "ann", "1,200")
    rooms.guess(room, "ben", " 7 ")
    assert rooms.guess(room, "ann", "30.5") == 30.5
    assert room.values == [7, 30.5]


@pytest.mark.parametrize(
    "text", ["", "many", "-3", "1e9", "nan", "٣", "1.2.3", "0,5", "1,2000", ".", "9" * 11, "9" * 400]
)
def test_what_is_no_guess_is_told(rooms: School, room: Room, text: str) -> None:
    with pytest.raises(InputError, match="write"):
        rooms.guess(room, "ann", text)
    assert not room.guesses


def test_a_room_has_so_many_guesses(rooms: School, room: Room) -> None:
    for number in range(lab.MOST_GUESSES):
        rooms.guess(room, str(number), "1")
    with pytest.raises(InputError, match="500 have guessed"):
        rooms.guess(room, "one more", "1")
    rooms.guess(room, "0", "2")
    assert room.values[-1] == 2


def test_only_the_lecturer_reveals_and_only_what_is_there(rooms: School, room: Room) -> None:
    with pytest.raises(InputError, match="still being simulated"):
        rooms.reveal(room, room.key)
    room.truth = Truth(40, 30, 50, 10)
    with pytest.raises(InputError, match="not the key"):
        rooms.reveal(room, "küche")
    assert not room.revealed
    rooms.reveal(room, room.key)
    assert room.revealed
    with pytest.raises(InputError, match="no guess counts any more"):
        rooms.guess(room, "ann", "40")
    with pytest.raises(InputError, match="not the key"):
        rooms.close(room, "")


def test_how_the_class_did(rooms: School, room: Room) -> None:
    room.truth = Truth(40.4, 30, 50, 10)
    for who, guess in {"ann": "10", "ben": "45", "cal": "80"}.items():
        rooms.guess(room, who, guess)
    assert lab.told(room) == ""
    rooms.reveal(room, room.key)
    assert lab.told(room) == (
        "40 on average; nine of ten such countries have 30 to 50. 1 of 3 guesses lies there. The nearest"
        " guess was 45. The guess in the middle of the class was 45."
    )


def test_nobody_guessed(rooms: School, room: Room) -> None:
    room.truth = Truth(40.4, 30, 50, 10)
    rooms.reveal(room, room.key)
    assert lab.told(room) == "40 on average; nine of ten such countries have 30 to 50. Nobody guessed."


def test_the_answer_is_what_the_countries_say(room: Room) -> None:
    pairs = [Countries().pair(LESSON.asked, number) for number in (0, 1)]
    room.answer(pairs)
    before, after = ([pair[side].counts["depart"] for pair in pairs] for side in (0, 1))
    assert room.truth is not None
    assert (room.truth.middle, room.truth.countries) == (sum(after) / 2, 2)
    assert min(after) <= room.truth.low <= room.truth.high <= max(after)
    assert room.known == sum(before) / 2


def test_a_lesson_asks_about_what_is_chosen() -> None:
    asks = "often will “depart” have happened under “no stops” by 31 December 2014?"
    assert LESSON.question == f"If “boomerang” is right, how {asks}"
    everything = STATE.changed(explanation=EVERYTHING)
    assert lab.lesson_of(Question.of(VILLAGE, everything), everything).question == f"How {asks}"
    assert State.of_query(LESSON.query) == STATE.changed(tab="classroom")


def test_how_many_have_guessed(rooms: School, room: Room) -> None:
    assert lab.so_far(room).startswith("Nobody has guessed yet; the answer is shown when the lecturer")
    rooms.guess(room, "ann", "1")
    assert lab.so_far(room).startswith("1 has guessed")
    rooms.guess(room, "ben", "1")
    assert lab.so_far(room).startswith("2 have guessed")


def rows(spec: dict[str, object]) -> list[dict[str, object]]:
    return [row for rows in spec["datasets"].values() for row in rows]  # type: ignore[attr-defined]


def test_guesses_are_dots_above_each_other() -> None:
    dots = [row for row in rows(specification(guesses_chart([50, 50, 10], "depart"))) if "guess" in row]
    assert [row["high"] for row in dots] == [0.5, 1.5, 0.5]
    assert dots[0]["value"] == dots[1]["value"] != dots[2]["value"]


def test_the_truth_is_in_no_chart_before_it_is_shown() -> None:
    before = specification(guesses_chart([50], "depart", known=34))
    after = specification(guesses_chart([50], "depart", known=34, truth=(40, 30, 60)))
    assert "what came out: 40" not in str(before)
    assert "what came out: 40" in str(after)
    assert {"value": 30, "to": 60} in rows(after)
    assert "as it was: 34" in str(before)


def test_no_guess_is_a_chart_too() -> None:
    assert specification(guesses_chart([], "depart"))
