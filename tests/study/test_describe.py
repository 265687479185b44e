"""What `check` tells of a case, against numbers worked out by hand."""

from dataclasses import asdict
from typing import Any

import pytest

from boomerang.case import Case, case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.preview.cost import forecast
from boomerang.preview.degrees import mean_degrees
from boomerang.preview.describe import describe
from boomerang.preview.expected import at_risk, expected_per_year, most_per_step
from boomerang.preview.suspicions import suspicions
from boomerang.report.terminal.check import print_description

HALVES = {"period": {"from": "2010-11-01", "to": "2012-12-31", "step": "150 days"}}  # of years, nearly


def small(**more: Any) -> Case:
    data = {
        "case": "small",
        "title": "A small case",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 day"},
        "population": {
            "places": [{"place": "here", "people": 600}, {"place": "there", "people": 400}],
            "traits": {"sex": {"woman": 0.5, "man": 0.5}},
        },
        "tracks": {"stance": ["loyal", "departed", "dead"]},
        "transitions": {
            "depart": {
                "moves": "stance loyal -> departed",
                "rate": "0.1 per person-year",
                "hazard ratios": {"sex man": 3},
            },
            "die": {"moves": "stance departed -> dead", "rate": "0.2 per person-year"},
        },
    }
    return case_from_data(data | more)


def test_expected_events_at_the_start() -> None:
    levers = {"pressure": 0.25}
    climates = {"alarm": {"half-life": "1 year", "from the start": 2}}
    acts = {
        "stop": {
            "who": "sex man",
            "rate": "2 per person-year",
            "times": "pressure",
            "hazard ratios": {"alarm": 3},
        },
        "ask": {"rate": "1 per person-year", "hazard ratios": {"alarm squared": 2, "pressure": 16}},
    }
    compiled = compile_case(scenario(small(levers=levers, climates=climates, acts=acts)))
    expected = expected_per_year(compiled)
    assert expected["depart"] == pytest.approx(1000 * 0.1)
    assert expected["die"] == 0
    assert expected["stop"] == pytest.approx(500 * 2 * 0.25 * 3**2)
    assert expected["ask"] == pytest.approx(1000 * 2**4 * 16**0.25)
    assert at_risk(compiled) == {"depart": 1000, "die": 0, "stop": 500, "ask": 1000}
    assert most_per_step(compiled)["depart"] == pytest.approx(0.15 / 365.25)


def test_feelings_do_not_change_what_is_expected() -> None:
    feelings = {"grievance": {"half-life": "1 year"}}
    ratios = {"depart": {"grievance": 2}}
    compiled = compile_case(scenario(small(feelings=feelings, **{"hazard ratios": ratios})))
    assert compiled.model.hazards.slack[0] > 0
    assert expected_per_year(compiled)["depart"] == pytest.approx(100)


