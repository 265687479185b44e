"""Where people live decides what they meet and what they feel; kicks of encounters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from boomerang.case import case_from_data, check
from boomerang.case.check.limits import MOST_PLACES
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.simulate import Outcome, simulate_model
from boomerang.preview.interventions import too_few

Data = dict[str, Any]

PLACES = [
    {"place": "north", "people": 3000, "province": "upper", "zone": "hills", "police": 2},
    {"place": "hill", "people": 2000, "province": "upper", "zone": "plain", "police": 0.5},
    {"place": "south", "people": 2500, "province": "lower", "zone": "hills", "police": 0},
]
BASE: Data = {
    "case": "tiny",
    "title": "A tiny case",
    "period": {"from": "2010-01-01", "to": "2011-12-31", "step": "1 week"},
    "population": {
        "places": PLACES,
        "household": "4 people",
        "traits": {"sex": {"woman": 0.5, "man": 0.5}},
        "contacts": {"household": {"within": "household"}, "kin": {"within": "nation", "each": 3}},
    },
    "feelings": {"anger": {"half-life": "never"}, "fear": {"half-life": "never"}},
    "tracks": {"stance": ["loyal", "angry", "gone"]},
}


def compiled_of(data: Data) -> Compiled:
    logged = [event for kind in ("transitions", "acts") for event in data.get(kind, {})]
    return compile_case(scenario(case_from_data(data | {"log": logged})))


def run(data: Data, seed: int = 1) -> tuple[Compiled, Outcome]:
    compiled = compiled_of(data)
    return compiled, simulate_model(compiled.model, seed, compiled.events, compiled.layers)


def by_place(compiled: Compiled, outcome: Outcome, event: str) -> NDArray[np.int64]:
    """int64[P]: how often an event happened, in the order of the country's places."""
    number = compiled.events.index(event)
    chosen = outcome.log["event"] == number
    return np.bincount(outcome.log["home"][chosen] >> 16, minlength=len(compiled.people.places))


def renamed(data: Any, subject: str) -> Data:
    """The same case with another subject in the place of `SUBJECT`."""
    if isinstance(data, dict):
        return {renamed(key, subject): renamed(part, subject) for key, part in data.items()}
    if isinstance(data, list):
        return [renamed(part, subject) for part in data]
    return data.replace("SUBJECT", subject) if isinstance(data, str) else data


EVERYWHERE: Data = BASE | {
    "climates": {"threat": {"half-life": "3 months"}},
    "acts": {"stop": {"rate": "1 per person-year"}},
    "transitions": {
        "resent": {
            "moves": "stance loyal -> angry",
            "rate": "0.1 per person-year",
            "who": ["SUBJECT north or hill", "sex man"],
            "hazard ratios": {"SUBJECT north": 3},
        },
        "leave": {
            "moves": "stance angry -> gone",
            "rate": "0.3 per person-year",
            "who": "SUBJECT north or south",
        },
    },
    "encounters": {
        "invite": {
            "who": ["stance angry", "SUBJECT north"],
            "to": "kin",
            "rate": "5 per person-year",
            "turns": "resent",
            "chance": 0.3,
            "chance ratios": {"SUBJECT hill": 2},
        }
    },
    "kicks": [
        {"when": "stop", "to": "kin", "anger": 1, "weighed by": {"SUBJECT hill": 0, "SUBJECT south": 2}},
        {"when": "stop", "to": "nation", "threat": 0.001, "weighed by": {"SUBJECT hill": 0.3}},
        {"when": "invite", "to": "household", "anger": 1},
    ],
}


HOME = {"home": {"given place": {name: {name: 1} for name in ("north", "hill", "south")}}}
POPULATION = BASE["population"] | {"traits": BASE["population"]["traits"] | HOME}


@pytest.mark.parametrize("seed", [1, 2])
def test_places_are_byte_for_byte_what_a_trait_given_by_place_is(seed: int) -> None:
    """Who, hazard ratios, chance ratios, weights of feelings and climates, and contacts that may turn."""
    data = EVERYWHERE | {"population": POPULATION}
    (_, one), (_, other) = (run(renamed(data, subject), seed) for subject in ("place", "home"))
    for column in one.log:
        assert one.log[column].tobytes() == other.log[column].tobytes(), column
    assert len(one.log["time"]) > 10_000
    assert one.value.tobytes() == other.value.tobytes()
    assert one.people.tobytes() == other.people.tobytes()


