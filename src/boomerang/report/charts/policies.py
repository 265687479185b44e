"""What policies change, over time."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from pandas import DataFrame, concat

from boomerang.arrays import Floats, Floats2
from boomerang.case.text.texts import rounded
from boomerang.inference.judged import Judged
from boomerang.inference.leading import carefully, may_be_luck, unmoved
from boomerang.inference.learn.weighted import equal, mixture
from boomerang.measure.counts import is_state
from boomerang.measure.paired import BY_MONTH, MONTH_END
from boomerang.report.charts.style import INK, QUIET, SIGNED, colours_in, even, finished, folded, scale_of
from boomerang.report.data.policy_tables import best_first

WIDTH, HEIGHT, COLUMNS = 400, 190, 2
EXTENT = 52  # of the numbers beside a panel, so that panels stand in line
BAND, AVERAGE = "#d9d9d9", "average"
ENDS = (0.05, 0.95)


def policy_differences(given: Judged) -> Any:
    """For each policy, the best first: how far the outcome has moved by the end of each month."""
    panels = [_panel(given, policy) for policy in best_first(given)]
    counted = "people in the state" if _of_state(given) else "all since the start"
    return finished(
        alt.concat(*panels, columns=COLUMNS, spacing=28),
        _course(given),
        f"{given.pairs.outcome} under each policy less as it was, on the same people with the same luck,"
        f" {counted}. Lines: means; thick grey: their average by weight; grey area: nine in ten pairs of"
        " twins. Dashed: the policy begins. Explanations under which nothing changes have no line. Each panel"
        " has a scale of its own.",
        letters=72 + 62 * (len(panels) > 1),
    )


def _course(given: Judged) -> str:
    """When half of what the best policy changes has come, as a title."""
    best = given.decision.best
    if best == 0 or may_be_luck(given):
        return "What each policy changes over time"
    policy = given.policies[best]
    lines = _frames(given, policy)[1]
    whole = lines[lines["explanation"] == AVERAGE]
    half = whole[whole["mean"].abs() >= abs(whole["mean"].iloc[-1]) / 2]["month"].iloc[0]
    return f"Half of what '{policy}' changes on average has come by {half}"


def finding(given: Judged) -> str:
    """What the best policy does, as a title."""
    found, outcome = given.decision, given.pairs.outcome
    if not moved(given):
        return titled(given, unmoved(given))
    if found.best == 0:
        return titled(given, f"on average no policy {'raises' if given.more else 'lowers'} {outcome}")
    change, name = found.average[found.best], given.policies[found.best]
    verb = "raises" if change > 0 else "lowers"
    luck = "; it may be luck" if may_be_luck(given) and not carefully(given) else ""
    return titled(given, f"'{name}' {verb} {outcome} by {rounded(abs(change))} on average{luck}")


def titled(given: Judged, finding: str) -> str:
    """A finding on policies as a title, in a line of its own below that there are few pairs."""
    told = f"{careful}:\n{finding}" if (careful := carefully(given)) else finding
    return told[0].upper() + told[1:]


def moved(given: Judged) -> list[str]:
    """The explanations under which any policy changes anything."""
    return [
        name
        for name in given.explanations
        if any(not found[name].nothing for found in given.effects.values())
    ]


def _of_state(given: Judged) -> bool:
    return is_state(given.pairs.scenario.case, given.pairs.outcome)


def _panel(given: Judged, policy: str) -> Any:
    band, lines = _frames(given, policy)
    case = given.pairs.scenario.case
    colour = alt.Color(
        "explanation:N",
        scale=scale_of({**colours_in(case.explanations, moved(given)), AVERAGE: QUIET}),
        legend=alt.Legend(title=None, symbolStrokeWidth=3, symbolType="stroke"),
    )
    x = alt.X(
        "month:T",
        scale=alt.Scale(type="utc", domain=[str(case.period.start), str(given.pairs.scenario.last_day)]),
        axis=alt.Axis(title=None, format="%Y", tickCount="year", grid=False),
    )
    y = even("low", labelExpr=SIGNED, minExtent=EXTENT)
    middle, own = (
        alt.Chart(lines[lines["explanation"] == AVERAGE]),
        alt.Chart(lines[lines["explanation"] != AVERAGE]),
    )
    layers = [
        alt.Chart(band).mark_area(color=BAND, opacity=0.7).encode(x=x, y=y, y2=alt.Y2("high:Q")),
        alt.Chart().mark_rule(color=INK, strokeWidth=0.8).encode(y=alt.YDatum(0)),
        middle.mark_line(strokeWidth=3.5).encode(x=x, y=alt.Y("mean:Q"), color=colour),
        own.mark_line(strokeWidth=1.8).encode(x=x, y=alt.Y("mean:Q"), color=colour),
    ]
    title = alt.TitleParams(folded(policy).split("\n"), anchor="start", fontSize=13, color=INK, offset=6)
    return alt.layer(*layers, *_beginning(given, policy, x), width=WIDTH, height=HEIGHT, title=title)


def _beginning(given: Judged, policy: str, x: Any) -> list[Any]:
    """A line on the day from which the policy is at work, unless it is so from the start."""
    case = given.pairs.scenario.case
    start = case.policies[policy].start
    if start is None or start <= case.period.start:
        return []
    day = alt.Chart(DataFrame({"month": [start.isoformat()]}))
    return [day.mark_rule(color=QUIET, strokeDash=[5, 4]).encode(x=x)]


def _frames(given: Judged, policy: str) -> tuple[DataFrame, DataFrame]:
    """One row a month: the band over all explanations; the mean of each that moves, and of all."""
    p, pairs = given.pairs.policies.index(policy), given.pairs
    paths = {name: _paths(given, name, p) for name in given.explanations}
    first = pairs.records[given.explanations[0]][pairs.kept(given.explanations[0])[0]]
    months = [str(month.astype("datetime64[D]")) for month in first[MONTH_END].values]
    low, high = mixture([equal(path) for path in paths.values()], pairs.belief.weights).quantiles(ENDS)
    means = {name: path.mean(axis=0) for name, path in paths.items() if path.any()}
    whole = np.array([path.mean(axis=0) for path in paths.values()]).T @ pairs.belief.weights
    lines = [_line(months, name, mean) for name, mean in {**means, AVERAGE: whole}.items()]
    band = DataFrame({"month": months, "policy": policy, "low": low.round(2), "high": high.round(2)})
    return band, concat(lines, ignore_index=True).assign(policy=policy)


def _line(months: list[str], explanation: str, mean: Floats) -> DataFrame:
    return DataFrame({"month": months, "explanation": explanation, "mean": mean.round(2)})


def _paths(given: Judged, explanation: str, p: int) -> Floats2:
    """float64[pairs, months]: the difference up to the end of each month."""
    records = given.pairs.records[explanation]
    each = np.array([records[number][BY_MONTH].values[p] for number in given.pairs.kept(explanation)])
    return each if _of_state(given) else each.cumsum(axis=1)
