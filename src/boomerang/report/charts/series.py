"""Panels of series: what was said over time, and what each explanation could have made of it."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from pandas import DataFrame

from boomerang.case.parts.statistics.scale import COUNT
from boomerang.inference.explain import Answer
from boomerang.inference.series import SeriesFit
from boomerang.measure.figures import Figure
from boomerang.report.charts.style import INK, colours, even, folded, having, towering

WIDTH, HEIGHT, COLUMNS = 520, 170, 2
YEARS = 700  # days from which an axis shows years
MOST_PARTS = 12  # places or provinces of a series that are shown: those of which most was counted


def in_lines(answer: Answer) -> list[SeriesFit]:
    """The series that are drawn over time: those of more than one figure."""
    return [fit for fit in answer.series if len(fit.columns) > 1]


def series_panels(answer: Answer, legend: Any) -> list[Any]:
    """A panel for each series of a file; one counted by place has a small panel for each place."""
    return [
        _panel(answer, fit.name, [answer.data.figures[j] for j in fit.columns], legend)
        for fit in in_lines(answer)
    ]


def _panel(answer: Answer, name: str, figures: list[Figure], legend: Any) -> Any:
    parts: dict[str, list[Figure]] = {}
    for figure in figures:
        parts.setdefault(figure.within or "", []).append(figure)
    if len(parts) == 1:
        return _lines(answer, name, figures, WIDTH, legend)
    most = sorted(parts, key=lambda part: -sum(figure.target.observed for figure in parts[part]))
    some = f" (the first {MOST_PARTS} of {len(parts)})" if len(parts) > MOST_PARTS else ""
    shown = [_lines(answer, part, parts[part], WIDTH // COLUMNS - 30, legend) for part in most[:MOST_PARTS]]
    return alt.concat(*shown, columns=COLUMNS, title=_title(name + some))


def _lines(answer: Answer, title: str, figures: list[Figure], width: int, legend: Any) -> Any:
    said, made = _said(figures), _made(answer, figures)
    y = _axis(figures[0], float(max(said["said"].max(), made["high"].max())))
    x = alt.X("day:T", title=None, scale=alt.Scale(type="utc"), axis=_days(figures))
    colour = alt.Color("explanation:N", scale=colours(answer), legend=legend)
    bands = alt.Chart(made).mark_area(opacity=0.14, line={"strokeWidth": 1.2, "opacity": 0.8}, clip=True)
    line = alt.Chart(said).mark_line(color=INK, strokeWidth=1.6, point={"color": INK, "size": 14}, clip=True)
    layers = alt.layer(
        bands.encode(x=x, y=y, y2=alt.Y2("high:Q"), color=colour), line.encode(x=x, y=alt.Y("said:Q"))
    )
    return having(layers, width=width, height=HEIGHT, title=_title(title))


def _title(text: str) -> Any:
    return alt.TitleParams(folded(text, 80).split("\n"), anchor="start", fontSize=12, color=INK, offset=6)


def _days(figures: list[Figure]) -> Any:
    """Years, or months where a series is short."""
    days = [figure.by for figure in figures]
    if (max(days) - min(days)).days > YEARS:
        return alt.Axis(format="%Y", tickCount="year", grid=False)
    return alt.Axis(format="%b %Y", tickCount=4, grid=False)


def _axis(figure: Figure, most: float) -> Any:
    """Counts on the scale log(1 + count), anything else as it is."""
    if figure.scale == COUNT:
        return towering("low", max(most, 10.0))
    return even("low", zero=False)


def _when(figures: list[Figure]) -> list[str]:
    """Where each figure stands: in the middle of its period, or on the last day if all begin together."""
    if len({figure.since for figure in figures}) == 1:
        return [figure.by.isoformat() for figure in figures]
    return [(figure.since + (figure.by - figure.since) / 2).isoformat() for figure in figures]


def _said(figures: list[Figure]) -> DataFrame:
    """One row a figure."""
    return DataFrame({"day": _when(figures), "said": [figure.target.observed for figure in figures]})


def _made(answer: Answer, figures: list[Figure]) -> DataFrame:
    """One row a figure and explanation: the central 90 % of the simulated figures."""
    table, frames, days = answer.data.table, [], _when(figures)
    simulated = table.summaries[[figure.key for figure in figures]].to_numpy()
    for number, name in enumerate(table.names):
        low, high = np.quantile(simulated[table.labels == number], [0.05, 0.95], axis=0)
        frames += [
            {"day": day, "explanation": name, "low": float(least), "high": float(most)}
            for day, least, most in zip(days, low, high, strict=True)
        ]
    return DataFrame(frames)
