"""Asking a run: what the verbs give is what the dataset and the log hold, whatever the case calls it."""

import numpy as np
import pytest

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

CLASH = {
    "case": "clash",
    "title": "Names that results use themselves",
    "period": {"from": "2010-01-01", "to": "2010-03-31", "step": "12 hours"},
    "population": {
        "places": [{"place": "here", "people": 50}, {"place": "there", "people": 30}],
        "traits": {
            "time": {"early": 0.5, "late": 0.5},
            "events": {"many": 0.3, "few": 0.7},
            "person": {"one": 1},
        },
    },
    "climates": {"people": {"of": "events", "half-life": "1 month"}, "lat": {"schedule": 1}},
    "tracks": {"source": ["loyal", "gone"]},
    "transitions": {"go": {"moves": "source loyal -> gone", "rate": "2 per person-year"}},
    "kicks": [{"when": "go", "to": "events", "people": 1}],
    "tallies": {"events": {"count": "go", "every": "period", "by": "time"}},
    "log": "go",
}


@pytest.fixture(scope="module")
def clash() -> Run:
    return simulate(case_from_data(CLASH))


def test_events_and_people(run: Run) -> None:
    data = run.dataset
    for event in ("stop", "depart"):
        expected = data.events.sel(event=event).transpose("time", "place").values
        assert (run.events_of(event) == expected).all()
        assert run.events_of(event).sum() == run.counts[event] > 0
        assert (run.events_by(event, "sex") == data.events_by_sex.sel(event=event).values).all()
    departed, loyal = (data.people.sel(state=f"stance {name}").values for name in ("departed", "loyal"))
    assert (run.people_in("stance departed") == departed).all()
    assert (run.people_in("stance loyal or departed") == departed + loyal).all()
    assert run.people_in("stance departed").dtype == run.events_of("stop").dtype == np.int64
    assert (run.people_by("sex") == data.people_by_sex.values).all()
    stances = [state for state in data.state.values if state.startswith("stance ")]
    assert (run.inhabitants == data.people.sel(state=stances)[:, 0].sum("state").values).all()
    assert run.inhabitants.sum() == run.persons


def test_labels_levels_and_tallies(run: Run) -> None:
    data = run.dataset
    assert run.places.tolist() == data.place.values.tolist()
    assert run.province_of_place.tolist() == data.province_of_place.values.tolist()
    assert run.times.tolist() == data.time.values.astype("M8[s]").tolist()
    assert run.categories_of("sex").tolist() == data.sex.values.tolist()
    assert (run.level_of("threat") == data.threat.values).all()
    assert run.level_of("gossip").shape == (run.steps + 1, len(run.places))
    assert run.tally_of("departures").dims == data.departures.dims
    assert (run.tally_of("departures").values == data.departures.values).all()


def test_the_log(run: Run) -> None:
    sex, grievance = run.log_of("sex"), run.log_of("grievance").values
    assert sex.is_any(["man"]).tolist() == (run.events.sex == "man").tolist()
    assert run.log_of("stance").is_any(["sympathiser"]).all()
    assert (grievance == run.events.grievance.to_numpy()).all()


def test_an_event_of_a_mechanism_that_is_off_never_happens(run: Run) -> None:
    off = simulate(scenario(run.case, mechanisms=[]))
    assert off.events_of("stop").shape == run.events_of("stop").shape
    assert off.events_of("stop").sum() == off.events_by("stop", "sex").sum() == 0
    assert "stop" not in off.counts


def test_names_that_are_taken(clash: Run) -> None:
    data, log = clash.dataset, clash.events
    assert clash.axis_of("time") == "time trait"
    assert clash.categories_of("time").tolist() == ["early", "late"]
    assert clash.categories_of("events").tolist() == ["many", "few"]
    assert clash.events_by("go", "events").tolist() == data.events_by_events.values[0].tolist()
    assert (clash.level_of("people") == data["people climate"].values).all()
    assert clash.level_of("people").shape == (181, 2)
    assert (clash.level_of("lat") == data["lat climate"].values).all()
    assert clash.tally_of("events").values.sum() == clash.counts["go"] == clash.events_of("go").sum() > 0
    assert clash.log_of("source").labels == ("loyal", "gone")
    assert clash.log_of("source").is_any(["loyal"]).all()
    assert clash.log_of("time").is_any(["late"]).tolist() == (log["time trait"] == "late").tolist()
    assert clash.log_of("person").labels == ("one",)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda run: run.events_of("depar"), "'depar' is no event of village.*; did you mean 'depart'?"),
        (lambda run: run.people_in("stance departe"), "'stance departe' is no state of village"),
        (lambda run: run.axis_of("sx"), "'sx' is no trait of village"),
        (lambda run: run.level_of("thread"), "'thread' is no lever or climate of village.*'threat'"),
        (lambda run: run.tally_of("stop"), "'stop' is no tally of village.*'stops'"),
        (lambda run: run.log_of("fears"), "'fears' is no trait, track or feeling of village.*'fear'"),
    ],
)
def test_what_the_case_does_not_name_is_refused(run: Run, ask: object, told: str) -> None:
    with pytest.raises(InputError, match=told):
        ask(run)  # type: ignore[operator]