def test_contacts(village: Case) -> None:
    degrees = mean_degrees(compile_case(scenario(village)))
    assert degrees["neighbours"] == (1.0, 8.0)
    assert degrees["kin"] == (1.0, 4.0)
    assert degrees["household"][1] == pytest.approx(5, abs=0.3)
    assert degrees["unit"][0] == pytest.approx(0.02, abs=0.01)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (
            {"parameters": {"spare": {"value": 1, "source": "assumption"}}},
            "parameters.spare: nothing uses the parameter 'spare'",
        ),
        (
            {
                "tracks": {"stance": ["loyal", "departed", "dead", "lost"]},
                "acts": {"seek": {"who": "stance lost", "rate": "1 per person-year"}},
            },
            "seek: nobody ever gets into a state in which it could happen",
        ),
        (
            {
                "population": {
                    "places": [{"place": "here", "people": 100}],
                    "traits": {"sex": {"woman": 1, "man": 0}},
                },
                "acts": {"stop": {"who": ["sex man", "stance loyal"], "rate": "1 per person-year"}},
            },
            "stop: nobody has the traits that it takes, so it never happens",
        ),
        (
            {"transitions": {"turn": {"moves": "stance loyal -> departed"}}},
            "turn: it has no rate, and no encounter turns anybody to it, so it never happens",
        ),
        (
            {"acts": {"stop": {"who": "stance loyal", "rate": "3 per person-day"}}},
            "stop: the most exposed would meet it 3.0 times a step; take a shorter step or a lower rate",
        ),
        (
            {"acts": {"stop": {"rate": "1 per person-year"}}},
            "stop: those who are stance dead meet it too, for good; say in `who` which states of "
            "stance it takes if that"
            " is not meant",
        ),
        (
            {
                "feelings": {"fear": {"half-life": "1 year"}},
                "mechanisms": {
                    "pressure": {
                        "claim": "a",
                        "by": "b",
                        "acts": {"stop": {"who": "stance loyal", "rate": "1 per person-year"}},
                    },
                    "fright": {
                        "claim": "a",
                        "by": "b",
                        "kicks": [{"when": "stop", "to": "self", "fear": 1}],
                        "hazard ratios": {"depart": {"fear": 0.5}},
                    },
                },
            },
            "mechanism fright: it does nothing unless pressure is on",
        ),
        (
            {
                "climates": {"threat": {"of": "nation", "half-life": "1 year"}},
                "levers": {"policing": 0.5},
                "mechanisms": {
                    "alarm": {
                        "claim": "a",
                        "by": "b",
                        "kicks": [{"when": "depart", "to": "nation", "threat": 1}],
                        "responses": {"policing": {"to": "threat", "gain": 0.1}},
                    },
                    "police": {
                        "claim": "a",
                        "by": "b",
                        "acts": {
                            "stop": {"who": "stance loyal", "rate": "1 per person-year", "times": "policing"}
                        },
                    },
                },
            },
            "mechanism alarm: it does nothing unless police is on",
        ),
        ({"levers": {"policing": 0.5}}, "lever policing: nothing depends on it"),
        (
            {"levers": {"policing": {"from the start": 0.5, "2011-06-01": 0.9}}},
            "policing: all dates of its schedule lie after the period, 2010-01-01 to 2010-12-31",
        ),
        (
            {"levers": {"policing": {"from the start": 0.5, "2010-01-01": 0.9}}},
            "policing: its value from the start never holds, as that of 2010-01-01, the first day, does",
        ),
        (
            {"tallies": {"deaths": {"count": "die", "every": "year"}}} | HALVES,
            "tally deaths: a step of 150 days counts as a whole in the year of its middle, so that 2011 has"
            " 450 days and not 365; take steps of which a year is a multiple, or count every step",
        ),
    ],
)
def test_what_looks_mistaken(more: dict[str, Any], sentence: str) -> None:
    assert sentence in suspicions(compile_case(scenario(small(**more))))


@pytest.mark.parametrize(
    "dates", [["2009-06-01", "2010-06-01"], ["2010-12-31", "2011-06-01"], ["2010-01-01"]]
)
def test_a_schedule_with_one_date_in_the_period_is_no_mistake(dates: list[str]) -> None:
    levers = {"policing": {"from the start": 0.5} | dict.fromkeys(dates, 0.9)}
    assert not [said for said in suspicions(compile_case(scenario(small(levers=levers)))) if "dates" in said]


def test_what_passes_on_is_used() -> None:
    """A climate moves a lever that multiplies a kick of a feeling: all three matter."""
    case = small(
        feelings={"fear": {"half-life": "1 year"}},
        climates={"threat": {"of": "nation", "half-life": "1 year"}},
        levers={"policing": 0.5},
        responses={"policing": {"to": "threat", "gain": 0.1}},
        kicks=[
            {"when": "die", "to": "nation", "threat": 1},
            {"when": "die", "to": "self", "fear": 1, "times": "policing"},
        ],
        mechanisms={"fright": {"claim": "a", "by": "b", "hazard ratios": {"depart": {"fear": 0.5}}}},
    )
    assert suspicions(compile_case(scenario(case))) == []


@pytest.mark.parametrize("step", ["1 day", "1 week", "1 month"])
def test_months_of_whole_steps_are_told_where_they_are_far_off_only(step: str) -> None:
    period = {"from": "2010-01-01", "to": "2012-12-31", "step": step}
    tallies = {"deaths": {"count": "die"}, "of years": {"count": "die", "every": "year"}}
    assert suspicions(compile_case(scenario(small(period=period, tallies=tallies)))) == []


def test_a_sound_case_raises_no_suspicion() -> None:
    assert suspicions(compile_case(scenario(small()))) == []


