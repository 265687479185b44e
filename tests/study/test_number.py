"""The boomerang number: where it is known, where it is zero, what its parts are, and what cannot be asked."""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import boomerang
from boomerang.case import Case, case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiler
from boomerang.errors import InputError
from boomerang.inference.numbers import Numbers
from boomerang.report.data.number import number_data
from boomerang.report.number import EVERYTHING
from boomerang.study.number import Expected, Number, averaged
from boomerang.study.number_acts import AddedActs, Held, added_name, with_added
from boomerang.study.simulate import simulate

YEAR = 365.25


def case_of(people: int, **parts: Any) -> Case:
    """One year in days, in one place, and no doubt about anything."""
    data = {
        "case": "toy",
        "title": "A year in one place",
        "period": {"from": "2001-01-01", "to": "2001-12-31", "step": "1 day"},
        "population": {"places": [{"place": "here", "people": people}], **parts.pop("population", {})},
        "tracks": {"side": ["only"]},
    }
    return case_from_data({**data, **parts}, Path())


def hawkes(n: float, of_itself: bool = True) -> Case:
    """Attacks, each of which brings n others by itself, beside those that come anyway."""
    return case_of(
        1000,
        climates={"tension": {"half-life": "3 days", "schedule": 2}},
        acts={
            "attack": {"rate": f"{n * log(2) / (1000 * 3 / YEAR)!r} per person-year", "times": "tension"},
            "slap": {"rate": "0 per person-year"},
        },
        kicks=[{"when": ["attack", "slap"] if of_itself else "slap", "to": "nation", "tension": 1}],
    )


def found(case: Case, act: str, outcome: str, pairs: int, acts: int, **more: Any) -> Number:
    """The number of acts on New Year's Day, or until `end`."""
    given = {"start": "2001-01-01", "end": "2001-01-01", **more}
    return boomerang.number(case, act, outcome, pairs=pairs, acts=acts, **given).of[EVERYTHING]


def agrees(what: str, given: Expected, truth: float, times: float = 3.0) -> None:
    said = f"{what}: {given.value:.4g}, truth {truth:.4g}, error {given.error:.2g}"
    assert given.error < 0.2 * max(abs(truth), 0.5), said
    assert abs(given.value - truth) <= times * given.error, said


@pytest.mark.parametrize("n", [0.3, 0.6])
def test_the_number_of_a_branching_process(n: float) -> None:
    """The branching ratio n where attacks bring no others, and n / (1 - n) where they do."""
    agrees("first generation", found(hawkes(n, False), "slap", "attack", 30, 20, end="2001-10-31").number, n)
    whole = found(hawkes(n), "attack", "attack", 60, 20, end="2001-10-31")
    agrees("all generations", whole.number, n / (1 - n))
    assert whole.generation is not None
    agrees("one generation of all", whole.generation, n)
    assert whole.generation.high < 1
    assert found(hawkes(n), "slap", "attack", 3, 20).generation is None


def test_what_feeds_itself_has_a_number_above_one() -> None:
    """In ten weeks, before the country has run away."""
    wild = boomerang.scenario(hawkes(1.4), until="2001-02-10")
    number = boomerang.number(wild, "attack", "attack", pairs=40, acts=20, end="2001-01-01").of[EVERYTHING]
    assert number.generation is not None
    agrees("one generation", number.generation, 1.4)
    assert number.generation.low > 1


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """Of 60 nine in ten; verification/number.py does it 200 times and more."""
    case, n = hawkes(0.4, False), 0.4
    numbers = [found(case, "slap", "attack", 5, 16, seed=100 * k, end="2001-10-31").number for k in range(60)]
    covered = sum(given.low <= n <= given.high for given in numbers)
    assert 47 <= covered <= 60  # within 3 standard errors of 54


def test_nothing_follows_from_what_does_nothing(tmp_path: Path) -> None:
    case = case_of(
        500,
        feelings={"anger": {"half-life": "20 days"}},
        acts={"nod": {"rate": "0.5 per person-year"}, "shout": {"rate": "1 per person-year"}},
        kicks=[{"when": "nod", "to": "self", "anger": 2}],
    )
    for outcome in ("shout", "nod"):
        number = found(case, "nod", outcome, 5, 30)
        told = [number.number, *number.parts.values(), *number.moved.values(), *number.since.values()]
        assert [(each.value, each.error) for each in told] == [(0.0, 0.0)] * len(told)
        assert not number.by_place[["value", "error"]].to_numpy().any()
        assert {record["acts"] for record in number.records} == {30}
        assert all(record["before"] > 100 for record in number.records)


