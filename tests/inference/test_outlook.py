"""Predictions from cuts: the series before, what may be used, scores of a table whose future is known."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from toy_table import OFFICE, case_of, table_of
from typer.testing import CliRunner

import boomerang
from boomerang.case import write_case
from boomerang.cli.main import app
from boomerang.errors import InputError
from boomerang.inference.backtest import cuts_of, look_back
from boomerang.inference.compare import compare
from boomerang.inference.forecast.later import simulated
from boomerang.inference.forecast.outlook import outlook, series_before
from boomerang.inference.forecast.track_record import mean_scores, scores_of
from boomerang.inference.learn.posterior import posteriors
from boomerang.measure.figures import figures

pytestmark = pytest.mark.usefixtures("one_chart")

RATES = np.exp(np.random.default_rng(1).normal(1.5, 0.6, 200))  # departures a month in 200 countries
CUT = date(2013, 1, 15)
DATES = [  # counted up to, and known
    ("2011-12-31", "2012-01-15"),
    ("2012-06-30", "2012-07-15"),
    ("2012-12-31", "2013-01-15"),
    ("2013-06-30", "2013-07-15"),
    ("2014-06-30", "2014-07-15"),
]


def growth(rate: float, *after: float) -> list[dict[str, Any]]:
    """Figures of a country where so many leave every month; `after` are the last of them instead."""
    months = [24, 30, 36, 42, 54]
    values = [rate * month for month in months]
    values[len(values) - len(after) :] = after
    return [
        {"by": by, "known": known, "value": value} for (by, known), value in zip(DATES, values, strict=True)
    ]


def table(*after: float):  # type: ignore[no-untyped-def]
    return table_of(case_of(*growth(6, *after)), RATES[:, None] * np.arange(1.0, 61), 200)


def look(*after: float):  # type: ignore[no-untyped-def]
    given = table(*after)
    data = compare(given, by=CUT)
    estimates = posteriors(data.X, data.x0, given.labels, given.names, given.parameters, {})
    later = [figure for figure in figures(given.case) if figure.known > CUT]
    return outlook(given, data.figures, estimates, [0.5, 0.5], later)


def test_without_a_cut_all_that_ever_became_known_counts() -> None:
    """In whatever order the case has it."""
    given = table_of(case_of(*reversed(growth(6))), RATES[:, None] * np.arange(1.0, 61), 200)
    assert (compare(given).cut, len(compare(given).figures)) == (date(2014, 7, 15), 5)
    assert (compare(given, by=CUT).cut, len(compare(given, by=CUT).figures)) == (CUT, 3)


def test_the_future_of_a_steady_country_is_known() -> None:
    """Every country goes on as it began, so 6 a month are 252 and 324 later; the baselines know less."""
    found = look()
    for column, value in enumerate((252, 324)):
        low, middle, high = found.samples["Average"].column(column).quantiles([0.05, 0.5, 0.95])
        assert middle == pytest.approx(value, rel=0.01)
        assert high - low < 0.1 * value
        assert found.later[column].known.values.tolist() == [144, 180, 216]
        assert found.later[column].known.cumulative
    scores = scores_of(found)
    average = scores[scores["by"] == "Average"]
    assert average["observed"].tolist() == [252, 324]
    assert (average["crps"] < 5).all()
    assert (average[["within_50", "within_90"]]).all(axis=None)
    assert mean_scores(scores).loc["Persistence", "behind_average"] > 1


def test_what_came_later_changes_no_prediction() -> None:
    """Other later figures: the same samples and the same baselines, and other scores."""
    calm, storm = look(), look(900.0, 9000.0)
    for name, sample in calm.samples.items():
        np.testing.assert_array_equal(sample.values, storm.samples[name].values)
        np.testing.assert_array_equal(sample.weights, storm.samples[name].weights)
    predicted = ["figure", "by", "low", "median", "high"]
    before, after = scores_of(calm), scores_of(storm)
    pd.testing.assert_frame_equal(before[predicted], after[predicted])
    assert (after["log_score"] > before["log_score"]).all()


def test_a_backtest_uses_nothing_from_after_its_cuts() -> None:
    """With another last figure the answers at all cuts are the same; with another one before it, not all."""
    backs = [look_back(t, figures(t.case), threads=1) for t in (table(), table(9000.0), table(90.0, 9000.0))]
    same, last, earlier = backs
    assert same.cuts == [CUT, date(2013, 7, 15)]
    assert same.known == [3, 4]
    assert same.scores[same.scores["by"] == "Average"].groupby("cut").size().tolist() == [2, 1]
    assert same.probability.tolist() == last.probability.tolist()
    columns = ["cut", "by", "low", "median", "high"]
    pd.testing.assert_frame_equal(same.scores[columns], last.scores[columns])
    first = [back.scores[back.scores["cut"] == CUT][columns] for back in (same, earlier)]
    pd.testing.assert_frame_equal(*first)
    second = [back.scores[back.scores["cut"] != CUT]["median"].tolist() for back in (same, earlier)]
    assert second[0] != second[1]


def test_the_series_before() -> None:
    """One agency, count, kind, part and start; states and windows are not cumulative."""
    other = {"said by": "the press"}
    year = {"by": None, "kind": "a year"}
    here = {"count": "stance departed", "kind": "now"}
    case = case_of(
        {"by": "2012-12-31", "value": 20},
        {"by": "2012-06-30", "value": 12},
        {"by": "2012-12-31", "value": 21, "known": "2013-08-15"},
        {"by": "2013-06-30", "value": 99, **other},
        {"by": "2013-06-30", "value": 98, "kind": "killed"},
        {"by": "2013-06-30", "value": 97, "within": "place Mill"},
        {"by": None, "from": "2012-01-01", "to": "2013-06-30", "value": 96},
        {**year, "from": "2011-01-01", "to": "2011-12-31", "value": 5},
        {**year, "from": "2012-01-01", "to": "2012-12-31", "value": 7},
        {**here, "by": "2013-05-31", "low": 2, "high": 4, "value": None},
        {**here, "by": "2013-12-31", "value": 6, "known": "2014-01-01"},
    )
    *known, state = figures(case)
    ever = figures(case_of({"by": "2014-06-30", "value": 50, "known": "2014-07-15"}))[0]
    found = series_before(ever, known)
    assert found.values.tolist() == [12, 21]
    assert (found.at - found.years) * 365.25 == pytest.approx([730, 546])
    assert found.cumulative
    yearly = replace(ever, kind="a year", since=date(2013, 1, 1), by=date(2013, 12, 31))
    assert (series_before(yearly, known).values.tolist(), series_before(yearly, known).cumulative) == (
        [5, 7],
        False,
    )
    assert (series_before(state, known).values.tolist(), series_before(state, known).cumulative) == (
        [3],
        False,
    )
    assert series_before(replace(ever, said_by="nobody"), known).values.tolist() == []
    assert series_before(replace(ever, by=date(2012, 9, 1)), known).values.tolist() == [12]


def test_the_flagship_has_series() -> None:
    """The ministry's 200 and 386, and E. Lemon's 22, 52 and 70; the 144 of 15 months belong to neither."""
    known = figures(boomerang.load("tajikistan-2015"))
    ministry = next(figure for figure in known if figure.target.value == 386)
    researcher = next(figure for figure in known if figure.target.value == 70)
    assert series_before(ministry, [f for f in known if f is not ministry]).values.tolist() == [200]
    assert series_before(researcher, [f for f in known if f is not researcher]).values.tolist() == [22, 52]
    cuts = cuts_of(known)
    assert len(cuts) == 6
    assert sum(figure.known <= cuts[0] for figure in known) >= 3
    assert any(figure.known > cuts[-1] for figure in known)


def test_too_few_dates_for_a_backtest() -> None:
    with pytest.raises(
        InputError, match="needs 3 observations known by some date and one known later; there are 1"
    ):
        cuts_of(figures(boomerang.load("village")))
    with pytest.raises(InputError, match="there are 0, known on 0 dates"):
        cuts_of([])


def explain(folder: Path, *more: str) -> Any:
    words = ["explain", str(folder / "village.yaml"), "--out", str(folder / "why"), "--simulations", "20"]
    return CliRunner().invoke(app, [*words, *more])


def test_the_command(tmp_path: Path) -> None:
    write_case(case_of(*growth(0.3)), tmp_path / "village.yaml")
    given = {**OFFICE, "by": "2014-12-31", "known": "2015-01-15", "value": 18}
    line = ", ".join(f"{key}: {value}" for key, value in given.items())
    (tmp_path / "later.yaml").write_text(f"observations:\n  - {{{line}}}\n", encoding="utf-8")
    more = ["--known-by", "2013-07-15", "--score", str(tmp_path / "later.yaml"), "--backtest"]
    done = explain(tmp_path, *more, "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    scored = [row for row in data["scores"]["figures"] if row["by"] == "Average"]
    assert [row["observed"] for row in scored] == [pytest.approx(16.2), 18]
    assert data["scores"]["summary"]["Persistence"]["figures"] == 2
    assert [cut["cut"] for cut in data["backtest"]] == ["2013-01-15"]
    assert data["backtest"][0]["scores"]["Average"]["figures"] == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--score", "nowhere.yaml"], "nowhere.yaml: there is no such file of observations"),
        (["--backtest", "--known-by", "2012-08-01"], "a backtest needs 3 observations"),
    ],
)
def test_what_is_refused_costs_no_time(tmp_path: Path, more: list[str], sentence: str) -> None:
    write_case(case_of(*growth(0.3)), tmp_path / "village.yaml")
    done = explain(tmp_path, *more)
    assert done.exit_code == 2
    assert done.output.startswith(sentence)
    assert not (tmp_path / "why").exists()


def test_own_figures_and_others_in_one_order() -> None:
    """Columns come in the order asked for, whether from the table or from paths."""
    given = table()
    own = figures(given.case)[3]
    other = figures(case_of({"by": "2014-12-31", "value": 1, "known": "2015-01-01"}))[0]
    found = simulated(given, [other, own])
    np.testing.assert_allclose(found, np.stack([RATES * 60, RATES * 42], axis=1), atol=1)
