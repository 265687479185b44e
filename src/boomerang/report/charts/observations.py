"""Whether the explanations can produce what was observed at all."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from pandas import DataFrame

from boomerang.inference.explain import Answer
from boomerang.report.charts.style import INK, colours, counts, finished, folded, likeliest_first, rows

WIDTH, BAR, LEAST = 520, 6, 36


def fit_to_observations(answer: Answer) -> Any:
    """What each explanation would have announced, before any observation, beside what was said."""
    said, made = _said(answer), _made(answer)
    most = float(np.nanmax([made["high"].max(), said["high"].max(), said["low"].max(), 10]))
    order = [folded(key) for key in answer.data.keys]
    height = max(LEAST, BAR * (len(answer.data.table.names) + 2))
    y = rows("observation", order, grid=True, bandPosition=0).scale(paddingInner=0, paddingOuter=0)
    x = alt.X(**counts("low", most * 1.1, title="count, on the scale log(1 + count)"))
    said["high"] = said["high"].fillna(most * 1.1)
    shift = alt.YOffset("explanation:N", sort=likeliest_first(answer), scale=alt.Scale(paddingOuter=1))
    legend = alt.Legend(title=None, symbolType="stroke", symbolStrokeWidth=4)
    colour = alt.Color("explanation:N", scale=colours(answer), legend=legend)
    band = alt.Chart(said).encode(y=y)
    bars = alt.Chart(made).mark_rule(strokeWidth=BAR - 2, strokeCap="round")  # seen where both ends are 0
    tick = band.mark_tick(color=INK, opacity=1, thickness=2.5, size=height - 6, clip=True)
    layers = alt.layer(
        band.mark_rect(color=INK, opacity=0.13, clip=True).encode(x=x, x2="high:Q"),
        bars.encode(y=y, yOffset=shift, x=x, x2="high:Q", color=colour),
        tick.encode(x=alt.X("said:Q")),
    )
    return finished(
        layers.properties(width=WIDTH, height=height * len(order)),
        "What was said, and what each explanation could have made of it",
        "Bars: nine in ten simulated countries of an explanation, parameters drawn from their priors, "
        "counted as late, incomplete and rounded as the source counts. Black line: what was said; grey: its "
        "range. Where no bar reaches the line or the grey, hardly any simulated country shows the figure.",
        letters=120,
    )


def _said(answer: Answer) -> DataFrame:
    """One row an observation; `high` is missing where there is no upper end."""
    return DataFrame(
        [
            {
                "observation": folded(figure.key),
                "said": figure.target.observed,
                "low": figure.target.low if figure.target.low is not None else 0.0,
                "high": figure.target.high if figure.target.high is not None else np.nan,
            }
            for figure in answer.data.figures
        ]
    )


def _made(answer: Answer) -> DataFrame:
    """One row an observation and explanation: the central 90 % of the simulated figures."""
    table = answer.data.table
    return DataFrame(
        [
            {"observation": folded(key), "explanation": name, "low": low, "high": high}
            for key in answer.data.keys
            for number, name in enumerate(table.names)
            for low, high in [
                np.quantile(table.summaries[key][table.labels == number], [0.05, 0.95]).tolist()
            ]
        ]
    )
