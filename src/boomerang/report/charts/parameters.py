"""What the observations say about the parameters of the likeliest explanation."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from pandas import DataFrame

from boomerang.arrays import Floats
from boomerang.case import Case
from boomerang.inference.explain import Answer
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.learned import ENDS, learned
from boomerang.inference.reach import plain_name
from boomerang.report.charts.style import INK, QUIET, colour_of, finished, having, likeliest_first, rows

WIDTH, ROW, SHOWN = 360, 30, 12


def parameter_intervals(answer: Answer) -> Any:
    """90 % intervals of the parameters that the observations narrow most, before and after.

    None if the likeliest explanation has no parameter in doubt.
    """
    name = likeliest_first(answer)[0]
    estimate = next(given for given in answer.estimates if given.explanation == name)
    if not estimate.parameters:
        return None
    data = _narrowed(estimate, answer.data.table.case)
    y = rows("parameter", data["parameter"].tolist())
    axis = alt.Axis(values=[*ENDS], format="%", title="share of the prior below")
    unit = alt.Scale(domain=[0, 1])
    base = alt.Chart(data).encode(y=y)
    own = alt.ColorValue(colour_of(answer)[name])
    layers = alt.layer(
        base.mark_bar(color="#d4d4d4", height=14).encode(
            x=alt.X("prior low:Q", scale=unit, axis=axis), x2=alt.X2("prior high:Q")
        ),
        base.mark_bar(height=6).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), color=own),
        base.mark_point(fill="white", size=60, strokeWidth=2, opacity=1).encode(
            x=alt.X("median:Q"), color=own
        ),
        *_column(base, "before", 16, QUIET),
        *_column(base, "after", 146, INK),
        *_column(base, "unit", 276, QUIET),
    )
    return finished(
        having(layers, width=WIDTH, height=alt.Step(ROW)),
        f"What the observations say about the parameters of {name}",
        "90 % intervals before (grey) and after (colour; dot: median) the observations, on the scale of the "
        f"prior, so that all share an axis. The {len(data)} narrowed most, of {len(estimate.parameters)}.",
        letters=110,
    )


def _column(base: Any, field: str, right: int, colour: str) -> list[Any]:
    """A column of text beside the rows, and its head."""
    x = alt.XValue(alt.expr(f"width + {right}"))
    column = base.mark_text(align="left", fontSize=12).encode(
        text=alt.Text(f"{field}:N"), x=x, color=alt.ColorValue(colour)
    )
    top = alt.Chart(DataFrame({"head": [field]})).mark_text(align="left", fontSize=12, fontStyle="italic")
    return [column, top.encode(text=alt.Text("head:N"), x=x, y=alt.YValue(-8), color=alt.ColorValue(QUIET))]


def _narrowed(estimate: Estimate, case: Case) -> DataFrame:
    """One row a parameter, most narrowed first: ends on the prior's scale, and both intervals as text."""
    draws = dict(zip(map(plain_name, estimate.parameters), estimate.prior.T, strict=True))
    return DataFrame(
        [
            {
                "parameter": each.name,
                "prior low": ENDS[0],
                "prior high": ENDS[-1],
                **dict(
                    zip(("low", "median", "high"), _shares(draws[each.name], each.posterior), strict=True)
                ),
                "before": each.before,
                "after": each.after,
                "unit": each.unit,
            }
            for each in learned(estimate, case)[:SHOWN]
        ]
    )


def _shares(prior: Floats, values: Floats) -> list[float]:
    """The share of the prior's draws below each value, with straight lines between draws."""
    ordered = np.sort(prior)
    return np.interp(values, ordered, (np.arange(len(ordered)) + 0.5) / len(ordered)).tolist()
