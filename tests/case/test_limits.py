"""How large a country may be: what is allowed works, what is not is refused before it is built."""

import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boomerang.case import CaseError, case_from_data, change_case, read_places
from boomerang.case.check.combinations import combinations
from boomerang.case.check.limits import MOST_EVENTS, MOST_PLACES, MOST_PROVINCES, too_many_exposed
from boomerang.case.parts.population import LognormalClasses, NormalClasses
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.compile.shares import class_shares
from boomerang.errors import InputError
from boomerang.preview.describe import describe
from boomerang.study.simulate import simulate


def problems(data: dict[str, Any], folder: Path = Path()) -> list[str]:
    with pytest.raises(CaseError) as caught:
        case_from_data(data, folder)
    return [str(problem) for problem in caught.value.problems]


def with_places(tiny: dict[str, Any], folder: Path, places: int, provinces: int) -> dict[str, Any]:
    rows = [f"v{number},10,p{number % provinces}" for number in range(places)]
    (folder / "places.csv").write_text("\n".join(["place,people,province", *rows]))
    return tiny | {"population": {"places": "places.csv"}}


def test_as_many_places_and_provinces_as_are_allowed(tiny: dict[str, Any], tmp_path: Path) -> None:
    case = case_from_data(with_places(tiny, tmp_path, MOST_PLACES, MOST_PROVINCES), tmp_path)
    assert len(read_places(case).names) == MOST_PLACES


def test_more_places_and_provinces_than_are_allowed(tiny: dict[str, Any], tmp_path: Path) -> None:
    assert problems(with_places(tiny, tmp_path, MOST_PLACES + 1, MOST_PROVINCES + 1), tmp_path) == [
        "population.places: 16,385 places are too many; at most 16,384 are allowed; join small ones",
        "population.places: 1,025 provinces are too many; at most 1,024 are allowed; join small ones",
    ]


def test_those_at_risk_are_drawn_apart_by_event_and_place_and_by_what_differs_there(
    tiny: dict[str, Any], tmp_path: Path
) -> None:
    clans = {"traits": {"clan": {f"c{number}": 1 / 2_000 for number in range(2_000)}}}
    tiny["climates"] = {"mood": {"of": "clan", "half-life": "1 week"}}
    tiny["transitions"]["depart"]["hazard ratios"] = {"mood": 2}
    for places, wrong in ((25, 0), (26, 1)):
        given = with_places(tiny, tmp_path, places, 1)
        given["population"] |= clans
        if not wrong:
            assert case_from_data(given, tmp_path)
        else:
            assert problems(given, tmp_path) == [
                "population.places: 52,000 pairs of an event (1) and a place (26), by categories of a trait"
                " that has climates or levers, are too many; at most 50,000 are allowed; use fewer events or"
                " join small places"
            ]


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((500, 10_001, 1), "5,000,500 pairs of an event (500) and a combination of categories (10,001) are"),
        ((2, 1_250_000, 4), ""),
        (
            (100, 25_000, 5),
            "pairs of an event (100) and a combination of categories (25,000), times 5 places, are",
        ),
    ],
)
def test_events_times_combinations_times_places(size: tuple[int, int, int], said: str) -> None:
    fault = too_many_exposed(*size)
    assert said in fault
    assert bool(said) == bool(fault)


def test_events_times_combinations_of_a_case(tiny: dict[str, Any]) -> None:
    tiny["acts"] = {f"a{number}": {"rate": "1 per person-year"} for number in range(99)}
    tiny["population"]["traits"] = {f"t{number}": {"a": 0.5, "b": 0.5} for number in range(16)}
    assert problems(tiny)[0].startswith(
        "population.traits: 6,553,600 pairs of an event (100) and a combination"
    )


def test_the_most_people(tiny: dict[str, Any]) -> None:
    tiny["population"]["places"][0]["people"] = 2**31 - 2
    assert case_from_data(tiny)
    tiny["population"]["places"].append({"place": "there", "people": 1})
    assert problems(tiny)[0].startswith("population.places: 2,147,483,647 people in all places are too many")


