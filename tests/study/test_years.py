"""Periods of any century: what is written opens by itself, and is read back as it was."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
import xarray

import boomerang
from boomerang.case import Case, case_from_data
from boomerang.study.run import Run
from boomerang.study.simulate import simulate


def country(first: str, last: str) -> Case:
    seen: dict[str, Any] = {"count": "leave", "kind": "ever", "by": last, "value": 100, "said by": "me"}
    return case_from_data(
        {
            "case": "century",
            "title": "Some century",
            "period": {"from": first, "to": last, "step": "1 month"},
            "population": {"places": [{"place": "town", "people": 300}]},
            "tracks": {"stance": ["in", "out"]},
            "transitions": {"leave": {"moves": "stance in -> out", "rate": "0.5 per person-year"}},
            "mechanisms": {
                "m": {"claim": "x", "by": "y", "hazard ratios": {"leave": {"stance in": 3}}},
            },
            "explanations": {"a": {"by": "x", "mechanisms": []}, "b": {"by": "x", "mechanisms": ["m"]}},
            "tallies": {name: {"count": "leave", "every": name} for name in ("month", "year")},
            "log": ["leave"],
            "observations": [seen | {"known": last, "source": "x"}],
        }
    )


@pytest.mark.parametrize(
    "period",
    [
        ("0001-01-01", "0002-06-30"),
        ("1640-01-01", "1640-12-30"),
        ("1677-06-01", "1678-06-30"),  # xarray's nanoseconds begin in 1677
        ("1969-06-01", "1970-06-30"),
        ("2261-06-01", "2262-12-31"),  # and end in 2262
        ("9999-01-01", "9999-12-31"),
    ],
)
def test_files_of_any_century_open_by_themselves(period: tuple[str, str], tmp_path: Path) -> None:
    run = simulate(country(*period))
    folder = run.write(tmp_path / "run")
    with xarray.open_dataset(folder / "run.nc") as written:
        for name in ("time", "moment"):
            assert written[name].values.astype("datetime64[s]").tolist() == run.dataset[name].values.tolist()
        assert str(written.time.values[0])[:10] == period[0]
        assert str(written.moment.values[-1])[:10] == period[1]
        assert (written.events.values == run.dataset.events.values).all()
        assert int(written["year tally"].sum()) == run.counts["leave"]
    log = pandas.read_parquet(folder / "events.parquet")
    assert (log.time == run.events.time).all()
    assert log.time.iloc[-1].year == int(period[1][:4])
    back = Run.read(folder)
    xarray.testing.assert_identical(back.dataset, run.dataset)
    pandas.testing.assert_frame_equal(back.events, run.events)


def test_times_that_xarray_knows_are_numbers_as_before(tmp_path: Path) -> None:
    run = simulate(country("2011-01-01", "2011-12-31"))
    with xarray.open_dataset(run.write(tmp_path / "run") / "run.nc") as written:
        assert written.time.dtype.kind == "M"
        xarray.testing.assert_equal(written, run.dataset)


@pytest.mark.parametrize("year", ["1640", "2500"])
def test_an_answer_about_any_century(year: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from boomerang.report import charts

    every = charts.drawings_of_answer
    dated = ("predictions", "observations")
    monkeypatch.setattr(charts, "drawings_of_answer", lambda *of: {name: every(*of)[name] for name in dated})
    found = boomerang.explain(country(f"{year}-01-01", f"{year}-12-31"), 20, folder=tmp_path / "answer")
    last = np.datetime64(f"{year}-12-31")
    assert found.predictions.index.get_level_values("month").max() == last
    assert found.to_dict()["predictive"]["months"][-1] == f"{year}-12-31"
    assert (tmp_path / "answer" / "charts" / "predictions.svg").exists()
    assert (tmp_path / "answer" / "charts" / "observations.svg").exists()
