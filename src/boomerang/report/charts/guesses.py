"""What a class has guessed, and what came out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
from pandas import DataFrame

from boomerang.report.charts.style import FINISH, INK, QUIET

BINS, DOT = 48, 11  # places for dots from the left to the right; pixels of a dot
GUESSED, CAME_OUT = "#e69f00", "#0072b2"
ROOM = 1.35  # times a mark, for its name at its right
FEWEST_HIGH = 8  # dots for which there is room above each other


def guesses_chart(
    guesses: Sequence[float],
    outcome: str,
    known: float | None = None,
    truth: tuple[float, float, float] | None = None,
) -> Any:
    """One dot a guess, and once it is shown what came out.

    Args:
        outcome: what was guessed.
        known: how often it happened as it was; None where nobody is told.
        truth: the mean of countries with other luck, and between what nine of ten lie; None before.
    """
    marks = [mark for mark in (known, *(truth or ())) if mark is not None]
    most = max([1.0, *(guess * 1.05 for guess in guesses), *(mark * ROOM for mark in marks)])
    dots = _dots(np.array(guesses, float), most)
    high = max([FEWEST_HIGH, *dots["high"]]) + 2
    x = alt.X(
        "value:Q", title=outcome, scale=alt.Scale(domain=[0, most]), axis=alt.Axis(format=",.0f", grid=False)
    )
    y = alt.Y("high:Q", axis=None, scale=alt.Scale(domain=[0, high]))
    layers = [_band(truth, x)] if truth else []
    layers += (
        [_rule(known, "as it was", QUIET, x, truth is not None and known < truth[0])]
        if known is not None
        else []
    )
    layers += (
        [_rule(truth[0], "what came out", CAME_OUT, x, known is not None and truth[0] <= known)]
        if truth
        else []
    )
    tip = [alt.Tooltip("guess:Q", format=",.0f")]
    points = alt.Chart(dots).mark_point(filled=True, size=DOT**2 * 0.75, color=GUESSED, opacity=1, stroke=INK)
    layers.append(points.encode(x=x, y=y, tooltip=tip))
    chart = alt.layer(*layers).properties(width="container", height=high * DOT, background="white")
    return chart.properties(config=FINISH, autosize=alt.AutoSizeParams(type="fit", contains="padding"))


def _dots(guesses: Any, most: float) -> DataFrame:
    """Guesses that are close to each other stand above each other."""
    columns = np.minimum((guesses / most * BINS).astype(int), BINS - 1)
    seen: dict[int, int] = {}
    rows = []
    for guess, column in zip(guesses.tolist(), columns.tolist(), strict=True):
        seen[column] = seen.get(column, 0) + 1
        rows.append({"value": (column + 0.5) * most / BINS, "high": seen[column] - 0.5, "guess": guess})
    return DataFrame(rows, columns=["value", "high", "guess"])


def _band(truth: tuple[float, float, float], x: Any) -> Any:
    data = DataFrame([{"value": truth[1], "to": truth[2]}])
    return alt.Chart(data).mark_rect(color=CAME_OUT, opacity=0.15).encode(x=x, x2="to:Q")


def _rule(at: float, label: str, colour: str, x: Any, left: bool) -> Any:
    """A line with its name, at its left or right."""
    data = DataFrame([{"value": at, "label": f"{label}: {at:,.0f}"}])
    base = alt.Chart(data).encode(x=x)
    down, dash = (8, [4, 3]) if colour == QUIET else (24, [1, 0])
    text = base.mark_text(
        align="right" if left else "left", dx=-5 if left else 5, dy=down, color=colour, fontSize=12
    )
    rule = base.mark_rule(color=colour, strokeWidth=2, strokeDash=dash)
    return rule + text.encode(text="label:N", y=alt.value(0))
