"""Pairs and points wherever an executor has them simulated: all that it needs and gives can be sent."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import boomerang


class Sent(Executor):
    """Does everything at once, with what has been sent to and fro as bytes."""

    def submit(self, task: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        there, done = pickle.loads(pickle.dumps((task, given))), Future[Any]()
        done.set_result(pickle.loads(pickle.dumps(there[0](*there[1]))))
        return done


def test_policies_are_compared_elsewhere() -> None:
    how: dict[str, Any] = {"policies": ["no stops", "no answer"], "explanations": ["boomerang"], "pairs": 2}
    here, there = (boomerang.whatif("village", "depart", executor=each, **how) for each in (None, Sent()))
    assert there.to_dict() == here.to_dict()


def test_acts_are_added_elsewhere() -> None:
    how: dict[str, Any] = {"explanations": ["restriction"], "pairs": 3, "acts": 20, "by": ["sex"]}
    here, there = (
        boomerang.number("village", "stop", "depart", executor=each, **how).of["restriction"]
        for each in (None, Sent())
    )
    assert there.records == here.records


def test_points_are_simulated_elsewhere() -> None:
    here, there = (
        boomerang.sensitivity("village", "depart", simulations=60, executor=each) for each in (None, Sent())
    )
    assert there.indices.equals(here.indices)
