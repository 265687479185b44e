"""How predictions did, as tables in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boomerang.inference.backtest import Backtest
from boomerang.inference.forecast.predict import AVERAGE
from boomerang.inference.forecast.track_record import BEHIND, mean_scores
from boomerang.report.terminal.screen import Grid, Screen

if TYPE_CHECKING:
    from pandas import DataFrame


def print_track_record(scores: DataFrame | None, back: Backtest | None) -> None:
    """Print how predictions did, of what there is."""
    if scores is not None:
        _print_scores(scores)
    if back is not None:
        _print_backtest(back)


def _print_scores(scores: DataFrame) -> None:
    """Print what the average predicted of each figure, and how all predictions did."""
    console = Screen()
    average = scores[scores["by"] == AVERAGE]
    grid = _grid("What became known later", "figure", "observed", "predicted (90 %)")
    for row in average.to_dict(orient="records"):
        ahead = f"{row['median']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})"
        grid.add_row(row["figure"], f"{row['observed']:,.0f}", ahead)
    console.print(grid)
    console.print(_means(scores))


def _print_backtest(back: Backtest) -> None:
    """Print what would have been said at each cut and how good it was, then the means over all cuts."""
    console = Screen()
    scores = back.with_likeliest
    rivals = [name for name in dict.fromkeys(scores["by"]) if name not in back.names]
    short = [name.removesuffix(" trend") for name in rivals]
    grid = _grid("Backtest: mean log score by cut", "cut", "known,\nlater", "likeliest then", *short)
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
    for name, row in mean_scores(scores).iterrows():
        numbers = [f"{row[column]:.2f}" for column in ("log_score", BEHIND, "crps_log")]
        shares = [f"{row[column]:.0%}" for column in ("within_50", "within_90")]
        grid.add_row(str(name), f"{row['figures']:.0f}", *numbers, *shares)
    return grid


def _grid(title: str, first: str, *others: str) -> Grid:
    return Grid([first], others, title=title, title_justify="left", padding=(0, 1, 0, 0))
