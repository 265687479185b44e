"""What each explanation says happened and comes next."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
from pandas import DataFrame, concat

from boomerang.inference.explain import Answer
from boomerang.inference.forecast.predict import AVERAGE, Prediction
from boomerang.measure.figures import Figure
from boomerang.report.charts.style import (
    INK,
    QUIET,
    colours,
    even,
    finished,
    folded,
    likeliest_first,
    towering,
)
from boomerang.report.data.plain import percent

WIDTH, HEIGHT = 400, 230
COLUMNS = 2
EXTENT = 52  # of the numbers beside a panel, so that panels stand in line
BAND = "#d9d9d9"
WHOLE = "datum.value % 1 ? '' : datum.label"  # of counts, of which there are no halves
STROKE = "M0,-0.8L0,0.8"  # the path of a mark
TOWERING, HUNDREDS = (
    10,
    100,
)  # the band's top over all medians and figures, from which a panel is on a logarithmic scale


def predicted_paths(answer: Answer) -> Any:
    """For each count followed: medians of all explanations, the band of their average, and what was said."""
    panels = [_panel(answer, count, prediction) for count, prediction in answer.paths.items()]
    cut = answer.data.cut
    return finished(
        alt.concat(*panels, columns=COLUMNS, spacing=28),
        "What each explanation says happened, and comes next",
        "Lines: medians. Grey: nine in ten countries of the average over the explanations, each with its "
        f"probability. {_black(answer)}Dashed: what is known ends on {cut.day} {cut:%B %Y}.",
        letters=72 + 62 * (len(panels) > 1),
    )


def _black(answer: Answer) -> str:
    """What the marks of what was said mean, those that are there."""
    said = concat([_said(answer, count) for count in answer.paths])
    if said.empty:
        return ""
    last = str(answer.data.table.months[-1])
    marks = "what was said"
    if said["bound"].any():
        marks += " (▲\u00a0at\u00a0least)"
    if (~said["bound"] & (said["low"] < said["high"])).any():
        marks += " with its range"
    late = ((said["day"] < said["known"]) & (said["known"] <= last)).any()
    until = ", from the day up to which it counts to that on which it became known" if late else ""
    return f"Black: {marks}, late and incomplete as news is{until}; lines count all that happened. "


def _panel(answer: Answer, count: str, prediction: Prediction) -> Any:
    frames, said = _frames(answer, prediction), _said(answer, count)
    y, log = _count_axis(frames, said)
    layers = [*_ahead(answer, frames, y), _cut(answer), *_marks(answer, said)]
    name = f"{count} (logarithmic scale)" if log else count
    title = alt.TitleParams(
        folded(name).split("\n"), anchor="start", fontSize=13, fontWeight="bold", color=INK, offset=6
    )
    return alt.layer(*layers, width=WIDTH, height=HEIGHT, title=title)


def _frames(answer: Answer, prediction: Prediction) -> dict[str, DataFrame]:
    """For each explanation and their average the median and the 90 % interval, one row a month."""
    months = [str(month) for month in answer.data.table.months]
    found = {}
    for name, sample in prediction.samples.items():
        low, middle, high = sample.quantiles([0.05, 0.5, 0.95]).round(2)
        found[name] = DataFrame(
            {"month": months, "explanation": name, "low": low, "median": middle, "high": high}
        )
    return found


def _count_axis(frames: dict[str, DataFrame], said: DataFrame) -> tuple[Any, bool]:
    """The axis of a panel, and whether it is logarithmic: where few countries tower over all else."""
    top = frames[AVERAGE]["high"].max()
    middles = [frame["median"].max() for frame in frames.values()]
    usual = max(1.0, frames[AVERAGE]["median"].max(), *said["said"], *said["high"])
    if top <= max(HUNDREDS, TOWERING * usual):
        return even("low", format=",d", labelExpr=WHOLE, minExtent=EXTENT), False
    return towering("low", float(max(top, *middles)), minExtent=EXTENT), True


def _ahead(answer: Answer, frames: dict[str, DataFrame], y: Any) -> list[Any]:
    """The band of the average and the median of each explanation."""
    share = dict(zip(answer.data.table.names, answer.posterior.probability, strict=True))
    labels = {name: f"{name}  {percent(share[name])}" for name in likeliest_first(answer)}
    shown = alt.Legend(
        title=None,
        symbolStrokeWidth=3,
        symbolType="stroke",
        labelExpr=f"{json.dumps(labels)}[datum.label] || datum.label",
    )
    colour = alt.Color("explanation:N", scale=colours(answer, **{AVERAGE: QUIET}), legend=shown)
    own = concat([frame for name, frame in frames.items() if name != AVERAGE], ignore_index=True)
    x = _time(answer, "month")
    band = alt.Chart(frames[AVERAGE]).mark_area(color=BAND, opacity=0.7, clip=True)
    lines = alt.Chart(own[["month", "explanation", "median"]]).mark_line(strokeWidth=1.8)
    middle = alt.Chart(frames[AVERAGE]).mark_line(strokeWidth=3.5)
    return [
        band.encode(x=x, y=y, y2=alt.Y2("high:Q")),
        middle.encode(x=x, y=alt.Y("median:Q"), color=colour),
        lines.encode(x=x, y=alt.Y("median:Q"), color=colour),
    ]


def _time(answer: Answer, field: str) -> Any:
    axis = alt.Axis(title=None, format="%Y", tickCount="year", grid=False)
    ends = [answer.data.table.case.period.start.isoformat(), str(answer.data.table.months[-1])]
    return alt.X(f"{field}:T", scale=alt.Scale(type="utc", domain=ends), axis=axis)


def _cut(answer: Answer) -> Any:
    day = DataFrame({"cut": [answer.data.cut.isoformat()]})
    return alt.Chart(day).mark_rule(color=QUIET, strokeDash=[5, 4], clip=True).encode(x=_time(answer, "cut"))


def _said(answer: Answer, count: str) -> DataFrame:
    """Figures on the whole country since the beginning, each at the last day that it counts."""
    found = [
        {
            "day": figure.by.isoformat(),
            "known": figure.known.isoformat(),
            "said": figure.target.observed,
            "low": figure.target.low or 0.0,
            "high": figure.target.observed if figure.target.high is None else figure.target.high,
            "bound": figure.target.at_least,
            "key": figure.key,
        }
        for figure in answer.data.figures
        if figure.count == count and _of_all(answer, figure)
    ]
    return DataFrame(found, columns=["day", "known", "said", "low", "high", "bound", "key"])


def _marks(answer: Answer, said: DataFrame) -> list[Any]:
    """An interval and a point for each figure; a triangle for a lower bound."""
    if said.empty:
        return []
    base = alt.Chart(said).encode(x=_time(answer, "day"), tooltip=alt.Tooltip("key:N"))
    figures, bounds = base.transform_filter("!datum.bound"), base.transform_filter("datum.bound")
    point: dict[str, Any] = {"color": INK, "filled": True, "opacity": 1, "stroke": "white", "strokeWidth": 1}
    return [
        *_lateness(answer, said),
        figures.mark_rule(color=INK, strokeWidth=2).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        figures.mark_point(size=60, **point).encode(y=alt.Y("said:Q")),
        bounds.mark_point(size=80, shape="triangle-up", **point).encode(y=alt.Y("said:Q")),
    ]


def _lateness(answer: Answer, said: DataFrame) -> list[Any]:
    """A thin line from the day up to which a figure counts to that on which it became known, and a stroke."""
    shown = said[said["known"] <= str(answer.data.table.months[-1])]
    ends = shown.melt(["key", "said"], ["day", "known"], "end", "when")
    base = alt.Chart(ends).encode(x=_time(answer, "when"), y=alt.Y("said:Q"))
    known = base.transform_filter("datum.end == 'known'")
    return [
        base.mark_line(color=INK, strokeWidth=0.8).encode(detail=alt.Detail("key:N")),
        known.mark_point(shape=STROKE, color=INK, size=36, strokeWidth=1.2, opacity=1),
    ]


def _of_all(answer: Answer, figure: Figure) -> bool:
    """Whether the figure counts what the path counts."""
    return figure.within is None and (figure.state or figure.since == answer.data.table.case.period.start)
