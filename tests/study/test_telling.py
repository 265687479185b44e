"""What stands out in a run."""

from boomerang.case import Case
from boomerang.case.scenario import scenario
from boomerang.report.telling import counts_over_time, telling_traits, top_places
from boomerang.study.run import Run
from boomerang.study.simulate import simulate


def test_traits_that_explain_an_event_are_told(village: Case) -> None:
    settings = {"mechanisms.restriction.parameters.stops": "5 per person-year"}
    run = simulate(scenario(village, settings=settings))
    (found,) = [share for share in telling_traits([run], "stop", most=9) if share.name.startswith("practice")]
    assert found.name == "practice visible"
    assert found.events == 1
    assert found.people < 0.3


def test_nothing_is_told_of_what_never_happened(village: Case) -> None:
    settings = {"transitions.sympathise.rate": "0 per person-year"}
    run = simulate(scenario(village, explanation="chance", settings=settings))
    assert run.counts["depart"] == 0
    assert telling_traits([run], "depart") == []
    assert top_places([run], "depart") == []


def test_places_and_times(run: Run) -> None:
    places = top_places([run, run], "depart")
    assert [share.events for share in places] == sorted((share.events for share in places), reverse=True)
    assert sum(share.people for share in places) == 1
    assert counts_over_time([run, run], "depart").sum() == run.counts["depart"]