FAMILY = {"household": "5 people", "contacts": {"household": {"within": "household"}}}


def four_ways() -> Case:
    """Shouts, one a year at full force: a stop works on the one stopped, at home, by threat and by force."""
    return case_of(
        1000,
        population=FAMILY,
        feelings={"anger": {"half-life": "never"}},
        climates={"threat": {"half-life": "never"}},
        levers={"force": {"schedule": 0.5}},
        acts={
            "stop": {"rate": "0 per person-year"},
            "shout": {
                "rate": "1 per person-year at reference",
                "times": "force",
                "hazard ratios": {"anger": 2, "threat": 1.002},
            },
        },
        kicks=[
            {"when": "stop", "to": "self", "anger": 2},
            {"when": "stop", "to": "household", "anger": 1},
            {"when": "stop", "to": "nation", "threat": 1},
        ],
        responses={"force": {"to": "threat", "gain": 0.001}},
    )


def test_each_part_is_what_it_is_known_to_be() -> None:
    """0.5 (4 - 1) to oneself, 4 x 0.5 (2 - 1) at home, 1000 x 0.5 x 0.002 and 1000 x 0.001 in public."""
    number = found(four_ways(), "stop", "shout", 120, 5)
    truth = {"direct": 1.5, "vicarious": 2.0, "public": 1.0, "systemic": 1.0}
    for part, value in truth.items():
        agrees(part, number.parts[part], value)
    agrees("the whole", number.number, 5.5)
    assert sum(part.value for part in number.parts.values()) == pytest.approx(number.number.value, abs=1e-12)
    agrees("anger", number.moved["anger"], 3.5)
    agrees("threat", number.moved["threat"], 2.0)


def test_a_part_that_the_case_does_not_have_is_nothing() -> None:
    case = four_ways()
    kicks = case.kicks
    for kept, part in ((kicks[:1], "direct"), (kicks[1:2], "vicarious")):
        alone = found(case.model_copy(update={"kicks": kept}), "stop", "shout", 10, 5)
        assert {name for name, each in alone.parts.items() if each.error} == {part}
        assert alone.parts[part] == alone.number
    loud = found(case.model_copy(update={"kicks": kicks[2:]}), "stop", "shout", 10, 5)
    assert {name for name, each in loud.parts.items() if each.error} == {"public", "systemic"}
    quiet = found(case.model_copy(update={"responses": {}}), "stop", "shout", 10, 5)
    assert {name for name, each in quiet.parts.items() if each.error} == {"direct", "vicarious", "public"}


def of_feelings(**ratios: float) -> Case:
    """Shouts of people with feelings that a stop moves by one each, for good."""
    return case_of(
        1000,
        feelings={name: {"half-life": "never"} for name in ratios},
        acts={
            "stop": {"rate": "0 per person-year"},
            "shout": {"rate": "2 per person-year at reference", "hazard ratios": ratios},
        },
        kicks=[{"when": "stop", "to": "self", **dict.fromkeys(ratios, 1)}],
    )


def test_what_was_bred_and_what_was_prevented() -> None:
    """Four times and half as many: of 2 (4 x 0.5 - 1) further shouts anger has 2 x 2.25, fear 2 x -1.25."""
    number = found(of_feelings(anger=4, fear=0.5), "stop", "shout", 60, 20)
    agrees("bred", number.bred, 4.5)
    agrees("prevented", number.prevented, -2.5)
    agrees("both", number.number, 2.0)
    assert (number.bred, number.prevented) == (number.moved["anger"], number.moved["fear"])
    agrees("bred in a month", number.moved_since["1 month"]["anger"], 4.5 * 30.5 / YEAR)


def test_what_is_moved_adds_up_to_what_follows_by_any_time() -> None:
    number = village(explanations=["boomerang"]).of["boomerang"]
    assert set(number.moved_since) == set(number.since)
    for time, by in number.moved_since.items():
        assert set(by) == {"grievance", "fear"}
        assert sum(each.value for each in by.values()) == pytest.approx(number.since[time].value, abs=1e-12)


