"""Scores of predictions for people and for machines: tables in the terminal, plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.table import Table as Grid

from boomerang.inference.explain import Answer
from boomerang.inference.forecast.outlook import Backtest, outlook
from boomerang.inference.forecast.predict import AVERAGE
from boomerang.inference.forecast.score import score_outlook, summarise
from boomerang.measure.figures import Figure

if TYPE_CHECKING:
    from pandas import DataFrame

LIKELIEST = "likeliest"  # at each cut
WRAPPED = ("figure", "likeliest then")  # columns of text that may be long
BEHIND = "behind_average"


def score_later(answer: Answer, later: Sequence[Figure]) -> DataFrame:
    """The rows of `score_outlook` for figures that became known after the cut of an answer."""
    return score_outlook(outlook(answer.data, answer.estimates, answer.posterior.probability, later))


def summary_of(scores: DataFrame) -> DataFrame:
    """Mean scores of each prediction, see `summarise`, and how far it is behind the average.

    `behind_average` is the mean log score less that of the average on the same figures, since baselines have
    no prediction where a series is too short: above 0 is worse than the average, below 0 better.
    """
    summary = summarise(scores)
    same = [column for column in ("cut", "figure") if column in scores]
    average = scores[scores["by"] == AVERAGE].set_index(same)["log_score"]
    aligned = average.loc[scores.set_index(same).index].to_numpy()
    behind = (scores["log_score"] - aligned).groupby(scores["by"], sort=False).mean()
    summary[BEHIND] = behind
    return summary


def with_likeliest(back: Backtest) -> DataFrame:
    """The scores of a backtest, and once more those of the likeliest explanation at each cut."""
    from pandas import concat

    top = {cut: back.names[row.argmax()] for cut, row in zip(back.cuts, back.probability, strict=True)}
    likeliest = back.scores[back.scores["by"] == back.scores["cut"].map(top)]
    return concat([back.scores, likeliest.assign(by=LIKELIEST)], ignore_index=True)


def scored_data(scores: DataFrame | None, back: Backtest | None) -> dict[str, Any]:
    """What is added to the data of an answer: `scores`, and `backtest` with `backtest_summary`."""
    data: dict[str, Any] = {}
    if scores is not None:
        data["scores"] = {"figures": _records(scores), "summary": _summary(scores)}
    if back is not None:
        data |= {"backtest": _backtest(back), "backtest_summary": _summary(with_likeliest(back))}
    return data


def _backtest(back: Backtest) -> list[dict[str, Any]]:
    """One entry for each cut: how many observations were known, the posterior, and the mean scores."""
    scores = with_likeliest(back)
    return [
        {
            "cut": str(cut),
            "known": known,
            "posterior": dict(zip(back.names, row.round(4).tolist(), strict=True)),
            "scores": _summary(scores[scores["cut"] == cut]),
        }
        for cut, known, row in zip(back.cuts, back.known, back.probability, strict=True)
    ]


def _summary(scores: DataFrame) -> dict[str, dict[str, Any]]:
    summary = summary_of(scores)
    return dict(zip(summary.index, _records(summary), strict=True))


def _records(frame: DataFrame) -> list[dict[str, Any]]:
    """The rows as plain data; None for what could not be computed, which JSON has no number for."""
    return [
        {str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict(orient="records")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(float(value), 4) if np.isfinite(value) else None
    return value


def print_scored(scores: DataFrame | None, back: Backtest | None) -> None:
    """Print what was scored."""
    if scores is not None:
        _print_scores(scores)
    if back is not None:
        _print_backtest(back)


def _print_scores(scores: DataFrame) -> None:
    """Print what the average predicted of each figure, and how all predictions did."""
    console = Console(highlight=False)
    average = scores[scores["by"] == AVERAGE]
    grid = _grid("What became known later", WRAPPED[0], "observed", "predicted (90 %)")
    for row in average.to_dict(orient="records"):
        ahead = f"{row['median']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})"
        grid.add_row(row["figure"], f"{row['observed']:,.0f}", ahead)
    console.print(grid)
    console.print(_means(scores))


def _print_backtest(back: Backtest) -> None:
    """Print what would have been said at each cut and how good it was, then the means over all cuts."""
    console = Console(highlight=False)
    scores = with_likeliest(back)
    rivals = [name for name in dict.fromkeys(scores["by"]) if name not in back.names]
    short = [name.removesuffix(" trend") for name in rivals]
    grid = _grid("Backtest: mean log score by cut", "cut", "known,\nlater", WRAPPED[1], *short)
    for cut, known, row in zip(back.cuts, back.known, back.probability, strict=True):
        of_cut = scores[scores["cut"] == cut]
        means = of_cut.groupby("by")["log_score"].mean()
        told = [f"{means[name]:.2f}" if name in means else "" for name in rivals]
        likeliest = f"{back.names[row.argmax()]} {row.max():.0%}"
        grid.add_row(str(cut), f"{known}, {(of_cut['by'] == AVERAGE).sum()}", likeliest, *told)
    console.print(grid)
    console.print(_means(scores))


def _means(scores: DataFrame) -> Grid:
    """The mean scores, best first."""
    titles = ("figures", "log score", "behind average", "error (log)", "in 50 %", "in 90 %")
    grid = _grid("Mean scores, less is better", "predicted by", *titles)
    for name, row in summary_of(scores).iterrows():
        numbers = [f"{row[column]:.2f}" for column in ("log_score", BEHIND, "crps_log")]
        shares = [f"{row[column]:.0%}" for column in ("within_50", "within_90")]
        grid.add_row(str(name), f"{row['figures']:.0f}", *numbers, *shares)
    return grid


def _grid(title: str, first: str, *others: str) -> Grid:
    grid = Grid(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    grid.add_column(first, no_wrap=first not in WRAPPED)
    for other in others:
        grid.add_column(other, justify="right", no_wrap=other not in WRAPPED)
    return grid
