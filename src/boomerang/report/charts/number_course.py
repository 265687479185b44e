"""When what follows from one more act happens, and how that hangs on when the act was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
from pandas import DataFrame

from boomerang.inference.numbers import Numbers
from boomerang.report.charts.style import INK, SIGNED, colours_in, finished, scale_of
from boomerang.report.data.number import acts_text, per_of
from boomerang.study.number import HORIZONS, Expected

WIDTH, HEIGHT = 300, 220
APART = 0.014  # of the axis, from one explanation to the next


def number_course(found: Numbers) -> Any:
    """The number within a time since the act, and until the end of the run by the year of the act.

    None where no pairs last long enough to tell.
    """
    since = _rows(found, {name: number.since for name, number in found.of.items()})
    by_year = _rows(found, {name: number.by_year for name, number in found.of.items()})
    panels = []
    if not since.empty:
        since["years"] = since["at"].map(HORIZONS)
        panels.append(_since(found, since))
    if not by_year.empty:
        panels.append(_by_year(found, by_year))
    if not panels:
        return None
    return finished(
        alt.concat(*panels, columns=2, spacing=28),
        _finding(found, since),
        f"Further {found.outcome} per {acts_text(found)}; means with 90 % intervals. Left: how many have"
        " happened within a time since the act, in the pairs that last as long. Right: how many happen until"
        f" {found.scenario.last_day}, by the year of the act; late acts have little time.",
    )


def _finding(found: Numbers, since: DataFrame) -> str:
    """How much has followed at the first and the last time that all have, on average."""
    if since.empty:
        return f"What follows from one more {found.act}, by the year of the act"
    weighted = since.assign(part=since["value"] * since["explanation"].map(found.weights))
    whole = weighted.groupby("at", sort=False).filter(lambda rows: len(rows) == len(found.of))
    if whole.empty:
        return f"What follows from one more {found.act} over time"
    sums = whole.groupby("at", sort=False)["part"].sum()
    first, last = (f"{sums.iloc[i]:.2g} within {sums.index[i]}" for i in (0, -1))
    acts = acts_text(found)
    luck = "; it may be luck" if found.luck or found.average.low <= 0 <= found.average.high else ""
    return f"After {acts}, further {found.outcome}: {first}, {last}{luck}"


def _rows(found: Numbers, given: Mapping[str, Mapping[Any, Expected]]) -> DataFrame:
    """One row for each explanation and time."""
    per = per_of(found)
    return DataFrame(
        [
            {
                "explanation": name,
                "at": str(at),
                "value": per * each.value,
                "low": per * each.low,
                "high": per * each.high,
            }
            for name, rows in given.items()
            for at, each in rows.items()
        ],
        columns=["explanation", "at", "value", "low", "high"],
    )


def _since(found: Numbers, data: DataFrame) -> Any:
    """A line of means from none at the act on, with an interval at each time."""
    start = DataFrame([{"explanation": name, "years": 0.0, "value": 0.0} for name in found.of])
    ticks = sorted(data["years"].unique())
    x = alt.X("years:Q", title="years since the act", axis=alt.Axis(values=ticks, grid=False, format="~g"))
    names = list(found.of)
    order = data["explanation"].map(names.index) - (len(names) - 1) / 2
    data["years"] += order * ticks[-1] * APART  # so that intervals stand side by side
    line = alt.Chart(
        DataFrame([*start.to_dict("records"), *data[["explanation", "years", "value"]].to_dict("records")])
    )
    return _panel(found, data, x, line.mark_line(strokeWidth=1.8))


def _by_year(found: Numbers, data: DataFrame) -> Any:
    x = alt.X("at:O", title="year of the act", axis=alt.Axis(labelAngle=0, grid=False))
    return _panel(found, data, x, None)


def _panel(found: Numbers, data: DataFrame, x: Any, line: Any) -> Any:
    names = list(found.of)
    legend = alt.Legend(title=None, symbolType="stroke", symbolStrokeWidth=3) if len(names) > 1 else None
    colour = alt.Color(
        "explanation:N", scale=scale_of(colours_in(found.scenario.case.explanations, names)), legend=legend
    )
    y = alt.Y("low:Q", title=f"further {found.outcome}", axis=alt.Axis(tickCount=5, labelExpr=SIGNED))
    shift = alt.XOffset("explanation:N", sort=names) if line is None else alt.Undefined
    base = alt.Chart(data).encode(x=x, color=colour, xOffset=shift)
    layers = [
        alt.Chart().mark_rule(color=INK, strokeWidth=0.8).encode(y=alt.YDatum(0)),
        *([line.encode(x=x, y=alt.Y("value:Q"), color=colour)] if line is not None else []),
        base.mark_rule(strokeWidth=3, opacity=0.5).encode(y=y, y2=alt.Y2("high:Q")),
        base.mark_point(filled=True, size=55, opacity=1).encode(y=alt.Y("value:Q")),
    ]
    return alt.layer(*layers, width=WIDTH, height=HEIGHT)