def test_what_only_three_do_together_stands_apart() -> None:
    """Each makes 2 (3 - 1) alone, and 2 (27 - 9) less without it; three means of these are more than all."""
    number = found(of_feelings(anger=3, hope=3, pride=3), "stop", "shout", 30, 20)
    alone, without = 2 * (3 - 1), 2 * (27 - 9)
    for name in ("anger", "hope", "pride"):
        agrees(name, number.moved[name], (alone + without) / 2)
    agrees("together only", number.moved["together only"], 2 * 26 - 3 * (alone + without) / 2, times=4)
    total = sum(each.value for each in number.moved.values())
    assert total == pytest.approx(number.number.value, abs=1e-12)


def test_who_is_gone_cannot_go_again() -> None:
    """Going is a transition: of those who would have gone in the year all are missing, 1 - exp(-2)."""
    case = case_of(
        1000,
        tracks={"stay": ["here", "gone"]},
        transitions={"go": {"moves": "stay here -> gone", "rate": "2 per person-year"}},
    )
    number = found(case, "go", "go", 30, 50)
    agrees("the act itself", number.number, np.exp(-2 * 365 / YEAR) - 1)
    assert number.parts["direct"] == number.number == number.moved["the act itself"] == number.prevented


def test_one_act_and_many_say_the_same() -> None:
    one, many = (
        found(four_ways(), "stop", "shout", pairs, acts).number for acts, pairs in ((1, 150), (10, 50))
    )
    assert abs(one.value - many.value) <= 3 * (one.error**2 + many.error**2) ** 0.5
    assert many.error < one.error


@pytest.mark.parametrize("seed", [1, 2])
def test_twins_are_the_same_until_the_acts_are_added(seed: int) -> None:
    village = scenario("village", explanation="boomerang")
    compiler = Compiler(with_added(village, "stop"))
    country = AddedActs(compiler.at({}), compiler, added_name(village.case, "stop"))
    before, plain = country.before(seed), simulate(village, seed=seed)
    for event, count in plain.counts.items():
        assert before.counts[event] == count
        assert (before.events_of(event) == plain.events_of(event)).all()
    after = country.after(before, 25, 100.5)
    added, *events = "one more stop", *plain.counts
    assert (after.counts[added], before.counts[added]) == (25, 0)
    assert after.variables["events"].values[..., 100, :].sum() >= 25
    for event in events:
        assert (after.events_of(event)[:100] == before.events_of(event)[:100]).all()
    assert after.counts != before.counts


@pytest.mark.parametrize("held", list(Held))
def test_what_is_held_at_its_own_path_changes_nothing(held: Held) -> None:
    compiler = Compiler(with_added(scenario("village", explanation="boomerang"), "stop"))
    country = AddedActs(compiler.at({}), compiler, added_name(scenario("village").case, "stop"))
    before = country.before(3)
    assert country.after(before, 0, 80.5, held=held).digest == before.digest
    after = country.after(before, 40, 80.5, held=held)
    same = {name: (after.level_of(name) == before.level_of(name)).all() for name in ("threat", "restriction")}
    assert same == {"threat": held is Held.ALL, "restriction": held is not Held.NOTHING}


def test_where_when_and_to_whom_add_up() -> None:
    number = boomerang.number(
        "village", "stop", "depart", explanations=["restriction"], pairs=40, acts=30
    ).of["restriction"]
    assert number.by_place["value"].sum() == pytest.approx(number.number.value)
    assert list(number.by_place.index) == ["Bridge", "Mill", "Orchard", "Spring", "Saddle"]
    for trait in ("sex", "practice"):
        assert number.by_trait(trait)["value"].sum() == pytest.approx(number.number.value)
    for record in number.records:
        assert sum(record["since"]) == sum(record["places"].values()) == sum(record["parts"].values())
    assert list(number.since) == ["1 month", "3 months", "6 months", "1 year", "2 years"]
    assert list(number.by_year) == [2010, 2011, 2012, 2013, 2014]
    moments = np.array([record["moment"] for record in number.records])
    assert np.histogram(moments, 8, (0, 261))[0].min() >= 4  # spread evenly over the run
    with pytest.raises(InputError, match="'faith' is no trait of village"):
        number.by_trait("faith")


