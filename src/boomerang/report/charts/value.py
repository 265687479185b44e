"""What observations are worth: those that were made, and those that could be."""

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
    folded,
    having,
    likeliest_first,
    rows,
)

WIDTH, ROW, SHOWN = 420, 36, 20
BLUE = "#0072b2"


def next_observation_gains(answer: Answer) -> Any:
    """What each quantity that could be collected would tell; None if the case names none."""
    given = answer.next
    if not given.names:
        return None
    quantities = [folded(name) for name in given.names]
    gains = {"quantity": quantities, "gain": given.gain, "low": given.low, "high": given.high}
    data = DataFrame(gains)[:SHOWN]
    x = alt.X("gain:Q", title=f"expected drop in log loss, of {given.loss:.2f}")
    base = alt.Chart(data).encode(y=rows("quantity", data["quantity"].tolist(), grid=True))
    nothing = alt.Chart(DataFrame({"gain": [0.0]})).mark_rule(color=INK).encode(x=x)
    layers = alt.layer(
        nothing,
        base.mark_rule(color=BLUE, strokeWidth=3, opacity=0.55).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        base.mark_point(color=BLUE, filled=True, size=90, opacity=1).encode(x=x),
    )
    some = f" The first {SHOWN} of {len(given.names)}." if len(given.names) > SHOWN else ""
    return finished(
        having(layers, width=WIDTH, height=alt.Step(ROW)),
        "What would be worth observing next",
        "How much each further quantity would tell the explanations apart in countries like the observed "
        f"one, with 95 % intervals. At 0 or below: nothing beyond what is known already.{some}",
    )


def observation_shifts(answer: Answer) -> Any:
    """How the probabilities move when an observation is left out; None where nothing would be left."""
    if answer.data.only is not None:
        return None
    given = answer.sensitivity
    order = [folded(list(answer.data.entries)[j]) for j in (-given.shift).argsort(kind="stable")]
    titled = alt.hconcat(_shifts(answer, order), _moves(answer, order), spacing=24)
    return finished(
        titled.resolve_scale(y="shared"),
        "On which observations the answer hangs",
        "Left: how much of the probability moves to other explanations when an observation is left out; "
        "dashed: the shift that luck alone makes. Right: where it moves, in percentage points.",
        letters=130,
    )


def _shifts(answer: Answer, order: list[str]) -> Any:
    given = answer.sensitivity
    data = DataFrame({"observation": [folded(key) for key in answer.data.entries], "shift": given.shift})
    x = alt.X("shift:Q", title="probability that moves", axis=alt.Axis(format="%", tickCount=4))
    bars = alt.Chart(data).mark_bar(color=BLUE, height=12)
    luck = alt.Chart(DataFrame({"shift": [given.noise]})).mark_rule(color=QUIET, strokeDash=[5, 4])
    layers = alt.layer(bars.encode(x=x, y=rows("observation", order)), luck.encode(x=x))
    return having(layers, width=220, height=alt.Step(ROW))


def _moves(answer: Answer, order: list[str]) -> Any:
    data, names = _points(answer), answer.data.table.names
    most = max(float(data["points"].abs().max()), 1.0)
    shade = alt.Scale(domain=[-most, 0, most], range=["#b35806", "#f7f7f7", "#542788"])
    base = alt.Chart(data).encode(
        x=alt.X("explanation:N", sort=likeliest_first(answer), axis=columns(names)),
        y=rows("observation", order, labels=False),
    )
    strong = either(f"abs(datum.points) > {most * 0.6}", "white", INK)
    layers = alt.layer(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color("points:Q", scale=shade, legend=None)
        ),
        base.mark_text(fontSize=12).encode(text=alt.Text("label:N"), color=strong),
    )
    return having(layers, width=cell(names) * len(names), height=alt.Step(ROW))


def _points(answer: Answer) -> DataFrame:
    """One row an observation and explanation: by how many percentage points its probability moves."""
    given, names = answer.sensitivity, answer.data.table.names
    data = DataFrame(
        [
            {
                "observation": folded(key),
                "explanation": name,
                "points": 100 * change,
                "label": f"{100 * change:+.0f}",
            }
            for key, dropped in zip(answer.data.entries, given.dropped, strict=True)
            for name, change in zip(names, dropped - given.full, strict=True)
        ]
    )
    data["label"] = data["label"].replace({"-0": "0", "+0": "0"}).str.replace("-", "−")
    return data
