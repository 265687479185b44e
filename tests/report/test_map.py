"""Where it happens: the numbers, and the chart for cases with and without outlines and coordinates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pytest

import boomerang
from boomerang.inference.table.table import rebuild
from boomerang.inference.where import where_it_happens
from boomerang.report.charts.map import outcome_map
from boomerang.report.charts.outlines import middle, outlines_of
from boomerang.report.data.where import where_data
from boomerang.report.explanation import Explanation

PROVINCES = ("DRS", "Dushanbe", "GBAO", "Khatlon", "Sughd")


def part(name: str, rate: float, province: str = "") -> dict[str, Any]:
    return {"name": name, "province": province, "people": 200_000, "events": 2 * rate, "rate": rate}


def where(provinces: list[dict[str, Any]], places: list[dict[str, Any]]) -> dict[str, Any]:
    about = {"event": "depart", "explanation": "ties", "until": "2015-05-28", "countries": 4}
    return {**about, "provinces": provinces, "places": places}


def spec(case: str, given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = outcome_map(boomerang.load(case), given).to_dict()
    alt.Root.validate(found)
    return found


def test_events_are_those_of_the_countries_that_the_estimate_rests_on(village: Explanation) -> None:
    found = village.where
    assert found is not None
    assert found.explanation == village.posterior.index[0]
    assert found.event == "depart"
    k = village.table.names.index(found.explanation)
    near = village.answer.estimates[k].near
    chosen = near.rows[np.searchsorted(np.cumsum(near.weights), (np.arange(4) + 0.5) / 4)]
    runs = [rebuild(village.table, int(row)) for row in np.unique(chosen)]
    cut = np.datetime64(found.until) + np.timedelta64(1, "D")
    events = [run.events_of("depart")[run.times < cut].sum(axis=0) for run in runs]
    np.testing.assert_array_equal(found.events, events)
    assert found.people.tolist() == runs[0].inhabitants.tolist()
    again = where_it_happens(village.answer, threads=2)
    assert again is not None
    assert again.events.tolist() == found.events.tolist()


def test_nothing_is_followed_where_no_event_was_observed(village: Explanation) -> None:
    figures = [replace(figure, count="stance departed") for figure in village.known]
    answer = replace(village.answer, data=replace(village.answer.data, figures=figures))
    assert where_it_happens(answer, threads=1) is None


def test_provinces_are_sums_of_their_places(village: Explanation) -> None:
    found = village.where
    assert found is not None
    split = replace(found, provinces=["a", "b", "a", "b", "b"])
    data = where_data(split)
    assert [p["name"] for p in data["provinces"]] == ["a", "b"]
    assert data["provinces"][0]["people"] == found.people[[0, 2]].sum()
    together = found.events[:, [0, 2]].sum(axis=1)
    assert data["provinces"][0]["events"] == pytest.approx(together.mean(), abs=0.01)
    assert data["provinces"][0]["high"] == pytest.approx(
        1e5 * together.max() / found.people[[0, 2]].sum(), abs=0.01
    )
    first, rates = data["places"][0], 1e5 * found.events[:, 0] / found.people[0]
    assert first["rate"] == pytest.approx(rates.mean(), abs=0.01)
    assert first["low"] == pytest.approx(rates.min(), abs=0.01)
    assert "low" not in where_data(replace(found, events=found.events[:1]))["places"][0]
    assert first["province"] == "a"
    assert where_data(found)["provinces"] == []


def test_provinces_of_the_flagship_have_outlines_wherever_its_case_lies(tmp_path: Path) -> None:
    case = boomerang.load("tajikistan-2015").in_folder(tmp_path)
    found = outlines_of(case, PROVINCES)
    assert set(found) == set(PROVINCES)
    lon, lat = middle(found["GBAO"])
    assert 71 < lon < 75
    assert 37 < lat < 39.5
    assert outlines_of(case, [*PROVINCES, "Elsewhere"]) == {}
    assert outlines_of(case, []) == {}
    (tmp_path / "provinces.geojson").write_text("[]")
    assert set(outlines_of(case, PROVINCES)) == set(PROVINCES)


def test_a_map_has_shaded_provinces_named_on_it_and_a_circle_a_place() -> None:
    case = boomerang.load("tajikistan-2015")
    names = boomerang.case.read_places(case).names
    given = where(
        [part(name, 5.0 + i) for i, name in enumerate(PROVINCES)], [part(name, 1.0) for name in names]
    )
    found = spec("tajikistan-2015", given)
    assert found["title"]["text"] == "depart: 9.0 per 100,000 people in Sughd, 5.0 in DRS"
    rows = [row for rows in found["datasets"].values() for row in rows]
    assert {row["name"]: row["rate"] for row in rows if "geometry" in row}["GBAO"] == 7.0
    assert {row["label"] for row in rows if "label" in row} >= {"GBAO 7.0", "Sughd 9.0"}
    assert sum("lon" in row and "people" in row for row in rows) == len(names)
    layers = [layer["mark"] for layer in found["layer"]]
    assert [mark["type"] for mark in layers] == ["geoshape", "text", "circle", "text"]
    assert "stroke" not in layers[3]  # the white around letters would hide circles


def test_without_outlines_places_are_dots_and_without_coordinates_rows() -> None:
    case = boomerang.load("tajikistan-2015")
    places = [part(name, float(i)) for i, name in enumerate(boomerang.case.read_places(case).names)]
    dots = spec("tajikistan-2015", where([], places))
    assert "geoshape" not in str(dots)
    assert "'longitude'" in str(dots)
    rows = spec("village", where([], [part("Mill", 1.0), part("Bridge", 7.5) | {"low": 3.0, "high": 9.0}]))
    assert "longitude" not in str(rows)
    assert rows["title"]["text"] == "depart: 7.5 (3.0 to 9.0) per 100,000 people in Bridge, 1.0 in Mill"