def village(**more: Any) -> Numbers:
    given: dict[str, Any] = {"pairs": 8, "acts": 10, "explanations": ["chance", "restriction", "boomerang"]}
    return boomerang.number("village", "stop", "depart", **{**given, **more})


def test_explanations_without_the_act_are_said_and_left_out() -> None:
    numbers = village()
    assert numbers.without == {"chance": "under chance there is no stop"}
    assert list(numbers.of) == ["restriction", "boomerang"]
    assert numbers.weights == {"restriction": 0.5, "boomerang": 0.5}
    assert numbers.average == averaged(numbers.of, {"restriction": 3, "boomerang": 3})
    half = [number.number.value / 2 for number in numbers.of.values()]
    assert numbers.average.value == pytest.approx(sum(half))
    assert averaged(numbers.of, {"restriction": 1, "boomerang": 0}).value == pytest.approx(2 * half[0])
    parts = numbers.table.loc["boomerang"].index.tolist()
    assert parts == ["number", "direct", "vicarious", "public", "systemic", "bred", "prevented"]
    assert numbers.moved.loc["boomerang"].index.tolist() == ["grievance", "fear"]


def test_threads_and_interrupts_change_nothing(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(done: int) -> None:
        if done == 38:
            raise StopError

    whole = village(pairs=33, threads=1)
    with pytest.raises(StopError):
        village(pairs=33, threads=2, folder=tmp_path, progress=stop)
    assert len(list(tmp_path.glob("parts/restriction/*.json"))) == 2
    with pytest.raises(InputError, match="holds pairs already, but not all of them; resume them or choose"):
        village(pairs=33, folder=tmp_path)
    begun: list[int] = []
    again = village(pairs=33, folder=tmp_path, resume=True, progress=begun.append)
    assert begun[0] == 34
    assert number_data(again) == number_data(whole)
    assert (tmp_path / "number.json").is_file()
    assert (tmp_path / "charts" / "number.svg").is_file()
    named = r"this folder holds results of other settings or another seed \(seed: 1 there, 2 asked\); choose"
    with pytest.raises(InputError, match=named):
        village(pairs=33, folder=tmp_path, resume=True, seed=2)


def test_pairs_in_which_nobody_can_meet_it_do_not_count() -> None:
    """Nobody sympathises on the first day, so nobody can depart then."""
    with pytest.raises(InputError, match="one more depart: only 0 of 4 pairs can be used, as 0 are refused"):
        boomerang.number("village", "depart", "stop", explanations=["boomerang"], pairs=4, end="2010-01-01")
    numbers = boomerang.number(
        "village", "depart", "stop", explanations=["boomerang"], pairs=20, end="2011-12-31"
    )
    given = numbers.of["boomerang"]
    assert given.idle > 0
    assert given.idle + len(given.records) == 20


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"act": "stopp"},
            "'stopp' is no event of village (sympathise, relent, depart, stop, invite); did you mean 'stop'?",
        ),
        (
            {"act": "invite"},
            "'invite' is an encounter, which cannot be added; name the transition, 'sympathise'",
        ),
        ({"outcome": "threat"}, "'threat' is no event of village (sympathise, relent, depart, stop, invite)"),
        (
            {"explanations": ["chance", "ties"]},
            "no stop can be followed by a depart under chance, ties; name another",
        ),
        ({"pairs": 2}, "2 pairs are too few for an interval; give 3 or more"),
        ({"acts": 0}, "0 acts cannot be added; give 1 to 10000000"),
        (
            {"start": "2009-01-01"},
            "acts cannot be added from 2009-01-01 to 2014-12-31; give two days in order, from 2010-01-01 to"
            " 2014-12-31",
        ),
        ({"start": "2012"}, "from: '2012' is no date; write year-month-day, such as 2012-01-31"),
        ({"resume": True}, "there is nothing to resume without a folder; give the folder of the pairs"),
        ({"posterior": "nowhere"}, "nowhere: there is no answer of explain in this folder"),
    ],
)
def test_mistakes(given: dict[str, Any], message: str) -> None:
    asked = {"act": "stop", "outcome": "depart", "pairs": 4, **given}
    with pytest.raises(InputError) as error:
        boomerang.number("village", asked.pop("act"), asked.pop("outcome"), **asked)
    assert str(error.value).startswith(message)
