"""How predictions did, as data and in the terminal: every value under every key, every number in its row."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from boomerang.inference.backtest import Backtest
from boomerang.inference.forecast.track_record import mean_scores
from boomerang.report.data.track_record import track_record_data
from boomerang.report.terminal.track_record import print_track_record

# cut, figure, by, observed, low, median, high, crps, crps_log, log_score, within_50, within_90
ROWS = [
    (1, "f", "a", 7.0, 4.0, 6.0, 9.0, np.nan, 1.0, 2.0, True, True),
    (1, "f", "b", 7.0, 1.0, 2.0, 3.0, np.nan, 2.0, 4.0, False, False),
    (1, "f", "Average", 7.0, 2.0, 5.0, 8.0, np.nan, 1.5, 3.0, False, True),
    (2, "g", "a", 50.0, 10.0, 20.0, 30.0, 30.0, 3.0, 5.0, False, False),
    (2, "g", "b", 50.0, 40.0, 51.0, 60.0, 1.25, 0.25, 1.0, True, True),
    (2, "g", "Average", 50.0, 20.0, 41.0, 58.0, 9.0, 0.75, 2.0, False, True),
    (2, "g", "Persistence", 50.0, 30.0, 33.0, 36.0, 17.0, 0.5, 2.51239, False, False),
]
COLUMNS = ["cut", "figure", "by", "observed", "low", "median", "high", "crps", "crps_log", "log_score"]
COLUMNS += ["within_50", "within_90"]


def back() -> Backtest:
    """At the first cut `a` is likeliest, at the second `b`."""
    cuts: Any = [1, 2]
    probability = np.array([[0.9, 0.1], [0.2, 0.80006]])
    return Backtest(["a", "b"], cuts, [3, 4], probability, pd.DataFrame(ROWS, columns=COLUMNS))


def second_cut() -> pd.DataFrame:
    """Figures that became known after an answer: no cut among the columns."""
    return back().scores[lambda rows: rows["cut"] == 2].drop(columns="cut")


def plain(scores: pd.DataFrame | None, given: Backtest | None) -> Any:
    return json.loads(json.dumps(track_record_data(scores, given), allow_nan=False))


def means(figures: int, *values: float | None) -> dict[str, float | None]:
    names = ["crps", "crps_log", "log_score", "within_50", "within_90", "behind_average"]
    return {"figures": figures, **dict(zip(names, values, strict=True))}


def test_the_likeliest_is_scored_once_more_as_what_it_was_at_each_cut() -> None:
    summary = mean_scores(back().with_likeliest)
    assert summary["log_score"].to_dict() == {
        "Likeliest": 1.5, "Average": 2.5, "Persistence": 2.51239, "b": 2.5, "a": 3.5
    }  # fmt: skip
    assert list(summary.index[:2]) == ["Likeliest", "b"]
    assert summary["behind_average"].round(5).to_dict() == {
        "Likeliest": -1.0, "Average": 0.0, "Persistence": 0.51239, "b": 0.0, "a": 1.0
    }  # fmt: skip


def test_scores_as_data() -> None:
    data = plain(second_cut(), None)
    assert list(data) == ["scores"]
    assert list(data["scores"]) == ["figures", "summary"]
    assert data["scores"]["figures"] == [
        dict(zip(COLUMNS[1:], [*row[1:9], round(row[9], 4), *row[10:]], strict=True)) for row in ROWS[3:]
    ]
    assert data["scores"]["summary"] == {
        "b": means(1, 1.25, 0.25, 1, 1, 1, -1),
        "Average": means(1, 9, 0.75, 2, 0, 1, 0),
        "Persistence": means(1, 17, 0.5, 2.5124, 0, 0, 0.5124),
        "a": means(1, 30, 3, 5, 0, 0, 3),
    }
    assert list(data["scores"]["summary"]) == ["b", "Average", "Persistence", "a"]


def test_a_backtest_as_data() -> None:
    """What is not computed is null; a mean is over the figures of which it was."""
    data = plain(None, back())
    assert list(data) == ["backtest", "backtest_summary"]
    assert data["backtest"] == [
        {
            "cut": "1",
            "known": 3,
            "posterior": {"a": 0.9, "b": 0.1},
            "scores": {
                "a": means(1, None, 1, 2, 1, 1, -1),
                "Likeliest": means(1, None, 1, 2, 1, 1, -1),
                "Average": means(1, None, 1.5, 3, 0, 1, 0),
                "b": means(1, None, 2, 4, 0, 0, 1),
            },
        },
        {
            "cut": "2",
            "known": 4,
            "posterior": {"a": 0.2, "b": 0.8001},
            "scores": {
                "b": means(1, 1.25, 0.25, 1, 1, 1, -1),
                "Likeliest": means(1, 1.25, 0.25, 1, 1, 1, -1),
                "Average": means(1, 9, 0.75, 2, 0, 1, 0),
                "Persistence": means(1, 17, 0.5, 2.5124, 0, 0, 0.5124),
                "a": means(1, 30, 3, 5, 0, 0, 3),
            },
        },
    ]
    assert data["backtest_summary"] == {
        "Likeliest": means(2, 1.25, 0.625, 1.5, 1, 1, -1),
        "b": means(2, 1.25, 1.125, 2.5, 0.5, 0.5, 0),
        "Average": means(2, 9, 1.125, 2.5, 0, 1, 0),
        "Persistence": means(1, 17, 0.5, 2.5124, 0, 0, 0.5124),
        "a": means(2, 30, 2, 3.5, 0.5, 0.5, 1),
    }


def test_nothing_scored_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert track_record_data(None, None) == {}
    print_track_record(None, None)
    assert capsys.readouterr().out == ""


def test_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_track_record(second_cut(), back())
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        "What became known later",
        "figure observed predicted (90 %)",
        "g 50 41 (20 to 58)",
        "Mean scores, less is better",
        "predicted by figures log score behind average error (log) in 50 % in 90 %",
        "b 1 1.00 -1.00 0.25 100% 100%",
        "Average 1 2.00 0.00 0.75 0% 100%",
        "Persistence 1 2.51 0.51 0.50 0% 0%",
        "a 1 5.00 3.00 3.00 0% 0%",
        "Backtest: mean log score by cut",
        "known,",
        "cut later likeliest then Average Persistence Likeliest",
        "1 3, 1 a 90% 3.00 2.00",
        "2 4, 1 b 80% 2.00 2.51 1.00",
        "Mean scores, less is better",
        "predicted by figures log score behind average error (log) in 50 % in 90 %",
        "Likeliest 2 1.50 -1.00 0.62 100% 100%",
        "b 2 2.50 0.00 1.12 50% 50%",
        "Average 2 2.50 0.00 1.12 0% 100%",
        "Persistence 1 2.51 0.51 0.50 0% 0%",
        "a 2 3.50 1.00 2.00 50% 50%",
    ]


def test_in_a_narrow_terminal_nobody_loses_their_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    print_track_record(second_cut(), None)
    told = " ".join(capsys.readouterr().out.split())
    assert "Persistence: figures 1; log score 2.51; behind average 0.51; error (log) 0.50; in 50 % 0%" in told
