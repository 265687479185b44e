"""What follows from one more act, and through whom."""

from __future__ import annotations

from typing import Any

import altair as alt
from pandas import DataFrame

from boomerang.inference.numbers import Numbers
from boomerang.report.charts.style import COLOURS, INK, QUIET, finished, rows
from boomerang.study.number_rungs import PARTS

WIDTH, ROW = 420, 26
WHOLE = "in all"
DETAILS = ("bred", "prevented")


def number_chart(found: Numbers) -> Any:
    """The number under each explanation, its parts, and what was bred and prevented, with 90 % intervals."""
    data = _data(found)
    x = alt.X("value:Q", title=f"further {found.outcome} per one more {found.act}")
    shown = data["part"].unique().tolist()
    base = alt.Chart(data).encode(y=rows("part", shown, grid=True), color=_colours(found))
    layers = alt.layer(
        alt.Chart().mark_rule(color=INK).encode(x=alt.datum(0)),
        *(
            [alt.Chart().mark_rule(color=QUIET, strokeDash=[5, 4]).encode(x=alt.datum(1))]
            if _to_itself(found)
            else []
        ),
        base.mark_rule(strokeWidth=3, opacity=0.55).encode(x="low:Q", x2="high:Q"),
        base.mark_point(filled=True, size=70, opacity=1).encode(x=x),
        data=data,
    )
    chart = layers.properties(width=WIDTH, height=alt.Step(ROW))
    names = list(found.of)
    return finished(
        chart.facet(
            row=alt.Row(
                "explanation:N",
                sort=names,
                title=None,
                header=alt.Header(labelFontSize=13, labelAngle=0, labelAnchor="start", labelOrient="top"),
            )
        ),
        finding(found),
        f"Means of pairs of twins with the same people and the same luck, acts added from {found.first} to"
        f" {found.last}, and what follows until {found.scenario.last_day}, with 90 % intervals."
        + (" Dashed: 1, above which it feeds itself." if _to_itself(found) else ""),
    )


def finding(found: Numbers) -> str:
    """What was found, as a title."""
    mean = found.average
    if mean.low <= 0 <= mean.high:
        return f"It cannot be said whether one more {found.act} brings {found.outcome} or prevents it"
    verb = "brings" if mean.value > 0 else "prevents"
    return f"One more {found.act} {verb} {abs(mean.value):.2g} further {found.outcome}"


def _to_itself(found: Numbers) -> bool:
    return found.act == found.outcome


def _colours(found: Numbers) -> Any:
    names = list(found.of)
    own = [COLOURS[i % len(COLOURS)] for i in range(len(names))]
    return alt.Color("explanation:N", scale=alt.Scale(domain=names, range=own), legend=None)


def _data(found: Numbers) -> DataFrame:
    """One row for each explanation and what is shown of it; what is 0 everywhere is left out."""
    table = found.table.reset_index()
    table["part"] = table["part"].replace("number", WHOLE)
    moving = table[table["error"] > 0]["part"].unique()
    wanted = [WHOLE, *(part for part in (*PARTS, *DETAILS) if part in moving)]
    kept = table[table["part"].isin(wanted)]
    return kept[["explanation", "part", "value", "low", "high"]].reset_index(drop=True)
