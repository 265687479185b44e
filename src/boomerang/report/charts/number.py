"""What follows from one more act, and through whom."""

from __future__ import annotations

from typing import Any

import altair as alt
from pandas import DataFrame

from boomerang.inference.numbers import Numbers
from boomerang.report.charts.style import (
    INK,
    QUIET,
    SIGNED,
    colours_in,
    finished,
    having,
    scale_of,
    under_heads,
)
from boomerang.report.data.number import acts_text, finding, per_of
from boomerang.study.number_rungs import PARTS

WIDTH, ROW = 420, 26
WHOLE = "number"
DETAILS = ("bred", "prevented")


def number_chart(found: Numbers) -> Any:
    """The number under each explanation, its parts, and what was bred and prevented, with 90 % intervals."""
    data = _data(found)
    x = alt.X(
        "value:Q",
        title=f"further {found.outcome} per {acts_text(found)}",
        axis=alt.Axis(labelExpr=SIGNED, tickCount=6),
    )
    colour = alt.Color(
        "explanation:N", scale=scale_of(colours_in(found.scenario.case.explanations, found.of)), legend=None
    )
    shape = alt.Shape(
        "whole:N", scale=alt.Scale(domain=[False, True], range=["circle", "diamond"]), legend=None
    )
    base = alt.Chart(data).encode(y=under_heads(data["name"].tolist(), data["whole"].tolist()), color=colour)
    layers = alt.layer(
        alt.Chart().mark_rule(color=INK).encode(x=alt.XDatum(0)),
        *_enough(found),
        base.mark_rule(strokeWidth=3, opacity=0.55).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        base.mark_point(filled=True, size=70, opacity=1).encode(x=x, shape=shape),
    )
    return finished(
        having(layers, width=WIDTH, height=alt.Step(ROW)),
        finding(found, "\n"),
        f"Means of pairs of twins with the same people and the same luck, acts added from {found.first} to"
        f" {found.last}, and what follows until {found.scenario.last_day}, with 90 % intervals. Bold, with a"
        " diamond: in all; below it through whom, and what was bred and prevented."
        + (" Dashed: as many as were added, above which it feeds itself." if _to_itself(found) else ""),
    )


def _enough(found: Numbers) -> list[Any]:
    """A line at as many as were added, where act and outcome are the same."""
    line = alt.Chart().mark_rule(color=QUIET, strokeDash=[5, 4])
    return [line.encode(x=alt.XDatum(per_of(found)))] if _to_itself(found) else []


def _to_itself(found: Numbers) -> bool:
    return found.act == found.outcome


def _data(found: Numbers) -> DataFrame:
    """One row for each explanation and what is shown of it; what is 0 everywhere is left out."""
    table = found.table.reset_index()
    moving = table[table["error"] > 0]["part"].unique()
    wanted = [WHOLE, *(part for part in (*PARTS, *DETAILS) if part in moving)]
    kept = table[table["part"].isin(wanted)].reset_index(drop=True)
    whole, per = kept["part"] == WHOLE, per_of(found)
    return DataFrame(
        {
            "row": range(len(kept)),
            "explanation": kept["explanation"],
            "part": kept["part"],
            "name": kept["explanation"].where(whole, kept["part"]),
            "whole": whole,
            **{end: kept[end] * per for end in ("value", "low", "high")},
        }
    )