@pytest.mark.parametrize(("first", "second"), [(255, 1), (90, 91), (32, 255)])
def test_as_many_states_as_are_allowed(tiny: dict[str, Any], first: int, second: int) -> None:
    names = [f"s{number}" for number in range(first)]
    tiny["tracks"] = {"stance": names, "rank": [f"r{number}" for number in range(second)]}
    tiny["transitions"]["depart"]["moves"] = f"stance {names[0]} -> {names[-1]}"
    assert describe(compile_case(scenario(case_from_data(tiny)))).steps == 53


def test_a_step_as_long_as_the_period(tiny: dict[str, Any]) -> None:
    tiny["period"]["step"] = "365 days"
    assert case_from_data(tiny)
    tiny["period"]["step"] = "366 days"
    assert problems(tiny)[0].startswith("period.step: a step of '366 days' is longer than the period of 365")


def test_a_step_of_next_to_nothing(tiny: dict[str, Any]) -> None:
    tiny["period"]["step"] = "1e-320 days"
    assert len(problems(tiny)) == 1


def test_a_value_that_is_set_is_checked_too(tiny: dict[str, Any]) -> None:
    """Setting parameters reads nothing else anew, and yet amounts and steps follow from them."""
    tiny["parameters"] = {name: {"value": "1 week", "source": "assumption"} for name in ("pause", "memory")}
    tiny["parameters"]["sting"] = {"value": 1, "source": "assumption"}
    tiny["period"]["step"] = "pause"
    tiny["feelings"] = {"anger": {"half-life": "memory"}}
    tiny["kicks"] = [{"when": "depart", "to": "self", "anger": "sting"}]
    case = case_from_data(tiny)
    with pytest.raises(CaseError, match=r"kicks\[0\]\.anger: 'sting' comes to 1e\+20"):
        change_case(case, {"parameters.sting": 1e20})
    with pytest.raises(CaseError, match=r"period\.step: a step of 'pause' is longer"):
        change_case(case, {"parameters.pause": "2 years"})


def test_a_step_by_a_parameter(tiny: dict[str, Any]) -> None:
    tiny["parameters"] = {"pause": {"value": "never", "source": "assumption"}}
    tiny["period"]["step"] = "pause"
    assert problems(tiny)[0].startswith("period.step: a step of 'pause' is longer than the period")


def test_listed_persons_have_the_combinations_that_occur(tiny: dict[str, Any], tmp_path: Path) -> None:
    traits = [f"t{number}" for number in range(20)]
    (tmp_path / "persons.csv").write_text(f"person,{','.join(traits)}\nann{',a' * 20}\nbob{',b' * 20}\n")
    tiny["population"] = {"persons": "persons.csv", "traits": {name: ["a", "b"] for name in traits}}
    assert case_from_data(tiny, tmp_path)


SHARES = st.sampled_from([{"a": 1}, {"a": 0.5, "b": 0.5}, {"a": 0.5, "b": 0, "c": "rest"}, {"b": 1, "a": 0}])


@st.composite
def traits(draw: st.DrawFn) -> dict[str, Any]:
    """Traits that depend on earlier ones, in a random order."""
    made: dict[str, Any] = {}
    for name in ("one", "two", "three", "four"):
        subjects = [earlier for earlier in made if draw(st.booleans())]
        trait = draw(SHARES)
        for subject in subjects:
            trait = {f"given {subject}": {"a": trait, "other": draw(SHARES)}}
        made[name] = (
            trait if draw(st.integers(0, 4)) else {"lognormal": 1, "classes": draw(st.integers(1, 3))}
        )
    return dict(draw(st.permutations(list(made.items()))))


@given(traits())
def test_combinations_are_counted_as_they_are_made(given_traits: dict[str, Any]) -> None:
    subjects = [name for name, trait in given_traits.items() if "classes" in trait]
    data = {
        "case": "tiny",
        "title": "A tiny case",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 week"},
        "population": {"places": [{"place": "here", "people": 100}], "traits": given_traits},
        "tracks": {"stance": ["loyal", "departed"]},
    }
    try:
        case = case_from_data(data)
    except CaseError:
        assert subjects  # classes are called by numbers, and nothing here depends on these
        return
    made, _ = class_shares(dict(case.population.traits), read_places(case))  # type: ignore[arg-type]
    assert combinations(case.population.traits, 10**6) == made.shape[1]  # type: ignore[arg-type]