def test_the_top_of_a_ladder_is_no_final_state(village: Case) -> None:
    assert not any("rank officer" in sentence for sentence in suspicions(compile_case(scenario(village))))


def test_forecast_scales_what_is_touched() -> None:
    population = {
        "places": [{"place": "here", "people": 1_000_000}],
        "household": "5 people",
        "contacts": {"household": {"within": "household"}},
    }
    kicks = [{"when": "depart", "to": "household", "fear": 1}]
    case = small(
        population=population,
        feelings={"fear": {"half-life": "1 year"}},
        kicks=kicks,
        transitions={"depart": {"moves": "stance loyal -> departed", "rate": "0.1 per person-year"}},
    )
    told = forecast(compile_case(scenario(case)))
    assert (told.pilot, told.persons) == (100_000, 1_000_000)
    assert told.touches == pytest.approx(1_000_000 * 0.095 * 4, rel=0.1)
    assert told.seconds > 0
    assert told.memory_mb > 4


def test_description(village: Case) -> None:
    told = describe(compile_case(scenario(village)))
    assert told.provinces == {"north": 1070, "south": 930}
    assert told.traits["sex"] == {"woman": 0.5, "man": 0.5}
    assert told.observations == {"used": 1, "unused": 1}
    assert told.explanations["chance"] == ()
    assert [layer.name for layer in told.layers] == ["household", "neighbours", "kin", "unit"]
    events = {event.name: event for event in told.events}
    assert (events["stop"].kind, events["stop"].mechanism) == ("act", "restriction")
    assert events["invite"].moves == "kin: sympathise"
    adds = {mechanism.name: mechanism.adds for mechanism in told.mechanisms}
    assert "restriction answers threat" in adds["justification"]
    assert asdict(told)["forecast"]["pilot"] == 2000


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        (
            {"within": "place", "groups of": "2 people", "each": 5},
            "people have 5 contacts, and only 1 other to be",
        ),
        ({"within": "household", "each": 3}, "have 3 contacts, and only"),
        ({"within": "place", "among": "sex man", "groups of": "3 people", "each": 4}, "have 4 contacts"),
        ({"within": "place", "groups of": "40 people", "each": 5}, None),
        ({"within": "household"}, None),
        ({"within": "place", "each": 5}, None),
    ],
)
def test_layers_in_which_the_same_ones_are_met_again(layer: dict[str, Any], told: str | None) -> None:
    population = {
        "places": [{"place": "here", "people": 600}],
        "household": "3 people",
        "traits": {"sex": {"woman": 0.5, "man": 0.5}},
        "contacts": {"mates": layer},
    }
    said = [
        line for line in suspicions(compile_case(scenario(small(population=population)))) if "mates" in line
    ]
    assert bool(said) == (told is not None)
    assert told is None or told in said[0]


@pytest.mark.parametrize(
    ("given", "people"),
    [
        ({"value": 1001}, "1,000 people"),
        ({"value": 1000}, None),
        ({"value": 700, "within": "place here"}, "600 people in place here"),
        ({"value": 1200, "low": 900}, None),
        ({"at least": 501, "count": "stance departed", "kind": "now", "within": "place there"}, "400 people"),
        ({"value": 5000, "unused": "doubtful"}, None),
        ({"value": 5000, "count": "stop"}, None),
    ],
)
def test_figures_that_no_run_reaches(given: dict[str, Any], people: str | None) -> None:
    known = {"by": "2010-06-30", "said by": "x", "known": "2011-01-01", "source": "x"}
    observation = {"count": "depart", "kind": "ever", **known, **given}
    case = small(acts={"stop": {"rate": "9 per person-year"}}, observations=[observation])
    said = [line for line in suspicions(compile_case(scenario(case))) if "no run reaches" in line]
    assert bool(said) == (people is not None)
    assert people is None or people in said[0]


