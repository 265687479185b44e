"""Countries that the lab simulates, and what it keeps of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import boomerang
from boomerang.lab import country as module
from boomerang.lab import drawn as pictures
from boomerang.lab.country import Countries, Question, with_own_policy
from boomerang.lab.state import YOUR_OWN, State

VILLAGE = boomerang.load("village")


@pytest.fixture(scope="module")
def countries() -> Countries:
    return Countries()


def question(**chosen: Any) -> Question:
    return Question.of(VILLAGE, State(case="village", **chosen))


def test_a_look_adds_up(countries: Countries) -> None:
    (look,) = countries.pair(question(), 0)
    for event, count in look.counts.items():
        assert look.by_place[event].sum() == look.paths[event][-1] == count
    assert look.months[-1] == np.datetime64(VILLAGE.period.end)


def test_the_twin_as_it_was_is_kept(countries: Countries) -> None:
    first = countries.pair(question(policy="no stops"), 0)
    second = countries.pair(question(policy="half the stops"), 0)
    assert first[0] is second[0]
    assert first[1] is not second[1]
    assert countries.known(question(policy="half the stops"))
    assert not countries.known(question(policy="half the stops", seed=99))


def test_few_looks_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    countries = Countries()
    for seed in (1, 2, 3):
        countries.pair(question(seed=seed), 0)
    assert [countries.known(question(seed=seed)) for seed in (1, 2, 3)] == [False, True, True]


def test_a_picture_is_drawn_once_for_all_who_look_at_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    for name in ("outcome_map", "causal_loops"):
        draw = getattr(pictures, name)
        monkeypatch.setattr(pictures, name, lambda *of, n=name, d=draw: (drawn.append(n), d(*of))[1])
    countries = Countries()

    def seen(**chosen: Any) -> tuple[Any, Any]:
        asked = question(**chosen)
        (look,) = countries.pair(asked, 0)
        return pictures.where(countries, asked, look), pictures.why(countries, asked, None)

    first = seen()
    assert seen() == first
    assert drawn == ["outcome_map", "causal_loops"]
    other = seen(seed=99)  # other luck, and what moves what is the same
    assert (other[0] != first[0], other[1]) == (True, first[1])
    assert drawn[2:] == ["outcome_map"]
    seen(settings={"parameters.memory": str(VILLAGE.parameters["memory"].value)})
    assert drawn[3:] == ["outcome_map", "causal_loops"]
    monkeypatch.setattr(module, "KEPT", 2)
    seen(seed=3)  # with which the oldest are forgotten
    assert drawn[5:] == ["outcome_map", "causal_loops"]


def test_a_run_ends_when_nobody_waits_for_it() -> None:
    class Enough(Exception):  # noqa: N818
        pass

    def stop(*_: object) -> None:
        raise Enough

    with pytest.raises(Enough):
        Countries().pair(question(), 0, stop)


def test_what_is_left_as_it_was_is_as_it_was(countries: Countries) -> None:
    before, after = countries.pair(question(policy=YOUR_OWN, levers={"restriction": 1.0}), 0)
    assert before.counts == after.counts


def test_the_case_itself_is_not_changed() -> None:
    with_own_policy(VILLAGE, State(levers={"restriction": 0.5}))
    assert YOUR_OWN not in VILLAGE.policies
