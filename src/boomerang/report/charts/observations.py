"""Whether the explanations can produce what was observed at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
from pandas import DataFrame

from boomerang.case.parts.statistics.scale import COUNT, RATIO, SHARE, FigureScale
from boomerang.inference.explain import Answer
from boomerang.measure.figures import Figure
from boomerang.report.charts.series import in_lines, series_panels
from boomerang.report.charts.style import (
    INK,
    colours,
    counts,
    finished,
    folded,
    having,
    likeliest_first,
    rows,
)

WIDTH, BAR, LEAST = 520, 6, 36
SMALLEST_RATIO = 0.01  # that is told from 0


def fit_to_observations(answer: Answer) -> Any:
    """What each explanation would have announced, before any observation, beside what was said.

    Figures of each scale have a panel of their own, and so has each series of more than one.
    """
    legend = alt.Legend(title=None, symbolType="stroke", symbolStrokeWidth=4, symbolOpacity=1)
    drawn = {column for fit in in_lines(answer) for column in fit.columns}
    alone = [figure for column, figure in enumerate(answer.data.figures) if column not in drawn]
    scales = dict.fromkeys(scale for scale in (COUNT, SHARE, RATIO) if any(f.scale == scale for f in alone))
    scales |= dict.fromkeys(figure.scale for figure in alone)
    panels = [
        _rows(answer, [figure for figure in alone if figure.scale == scale], scale, legend)
        for scale in scales
    ]
    panels += series_panels(answer, legend)
    chart = panels[0]
    if len(panels) > 1:
        chart = alt.vconcat(*panels, spacing=28).resolve_scale(color="shared")
    return finished(
        chart,
        "What was said, and what each explanation could have made of it",
        "Bars: nine in ten simulated countries of an explanation, parameters drawn from their priors, "
        "counted as late, incomplete and rounded as the source counts; bands: the same over time, where a "
        "figure stands in the middle of what it counts. Black line: what was said; grey: its range. Where no "
        "bar reaches the line or the grey, hardly any simulated country shows the figure.",
        letters=120,
    )


def _rows(answer: Answer, figures: Sequence[Figure], scale: FigureScale, legend: Any) -> Any:
    """A row for each figure, all on one scale."""
    said, made = _said(figures), _made(answer, figures)
    x = _axis(scale, said, made)
    end = x["scale"]["domain"][1]
    order = [folded(figure.key) for figure in figures]
    height = max(LEAST, BAR * (len(answer.data.table.names) + 2))
    y = rows("observation", order, grid=True, bandPosition=0).scale(paddingInner=0, paddingOuter=0)
    said["high"] = said["high"].fillna(end)
    said["low"] = said["low"].fillna(x["scale"]["domain"][0])
    shift = alt.YOffset("explanation:N", sort=likeliest_first(answer), scale=alt.Scale(paddingOuter=1))
    colour = alt.Color("explanation:N", scale=colours(answer), legend=legend)
    band = alt.Chart(said).encode(y=y)
    bars = alt.Chart(made).mark_rule(strokeWidth=BAR - 2, strokeCap="round")  # seen where both ends are 0
    tick = band.mark_tick(color=INK, opacity=1, thickness=2.5, size=height - 6, clip=True)
    layers = alt.layer(
        band.mark_rect(color=INK, opacity=0.13, clip=True).encode(x=alt.X(**x), x2=alt.X2("high:Q")),
        bars.encode(y=y, yOffset=shift, x=alt.X(**x), x2=alt.X2("high:Q"), color=colour),
        tick.encode(x=alt.X("said:Q")),
    )
    return having(layers, width=WIDTH, height=height * len(order))


def _axis(scale: FigureScale, said: DataFrame, made: DataFrame) -> dict[str, Any]:
    """The axis for figures of one scale."""
    ends = [float(end) for part in (said, made) for end in (part["low"].min(), part["high"].max())]
    low, high = np.nanmin([*ends, said["said"].min()]), np.nanmax([*ends, said["said"].max()])
    if scale == COUNT:
        return counts("low", max(high, 10) * 1.1, title="count, on the scale log(1 + count)")
    axis: dict[str, Any] = {"title": scale.what}
    shown: dict[str, Any] = {"nice": False, "domain": [low - 0.1, high + 0.1]}
    if scale == SHARE:
        axis, shown = axis | {"format": "%"}, shown | {"domain": [0, 1]}
    elif scale == RATIO:
        ends = [max(low, SMALLEST_RATIO) / 1.1, high * 1.1]
        shown |= {"type": "log", "clamp": True, "domain": ends}
    return {"shorthand": "low:Q", "scale": alt.Scale(**shown), "axis": alt.Axis(**axis)}


def _said(figures: Sequence[Figure]) -> DataFrame:
    """One row an observation; `low` or `high` is missing where there is no such end."""
    return DataFrame(
        [
            {
                "observation": folded(figure.key),
                "said": figure.target.observed,
                "low": figure.target.low if figure.target.low is not None else np.nan,
                "high": figure.target.high if figure.target.high is not None else np.nan,
            }
            for figure in figures
        ]
    )


def _made(answer: Answer, figures: Sequence[Figure]) -> DataFrame:
    """One row an observation and explanation: the central 90 % of the simulated figures."""
    table = answer.data.table
    return DataFrame(
        [
            {"observation": folded(figure.key), "explanation": name, "low": low, "high": high}
            for figure in figures
            for number, name in enumerate(table.names)
            for low, high in [
                np.quantile(table.summaries[figure.key][table.labels == number], [0.05, 0.95]).tolist()
            ]
        ]
    )