def test_what_happens_in_some_places_only() -> None:
    places = [
        {"place": "here", "people": 600, "zone": "hills", "police": 2},
        {"place": "there", "people": 400, "zone": "plain", "police": 0},
    ]
    acts = {
        "stop": {"rate": "9 per person-year", "who": "zone hills"},
        "search": {"rate": "9 per person-year", "hazard ratios": {"place there": 3}},
        "raid": {"rate": "9 per person-year", "hazard ratios": {"police": "own"}},
        "muster": {"rate": "9 per person-year", "who": ["place here", "zone plain"]},
    }
    observation = {"count": "depart", "within": "zone plain", "value": 401, "by": "2010-06-30"}
    case = small(
        population={"places": places},
        transitions={"depart": {"moves": "stance loyal -> departed", "rate": "1 per person-year"}},
        acts=acts,
        observations=[observation | {"said by": "x", "known": "2011-01-01", "source": "x"}],
    )
    compiled = compile_case(scenario(case))
    risk = at_risk(compiled)
    assert [risk[name] for name in ("depart", *acts)] == [1000, 600, 1000, 600, 0]
    expected = expected_per_year(compiled)
    assert [expected[name] for name in acts] == pytest.approx([9 * 600, 9 * 1000, 9 * 600, 0])
    step = compiled.clock.years
    most = most_per_step(compiled)
    assert [most[name] for name in acts] == pytest.approx([9 * step, 9 * step * 3 / 1.8, 9 * step, 0])
    told = [said for said in suspicions(compiled) if "for good" not in said]
    assert told == [
        "muster: nobody has the traits that it takes and lives where it happens, so it never happens",
        "observations[0].value: no run reaches 401, as there are 400 people in zone plain",
    ]


def test_a_huge_case_is_told_in_brief(capsys: pytest.CaptureFixture[str]) -> None:
    places = [{"place": f"v{n}", "people": 10, "province": f"p{n}"} for n in range(130)]
    clans = {"clan": {f"c{n}": 1 / 256 for n in range(256)}}
    acts = {f"a{n}": {"rate": "2 per person-year"} for n in range(150)}
    case = small(population={"places": places, "traits": clans}, transitions={}, acts=acts)
    print_description(describe(compile_case(scenario(case))))
    told = " ".join(capsys.readouterr().out.split())
    assert "p99 10, and 30 more, which --json tells" in told
    assert ", and 156 more, which --json tells" in told
    assert "a99 common" in told
    assert "a100 common" not in told
    assert "and 50 more, which --json tells" in told


def test_a_value_that_lasts_less_than_a_step_is_told() -> None:
    period = {"from": "2010-01-01", "to": "2010-12-31", "step": "1 week"}
    levers = {
        "feast": {"from the start": 0, "2010-07-04": 1, "2010-07-05": 0},
        "weeks": {"from the start": 0, "2010-07-04": 1, "2010-07-11": 0},
        "early": {"from the start": 0, "2009-07-04": 1, "2009-07-05": 0},
        "jump": {"in straight lines": {"2010-07-04": 0, "2010-07-05": 1}},
    }
    acts = {f"go{name}": {"rate": "1 per person-year", "times": name} for name in levers}
    told = suspicions(compile_case(scenario(small(period=period, levers=levers, acts=acts))))
    assert [text for text in told if "shorter" in text] == [
        "feast: its value of 2010-07-04 holds for 1 day, less than a step of 7 days, which has its"
        " mean; take a shorter step if the days matter"
    ]


def test_policies_say_to_what_they_set() -> None:
    levers = {"rule": 0.2}
    policies = {
        "none": {"levers": {"rule": 0}},
        "steps": {"levers": {"rule": {"from the start": 0.2, "2010-07-01": 0.4}}},
        "lines": {"levers": {"rule": {"in straight lines": {"2010-01-01": 0.1, "2010-06-01": 1}}}},
        "many": {"levers": {"rule": {f"2010-0{month}-01": 0.1 for month in range(1, 7)}}},
        "raid": {"events": {"raid": {"on": "2010-03-01", "stop": "3 people"}}},
    }
    acts = {"stop": {"rate": "1 per person-year"}}
    events = {"raid": {"on": "2010-02-01", "stop": "1 person"}}
    told = describe(
        compile_case(scenario(small(levers=levers, policies=policies, acts=acts, events=events)))
    ).policies
    assert [str(line) for line in told] == [
        "none: rule set to 0",
        "steps: rule set to 0.2, 0.4 from 2010-07-01",
        "lines: rule set to 0.1 on 2010-01-01, 1 on 2010-06-01 in straight lines",
        "many: rule set to 0.1 from 2010-01-01, 0.1 from 2010-02-01, 0.1 from 2010-03-01 and 3 more",
        "raid: raid on 2010-03-01 to 3 people",
    ]