def test_as_much_slack_is_left_as_with_a_trait() -> None:
    """Hazards that feelings raise have more of it where few are drawn."""
    slacks = []
    for subject in ("place", "home"):
        leave = {"moves": "stance loyal -> gone", "rate": "4e-4 per person-year at reference"}
        leave |= {"hazard ratios": {f"{subject} north": 9, "anger": 2}}
        data = BASE | {"population": POPULATION, "transitions": {"leave": leave}}
        slacks.append(float(compile_case(scenario(case_from_data(data))).model.hazards.slack[0]))
    assert slacks[0] == slacks[1] == 0.5  # 2.3 without the ratio


@pytest.mark.parametrize(
    ("ratios", "expected"),
    [
        ({"place north": 3}, [3, 1, 1]),
        ({"place north or south": 4}, [4, 1, 4]),
        ({"province upper": 0.25}, [0.25, 0.25, 1]),
        ({"zone hills": 5}, [5, 1, 5]),
        ({"zone hills": 5, "province lower": 0}, [5, 1, 0]),
        ({"police": "own"}, [2, 0.5, 0]),
        ({"police": 3}, [9, 3**0.5, 1]),
    ],
)
def test_hazards_differ_by_place_as_the_ratios_say_and_keep_their_mean(
    ratios: Data, expected: list[float]
) -> None:
    act = {"rate": "3 per person-year", "hazard ratios": ratios}
    compiled, outcome = run(BASE | {"acts": {"stop": act}})
    people, ratio = compiled.people.counts.sum(axis=1), np.array(expected)
    at_risk = people[ratio > 0].sum()
    mean = 3 * 2 * at_risk * people * ratio / (people @ ratio)  # in two years
    count = by_place(compiled, outcome, "stop")
    assert (abs(count - mean) <= 4 * np.sqrt(mean)).all(), f"{count}, expected {mean}"


def test_nothing_happens_where_it_is_not_said_to() -> None:
    acts = {
        "stop": {"rate": "3 per person-year", "who": "place hill"},
        "search": {"rate": "3 per person-year", "who": ["province upper", "zone hills"]},
        "nothing": {"rate": "3 per person-year", "who": ["place south", "zone plain"]},
    }
    compiled, outcome = run(BASE | {"acts": acts})
    found = [by_place(compiled, outcome, name) for name in acts]
    assert [list(np.flatnonzero(counts)) for counts in found] == [[1], [0], []]
    drawn = compiled.model.cells.log_total.reshape(len(acts), len(PLACES)) > -np.inf
    assert [list(np.flatnonzero(places)) for places in drawn] == [[1], [0], []]
    assert abs(found[0][1] - 12_000) < 4 * np.sqrt(12_000)
    assert abs(found[1][0] - 18_000) < 4 * np.sqrt(18_000)


def test_people_who_become_more_at_risk_do_so_where_it_can_happen_only() -> None:
    leave = {"moves": "stance loyal -> gone", "rate": "0.01 per person-year", "who": "zone plain"}
    data = BASE | {
        "acts": {"stop": {"rate": "2 per person-year"}},
        "transitions": {"leave": leave | {"hazard ratios": {"anger": 3}}},
        "kicks": [{"when": "stop", "to": "kin", "anger": 1}],
    }
    compiled, outcome = run(data)
    assert list(np.flatnonzero(by_place(compiled, outcome, "leave"))) == [1]
    assert by_place(compiled, outcome, "leave")[1] > 500


def test_a_weight_of_0_spares_the_people_of_a_place() -> None:
    kicks = [{"when": "stop", "to": "kin", "anger": 1, "weighed by": {"zone plain": 0}}]
    compiled, outcome = run(BASE | {"acts": {"stop": {"rate": "3 per person-year"}}, "kicks": kicks})
    place, anger = outcome.log["home"] >> 16, outcome.log["feeling"][:, 0]
    assert not anger[place == compiled.people.places.index("hill")].any()
    assert (anger[place != compiled.people.places.index("hill")] > 0).mean() > 0.5


KILLED: Data = BASE | {
    "climates": {"threat": {"half-life": "never"}},
    "transitions": {
        "fall": {"moves": "stance loyal -> angry", "rate": "0.05 per person-year"},
        "leave": {"moves": "stance angry -> gone", "rate": "5 per person-year"},
    },
    "encounters": {
        "army": {"who": "sex man", "to": "kin", "rate": "1 per person-year", "turns": "fall", "chance": 0.2},
        "band": {"who": "sex man", "to": "self", "rate": "1 per person-year", "turns": "fall", "chance": 0.2},
    },
    "kicks": [
        {"when": "fall", "to": "self", "fear": 1},
        {"when": "army", "to": "self", "anger": 1},
        {"when": ["army", "fall"], "to": "nation", "threat": 1},
    ],
}


