"""The gain of loops through responses, where it can be worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.preview.loop import Loops, find_loops, loop_warnings

LN2 = 0.6931471805599453
PEOPLE = 1000
HALF_LIFE = 30 / 365.25  # years


@pytest.fixture
def looped(tiny: dict[str, Any]) -> dict[str, Any]:
    """Stops of everybody, five a year with the lever at 1; each makes threat, and threat makes policing."""
    tiny["population"] = {"places": [{"place": "here", "people": PEOPLE}]}
    tiny["period"]["to"] = "2019-12-31"
    tiny["transitions"] = {}
    tiny["climates"] = {"threat": {"half-life": "30 days"}}
    tiny["levers"] = {"policing": 0.2}
    tiny["acts"] = {"stop": {"rate": "5 per person-year", "times": "policing"}}
    tiny["kicks"] = [{"when": "stop", "to": "nation", "threat": 1}]
    tiny["responses"] = {"policing": {"to": "threat", "gain": 0.001, "relaxes over": "10 days"}}
    return tiny


def loops_of(data: dict[str, Any]) -> Loops:
    return find_loops(compile_case(scenario(case_from_data(data))))


def let_the_angry_leave(looped: dict[str, Any], where: str) -> None:
    """Stops anger kin, the angry leave a little more often, and who leaves is a threat."""
    leave = {"moves": f"stance loyal -> {where}", "rate": "1.0e-5 per person-year"}
    looped["transitions"] = {"leave": leave | {"hazard ratios": {"anger": 1.1}}}
    looped["kicks"] = [
        {"when": "leave", "to": "nation", "threat": 1},
        {"when": "stop", "to": "kin", "anger": 0.01},
    ]


def gain_of(data: dict[str, Any]) -> float:
    gain = loops_of(data).each[0].gain
    assert gain is not None
    return gain


DIRECT = 5 * PEOPLE * HALF_LIFE / LN2 * 0.001


def test_a_lever_that_multiplies(looped: dict[str, Any]) -> None:
    loops = loops_of(looped)
    assert [(loop.lever, loop.climate) for loop in loops.each] == [("policing", "threat")]
    assert gain_of(looped) == pytest.approx(DIRECT, rel=1e-6)
    assert loops.together == pytest.approx(DIRECT)
    assert loops.growth == 0
    assert loop_warnings(loops) == []


def test_a_climate_that_moves_what_kicks_it(looped: dict[str, Any]) -> None:
    """Rate x people x log ratio x the mean life of a kick, by two mechanisms, without any response."""
    del looped["responses"], looped["kicks"]
    looped["levers"] = {}
    looped["acts"] = {"stop": {"rate": "5 per person-year"}}
    said = {"claim": "a", "by": "b"}
    looped["mechanisms"] = {
        "talk": said | {"kicks": [{"when": "stop", "to": "nation", "threat": 1}]},
        "habit": said | {"hazard ratios": {"stop": {"threat": 1.0001}}},
    }
    loops = loops_of(looped)
    (through,) = loops.climates
    assert (through.climate, through.owners) == ("threat", ("talk", "habit"))
    assert through.gain == pytest.approx(5 * PEOPLE * np.log(1.0001) * HALF_LIFE / LN2, rel=1e-3)
    assert (loops.each, loops.together, loops.growth) == ((), None, None)
    assert loop_warnings(loops) == []
    looped["mechanisms"]["habit"]["hazard ratios"]["stop"]["threat"] = 1.01
    (told,) = loop_warnings(loops_of(looped))
    assert told.startswith("the climate threat has a loop gain of 5.9: from 1 on it feeds itself")
    looped["mechanisms"]["habit"]["hazard ratios"]["stop"]["threat"] = 0.9999
    (through,) = loops_of(looped).climates
    assert through.gain == pytest.approx(-5 * PEOPLE * 0.0001 * HALF_LIFE / LN2, rel=1e-3)


def test_a_climate_that_moves_other_events_only_is_no_loop(looped: dict[str, Any]) -> None:
    del looped["responses"]
    looped["levers"] = {}
    looped["acts"] = {"stop": {"rate": "5 per person-year"}, "sing": {"rate": "5 per person-year"}}
    looped["hazard ratios"] = {"sing": {"threat": 1.5}}
    assert loops_of(looped) == Loops()


def test_a_lever_at_zero_still_closes_the_loop(looped: dict[str, Any]) -> None:
    looped["levers"]["policing"] = 0
    assert gain_of(looped) == pytest.approx(DIRECT)


def test_a_lever_as_a_ratio(looped: dict[str, Any]) -> None:
    looped["acts"]["stop"] = {
        "rate": "5 per person-year at reference",
        "hazard ratios": {"policing": 3, "policing squared": 2},
    }
    slope = 1.0986122886681098 + 2 * 0.2 * LN2
    assert gain_of(looped) == pytest.approx(DIRECT * slope * 3**0.2 * 2**0.04)


def test_a_lever_that_lowers(looped: dict[str, Any]) -> None:
    looped["responses"]["policing"]["gain"] = -0.001
    assert gain_of(looped) == pytest.approx(-DIRECT)


def test_levers_and_climates_of_places(looped: dict[str, Any]) -> None:
    """Every place has a loop of its own; the gain is their mean over those who are stopped."""
    looped["population"]["places"] = [{"place": "a", "people": 750}, {"place": "b", "people": 250}]
    looped["climates"]["threat"]["of"] = "place"
    looped["levers"]["policing"] = {"of": "place", "schedule": 0.2}
    looped["kicks"][0]["to"] = "place"
    assert gain_of(looped) == pytest.approx(DIRECT * (0.75**2 + 0.25**2))


def test_kicks_weighed_and_scaled(looped: dict[str, Any]) -> None:
    looped["population"]["traits"] = {"sex": {"woman": 0.5, "man": 0.5}}
    looped["levers"]["zeal"] = 0.5
    looped["kicks"][0] |= {"weighed by": {"sex man": 3}, "times": "zeal"}
    assert gain_of(looped) == pytest.approx(DIRECT * 2 * 0.5)


TWO = [{"place": "a", "people": 750, "zone": "hills"}, {"place": "b", "people": 250, "zone": "plain"}]


def test_a_loop_of_some_places_and_kicks_weighed_by_place(looped: dict[str, Any]) -> None:
    looped["population"]["places"] = TWO
    looped["kicks"][0]["weighed by"] = {"zone plain": 3}
    assert gain_of(looped) == pytest.approx(DIRECT * (0.75 + 0.25 * 3))
    looped["acts"]["stop"]["who"] = "place b"
    assert gain_of(looped) == pytest.approx(DIRECT * 0.25 * 3)
    looped["levers"]["policing"] = 0
    assert gain_of(looped) == pytest.approx(DIRECT * 0.25 * 3)
    looped["levers"]["policing"] = 0.2
    looped["acts"]["stop"] |= {"who": [], "hazard ratios": {"place b": 4}}
    assert gain_of(looped) == pytest.approx(DIRECT * (0.75 + 4 * 0.25 * 3) / (0.75 + 4 * 0.25))


@pytest.mark.parametrize(
    ("within", "who", "weight"),
    [
        ("nation", "place a or b", 0.75),
        ("nation", "place b", 0.75),
        ("place", "place b", 0),
        ("place", "place a", 1),
    ],
)
def test_kicks_of_feelings_are_weighed_by_the_place_of_the_receiver(
    looped: dict[str, Any], within: str, who: str, weight: float
) -> None:
    """Stops anger some, and the angry leave, whose hazard rises as theirs with anger."""
    looped["population"] = {"places": TWO, "contacts": {"kin": {"within": within, "each": 4}}}
    looped["feelings"] = {"anger": {"half-life": "1 day"}}
    looped["acts"]["stop"]["who"] = who
    let_the_angry_leave(looped, "departed")
    everywhere = gain_of(looped)
    assert everywhere > 0
    looped["kicks"][1]["weighed by"] = {"place b": 0}
    assert gain_of(looped) == pytest.approx(everywhere * weight, rel=1e-6)


def test_two_responses_feed_each_other(looped: dict[str, Any]) -> None:
    """Neither loop reaches 1, both together do."""
    gain = 0.7 / DIRECT * 0.001
    looped["responses"]["policing"]["gain"] = gain
    looped["climates"]["alarm"] = {"half-life": "30 days"}
    looped["levers"]["patrols"] = 0.2
    looped["acts"]["search"] = {"rate": "5 per person-year", "times": "patrols"}
    looped["kicks"] += [{"when": "search", "to": "nation", "threat": 1, "alarm": 1}]
    looped["kicks"] += [{"when": "stop", "to": "nation", "alarm": 1}]
    looped["responses"]["patrols"] = {"to": "alarm", "gain": gain}
    loops = loops_of(looped)
    assert [loop.gain for loop in loops.each] == pytest.approx([0.7, 0.7])
    assert loops.together == pytest.approx(1.4)
    assert loop_warnings(loops) == ["the responses have a loop gain of 1.4 together: they feed each other"]


def test_a_loop_that_feeds_itself(looped: dict[str, Any]) -> None:
    looped["responses"]["policing"]["gain"] = 1.5 / DIRECT * 0.001
    assert loop_warnings(loops_of(looped)) == [
        "policing answers threat with a loop gain of 1.5: from 1 on it feeds itself until the lever reaches"
        " the end of its range"
    ]


def test_a_loop_through_feelings_and_states(looped: dict[str, Any]) -> None:
    """Stops anger, the angry leave, and only those who leave are a threat."""
    looped["tracks"] = {"stance": ["loyal", "gone"]}
    looped["feelings"] = {"anger": {"half-life": "1 day"}}
    looped["population"]["contacts"] = {"kin": {"within": "nation", "each": 4}}
    let_the_angry_leave(looped, "gone")
    looped["period"]["step"] = "1 hour"
    looped["period"]["to"] = "2010-12-31"
    # Four kin, each with the rate 1e-5 times ln(1.1) times what is left of 0.01 over time.
    leaves = 4 * 1e-5 * 0.0953101798 * 0.01 * (1 / 365.25) / LN2
    assert gain_of(looped) == pytest.approx(DIRECT * leaves, rel=2e-3)


def test_a_loop_through_encounters(looped: dict[str, Any]) -> None:
    """Those who come to sympathise stay for a while and turn others, with half of them leaving in the end."""
    looped["tracks"] = {"stance": ["loyal", "sympathiser", "gone"]}
    looped["population"]["contacts"] = {"kin": {"within": "nation", "each": 4}}
    looped["transitions"] = {
        "sympathise": {
            "moves": "stance loyal -> sympathiser",
            "rate": "1.0e-6 per person-year",
            "times": "policing",
        },
        "leave": {"moves": "stance sympathiser -> gone", "rate": "20 per person-year"},
        "relent": {"moves": "stance sympathiser -> loyal", "rate": "20 per person-year"},
    }
    looped["encounters"] = {
        "invite": {
            "who": "stance sympathiser",
            "to": "kin",
            "rate": "40 per person-year",
            "turns": "sympathise",
            "chance": 0.5,
        }
    }
    looped["kicks"] = [{"when": "leave", "to": "nation", "threat": 1}]
    loops = loops_of(looped)
    assert loops.growth == pytest.approx(
        0.5, rel=5e-3
    )  # a 40th of a year each, 40 approaches a year, half turn
    assert gain_of(looped) == pytest.approx(DIRECT * 1e-6 / 5 * 0.5 / (1 - 0.5), rel=1e-2)
    # Each turns half a person, who turns another half and so on: one in the end, who kicks the climate.
    looped["kicks"] = [{"when": "invite", "to": "nation", "threat": 1}]
    assert gain_of(looped) == pytest.approx(DIRECT * 1e-6 / 5, rel=1e-2)
    looped["kicks"][0] |= {"weighed by": {"stance loyal": 3, "stance sympathiser": 100}}
    assert gain_of(looped) == pytest.approx(3 * DIRECT * 1e-6 / 5, rel=1e-2)


def test_kicks_of_encounters_with_people_of_some_places(looped: dict[str, Any]) -> None:
    """Nine in ten approaches find somebody who can turn; feelings of theirs make them leave."""
    looped["population"] = {"places": TWO, "contacts": {"kin": {"within": "nation", "each": 4}}}
    looped["tracks"] = {"stance": ["loyal", "sympathiser"]}
    looped["transitions"] = {"sympathise": {"moves": "stance loyal -> sympathiser", "who": "zone hills"}}
    looped["encounters"] = {
        "invite": {
            "who": "place b",
            "to": "kin",
            "rate": "1.0e-4 per person-year",
            "times": "policing",
            "turns": "sympathise",
            "chance": 0.5,
            "chance ratios": {"place a": 1.5},
        }
    }
    looped["kicks"] = [
        {"when": "invite", "to": "nation", "threat": 1, "weighed by": {"place a": 2, "place b": 9}}
    ]
    assert gain_of(looped) == pytest.approx(DIRECT * 0.25 * 1e-4 / 5 * 0.75 * 0.75 * 2, rel=1e-2)


def test_events_that_multiply_anyway(looped: dict[str, Any]) -> None:
    looped["acts"]["riot"] = {"rate": "1 per person-year", "times": "threat"}
    looped["kicks"][0]["when"] = ["stop", "riot"]
    loops = loops_of(looped)
    assert loops.growth == pytest.approx(PEOPLE * HALF_LIFE / LN2)
    assert (loops.each[0].gain, loops.together) == (None, None)
    assert loop_warnings(loops) == [
        "an event brings 1.2e+02 others without any response: events multiply on their own, and what the"
        " responses add cannot be told"
    ]


def test_without_responses(tiny: dict[str, Any]) -> None:
    assert loops_of(tiny) == Loops()
    assert loop_warnings(Loops()) == []
