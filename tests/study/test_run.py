"""What a run holds: named dimensions, units, provenance, and counts that agree with each other."""

import numpy as np
import pytest

import boomerang
from boomerang.case import case_from_data, case_to_yaml
from boomerang.errors import InputError
from boomerang.study.run import Run
from boomerang.study.simulate import simulate


def test_dimensions(run: Run) -> None:
    dims = {name: run.dataset[name].dims for name in run.dataset.data_vars}
    assert dims["events"] == ("event", "time", "place")
    assert dims["events_by_sex"] == ("event", "sex")
    assert dims["people_by_sex"] == ("sex",)
    assert dims["people"] == ("state", "moment", "place")
    assert dims["threat"] == ("moment",)
    assert dims["gossip"] == ("moment", "place")
    assert dims["pride"] == ("moment", "corps")
    assert dims["patrols"] == ("moment", "place")
    assert dims["departures"] == ("month", "province", "sex")
    assert dims["stops"] == ("year",)


def test_coordinates(run: Run) -> None:
    data = run.dataset
    assert data.place.values.tolist() == ["Upper Bank", "Lower Bank", "Station"]
    assert data.province.values.tolist() == ["north", "south"]
    assert data.province_of_place.values.tolist() == ["north", "north", "south"]
    assert data.lon.values.tolist() == [70.11, 70.14, 70.32]
    assert data.lat.attrs["units"] == "degrees_north"
    assert "stance departed" in data.state.values
    assert data.time.values[[0, 1]].astype("datetime64[D]").astype(str).tolist() == [
        "2010-01-01",
        "2010-01-08",
    ]
    assert data.month.values[-1].astype("datetime64[M]").astype(str) == "2014-12"
    assert data.year.values.tolist() == [2010, 2011, 2012, 2013, 2014]


def test_units_and_provenance(run: Run) -> None:
    data = run.dataset
    assert data.events.attrs["units"] == "events per step"
    assert data.people.attrs["units"] == "persons"
    assert data.restriction.attrs["kind"] == "lever"
    assert data.attrs["version"] == boomerang.__version__
    assert data.attrs["case"] == "village"
    assert data.attrs["seed"] == "5"
    assert data.attrs["mechanisms"] == "restriction, deterrence, ties, justification"
    assert data.attrs["persons"] == 2000
    assert data.attrs["step_days"] == 7
    assert data.attrs["digest"] == run.digest
    assert data.attrs["resolved_case"] == case_to_yaml(run.case)


def test_counts_agree(run: Run) -> None:
    data = run.dataset
    total = data.events.sum(["time", "place"])
    assert run.counts == dict(zip(data.event.values.tolist(), total.values.tolist(), strict=True))
    assert run.counts["depart"] > 20
    for trait in ("sex", "age", "frailty"):
        np.testing.assert_array_equal(data[f"events_by_{trait}"].sum(trait), total)
        assert int(data[f"people_by_{trait}"].sum()) == run.persons
    assert int(data.departures.sum()) == run.counts["depart"]
    assert int(data.stops.sum()) == run.counts["stop"] + run.counts["search"]
    by_province = data.events.sel(event="depart").sum("time").groupby("province_of_place").sum()
    np.testing.assert_array_equal(data.departures.sum(["month", "sex"]).values, by_province.values)


def test_people_balance(run: Run) -> None:
    people = run.dataset.people
    stance = people.sel(state=[name for name in people.state.values if name.startswith("stance")]).sum(
        "state"
    )
    assert (stance == stance[0]).all()
    departed = people.sel(state="stance departed").sum("place").values
    happened = run.dataset.events.sel(event="depart").sum("place").cumsum("time").values
    np.testing.assert_array_equal(departed[1:], happened)


