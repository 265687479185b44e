"""Could such data tell the explanations apart, and can the probabilities be trusted?"""

from __future__ import annotations

from typing import Any

import altair as alt
from pandas import DataFrame

from boomerang.inference.explain import Answer
from boomerang.report.charts.style import (
    INK,
    QUIET,
    cell,
    columns,
    either,
    finished,
    having,
    likeliest_first,
    rows,
)
from boomerang.report.data.plain import percent

ROW, BLUE, DARK = 40, "#0072b2", 0.55
SIDE = 400


def confusion_matrix(answer: Answer) -> Any:
    """How often a simulated country of each explanation is taken for one of another."""
    names, order, errors = answer.data.table.names, likeliest_first(answer), answer.honesty
    data = _taken(answer)
    base = alt.Chart(data).encode(
        x=alt.X("taken for:N", sort=order, axis=columns(names, title="taken for")),
        y=rows("made by", order, title="made by"),
    )
    shade = alt.Scale(domain=[0, 1], range=["#f6f8fa", BLUE])
    layers = alt.layer(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color("share:Q", scale=shade, legend=None)
        ),
        base.transform_filter("datum.right").mark_rect(fillOpacity=0, stroke=INK, strokeWidth=1.5),
        base.mark_text(fontSize=12).encode(
            text=alt.Text("label:N"),
            color=either(f"datum.share > {DARK}", "white", INK),
        ),
    )
    return finished(
        having(layers, width=cell(names) * len(names), height=ROW * len(names)),
        "Which explanations these data can tell apart",
        "Of the simulated countries that an explanation made (rows), the share taken for each (columns). "
        f"Framed: taken rightly. Wrong in all: {percent(errors.error_rate)}; by guessing: "
        f"{percent(errors.chance_error)}.",
        letters=max(66, 11 * len(names)),
    )


def _taken(answer: Answer) -> DataFrame:
    """One row for each pair of explanations."""
    names = answer.data.table.names
    return DataFrame(
        [
            {
                "made by": one,
                "taken for": other,
                "share": share,
                "label": percent(share),
                "right": one == other,
            }
            for one, of_one in zip(names, answer.honesty.confusion, strict=True)
            for other, share in zip(names, of_one, strict=True)
        ]
    )


def reliability_diagram(answer: Answer) -> Any:
    """How often came true what was given some probability."""
    given = answer.honesty.calibration
    data = DataFrame({"predicted": given.predicted, "observed": given.observed, "share": given.share})
    unit = alt.Scale(domain=[0, 1])
    x = alt.X("predicted:Q", title="probability given", scale=unit, axis=alt.Axis(format="%"))
    y = alt.Y("observed:Q", title="how often it was so", scale=unit, axis=alt.Axis(format="%"))
    ends = DataFrame({"predicted": [0, 1], "observed": [0, 1]})
    diagonal = alt.Chart(ends).mark_line(color=QUIET, strokeDash=[5, 4]).encode(x=x, y=y)
    size = alt.Size(
        "share:Q",
        title="share of all",
        scale=alt.Scale(domain=[0, 1], range=[14, 1600]),
        legend=alt.Legend(format="%", values=[0.05, 0.25, 0.5], symbolFillColor=BLUE, symbolStrokeWidth=0),
    )
    dots = alt.Chart(data).mark_circle(color=BLUE, opacity=0.85).encode(x=x, y=y, size=size)
    return finished(
        alt.layer(diagonal, dots, width=SIDE, height=SIDE),
        "Whether the probabilities can be taken at their word",
        "Every probability that was given to an explanation of a simulated country, in tenths, and how often "
        f"that explanation had made the country. Dashed: perfect. Mean gap: {given.error:.1%}.",
        letters=72,
    )
