"""A country in calm: the states that people are in, where it can be worked out by hand."""

from typing import Any

import numpy as np
import pytest

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.preview.calm import Calm
from boomerang.preview.loop import find_loops, loop_warnings

YEAR = 365.25


def calm_of(data: dict[str, Any]) -> Calm:
    return Calm(compile_case(scenario(case_from_data(data))))


def test_states_that_follow_each_other(tiny: dict[str, Any]) -> None:
    """The period ends at random, so that who leaves a state at a rate r has stayed 1 / (r + 1 / period)."""
    tiny["tracks"] = {"stance": ["loyal", "sympathiser", "departed", "dead"]}
    tiny["transitions"] = {
        "sympathise": {"moves": "stance loyal -> sympathiser", "rate": "2 per person-year"},
        "depart": {"moves": "stance sympathiser -> departed", "rate": "3 per person-year"},
    }
    calm = calm_of(tiny)
    period = calm.horizon / YEAR
    first, second = 2 * period / (1 + 2 * period), 3 * period / (1 + 3 * period)
    (shares,) = calm.states_of
    assert shares == pytest.approx([1 - first, first * (1 - second), first * second, 0])
    assert calm.by_class[:, 0] * YEAR == pytest.approx([2, 3])


def test_only_states_that_can_be_reached_are_worked_out(tiny: dict[str, Any]) -> None:
    tiny["tracks"] = {"stance": ["loyal", "sympathiser", "departed"]}
    calm = calm_of(tiny)
    assert [calm._reached(state).tolist() for state in range(3)] == [[0, 2], [1], [2]]


def test_slopes_are_what_one_unit_more_of_a_lever_brings(tiny: dict[str, Any]) -> None:
    tiny["acts"] = {"stop": {"rate": "5 per person-year", "times": "policing"}}
    tiny["levers"] = {"policing": 0.2}
    calm = calm_of(tiny)
    assert calm.slopes(1) * YEAR == pytest.approx([100 * 5])
    assert calm.hazard(1)[0] * YEAR == pytest.approx([1])
    assert calm.slopes(0) == pytest.approx([0])


def test_what_an_event_adds_to_the_days_in_each_state(tiny: dict[str, Any]) -> None:
    """Who departs stays there for the rest of the period, which they would have spent as the others do."""
    tiny["tracks"] = {"stance": ["loyal", "sympathiser", "departed"]}
    calm = calm_of(tiny)
    left = 1 / (1 / calm.horizon + calm.by_class[0, 0])
    days = calm.moved(calm.by_class[:, 0], 0, np.array([1.0, 0, 0]))
    assert days == pytest.approx([-left, 0, left])


def test_too_many_states_to_look_for_loops(tiny: dict[str, Any]) -> None:
    """Of those that nobody reaches there may be as many as there are; this takes the cube of the others."""
    tiny["tracks"] = {"stance": [f"s{number}" for number in range(255)], "rank": ["low", "high"]}
    tiny["levers"] = {"policing": 0.2}
    tiny["climates"] = {"mood": {"of": "nation", "half-life": "1 week"}}
    tiny["kicks"] = [{"when": "depart", "to": "nation", "mood": 0.01}]
    tiny["responses"] = {"policing": {"to": "mood", "gain": 0.01}}
    tiny["transitions"] = {
        "depart": {"moves": "stance s0 -> s1", "rate": "1 per person-year", "times": "policing"}
    }
    assert loop_warnings(find_loops(compile_case(scenario(case_from_data(tiny))))) == []
    for number in range(1, 254):
        moves = {"moves": f"stance s{number} -> s{number + 1}", "rate": "1 per person-year"}
        tiny["transitions"][f"m{number}"] = moves
    assert loop_warnings(find_loops(compile_case(scenario(case_from_data(tiny))))) == [
        "loops are not looked for: there are too many states, events, kicks or combinations of traits"
    ]


def test_too_many_kicks_to_look_for_loops(tiny: dict[str, Any]) -> None:
    """What each is felt for is a sum over time, for all who feel it differently and all that they may do."""
    tiny["feelings"], tiny["climates"] = {"anger": {"half-life": "1 week"}}, {"mood": {"half-life": "1 week"}}
    names = [f"a{number}" for number in range(40)]
    for name in names:
        ratios = {"anger": 2, "mood": 1.1}
        tiny.setdefault("acts", {})[name] = {"rate": "1 per person-year", "hazard ratios": ratios}
    tiny["population"]["traits"] = {f"t{number}": {"a": 0.5, "b": 0.5} for number in range(10)}
    weights = {f"t{number} a": 1 + 2**number / 1_024 for number in range(10)}
    kicked = {"to": "self", "anger": 0.001, "weighed by": weights}
    tiny["kicks"] = [{"when": "depart", "to": "nation", "mood": 0.001}, {"when": names[:5], **kicked}]
    assert not find_loops(compile_case(scenario(case_from_data(tiny)))).untold
    tiny["kicks"][1]["when"] = names
    assert find_loops(compile_case(scenario(case_from_data(tiny)))).untold