def test_an_encounter_kicks_those_whom_it_turned_and_besides_their_transition() -> None:
    compiled, outcome = run(KILLED)
    fall, leave = (outcome.log["event"] == compiled.events.index(name) for name in ("fall", "leave"))
    way = dict(zip(outcome.log["person"][fall], outcome.log["way"][fall], strict=True))
    step = dict(zip(outcome.log["person"][fall], outcome.log["time"][fall] // 1, strict=True))
    army, ways, turned = compiled.events.index("army"), set(), 0
    for index in np.flatnonzero(leave):
        person = outcome.log["person"][index]
        if outcome.log["time"][index] // 1 > step[person]:  # kicks are felt from the next step on
            anger, fear = outcome.log["feeling"][index]
            assert (anger, fear) == (float(way[person] == army), 1)
            ways.add(way[person])
            turned += way[person] == army
    assert ways == {-1, army, compiled.events.index("band")}
    assert turned > 100


def test_climates_count_the_turned_of_an_encounter_twice() -> None:
    compiled, outcome = run(KILLED)
    falls = outcome.log["event"] == compiled.events.index("fall")
    by_army = falls & (outcome.log["way"] == compiled.events.index("army"))
    assert by_army.sum() > 100
    assert outcome.value[-1, compiled.values.start["threat"]] == falls.sum() + by_army.sum()


def test_the_encounter_of_a_mechanism_kicks_for_the_case_while_it_is_on() -> None:
    said = {"claim": "a", "by": "b", "encounters": {"army": KILLED["encounters"]["army"]}}
    data = KILLED | {"encounters": {}, "mechanisms": {"war": said}}
    for mechanisms in ([], ["war"]):
        compiled = compile_case(scenario(case_from_data(data | {"log": "fall"}), mechanisms=mechanisms))
        outcome = simulate_model(compiled.model, 1, compiled.events, compiled.layers)
        threat = outcome.value[-1, compiled.values.start["threat"]]
        by_army = (outcome.log["way"] >= 0).sum()
        assert (by_army > 0) == bool(mechanisms)
        assert threat == len(outcome.log["time"]) + by_army


@pytest.mark.parametrize("rate", ["0.1 per person-year", "0 per person-year"])
def test_an_intervention_happens_where_it_is_meant_and_where_its_event_can(rate: str) -> None:
    leave = {"moves": "stance loyal -> gone", "rate": rate, "hazard ratios": {"place hill": 0}}
    data = BASE | {"transitions": {"leave": leave}, "period": BASE["period"] | {"to": "2010-01-31"}}
    raid = {"on": "2010-01-20", "leave": "2900 people", "who": "province upper"}
    compiled, outcome = run(data | {"events": {"raid": raid}})
    _, which, number = np.unique(outcome.log["time"], return_inverse=True, return_counts=True)
    raided = outcome.log["home"][which == number.argmax()] >> 16
    assert (set(raided), len(raided)) == ({compiled.people.places.index("north")}, 2900)
    assert too_few(compiled) == []
    raid["leave"] = "3001 people"
    told = too_few(compiled_of(data | {"events": {"raid": raid}}))
    expected = "there are 3000 people whom it means, and 'leave' is to happen to 3001 people"
    assert told == [f"events.raid: {expected}"]


def test_as_many_places_as_are_allowed_each_with_a_ratio() -> None:
    names = [f"v{number}" for number in range(MOST_PLACES)]
    places = [{"place": name, "people": 10, "zone": f"z{number % 7}"} for number, name in enumerate(names)]
    ratios = {f"place {name}": 1 + number % 3 for number, name in enumerate(names)}
    data = BASE | {
        "period": {"from": "2010-01-01", "to": "2010-06-30", "step": "1 week"},
        "population": {"places": places},
        "acts": {
            "stop": {"rate": "1 per person-year", "who": "place v77 or v78"},
            "search": {"rate": "0.05 per person-year", "hazard ratios": ratios},
        },
    }
    compiled, outcome = run(data)
    assert not check(compiled.case)
    assert list(np.flatnonzero(by_place(compiled, outcome, "stop"))) == [77, 78]
    counts = by_place(compiled, outcome, "search")
    found = np.array([counts[rest::3].sum() for rest in range(3)])
    expected = found.sum() * np.array([1, 2, 3]) / 6
    assert (abs(found - expected) < 4 * np.sqrt(expected)).all()
