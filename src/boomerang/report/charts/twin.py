"""A country as it was and its twin under a policy, over time."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from boomerang.arrays import Floats
from boomerang.report.charts.style import FINISH, INK, QUIET

Days = NDArray[np.datetime64]
GHOST, UNDER = "#8a8a8a", "#0b5a8c"
SIDES = ("as it was", "under the policy")
X = alt.X("day:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False))


def twin_paths(months: Days, before: Floats, after: Floats | None, outcome: str, start: date | None) -> Any:
    """How often the outcome happened so far, as it was (a ghost behind) and under the policy.

    Args:
        months: datetime64[months], the last day of each; before, after: float64[months].
        outcome: an event; start: the first day of the policy.
    """
    lines = [_line(months, before, SIDES[0])] + ([] if after is None else [_line(months, after, SIDES[1])])
    data = DataFrame([row for line in lines for row in line])
    shades = alt.Scale(domain=list(SIDES), range=[GHOST if after is not None else UNDER, UNDER])
    legend = None if after is None else alt.Legend(title=None, orient="top", direction="horizontal")
    y = alt.Y("so far:Q", title=f"{outcome}, so far", scale=alt.Scale(zero=True))
    tips = [alt.Tooltip("day:T", title="by"), "side:N", alt.Tooltip("so far:Q", format=",.0f")]
    line = (
        alt.Chart(data)
        .mark_line(strokeWidth=2.5)
        .encode(x=X, y=y, color=alt.Color("side:N", scale=shades, legend=legend), tooltip=tips)
    )
    return _wide([line, *_beginning(start)], 260)


def twin_difference(
    months: Days, mean: Floats, low: Floats, high: Floats, outcome: str, start: date | None
) -> Any:
    """What the policy changes so far, on average over pairs, with the interval of that average.

    Args:
        months: as of `twin_paths`; mean, low, high: float64[months], the last two NaN for no interval.
    """
    data = DataFrame({"day": _days(months), "difference": mean.round(2)})
    band = DataFrame({"day": _days(months), "low": low.round(2), "high": high.round(2)}).dropna()
    y = alt.Y("difference:Q", title=f"{outcome}: more or fewer")
    tips = [alt.Tooltip("day:T", title="by"), alt.Tooltip("difference:Q", format="+,.1f")]
    layers = [alt.Chart(DataFrame([{"difference": 0}])).mark_rule(color=INK, strokeWidth=1).encode(y=y)]
    if not band.empty:
        layers.append(
            alt.Chart(band)
            .mark_area(color=UNDER, opacity=0.22)
            .encode(x=X, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
        )
    layers.append(alt.Chart(data).mark_line(color=UNDER, strokeWidth=2.5).encode(x=X, y=y, tooltip=tips))
    return _wide([*layers, *_beginning(start)], 150)


def _line(months: Days, path: Floats, side: str) -> list[dict[str, Any]]:
    return [
        {"day": day, "so far": round(float(number), 2), "side": side}
        for day, number in zip(_days(months), path, strict=True)
    ]


def _days(months: Days) -> list[str]:
    return [f"{day}T00:00:00" for day in months.astype("M8[D]").astype(str).tolist()]


def _beginning(start: date | None) -> list[Any]:
    """Where the policy begins."""
    if start is None:
        return []
    data = DataFrame([{"day": f"{start.isoformat()}T00:00:00", "label": "the policy begins"}])
    base = alt.Chart(data).encode(x=alt.X("day:T"))
    return [
        base.mark_rule(color=QUIET, strokeDash=[4, 3]),
        base.mark_text(align="left", dx=5, dy=8, color=QUIET, fontSize=12).encode(
            text=alt.Text("label:N"), y=alt.YValue(0)
        ),
    ]


def _wide(layers: list[Any], height: int) -> Any:
    """As wide as what it stands in."""
    return alt.layer(
        *layers,
        width="container",
        height=height,
        background="white",
        config=FINISH,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
    )
