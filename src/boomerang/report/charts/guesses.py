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
WAS, CAME = "as it was", "what came out"
ROOM, ROOM_LEFT = 1.35, 0.3  # times a mark, and share of the width, that a name takes
LEAST = 10.0  # where the axis ends at the least
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
    most = max([LEAST, *(guess * 1.05 for guess in guesses), *(mark * ROOM for mark in marks)])
    dots = _dots(np.array(guesses, float), most)
    high = max([FEWEST_HIGH, *dots["high"]]) + 2
    x = alt.X(
        "value:Q",
        title=outcome,
        scale=alt.Scale(domain=[0, most]),
        axis=alt.Axis(format=",.0f", grid=False, tickMinStep=1, tickCount=8),
    )
    y = alt.Y("high:Q", axis=None, scale=alt.Scale(domain=[0, high]))
    layers = [_band(truth, x)] if truth else []
    layers += [_rule(label, at, left, x) for label, at, left in _named(known, truth, most)]
    tip = [alt.Tooltip("guess:Q", format=",.0f")]
    points = alt.Chart(dots).mark_point(filled=True, size=DOT**2 * 0.75, color=GUESSED, opacity=1, stroke=INK)
    layers.append(points.encode(x=x, y=y, tooltip=tip))
    return alt.layer(
        *layers,
        width="container",
        height=high * DOT,
        background="white",
        config=FINISH,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
    )


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
    return alt.Chart(data).mark_rect(color=CAME_OUT, opacity=0.15).encode(x=x, x2=alt.X2("to:Q"))


def _named(
    known: float | None, truth: tuple[float, float, float] | None, most: float
) -> list[tuple[str, float, bool]]:
    """The lines with their names; the name of the lower one stands at its left, if there is room."""
    marks = [(WAS, known)] if known is not None else []
    marks += [(CAME, truth[0])] if truth else []
    lowest = min((at for _, at in marks), default=0.0)
    return [(name, at, len(marks) > 1 and at == lowest and at > most * ROOM_LEFT) for name, at in marks]


def _rule(label: str, at: float, left: bool, x: Any) -> Any:
    """A line with its name."""
    data = DataFrame([{"value": at, "label": f"{label}: {at:,.0f}"}])
    base = alt.Chart(data).encode(x=x)
    colour, down, dash = (QUIET, 8, [4, 3]) if label == WAS else (CAME_OUT, 24, [1, 0])
    side: dict[str, Any] = {"align": "right", "dx": -5} if left else {"align": "left", "dx": 5}
    text = base.mark_text(**side, dy=down, color=colour, fontSize=12)
    rule = base.mark_rule(color=colour, strokeWidth=2, strokeDash=dash)
    return rule + text.encode(text=alt.Text("label:N"), y=alt.YValue(0))
