"""How predictions did, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boomerang.inference.backtest import Backtest
from boomerang.inference.forecast.track_record import mean_scores
from boomerang.report.data.plain import by_name, record

if TYPE_CHECKING:
    from pandas import DataFrame


def track_record_data(scores: DataFrame | None, back: Backtest | None) -> dict[str, Any]:
    """What is added to the data of an answer: `scores`, and `backtest` with `backtest_summary`."""
    data: dict[str, Any] = {}
    if scores is not None:
        data["scores"] = {"figures": _rows(scores), "summary": _means(scores)}
    if back is not None:
        data |= {"backtest": _cuts(back), "backtest_summary": _means(back.with_likeliest)}
    return data


def _cuts(back: Backtest) -> list[dict[str, Any]]:
    """One entry for each cut: how many observations were known, the posterior, and the mean scores."""
    scores = back.with_likeliest
    return [
        {
            "cut": str(cut),
            "known": known,
            "posterior": by_name(back.names, row),
            "scores": _means(scores[scores["cut"] == cut]),
        }
        for cut, known, row in zip(back.cuts, back.known, back.probability, strict=True)
    ]


def _means(scores: DataFrame) -> dict[str, dict[str, Any]]:
    means = mean_scores(scores)
    return dict(zip(means.index, _rows(means), strict=True))


def _rows(frame: DataFrame) -> list[dict[str, Any]]:
    return [record(row) for row in frame.to_dict(orient="records")]