def test_event_log(run: Run) -> None:
    log = run.events
    assert list(log.columns) == [
        *("time", "event", "person", "place", "province"),
        *("sex", "age", "abroad", "practice", "corps", "frailty", "temper", "schooling"),
        *("stance", "rank", "grievance", "fear", "source", "way"),
    ]
    assert len(log) == run.counts["depart"]
    assert log.time.is_monotonic_increasing
    assert (log.event == "depart").all()
    assert (log.stance == "sympathiser").all()
    assert (log.grievance >= 0).all()
    assert not log.person.duplicated().any()
    sexes = run.dataset.events_by_sex.sel(event="depart")
    assert (log.sex == "man").sum() == int(sexes.sel(sex="man"))
    homes = dict(zip(run.dataset.place.values, run.dataset.province_of_place.values, strict=True))
    assert (log.place.map(homes).astype(str) == log.province.astype(str)).all()


def test_encounters_are_logged_with_source_and_way() -> None:
    settings = {
        "mechanisms.ties.encounters.invite.chance": 1,
        "transitions.sympathise.rate": "0.05 per person-year",
    }
    path = "tests/cases/valid/village.yaml"
    case = boomerang.load(path, settings).model_copy(update={"log": ("sympathise",)})
    log = simulate(case).events
    invited = log[log.way == "invite"]
    assert 0 < len(invited) < len(log)
    assert invited.source.notna().all()
    assert log[log.way != "invite"].source.isna().all()


def test_names_that_are_taken_get_their_kind_behind_them() -> None:
    data = {
        "case": "clash",
        "title": "Names that results use themselves",
        "period": {"from": "2010-01-01", "to": "2010-03-31", "step": "12 hours"},
        "population": {
            "places": [{"place": "here", "people": 50}],
            "traits": {"time": {"early": 0.5, "late": 0.5}, "year": {"one": 1}},
        },
        "climates": {"people": {"schedule": 1}},
        "tracks": {"source": ["loyal", "gone"]},
        "transitions": {"go": {"moves": "source loyal -> gone", "rate": "2 per person-year"}},
        "tallies": {
            "events": {"count": "go", "every": "period", "by": "time"},
            "gone": {"count": "go", "every": "year"},
        },
        "log": "go",
    }
    run = simulate(case_from_data(data))
    assert run.dataset["events tally"].dims == ("time trait",)
    assert run.dataset["people climate"].dims == ("moment",)
    assert run.dataset.gone.dims == ("year",)
    assert run.dataset["events_by_year"].dims == ("event", "year trait")
    assert len(np.unique(run.dataset.time)) == 180
    assert {"time trait", "source before", "source"} < set(run.events.columns)
    assert int(run.dataset["events tally"].sum()) == run.counts["go"] > 0


def test_public_names() -> None:
    assert set(dir(boomerang)) == {
        "Accounting",
        "Case",
        "CaseError",
        "Comparison",
        "Descent",
        "Drawing",
        "Ensemble",
        "Explanation",
        "History",
        "Influences",
        "InputError",
        "Numbers",
        "Run",
        "Scenario",
        "Stories",
        "__version__",
        "account",
        "by_switching_off",
        "chart",
        "descent",
        "draw_priors",
        "ensemble",
        "explain",
        "history",
        "load",
        "number",
        "scenario",
        "sensitivity",
        "settings_of",
        "simulate",
        "simulate_draws",
        "story",
        "whatif",
    }
    assert boomerang.Run is Run
    with pytest.raises(AttributeError, match="module 'boomerang' has no attribute 'simulat'"):
        _ = boomerang.simulat


def test_repr(run: Run) -> None:
    assert repr(run).startswith("<Run of village, seed 5, 2,000 persons: sympathise ")


def test_hazards_that_run_away_are_refused() -> None:
    data = {
        "case": "storm",
        "title": "Everybody stopped all the time",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 week"},
        "population": {"places": [{"place": "here", "people": 2_000_000}]},
        "tracks": {"stance": ["loyal", "gone"]},
        "acts": {"stop": {"who": "stance loyal", "rate": "1 per person-day"}},
    }
    with pytest.raises(InputError, match=r"run away: on .* things would happen in one step, most of them"):
        boomerang.simulate(case_from_data(data))
