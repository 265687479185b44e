"""What is simulated for what is chosen."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import boomerang
from boomerang.errors import InputError
from boomerang.lab import words
from boomerang.lab.classroom import School
from boomerang.lab.country import Countries, Difference, Question, explanation_of, usual_outcome
from boomerang.lab.knobs import knobs
from boomerang.lab.library import Library
from boomerang.lab.session import Session
from boomerang.lab.state import EVERYTHING, YOUR_OWN, State
from boomerang.report.telling import counts_by_year
from boomerang.report.totals import Totals
from boomerang.study.draws import draws_at, parameters_in_doubt

VILLAGE = boomerang.load("village")
STOPS = "mechanisms.restriction.parameters.stops"


def asked(**given: object) -> Question:
    return Question.of(VILLAGE, State(case="village", **given))  # type: ignore[arg-type]


def test_a_pair_is_what_the_command_simulates() -> None:
    given = {STOPS: "0.3 per person-year"}
    question = asked(policy="no stops", settings=given, seed=5)
    looks = Countries().pair(question, 1)
    for look, policy in zip(looks, (None, "no stops"), strict=True):
        scenario = boomerang.scenario("village", explanation="boomerang", policy=policy, settings=given)
        run = boomerang.simulate(scenario, seed=6)
        assert (look.digest, look.counts) == (run.digest, run.counts)
        assert look.paths["depart"][-1] == look.by_place["depart"].sum() == run.counts["depart"]


def test_levers_make_a_policy_like_any_other() -> None:
    """Half the stops is a policy of the case too."""
    own = asked(policy=YOUR_OWN, levers={"restriction": 0.5}, start=date(2013, 1, 1))
    known = asked(policy="half the stops")
    mine, theirs = (Countries().pair(question, 0)[1] for question in (own, known))
    assert mine.digest == theirs.digest


def test_what_is_known_is_not_simulated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    countries = Countries()
    first = countries.pair(asked(policy="no stops"), 0)
    monkeypatch.setattr("boomerang.lab.country.Prepared", None)
    assert countries.pair(asked(policy="no stops"), 0) == first


def test_what_several_ask_at_once_is_simulated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    countries, simulated = Countries(), list[int]()
    plain = Countries._simulated

    def slowly(self: Countries, key: Any, *given: Any) -> Any:
        simulated.append(key[2])
        time.sleep(0.2)
        return plain(self, key, *given)

    monkeypatch.setattr(Countries, "_simulated", slowly)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: countries.pair(asked(), 0), range(4)))
    assert simulated == [1]
    assert [look for [look] in found] == [found[0][0]] * 4


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"policy": "no stop"}, "did you mean 'no stops'"),
        ({"explanation": "x"}, "x"),
        ({"levers": {"x": 0.5}}, "'x' is no lever of village"),
        ({"outcome": "departs"}, "did you mean 'depart'"),
        ({"settings": {"stops": "1"}}, "'stops' is no parameter of village"),
        ({"start": date(2031, 1, 1)}, "outside the period of village, 2010-01-01 to 2014-12-31"),
    ],
)
def test_what_a_case_does_not_have_is_refused(given: dict[str, object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        asked(**given)


def test_what_can_change_nothing_is_told() -> None:
    question = asked(policy="no answer", explanation="chance")
    assert question.changes_nothing
    assert words.finding(question, [Countries().pair(question, 0)])[0] == (
        "title",
        "“no answer” can change nothing here",
    )


def test_the_interval_is_that_of_a_mean() -> None:
    countries, question = Countries(), asked(policy="no stops")
    pairs = [countries.pair(question, number) for number in range(6)]
    found = Difference.of(*([pair[side] for pair in pairs] for side in (0, 1)), "depart")
    each = np.array([pair[1].counts["depart"] - pair[0].counts["depart"] for pair in pairs])
    half = 2.015048 * each.std(ddof=1) / np.sqrt(6)  # Student's t with 5 degrees of freedom
    assert found.mean[-1] == pytest.approx(each.mean())
    assert (found.low[-1], found.high[-1]) == pytest.approx((each.mean() - half, each.mean() + half))
    assert np.isnan(
        Difference.of(*([pair[side] for pair in pairs[:2]] for side in (0, 1)), "depart").low
    ).all()


def test_years_add_up() -> None:
    question = asked(policy="no stops", outcome="stop")
    looks = Countries().pair(question, 0)
    columns = list(zip(*words.by_year(question, looks), strict=True))
    assert columns[0] == ("2010", "2011", "2012", "2013", "2014")
    assert [sum(map(int, column)) for column in columns[1:]] == [look.counts["stop"] for look in looks]
    run = boomerang.simulate(question.before, seed=1)
    years = counts_by_year(Totals.of([run]), "stop")
    assert columns[1] == tuple(f"{count:.0f}" for count in years.values())


def test_the_usual_explanation_and_event() -> None:
    assert explanation_of(VILLAGE, State()) == "boomerang"
    assert explanation_of(VILLAGE, State(explanation=EVERYTHING)) is None
    assert usual_outcome(VILLAGE) == "depart"
    assert words.command(State(policy="no stops", seed=2), VILLAGE, "village") == (
        "boomerang run village --seed 2 --explanation boomerang --policy 'no stops'"
    )


def test_a_knob_goes_over_its_prior() -> None:
    found = {knob.path: knob for knob in knobs(VILLAGE, "boomerang")}
    stops = found[STOPS]
    scenario = boomerang.scenario("village", explanation="boomerang")
    shares = np.full((1, len(parameters_in_doubt(scenario))), 0.95)
    high = float(draws_at(scenario, shares)[STOPS][0].split(" ")[0])
    assert float(stops.values[stops.high].split(" ")[0]) == pytest.approx(high, rel=0.1)
    assert stops.given == "0.2 per person-year"
    assert float(stops.values[stops.usual].split(" ")[0]) == pytest.approx(0.2, rel=0.1)
    assert (max(stops.density), len(stops.density)) == (1, len(stops.values))
    for value in stops.values:
        boomerang.scenario("village", settings={STOPS: value})


def test_parameters_of_other_explanations_are_left_out() -> None:
    assert {knob.owner for knob in knobs(VILLAGE, "ties")} == {"ties", ""}


def test_a_library_gives_its_own_cases_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("case: secret\n")
    library = Library()
    assert library.first == "tajikistan-2015"
    for name in (str(tmp_path / "secret.yaml"), "../../etc/passwd", ""):
        with pytest.raises(InputError):
            library.case(name)
    assert Library(["village"]).first == "village"


def test_a_closed_page_hears_nothing_more() -> None:
    class Nobody:
        def forget(self, owner: object) -> None:
            self.gone = owner

    heard: list[str] = []
    pool = Nobody()
    session = Session(
        Library(),
        pool,  # type: ignore[arg-type]
        Countries(),
        School(),
        State(case="village"),
        later=lambda function: function(),
        say=heard.append,
    )
    session.soon(lambda: heard.append("before"))
    session.close()
    session.soon(lambda: heard.append("after"))
    assert heard == ["before"]
    assert pool.gone is session


def test_another_case_is_chosen_without_what_belongs_to_the_one_before() -> None:
    told: list[State] = []
    session = Session(
        Library(), None, Countries(), School(), State(case="village", policy="no stops", tab="story"),  # type: ignore[arg-type]
        later=lambda function: function(), say=lambda _: None,
    )  # fmt: skip
    session.watch(lambda before, after: told.append(after))
    session.change(case="marenga")
    session.change(case="marenga")
    assert told == [State(case="marenga", tab="story")]
