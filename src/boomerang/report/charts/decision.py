"""What policies change in all, and what choosing each of them costs."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from pandas import DataFrame

from boomerang.case.text.texts import rounded
from boomerang.inference.advice import choice
from boomerang.inference.judged import Judged
from boomerang.inference.leading import carefully
from boomerang.report.charts.policies import AVERAGE, finding, titled
from boomerang.report.charts.style import (
    EVEN,
    INK,
    MORE,
    cell,
    colours_in,
    columns,
    either,
    finished,
    folded,
    having,
    rows,
    scale_of,
    signed,
    under_heads,
)
from boomerang.report.data.policy_tables import best_first

WIDTH, ROW, CELL = 440, 19, 32
WORST = "at most"


def decision_dots(given: Judged) -> Any:
    """A row for each policy, on average, and one for each explanation under which it changes anything."""
    data = _dots(given)
    ends = [*data["low"], *data["high"]]
    x = alt.X(**signed("low", ends, title=f"{given.pairs.outcome}, more (+) or fewer (−)"))
    shown = {**colours_in(given.pairs.scenario.case.explanations, given.explanations), AVERAGE: INK}
    colour = alt.Color("explanation:N", scale=scale_of(shown), legend=None)
    base = alt.Chart(data).encode(y=under_heads(data["name"].tolist(), data["whole"].tolist()), color=colour)
    kinds = alt.Scale(domain=[False, True], range=["circle", "diamond"])
    layers = alt.layer(
        alt.Chart().mark_rule(color=INK, strokeWidth=0.8).encode(x=alt.XDatum(0)),
        base.mark_rule(strokeWidth=3, opacity=0.55).encode(x=x, x2=alt.X2("high:Q")),
        base.mark_point(filled=True, size=60, opacity=1).encode(
            x=alt.X("mean:Q"), shape=alt.Shape("whole:N", scale=kinds, legend=None)
        ),
    )
    return finished(
        having(layers, width=WIDTH, height=alt.Step(ROW)),
        finding(given),
        "Bold, with a diamond: on average over all explanations, each with its weight. Dots: under one"
        " explanation; those under which nothing changes have no row. Points: means; bars: nine in ten"
        " pairs of twins, which are the same people with the same luck.",
        letters=92,
    )


def _dots(given: Judged) -> DataFrame:
    """For each policy one row on average, and one for each explanation under which it changes anything."""
    found, table = given.decision, []
    for policy in best_first(given):
        p = given.policies.index(policy)
        whole = (found.average[p], found.average_low[p], found.average_high[p])
        table.append((policy, AVERAGE, *whole))
        for e, name in enumerate(given.explanations):
            if not given.effects[policy][name].nothing:
                table.append((policy, name, found.mean[p, e], found.low[p, e], found.high[p, e]))
    data = DataFrame(table, columns=["policy", "explanation", "mean", "low", "high"])
    data["whole"] = data["explanation"] == AVERAGE
    data["name"] = data["policy"].where(data["whole"], data["explanation"])
    return data.assign(row=range(len(data)))


def regrets(given: Judged) -> Any:
    """How much worse each policy is than the best under each explanation; None with one explanation.

    Explanations without weight are left out, as they have no say.
    """
    names = [
        name
        for name, weight in zip(given.explanations, given.pairs.belief.weights, strict=True)
        if weight > 0
    ]
    if len(names) < 2:
        return None
    data, found = _costs(given, names), given.decision
    order = [given.policies[p] for p in np.argsort(found.worst, kind="stable")]
    shade = alt.Scale(domain=[0, float(found.worst.max()) or 1.0], range=[EVEN, MORE])
    base = alt.Chart(data).encode(
        x=alt.X("explanation:N", sort=[*names, WORST], axis=columns([*names, WORST])),
        y=rows("policy", [folded(name) for name in order]),
    )
    strong = either(f"datum.regret > {0.6 * found.worst.max()}", "white", INK)
    layers = alt.layer(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color("regret:Q", scale=shade, legend=None)
        ),
        base.transform_filter("datum.least").mark_rect(filled=False, stroke=INK, strokeWidth=2.5),
        base.mark_text(fontSize=12).encode(text=alt.Text("label:N"), color=strong),
    )
    return finished(
        having(layers, width=cell([*names, WORST]) * (len(names) + 1), height=alt.Step(CELL)),
        titled(given, choice(given).removeprefix(f"{carefully(given)}: ").split(";")[0]),
        f"Regret: by how much of {given.pairs.outcome} a policy is worse on average than the best under each"
        f" explanation (columns). Last column: the most of it. Framed: the least of these.",
        letters=92,
    )


def _costs(given: Judged, names: list[str]) -> DataFrame:
    """One row a policy and explanation, and one for the most of it."""
    found, numbers = given.decision, [given.explanations.index(name) for name in names]
    return DataFrame(
        [
            {
                "policy": folded(policy),
                "explanation": name,
                "regret": regret,
                "label": rounded(regret),
                "least": name == WORST and found.worst[p] == found.worst.min(),
            }
            for p, policy in enumerate(given.policies)
            for name, regret in zip([*names, WORST], [*found.regret[p, numbers], found.worst[p]], strict=True)
        ]
    )
