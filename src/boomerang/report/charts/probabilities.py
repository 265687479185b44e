"""Which explanation fits, and how surely."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from pandas import DataFrame

from boomerang.inference.explain import Answer
from boomerang.report.charts.style import INK, QUIET, colours, finished, having, likeliest_first, rows
from boomerang.report.data.plain import percent

WIDTH, ROW = 520, 34
_AXIS = alt.Axis(format="%", tickCount=6)


def explanation_probabilities(answer: Answer) -> Any:
    """The probability of each explanation by two methods, with its uncertainty and what it was before."""
    data = _probabilities(answer)
    x = alt.X("probability:Q", title="probability", scale=alt.Scale(zero=True), axis=_AXIS)
    y = rows("explanation", likeliest_first(answer))
    base = alt.Chart(data).encode(y=y, color=alt.Color("explanation:N", scale=colours(answer), legend=None))
    layers = alt.layer(
        base.mark_tick(color=QUIET, thickness=2, size=20).encode(
            x=alt.X("prior:Q"), color=alt.ColorValue(QUIET)
        ),
        base.mark_rule(strokeWidth=3, opacity=0.55).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        base.mark_point(filled=False, size=90, strokeWidth=2).encode(x=alt.X("networks:Q")),
        base.mark_point(filled=False, size=90, strokeWidth=2, shape="square").encode(x=alt.X("regression:Q")),
        base.mark_point(filled=True, size=110, opacity=1).encode(x=x),
        base.mark_text(align="left", fontSize=13, fontWeight="bold").encode(
            text=alt.Text("label:N"), x=alt.XValue(alt.expr("width + 18")), color=alt.ColorValue(INK)
        ),
    )
    return finished(
        having(layers, width=WIDTH, height=alt.Step(ROW)),
        "How probable each explanation is",
        "Dots: probability, the average of two methods; bars: plus and minus two standard deviations. Open"
        " circles: the networks alone; squares: the regression alone. Grey strokes: before any observation.",
    )


def _probabilities(answer: Answer) -> DataFrame:
    """One row an explanation."""
    found, sd = answer.posterior.probability, answer.posterior.sd
    networks, regression = (method.probability for method in answer.methods.values())
    return DataFrame(
        {
            "explanation": answer.data.table.names,
            "probability": found,
            "low": np.maximum(found - 2 * sd, 0),
            "high": np.minimum(found + 2 * sd, 1),
            "prior": answer.data.prior,
            "networks": networks,
            "regression": regression,
            "label": [percent(share) for share in found],
        }
    )
