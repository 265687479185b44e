"""What the lab says of what it has simulated."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import boomerang
from boomerang.cli.main import app
from boomerang.lab.country import Countries, Look, Question
from boomerang.lab.knobs import knobs
from boomerang.lab.state import YOUR_OWN, State
from boomerang.lab.words import command, elsewhere, finding, queued

VILLAGE = boomerang.load("village")
KNOB = knobs(VILLAGE, None)[0]
NO_STOPS = State(case="village", policy="no stops")


@pytest.fixture(scope="module")
def look() -> Look:
    return Countries().pair(Question.of(VILLAGE, State()), 0)[0]


@pytest.fixture
def said(look: Look) -> Callable[..., str]:
    """What is said of pairs of totals."""

    def of(*pairs: tuple[int, ...], state: State = NO_STOPS) -> str:
        def like(total: int) -> Look:
            return replace(look, counts={"depart": total}, paths={"depart": np.array([0.0, total])})

        looks = [[like(total) for total in pair] for pair in pairs]
        return " | ".join(text for _, text in finding(Question.of(VILLAGE, state), looks))

    return of


def test_the_first_pair_is_told_as_it_is(said: Callable[..., str]) -> None:
    told = said((100, 62))
    assert told.startswith("depart: 38 fewer under “no stops” by 31 December 2014 | 100 as it was, 62 under")
    assert "More such pairs are on their way." in told


def test_three_pairs_have_an_interval(said: Callable[..., str]) -> None:
    told = said((100, 62), (100, 60), (100, 64))
    assert told.startswith(
        "depart: 38 fewer (35 to 41) under “no stops” by 31 December 2014 | The mean of 3 pairs"
    )
    assert "In the first pair 100 as it was, 62 under the policy." in told


def test_a_difference_may_be_none(said: Callable[..., str]) -> None:
    assert "1 fewer (from 7.1 fewer to 5.1 more: it may be none at all)" in said((9, 9), (9, 4), (9, 11))
    assert "no difference under" in said((9, 9))


def test_as_it_was_the_spread_is_told(said: Callable[..., str]) -> None:
    assert said((100,), state=State()).startswith("depart: 100 by 31 December 2014 | As it was, one country")
    told = said((100,), (90,), (110,), state=State())
    assert "In 3 countries with other luck 90 to 110, nine of ten between 91 and 109." in told


def test_what_can_change_nothing_is_said(said: Callable[..., str]) -> None:
    state = State(policy="no rule", explanation="chance")
    asked = Question.of(VILLAGE, state)
    told = said((1, 1), state=state)
    assert asked.changes_nothing
    assert (
        told == "“no rule” can change nothing here | With these mechanisms on: nothing follows restriction."
    )


@pytest.mark.parametrize(
    ("place", "told"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd")],
)
def test_places_in_the_queue(place: int, told: str) -> None:
    assert queued(place) == f"you are {told} in the queue; others are simulating"


def test_the_command_simulates_the_same_country(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    state = NO_STOPS.changed(settings={KNOB.path: KNOB.values[3]}, seed=3)
    look = Countries().pair(Question.of(VILLAGE, state), 0)[1]
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command(state, VILLAGE, "village"))
    done = CliRunner().invoke(app, [*words[1:], "--json"])
    assert f'"digest": "{look.digest}"' in done.stdout


def test_what_no_case_has_is_to_be_saved_first() -> None:
    own = NO_STOPS.changed(policy=YOUR_OWN, settings={KNOB.path: KNOB.values[3]})
    for blocks in (elsewhere(own, VILLAGE, "village", False), elsewhere(own, VILLAGE, "village", True)):
        assert blocks[0][1].startswith("Save the case under “Take home”, unpack village-case.zip")
        assert blocks[1][1].startswith("boomerang run village-case --seed 1")
        assert "--set" not in blocks[1][1]
    assert [kind for kind, _ in elsewhere(NO_STOPS, VILLAGE, "village", False)] == ["code"]