@pytest.mark.parametrize(("spread", "classes"), [(0.01, 255), (1, 5), (4, 255), (12, 5), (30, 255)])
def test_log_normal_classes_of_any_width(spread: float, classes: int) -> None:
    values = LognormalClasses(lognormal=spread, classes=classes).class_values()
    assert sum(values) / classes == pytest.approx(1, abs=1e-12)
    assert min(values) > 0
    assert list(values) == sorted(values)


def test_the_lowest_class_of_a_wide_log_normal() -> None:
    """It is 2 Phi(-12), which lies far below what rounding leaves of 1."""
    assert LognormalClasses(lognormal=12, classes=2).class_values()[0] == pytest.approx(
        3.5529642e-33, rel=1e-6
    )


def test_normal_classes_are_as_they_were() -> None:
    assert NormalClasses(normal=(0, 1), classes=2).class_values()[0] == pytest.approx(-0.7978846, abs=1e-6)


def test_more_kinds_of_events_than_are_allowed(tiny: dict[str, Any]) -> None:
    acts = {f"a{number}": {"rate": "1 per person-year"} for number in range(MOST_EVENTS)}
    tiny["acts"] = dict(list(acts.items())[: MOST_EVENTS - len(tiny["transitions"])])
    assert case_from_data(tiny)
    tiny["acts"] = acts
    said = "acts: 1,001 transitions, acts and encounters are too many; at most 1,000"
    assert problems(tiny)[0].startswith(said)


def test_a_trait_of_many_categories_needs_no_room_for_their_square(tiny: dict[str, Any]) -> None:
    tiny["population"]["traits"] = {"clan": {f"c{number}": 1 / 8_192 for number in range(8_192)}}
    tiny["population"]["places"][0]["people"] = 20_000
    tracemalloc.start()
    run = simulate(case_from_data(tiny))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert run.dataset["people_by_clan"].sum() == 20_000
    assert (run.dataset["events_by_clan"].sum("clan") == run.dataset["events"].sum(["time", "place"])).all()
    assert most < 150e6


def test_households_and_neighbourhoods_whose_members_are_alike_count_together(tiny: dict[str, Any]) -> None:
    tiny["population"] = {
        "places": [{"place": "here", "people": 36_000_000}],
        "household": "6 people",
        "neighbourhood": "8 people",
        "traits": {
            "sect": {"alike within": "household", "a": 0.5, "b": 0.5},
            "side": {"alike within": "neighbourhood", "a": 0.5, "b": 0.5},
        },
    }
    assert problems(tiny)[0] == (
        "population.traits: 10,500,000 households and neighbourhoods whose members are alike are too many; at"
        " most 10,000,000 are allowed; make a household or a neighbourhood larger"
    )


KICKED = (
    "10,240,000 amounts of kicks, by combination of categories and by place, are too many; at most 10,000,000"
    " are allowed; use fewer kicks, feelings, traits or categories"
)


def with_kicks(tiny: dict[str, Any], feelings: int) -> dict[str, Any]:
    """Of all these feelings by each of 100 events."""
    tiny["feelings"] = {f"f{number}": {"half-life": "1 week"} for number in range(feelings)}
    tiny["acts"] = {f"a{number}": {"rate": "1 per person-year"} for number in range(100)}
    return tiny | {
        "kicks": [{"when": list(tiny["acts"]), "to": "self", **dict.fromkeys(tiny["feelings"], 1)}]
    }


def test_kicks_times_combinations(tiny: dict[str, Any]) -> None:
    tiny["population"]["traits"] = {f"t{number}": {"a": 0.5, "b": 0.5} for number in range(10)}
    assert case_from_data(with_kicks(tiny, 48))
    assert problems(with_kicks(tiny, 50)) == [f"kicks: {KICKED}"]


def test_kicks_times_combinations_of_listed_persons(tiny: dict[str, Any], tmp_path: Path) -> None:
    """How many combinations these have is known when their table is read."""
    clans = [f"c{number}" for number in range(2_048)]
    (tmp_path / "persons.csv").write_text("person,clan\n" + "\n".join(f"{clan},{clan}" for clan in clans))
    tiny["population"] = {"persons": "persons.csv", "traits": {"clan": clans}}
    with pytest.raises(InputError) as caught:
        compile_case(scenario(case_from_data(with_kicks(tiny, 25), tmp_path)))
    assert str(caught.value) == f"population: {KICKED}"


