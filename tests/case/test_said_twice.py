"""What is said twice is told, though the second time what is so anyway is spelt out."""

from copy import deepcopy
from typing import Any

import pytest

from boomerang.case import CaseError, case_from_data, warnings

FIGURE = {
    "count": "depart",
    "by": "2010-06-30",
    "value": 3,
    "said by": "a reader",
    "known": "2010-12-31",
    "source": "assumption",
}
TO = {"by": None, "to": "2010-06-30"}


@pytest.fixture
def country(tiny: dict[str, Any]) -> dict[str, Any]:
    tiny["population"] = {
        "places": [{"place": name, "people": 100, "coast": "yes"} for name in ("Aa", "Bb")],
        "traits": {"sex": {"woman": 0.5, "man": 0.5}},
    }
    tiny["log"] = ["depart"]
    tiny["acts"] = {"stop": {"rate": "1 per person-year"}}
    tiny["feelings"] = {"anger": {"half-life": "1 week"}, "fear": {"half-life": "1 week"}}
    return tiny


def figure(**more: object) -> dict[str, object]:
    return {key: given for key, given in (FIGURE | more).items() if given is not None}


def told(data: dict[str, Any]) -> list[str]:
    """What is wrong with a case."""
    try:
        case_from_data(deepcopy(data))
    except CaseError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "ever"},
        {"count": ["depart"], **TO, "from": "2010-01-01"},
        {"detected": 1, "delay": "0 days", "drift": 0, "rounding": 1},
        {"low": 3, "high": None, "confidence": "high", "statistic": "number"},
        {"within": "sex man or woman"},
        {"within": "place Aa or Bb"},
        {"within": ["coast yes", "place Bb or Aa"]},
    ],
)
def test_a_figure_with_what_is_so_anyway(country: dict[str, Any], more: dict[str, object]) -> None:
    country["observations"] = [figure(), figure(**more)]
    said = "observations[1]: this says the same as observations[0]; leave one out"
    assert told(country) == [said]


@pytest.mark.parametrize(
    "more",
    [
        {"from": "2010-02-01"},
        {"detected": 0.9},
        {"delay": "1 day"},
        {"rounding": 3},
        {"low": 2},
        {"error": "none"},
        {"within": "sex man"},
        {"within": "place Bb"},
        {"source": "another"},
    ],
)
def test_a_figure_that_differs(country: dict[str, Any], more: dict[str, object]) -> None:
    country["observations"] = [figure(), figure(**more)]
    assert told(country) == []


def test_the_same_agency_in_other_units(country: dict[str, Any]) -> None:
    country["observations"] = [
        figure(delay="7 days", low=1, high=4),
        figure(delay="1 week", low=1, high=4, error="none"),
    ]
    assert len(told(country)) == 1


def test_an_observable_with_what_is_so_anyway(country: dict[str, Any]) -> None:
    spelt = {"count": ["depart"], "from": "2010-01-01", "to": "2010-12-31", "within": "place Bb or Aa"}
    country["observable"] = [{"count": "depart"}, spelt, {"count": "depart", "within": "place Aa"}]
    assert told(country) == ["observable[1]: this says the same as observable[0]; leave one out"]


def kick(**more: object) -> dict[str, object]:
    return {"when": "stop", "to": "self", "anger": 1, **more}


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"when": ["depart", "stop"]}, 1),
        ({"fear": 2}, 1),
        ({"weighed by": {"sex woman": 1}, "fear": 1}, 1),
        ({"weighed by": {"sex woman": 2}}, 0),
        ({"when": "depart"}, 0),
        ({"anger": 0.5}, 0),
    ],
)
def test_a_kick_within_another(country: dict[str, Any], more: dict[str, object], faults: int) -> None:
    country["kicks"] = [kick(), kick(**more)]
    said = "kicks[1]: after 'stop' kicks[0] kicks 'anger' in the same way; leave one of them out"
    assert told(country) == [said] * faults


