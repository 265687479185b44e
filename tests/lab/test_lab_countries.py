"""Countries that the lab simulates, and what it keeps of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import boomerang
from boomerang.lab import country as module
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