def test_weights_of_kicks_by_place(tiny: dict[str, Any], tmp_path: Path) -> None:
    given = with_places(tiny, tmp_path, 16_000, 640)
    given["climates"] = {"mood": {"half-life": "1 week"}}
    given["kicks"] = [
        {"when": "depart", "to": "nation", "mood": 1, "weighed by": {f"province p{number}": 2}}
        for number in range(640)
    ]
    assert problems(given, tmp_path)[0].startswith("kicks: 10,240,640 amounts of kicks, by combination of")
    given["kicks"] = given["kicks"][:600]
    assert case_from_data(given, tmp_path)


def test_kicks_of_many_events(tiny: dict[str, Any]) -> None:
    assert problems(with_kicks(tiny, 101)) == [
        "kicks: 10,100 kicks of a feeling or climate by an event are too many; at most 10,000 are allowed;"
        " name fewer events in each 'when'"
    ]


def binary(traits: int) -> dict[str, Any]:
    return {f"t{number}": {"a": 0.5, "b": 0.5} for number in range(traits)}


LONG = {"from": "1700-01-01", "to": "1973-10-14", "step": "1 day"}
YEARS = {"from": "2000-01-01", "to": "2009-12-31", "step": "1 day"}
CLANS = {"clan": {f"c{number}": 1 / 1_000 for number in range(1_000)}}
EACH = {"of": "clan", "schedule": {"for each": dict.fromkeys(CLANS["clan"], 0.5)}}
MOOD = {"half-life": "1 week"}
AMONG = {"within": "place", "among": "t0 a"}
INTERNED = {"on": "2010-03-01", "depart": "3 people"}
TALLY = {"count": "depart", "every": "period"}
MANY: list[tuple[str, Any, int, int, dict[str, Any], dict[str, Any] | None, str]] = [
    # a key, what stands there, how often it may, places, traits, the period, and what is said of one more
    ("feelings", MOOD, 200, 1, {}, LONG, "20,099,598 pairs of a feeling (201) and a step (99,998) are"),
    ("climates", MOOD, 305, 1, binary(16), None, "20,054,322 pairs of a climate or lever (306) and a"),
    ("contacts", AMONG, 20, 30, binary(15), None, "20,643,840 pairs of a place (30) and a combination of"),
    ("events", INTERNED, 101, 30, binary(15), None, "100,270,080 pairs of a place (30) and a combination"),
    ("tallies", TALLY, 304, 1, binary(16), None, "20,004,950 pairs of a tally (305) and a step (53)"),
    ("climates", EACH, 10, 1, CLANS, None, "11,000 schedules of categories, provinces or places are"),
    ("climates", EACH, 1, 1, CLANS, YEARS, "7,306,000 pairs of a schedule (2,000) and a step (3,653)"),
]


def differing(key: str, number: int) -> dict[str, Any]:
    """Two interventions may not say the same."""
    return {"depart": f"{number + 1} people"} if key == "events" else {}


@pytest.mark.parametrize(("key", "part", "most", "places", "traits", "period", "said"), MANY)
def test_what_is_few_alone_and_too_much_together(
    tiny: dict[str, Any],
    key: str,
    part: Any,
    most: int,
    places: int,
    traits: dict[str, Any],
    period: dict[str, Any] | None,
    said: str,
) -> None:
    lived_in = [{"place": f"v{number}", "people": 10_000} for number in range(places)]
    tiny["population"] = {"places": lived_in, "traits": traits}
    tiny["period"] = period or tiny["period"]
    within = tiny["population"] if key == "contacts" else tiny
    for number, wrong in ((most, 0), (most + 1, 1)):
        within[key] = {f"n{n}": part | differing(key, n) for n in range(number)}
        if not wrong:
            assert case_from_data(tiny)
        else:
            found = "".join(problems(tiny))
            assert said in found
            assert found.startswith({"contacts": "population."}.get(key, "") + key), "it names an entry"