def test_alternatives_that_are_alike_are_a_warning(country: dict[str, Any]) -> None:
    pain = {"claim": "It hurts.", "by": "a reader", "kicks": [kick()]}
    country["mechanisms"] = {"pain": pain, "grief": pain | {"kicks": [kick(anger=2)]}}
    country["explanations"] = {
        "one": {"by": "a reader", "claim": "Both.", "mechanisms": ["pain", "grief"]},
        "pain alone": {"by": "a reader", "claim": "One.", "mechanisms": ["pain"]},
        "two": {"by": "a reader", "claim": "Both again.", "mechanisms": ["grief", "pain"]},
    }
    country["levers"] = {"push": {"of": "place", "schedule": 0.5}}
    halved = {"levers": {"push": {"times": 0.5, "within": "place Aa"}}}
    country["policies"] = {
        "half": halved,
        "half again": halved,
        "half there": {"levers": {"push": {"times": 0.5, "within": "place Bb"}}},
        "calm": {"without": "pain", "by": "a reader"},
        "later": {"without": "pain", "from": "2010-02-01"},
        "quiet": {"without": ["pain"], "from": "2010-01-01", "source": "assumption"},
    }
    assert [str(problem) for problem in warnings(case_from_data(country))] == [
        "explanations.two: this comes to the same as 'one'; leave one out",
        "policies.half again: this comes to the same as 'half'; leave one out",
        "policies.quiet: this comes to the same as 'calm'; leave one out",
    ]


@pytest.mark.parametrize(
    ("more", "faults"),
    [({"value": 7}, 1), ({"value": 7, "detected": 0.5}, 1), ({"value": 7, "said by": "another"}, 0)],
)
def test_two_values_of_one_source(country: dict[str, Any], more: dict[str, object], faults: int) -> None:
    country["observations"] = [figure(), figure(**more)]
    said = "'a reader' says of the same 7 here and 3 in observations[0].value; leave one of them out"
    assert told(country) == [f"observations[1].value: {said}"] * faults


PAIN = {"claim": "It hurts.", "by": "a reader"}
AND = "says the same, and both count while this does; leave one of them out"


@pytest.mark.parametrize(
    ("of_case", "of_mechanism", "place", "other"),
    [
        ({"kicks": [kick()]}, {"kicks": [kick(fear=2)]}, "kicks[0]", "kicks[0]"),
        (
            {"hazard ratios": {"depart": {"sex man or woman": 2}}},
            {"hazard ratios": {"depart": {"sex woman or man": "2"}}},
            "hazard ratios.depart.sex woman or man",
            "hazard ratios.depart.sex man or woman",
        ),
        (
            {"responses": {"push": {"to": "alarm", "gain": 0.1}}},
            {"responses": {"push": {"to": "alarm", "gain": 0.1}}},
            "responses.push",
            "responses.push",
        ),
        ({"kicks": [kick()]}, {"kicks": [kick(anger=2)]}, "", ""),
        ({"hazard ratios": {"depart": {"anger": 2}}}, {"hazard ratios": {"depart": {"fear": 2}}}, "", ""),
    ],
)
def test_a_mechanism_that_says_what_the_case_says(
    country: dict[str, Any], of_case: dict[str, Any], of_mechanism: dict[str, Any], place: str, other: str
) -> None:
    country |= {"climates": {"alarm": {"half-life": "1 week"}}, "levers": {"push": 0.5}}
    country |= of_case | {"mechanisms": {"pain": PAIN | of_mechanism}}
    assert told(country) == ([f"mechanisms.pain.{place}: {other} {AND}"] if place else [])


def test_a_ratio_of_an_event_that_is_added_again(country: dict[str, Any]) -> None:
    country["acts"]["stop"] |= {"hazard ratios": {"sex man": 2}}
    country["hazard ratios"] = {"stop": {"sex man": 2}}
    said = f"hazard ratios.stop.sex man: acts.stop.hazard ratios.sex man {AND}"
    assert told(country) == [said]
