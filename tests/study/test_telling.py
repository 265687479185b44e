"""What stands out in a run."""

from pathlib import Path

import numpy as np
import pytest

from boomerang.case import Case, apply_settings, case_from_data
from boomerang.case.bundled import load
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.report.summary import print_summary
from boomerang.report.telling import counts_by_year, counts_over_time, telling_traits, top_places
from boomerang.report.totals import Totals
from boomerang.study.ensemble import ensemble
from boomerang.study.run import Run
from boomerang.study.simulate import simulate


def test_traits_that_explain_an_event_are_told() -> None:
    settings = {"mechanisms.restriction.parameters.stops": "5 per person-year"}
    run = simulate(scenario("village", settings=settings))
    (found,) = [
        share
        for share in telling_traits(Totals.of([run]), "relent", most=9)
        if share.name.startswith("practice")
    ]
    assert found.name == "practice visible"
    assert 0.3 < found.events < 1
    assert found.people < 0.3


def test_what_an_event_takes_is_not_told_as_what_stands_out() -> None:
    """Only those with a visible practice are stopped; among them stops differ by other traits at most."""
    settings = {"mechanisms.restriction.parameters.stops": "5 per person-year"}
    run = simulate(scenario("village", settings=settings))
    assert run.counts["stop"] > 1000
    assert not [
        share
        for share in telling_traits(Totals.of([run]), "stop", most=9)
        if share.name.startswith("practice")
    ]


def test_categories_that_an_event_takes_are_compared_with_each_other() -> None:
    """Children cannot be stopped here, so that the young are half of those who can."""
    village = load("village")
    data = apply_settings(plain_data(village), {})
    data["mechanisms"]["restriction"]["acts"]["stop"]["who"] = ["age young or older"]
    data["mechanisms"]["restriction"]["acts"]["stop"]["hazard ratios"] = {"age young": 9}
    run = simulate(scenario(case_from_data(data, village.folder)))
    (found,) = [
        share for share in telling_traits(Totals.of([run]), "stop", most=9) if share.name.startswith("age")
    ]
    young, old = run.people_by("age")[1:]
    assert found.name == "age young"
    assert found.people == pytest.approx(young / (young + old))


def test_counts_of_each_year_add_up(run: Run) -> None:
    years = counts_by_year(Totals.of([run]), "stop")
    assert list(years) == [2010, 2011, 2012, 2013, 2014]
    assert sum(years.values()) == run.counts["stop"]
    middles = np.datetime64("2010-01-01") + (np.arange(run.steps) * 7 + 3)
    counts = run.events_of("stop").sum(axis=1)
    assert years[2012] == counts[(middles.astype("M8[Y]") == np.datetime64("2012"))].sum()


def test_a_last_step_that_is_cut_short_counts_in_the_year_of_its_own_middle() -> None:
    settings = {"period.from": "2010-08-02", "period.step": "365.25 days"}
    run = simulate(scenario("village", settings=settings, until="2012-02-15"))
    assert run.steps == 2
    assert counts_by_year(Totals.of([run]), "stop") == {2011: run.counts["stop"]}


def test_nothing_is_told_of_what_never_happened(village: Case) -> None:
    settings = {"transitions.sympathise.rate": "0 per person-year"}
    run = simulate(scenario(village, explanation="chance", settings=settings))
    assert run.counts["depart"] == 0
    assert telling_traits(Totals.of([run]), "depart") == []
    assert top_places(Totals.of([run]), "depart") == []


def test_places_and_times(run: Run) -> None:
    places = top_places(Totals.of([run, run]), "depart")
    assert [share.events for share in places] == sorted((share.events for share in places), reverse=True)
    assert sum(share.people for share in places) == 1
    assert counts_over_time(Totals.of([run, run]), "depart").sum() == run.counts["depart"]


def test_totals_do_not_depend_on_the_order_in_which_runs_come(village: Case) -> None:
    runs = ensemble(village, 3)
    totals, others = Totals.of(runs), Totals()
    for number in (2, 0, 1):
        others.add(number, runs[number])
    assert (len(totals), others.first, others.facts) == (3, runs[0], totals.facts)
    assert others.counts["stop"] == totals.counts["stop"] == [run.counts["stop"] for run in runs]
    for kept, again in ((totals.over_time, others.over_time), (totals.by_place, others.by_place)):
        assert (kept["stop"] == again["stop"]).all()
        assert kept["stop"].sum() == sum(totals.counts["stop"])
    assert (others.by_trait["stop", "sex"] == totals.by_trait["stop", "sex"]).all()
    assert runs[0].events_of("stop").sum() == totals.counts["stop"][0]


def test_years_for_which_there_is_no_room_are_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {}
    for width in ("60", "200"):
        monkeypatch.setenv("COLUMNS", width)
        print_summary(Totals.of([run]), {}, Path("there"))
        told[width] = capsys.readouterr().out
    first, last = run.case.period.start.year, run.case.period.end.year
    said = f"Not shown: the counts of {last - first + 1} years, {first} to {last}; a window of"
    assert said in told["60"]
    assert "run.nc has those of every step" in told["60"]
    assert said not in told["200"]
    wanted = told["60"].split("a window of ")[1].split()[0]
    for columns, shown in ((int(wanted), True), (int(wanted) - 1, False)):
        monkeypatch.setenv("COLUMNS", str(columns))
        print_summary(Totals.of([run]), {}, Path("there"))
        assert ("Not shown" not in capsys.readouterr().out) == shown
