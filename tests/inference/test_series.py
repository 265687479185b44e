"""A series from a file: counted as a run counts, one line and one panel, judged by its level and shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pytest
from answers import ROWS, toy_answer
from pandas import DataFrame
from written import NAMES, written_answer

import boomerang
from boomerang.case import Case, case_from_data
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.statistics.scale import SHARE
from boomerang.case.parts.statistics.share import ShareOfAll
from boomerang.compile.case import compile_case
from boomerang.inference.compare import Data
from boomerang.inference.explain import Answer
from boomerang.inference.learn.choice import learn
from boomerang.inference.learn.honesty import sensitivity
from boomerang.inference.learn.weighted import Sample
from boomerang.inference.series import SeriesFit, series_fits
from boomerang.measure.announce import announced
from boomerang.measure.figures import Figure, Target, figures, snap, targets
from boomerang.preview.describe import describe
from boomerang.report.charts.observations import fit_to_observations
from boomerang.report.data.answer import answer_data
from boomerang.report.terminal.answer import print_answer
from boomerang.report.terminal.bars import sparkline, sparklines
from boomerang.report.terminal.fitted import series_told

SERIES = "depart by month, 2012-01-01 to 2012-12-31, an office"
RISING = np.arange(12) * 2.0 + 1
HEAD = "id,date_start,best\n"


def village_with(folder: Path, text: str, **entry: Any) -> Case:
    """The village with one file of observations."""
    village = boomerang.load("village")
    for file in village.folder.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "office.csv").write_text(text)
    said = {"count": "stop", "error": "none", "said by": "an office", "source": "invented"}
    observations = [{**said, "known": "2015-02-01", **entry}]
    return case_from_data({**plain_data(village), "observations": observations}, folder)


def test_a_series_without_error_has_the_counts_of_every_week(tmp_path: Path) -> None:
    """261 steps of a week, the last one of six days; the file has a row for the 260 whole ones."""
    weeks = [date(2010, 1, 1) + timedelta(days=7 * week) for week in range(260)]
    text = "week,stops\n" + "".join(f"{week},1\n" for week in weeks)
    entry = {"from file": "office.csv", "period": "week", "every": "week", "value": "stops"}
    case = village_with(tmp_path, text, **entry)
    run = boomerang.simulate(boomerang.scenario(case), seed=3)
    found = announced(run, figures(case), seed=5)
    happened = run.events_of("stop").sum(axis=1)
    assert happened.sum() > 100
    assert list(found.values()) == happened[:260].tolist()


def test_a_list_of_events_counts_every_week_of_the_period(tmp_path: Path) -> None:
    text = f"{HEAD}1,2010-01-08,2\n2,2014-12-31,3\n"
    entry = {"events file": "office.csv", "format": "ucdp ged", "every": "week", "number": "best"}
    case = village_with(tmp_path, text, **entry)
    run = boomerang.simulate(boomerang.scenario(case), seed=3)
    known = figures(case)
    assert [figure.target.value for figure in known] == [0, 2, *[0] * 258, 3]
    assert list(announced(run, known, seed=5).values()) == run.events_of("stop").sum(axis=1).tolist()


def test_check_says_what_was_read_and_what_was_not(tmp_path: Path) -> None:
    text = f"{HEAD}1,2010-01-08,2\n2,2009-12-31,3\n3,2010-02-01,NA\n"
    entry = {"events file": "office.csv", "format": "ucdp ged", "every": "year", "number": "best"}
    compiled = compile_case(boomerang.scenario(village_with(tmp_path, text, **entry)))
    said = describe(compiled)
    assert said.observations == {"used": 5, "unused": 0}
    assert said.files == (
        "office.csv (stop by year, 2010-01-01 to 2014-12-31, an office): 5 figures; left out:"
        " 1 not from 2010-01-01 to 2014-12-31, 1 without a number",
    )


@cache
def series_answer() -> Answer:
    """Twelve figures that rise; explanation 0 has their level, 1 their shape, 2 both. One is alone."""
    base, random = toy_answer(), np.random.default_rng(1)
    mean = float(RISING.mean())
    means = np.stack([np.full(12, mean), RISING * 20, RISING])
    made = random.poisson(np.repeat(means, ROWS, axis=0)).astype(np.float64)
    known = [base.data.figures[0], *(_month(base.data.figures[0], month) for month in range(12))]
    summaries = DataFrame(made, columns=[figure.key for figure in known[1:]])
    summaries[known[0].key] = base.data.table.summaries[known[0].key]
    table = replace(base.data.table, summaries=summaries)
    X, x0 = snap(summaries, targets(known))
    data = Data(table, known, X, x0, base.data.prior, base.data.cut)
    shown = sensitivity(X, table.labels, x0, learn(X, table.labels, data.prior), list(data.entries.values()))
    return replace(base, data=data, series=series_fits(data), sensitivity=shown)


def _month(given: Figure, month: int) -> Figure:
    key, value = f"month {month}", float(RISING[month])
    target = Target(key, value, value, value, at_least=False)
    return replace(given, key=key, by=date(2012, month + 1, 28), target=target, series=SERIES)


def test_level_and_shape_are_judged_apart() -> None:
    (fit,) = series_answer().series
    assert fit.name == SERIES
    assert fit.columns.tolist() == list(range(1, 13))
    assert (fit.level[[0, 2]] > 0.1).all()
    assert fit.level[1] < 0.05
    assert fit.shape[2] > 0.1
    assert fit.shape[0] < 0.05


def test_a_series_is_left_out_as_a_whole() -> None:
    answer = series_answer()
    assert list(answer.data.entries) == [answer.data.figures[0].key, SERIES]
    assert answer.sensitivity.dropped.shape == (2, 3)
    assert answer.sensitivity.shift[1] > 3 * answer.sensitivity.shift[0]


def with_series(answer: Answer) -> Answer:
    """The answer with a series of which each explanation has p-values of its own."""
    level, shape = np.array([0.4, 0.3, 0.2, 0.1]), np.array([0.04, 0.03, 0.02, 0.01])
    return replace(answer, series=(SeriesFit(SERIES, np.arange(12), level, shape),))


def test_a_series_has_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    print_answer(with_series(written_answer()), None, None)
    top = NAMES.index("restriction")
    level, shape = ("0.4", "0.3", "0.2", "0.1")[top], ("0.04", "0.03", "0.02", "0.01")[top]
    line = f"“{SERIES}” (12 figures) if restriction is true: level p = {level}, shape p = {shape}."
    assert line in capsys.readouterr().out


def bars_of(answer: Answer, width: int = 80) -> list[str]:
    heading, observed, fitted = series_told(answer, width)
    assert heading.startswith(f"“{SERIES}” (12 figures) if explanation 2 is true: level p = ")
    return [observed, fitted]


def test_a_series_is_drawn_beside_the_median_of_the_likeliest_explanation() -> None:
    """On one scale: from 1 to 23, where the highest bar is the observed one."""
    answer = series_answer()
    observed, fitted = bars_of(answer)
    assert observed == "  observed               ▁▂▃▃▄▄▅▆▆▇▇█  1 to 23"
    near = answer.estimates[2].near
    months = answer.data.table.summaries[[f"month {month}" for month in range(12)]].to_numpy()
    medians = Sample(months[near.rows], near.weights).quantiles([0.5])[0]
    assert fitted.startswith("  explanation 2, fitted  ")
    assert fitted.split()[3] == sparkline(medians, most=23.0)
    assert fitted.endswith(f"  {medians.min():.2g} to {medians.max():.0f}")


@pytest.mark.parametrize("width", [40, 70, 80])
def test_bars_fit_into_a_line(width: int) -> None:
    assert max(map(len, bars_of(series_answer(), width))) <= width


def test_several_rows_of_bars_are_on_one_scale() -> None:
    assert sparklines([np.array([0.0, 7]), np.array([14, 7.0])], 2) == [" ▅", "█▅"]
    assert sparklines([np.zeros(3), np.zeros(3)]) == ["", ""]


def test_a_series_is_in_the_answer_as_data() -> None:
    given = with_series(written_answer())
    found = answer_data(given, known_by=None, simulated=1.0, charts=[])["series"][SERIES]
    assert found == {
        "figures": 12,
        "level": dict(zip(NAMES, [0.4, 0.3, 0.2, 0.1], strict=True)),
        "shape": dict(zip(NAMES, [0.04, 0.03, 0.02, 0.01], strict=True)),
    }


def _named(spec: Any, field: str) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows if field in row]


def test_a_series_is_a_panel_of_its_own_with_the_band_of_each_explanation() -> None:
    answer = series_answer()
    spec = fit_to_observations(answer).to_dict()
    alt.Root.validate(spec)
    assert len(spec["vconcat"]) == 2
    assert spec["vconcat"][1]["title"]["text"] == [SERIES]
    line = [row for row in _named(spec, "day") if "said" in row]
    assert [row["said"] for row in line] == RISING.tolist()
    bands = [row for row in _named(spec, "day") if row.get("explanation") == "explanation 1"]
    own = answer.data.table.summaries["month 3"][answer.data.table.labels == 1]
    assert bands[3]["low"] == pytest.approx(np.quantile(own, 0.05))
    assert bands[3]["high"] == pytest.approx(np.quantile(own, 0.95))


def _axes(spec: Any) -> list[str]:
    return [panel["layer"][0]["encoding"]["x"]["axis"]["title"] for panel in spec["vconcat"]]


def test_figures_of_each_scale_have_a_panel() -> None:
    base = toy_answer()
    given: Sequence[Figure] = base.data.figures
    share = replace(
        given[1],
        quantity=replace(given[1].quantity, statistic=ShareOfAll("share")),
        target=Target("bound", 0.3, 0.3, 0.3, at_least=False, scale=SHARE),
    )
    summaries = base.data.table.summaries.assign(bound=0.2)
    data = replace(
        base.data,
        figures=[given[0], share, given[2]],
        table=replace(base.data.table, summaries=summaries),
    )
    spec = fit_to_observations(replace(base, data=data)).to_dict()
    alt.Root.validate(spec)
    assert _axes(spec) == ["count, on the scale log(1 + count)", "a share"]


def test_a_figure_of_a_period_of_its_own_stands_in_its_middle() -> None:
    answer = series_answer()
    own = [replace(figure, since=figure.by.replace(day=2)) for figure in answer.data.figures]
    spec = fit_to_observations(replace(answer, data=replace(answer.data, figures=own))).to_dict()
    days = [row["day"] for row in _named(spec, "day") if "said" in row]
    assert days == [f"2012-{month:02}-15" for month in range(1, 13)]


def test_a_series_of_one_figure_is_a_row_with_bars() -> None:
    answer = series_answer()
    (fit,) = answer.series
    spec = fit_to_observations(replace(answer, series=(replace(fit, columns=fit.columns[:1]),))).to_dict()
    assert not _named(spec, "day")
