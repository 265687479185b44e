"""Which parameters outcomes depend on."""

from __future__ import annotations

from typing import Any

import altair as alt
from pandas import DataFrame

from boomerang.inference.reach import plain_name
from boomerang.report.charts.style import INK, QUIET, finished, folded, having, rows
from boomerang.study.sensitivity import Influences

WIDTH, ROW, SHOWN = 420, 26, 15
BLUE = "#0072b2"
AXES = {
    "mu_star": "events more or fewer when it moves from the 5 % to the 95 % point of its prior",
    "ST": "share of the variance that would be left if all else were known",
    "pawn": "change of the distribution when it is known (0: none, 1: completely another)",
}


def sensitivity_chart(found: Influences) -> Any:
    """The main measure of the parameters of each outcome, the most important first, with 95 % intervals."""
    charts = [_of_outcome(found, outcome) for outcome in found.outcomes]
    return finished(
        alt.vconcat(*charts, spacing=28),
        "\n".join(_finding(found, outcome) for outcome in found.outcomes),
        f"{found.method} from {found.countries:,} simulated countries, with 95 % intervals. Dashed:"
        f" what a parameter gets that changes nothing. At most {SHOWN} parameters are shown.",
    )


def _finding(found: Influences, outcome: str) -> str:
    """What was found, as a title."""
    ranked = found.ranked(outcome)
    telling = ranked[ranked["low"] > ranked["inert"]]
    if not len(telling):
        return f"No parameter is certain to matter for {outcome}"
    return f"{outcome} depends most on {plain_name(telling.index[0])}"


def _of_outcome(found: Influences, outcome: str) -> Any:
    ranked = found.ranked(outcome)[:SHOWN]
    names = [folded(plain_name(path)) for path in ranked.index]
    data = ranked.assign(parameter=names).reset_index(drop=True)
    x = alt.X("value:Q", title=folded(f"{outcome}: {AXES[found.main]}").split("\n"))
    base = alt.Chart(data).encode(y=rows("parameter", names, grid=True))
    nothing = alt.Chart(DataFrame({"value": [0.0]})).mark_rule(color=INK).encode(x=x)
    inert = alt.Chart(DataFrame({"value": [float(ranked["inert"].max())]}))
    layers = alt.layer(
        nothing,
        inert.mark_rule(color=QUIET, strokeDash=[5, 4]).encode(x=x),
        base.mark_rule(color=BLUE, strokeWidth=3, opacity=0.55).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        base.mark_point(color=BLUE, filled=True, size=70, opacity=1).encode(x=x),
    )
    return having(layers, width=WIDTH, height=alt.Step(ROW))
