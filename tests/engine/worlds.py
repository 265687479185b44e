"""Random small cases for property tests."""

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.simulate import Outcome, simulate_model

Data = dict[str, Any]

TRANSITIONS: Data = {
    "resent": {"moves": "stance loyal -> angry"},
    "relent": {"moves": "stance angry -> loyal"},
    "leave": {"moves": "stance loyal or angry -> gone"},
    "return": {"moves": "stance gone -> loyal", "who": "sex woman"},
    "rise": {"moves": "rank private -> officer", "who": "stance loyal or angry"},
    "fall": {"moves": "rank officer -> private", "who": "place p0"},
}
ACTS: Data = {"stop": {"who": "stance loyal or angry"}, "search": {"who": "sex man"}}
LOGGED = [*TRANSITIONS, *ACTS]
TERMS = ["sex man", "anger", "fear", "threat", "threat squared", "zeal", "place p0", "province r0", "police"]
RATES = st.sampled_from([3, 0.4, 30])
RATIOS = st.sampled_from([0.1, 0.6, 2, 20])
AMOUNTS = st.sampled_from([-0.8, 0.1, 0.5, 2])
TERM_RATIOS = st.dictionaries(st.sampled_from(TERMS), RATIOS, max_size=3)
CHANCES = st.dictionaries(st.sampled_from(["sex man", "anger", "place p0"]), RATIOS, max_size=2)
TIMES = st.sampled_from([{}, {"times": "zeal"}])
WHEN = st.sampled_from([*LOGGED, "invite"])
KICKED, FELT = st.sampled_from(["self", "friends", "colleagues"]), st.sampled_from(["anger", "fear"])
KICK_WEIGHTS = st.sampled_from([{}, {"weighed by": {"sex man": 0.2}}, {"weighed by": {"place p0": 0}}])
PUSH_WEIGHTS = st.sampled_from([{}, {"weighed by": {"place p0": 3}}])
PEOPLE = st.lists(st.integers(1, 40), min_size=1, max_size=4)


@cache  # strategies that are made once are validated once
@st.composite
def worlds(draw: st.DrawFn, coupled: bool = True) -> Data:
    """The data of a case with a few people, events and kicks of all kinds, every transition and act logged.

    Places of a world that is not `coupled` have nothing to do with each other: contacts, climates and levers
    are of places, and no rate depends on who lives elsewhere.
    """
    reach = draw(st.sampled_from(["place", "province", "nation"])) if coupled else "place"
    return {
        "case": "random",
        "title": "A random case",
        "period": {
            "from": "2010-01-01",
            "to": "2010-07-01",
            "step": draw(st.sampled_from(["1 week", "1 month"])),
        },
        "population": draw(populations(coupled)),
        "feelings": {
            "anger": {"half-life": "2 months"},
            "fear": {"half-life": draw(st.sampled_from(["5 days", "never"]))},
        },
        "climates": {"threat": {"of": reach, "half-life": "1 month"}},
        "levers": {"zeal": {"of": "place", "schedule": 0.5, "scaled by": "police"}},
        "tracks": {"stance": ["loyal", "angry", "gone"], "rank": ["private", "officer"]},
        "transitions": {name: part | draw(hazards(coupled)) for name, part in TRANSITIONS.items()},
        "acts": {name: part | draw(hazards(coupled)) for name, part in ACTS.items()},
        "encounters": {"invite": draw(encounters(coupled))},
        "kicks": [
            *draw(st.lists(kicks(), min_size=1, max_size=6, unique_by=str)),
            *draw(st.lists(pushes(reach), max_size=2, unique_by=str)),
        ],
        "responses": draw(
            st.sampled_from([{}, {"zeal": {"to": "threat", "gain": 0.3, "relaxes over": "1 month"}}])
        ),
        "log": LOGGED,
    }


@cache
@st.composite
def populations(draw: st.DrawFn, coupled: bool) -> Data:
    """One to four places of up to 40 people, with two contact layers."""
    scopes = ("household", "neighbourhood", "place", *(("province", "nation") if coupled else ()))
    people = draw(PEOPLE)
    return {
        "places": [place(number, count) for number, count in enumerate(people)],
        "household": "3 people",
        "neighbourhood": "10 people",
        "traits": {"sex": {"woman": 0.5, "man": 0.5}},
        "contacts": {name: draw(layers(scopes)) for name in ("friends", "colleagues")},
    }


def place(number: int, people: int) -> Data:
    """A row of the places table; two places make a province."""
    return {
        "place": f"p{number}",
        "people": people,
        "province": f"r{number // 2}",
        "police": 1 / (number + 1),
    }


@cache
@st.composite
def layers(draw: st.DrawFn, scopes: tuple[str, ...]) -> Data:
    """A contact layer of any kind."""
    scope = draw(st.sampled_from(scopes))
    among = (
        {} if scope in ("household", "neighbourhood") else draw(st.sampled_from([{}, {"among": "sex man"}]))
    )
    groups = draw(st.sampled_from([{}, {"groups of": "5 people"}]))
    each = draw(st.sampled_from([{}, {"each": 1}, {"each": 3}]))
    return {"within": scope, **among, **groups, **each}


@cache
@st.composite
def hazards(draw: st.DrawFn, coupled: bool) -> Data:
    """A rate, and what it depends on."""
    ratios, times = draw(TERM_RATIOS), draw(TIMES)
    rate = f"{draw(RATES)} per person-year{'' if coupled else ' at reference'}"
    return {"rate": rate, "hazard ratios": ratios, **times}


@cache
@st.composite
def encounters(draw: st.DrawFn, coupled: bool) -> Data:
    """An encounter that may turn a contact."""
    chances = draw(CHANCES)
    own = {"who": "stance angry", "to": "friends", "turns": "resent", "chance": 0.5, "chance ratios": chances}
    return draw(hazards(coupled)) | {"rate": f"20 per person-year{'' if coupled else ' at reference'}"} | own


@cache
@st.composite
def kicks(draw: st.DrawFn) -> Data:
    """A kick to a feeling."""
    kick = {"when": draw(WHEN), "to": draw(KICKED), draw(FELT): draw(AMOUNTS)}
    return kick | draw(KICK_WEIGHTS) | draw(TIMES)


@cache
@st.composite
def pushes(draw: st.DrawFn, reach: str) -> Data:
    """A kick to the climate."""
    weights = draw(PUSH_WEIGHTS)
    return {"when": draw(WHEN), "to": reach, "threat": draw(AMOUNTS)} | weights


def run(data: Data, seed: int = 1) -> tuple[Compiled, Outcome]:
    """One run of a case."""
    compiled = compile_case(scenario(case_from_data(data, Path())))
    return compiled, simulated(compiled, seed)


def simulated(compiled: Compiled, seed: int) -> Outcome:
    """One run of a compiled case."""
    return simulate_model(compiled.model, seed, compiled.events, compiled.layers)
