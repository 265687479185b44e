"""Any legal name works: what results themselves are called is no trap."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import xarray
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas import read_parquet

import boomerang
from boomerang.case import case_from_data
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

TAKEN = [  # dimensions, variables, columns and files of results, and what they become
    *("time", "moment", "event", "events", "people", "state", "lon", "lat", "month", "year", "replicate"),
    *("seed", "person", "source", "way", "province_of_place", "events_by_sex", "people_by_sex", "left"),
    *("people_by_people", "events_by_events", "step", "period", "log", "digest", "run", "case", "index"),
]
PLAIN = [*TAKEN, "left tally", "events tally", "people climate", "time lever", "events tally tally"]
RATE = "2 per person-year"


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A case whose every name is one of these."""
    words = st.lists(st.sampled_from(TAKEN), min_size=3, max_size=3, unique=True)
    one, two, track = draw(words)
    rest = [name for name in PLAIN if name not in (one, two, track)]
    feeling, climate, group, lever = draw(
        st.lists(st.sampled_from(rest), min_size=4, max_size=4, unique=True)
    )
    tallies = draw(st.lists(st.sampled_from(PLAIN), min_size=3, max_size=3, unique=True))
    go, stop = draw(st.lists(st.sampled_from(PLAIN), min_size=2, max_size=2, unique=True))
    return {
        "case": draw(st.sampled_from(PLAIN)),
        "title": "Names that results use themselves",
        "period": {"from": "2010-01-01", "to": "2011-03-31", "step": "1 month"},
        "population": {
            "places": [{"place": "east", "people": 30, "province": "a", "lon": 1, "lat": 2}]
            + [{"place": "west", "people": 50, "province": "b", "lon": 3, "lat": 4}],
            "traits": {one: {"early": 0.5, "late": 0.5}, two: {"events": 0.2, "people": 0.3, "rest of": 0.5}},
        },
        "feelings": {feeling: {"half-life": "never"}},
        "climates": {climate: {"schedule": 0.25}, group: {"of": one, "schedule": 0.5}},
        "levers": {lever: {"of": "place", "schedule": 0.75}},
        "tracks": {track: ["in", "out"]},
        "transitions": {go: {"moves": f"{track} in -> out", "rate": RATE}},
        "acts": {stop: {"rate": RATE, "hazard ratios": {feeling: 1.1}}},
        "kicks": [{"when": stop, "to": "self", feeling: 1}],
        "tallies": {
            tallies[0]: {"count": go, "every": "period", "by": [one, two]},
            tallies[1]: {"count": go, "every": "year", "by": two},
            tallies[2]: {"count": [go, stop], "every": "month", "by": "place"},
        },
        "log": [go, stop],
    }


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(cases())
def test_everything_is_read_back_under_its_name(data: dict[str, Any]) -> None:
    run = simulate(case_from_data(data))
    assert_said(run, data)
    with TemporaryDirectory() as place:
        folder = run.write(place)
        assert_said(Run.read(folder), data)
        with xarray.open_dataset(folder / "run.nc") as written:
            xarray.testing.assert_equal(written, run.dataset)
            assert set(written.coords) == set(run.dataset.coords)
        assert len(read_parquet(folder / "events.parquet").columns) == len(run.log) == len(run.events.columns)


def assert_said(run: Run, data: dict[str, Any]) -> None:
    """What a run says of everything that the case names is what the case has."""
    (one, two), (climate, group) = data["population"]["traits"], data["climates"]
    (lever,), (track,), (feeling,) = data["levers"], data["tracks"], data["feelings"]
    (go,), (stop,) = data["transitions"], data["acts"]
    moments = run.steps + 1
    for trait in (one, two):
        categories = list(data["population"]["traits"][trait])
        assert run.categories_of(trait).tolist() == list(run.log_of(trait).labels or ()) == categories
        assert run.people_by(trait).shape == (len(categories),)
        assert run.people_by(trait).sum() == run.persons == 80
        for event in (go, stop):
            assert run.events_by(event, trait).sum() == run.counts[event] > 0
    assert run.level_of(climate).tolist() == [0.25] * moments
    assert run.level_of(group).tolist() == [[0.5, 0.5]] * moments
    assert run.level_of(lever).tolist() == [[0.75, 0.75]] * moments
    assert run.people_in(f"{track} in or out").sum(axis=1).tolist() == [80] * moments
    assert run.log_of(track).labels == ("in", "out")
    assert run.log_of(feeling).values.dtype == np.float32
    assert run.log_of(feeling).values.max() >= 1
    total, happened = run.counts[go], run.counts[go] + run.counts[stop]
    for (name, tally), sum in zip(data["tallies"].items(), (total, total, happened), strict=True):
        found = run.tally_of(name)
        assert found.values.sum() == sum
        by = [tally["by"]] if isinstance(tally["by"], str) else tally["by"]
        axes = ["place" if part == "place" else run.axis_of(part) for part in by]
        assert found.dims == (*([] if tally["every"] == "period" else [tally["every"]]), *axes)
    # moments and steps, events, places, provinces, their homes and coordinates, states, two traits with three
    # variables each, people, events, two kinds of periods, climates, lever and tallies
    assert len(run.variables) == 2 + 1 + 3 + 2 + 1 + 2 * 3 + 2 + 2 + 3 + 3
    assert len(run.log) == 5 + 2 + 2 + 1 + 1


def test_names_of_many_runs() -> None:
    joined = boomerang.ensemble(case_from_data(CLASH), 2)
    assert joined.dataset["seed trait"].values.tolist() == ["a", "b"]
    assert joined.dataset.seed.values.tolist() == [1, 2]
    assert next(iter(joined.events.columns)) == "replicate"
    assert "replicate trait" in joined.events.columns


@pytest.mark.parametrize("name", ["events.parquet", "Events.parquet", "log-events.parquet"])
def test_a_table_may_be_called_like_the_log(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("place,people\nhere,50\n")
    population = {**CLASH["population"], "places": name}
    run = simulate(case_from_data({**CLASH, "population": population}, tmp_path))
    folder = run.write(tmp_path / "run")
    log = "events.parquet" if name.startswith("log") else "log-events.parquet"
    assert len(read_parquet(folder / log)) == run.counts["go"] > 0
    assert (folder / name).read_bytes() == (tmp_path / name).read_bytes()
    assert Run.read(folder).events.equals(run.events)


def test_stories_of_events_where_a_trait_is_called_event() -> None:
    traits = {"event": {"go": 0.5, "b": 0.5}, "person": {"1": 0.5, "2": 0.5}}
    case = case_from_data({**CLASH, "population": {**CLASH["population"], "traits": traits}, "acts": ACTS})
    assert boomerang.story(case, "event = stop").lives.asked.event == "stop"
    assert boomerang.story(case, "event = go").lives.asked.event is None  # the category comes first
    assert boomerang.story(case, "person 1 or 2").lives.asked.person is None


ACTS = {"stop": {"rate": RATE}}
CLASH: dict[str, Any] = {
    "case": "clash",
    "title": "Names of what joins runs",
    "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 month"},
    "population": {
        "places": [{"place": "here", "people": 50}],
        "traits": {"seed": {"a": 0.5, "b": 0.5}, "replicate": {"one": 1}},
    },
    "tracks": {"stance": ["in", "out"]},
    "transitions": {"go": {"moves": "stance in -> out", "rate": RATE}},
    "log": "go",
}
