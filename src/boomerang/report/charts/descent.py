"""Who was moved by whom: the largest trees of events, along the time."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from pandas import DataFrame

from boomerang.arrays import Ints
from boomerang.case.text.texts import so_many
from boomerang.report.charts.style import COLOURS, finished, having, scale_of
from boomerang.study.accounting_descent import Descent
from boomerang.study.accounting_history import NONE
from boomerang.study.outcome import times_at

WIDTH, MOST = 640, 120
STEPS = {30: 14, 60: 9, MOST: 6}  # pixels of a row, by how many events are shown at most
LINE = "#8c8c8c"


def descent_trees(found: Descent) -> Any:
    """The largest trees, one below the other, with an event in each row; None where nothing moved anything.

    At most `MOST` events are shown, of a tree that is larger the first of them.
    """
    rows = _shown(found)
    if len(rows) < 2:
        return None
    data, events = _events(found, rows), found.known.compiled.events
    kinds = [name for name in events if name in set(data["event"])]
    scale = scale_of({name: COLOURS[i % len(COLOURS)] for i, name in enumerate(kinds)})
    clock = found.known.compiled.clock
    span = [str(clock.start), str(found.known.compiled.scenario.last_day)]
    axis = alt.Axis(title=None, format="%Y", tickCount="year")
    x = alt.X("time:T", scale=alt.Scale(type="utc", domain=span), axis=axis)
    whole = alt.Scale(domain=[-0.8, len(rows) - 0.2], reverse=True, nice=False)
    base, moved = alt.Chart(data), alt.Chart(data[data["from row"] >= 0])
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1, symbolStrokeWidth=0)
    layers = alt.layer(
        moved.mark_rule(color=LINE).encode(x=alt.X("from time:T"), y=_row("from row"), y2=alt.Y2("row:Q")),
        moved.mark_rule(color=LINE).encode(x=alt.X("from time:T"), x2=alt.X2("time:T"), y=_row("row")),
        base.mark_circle(size=46, opacity=1, stroke="white", strokeWidth=0.7).encode(
            x=x,
            y=_row("row").scale(whole),
            color=alt.Color("event:N", scale=scale, legend=legend),
            tooltip=[
                alt.Tooltip("time:T"),
                alt.Tooltip("event:N"),
                alt.Tooltip("person:N"),
                alt.Tooltip("moved by:N"),
            ],
        ),
    )
    step = next(pixels for most, pixels in STEPS.items() if len(rows) <= most)
    return finished(
        having(layers, width=WIDTH, height=step * len(rows) + 12),
        _finding(found),
        "Each line leads from an event to one that it moved, as far as luck can tell, in the run of"
        f" {found.known.compiled.scenario.case.name} with seed {found.known.outcome.seed}. Trees of one event"
        f" are left out, and all beyond {MOST} events. All persons are synthetic.",
    )


def _row(field: str) -> Any:
    return alt.Y(f"{field}:Q", axis=None)


def _finding(found: Descent) -> str:
    sizes, chain = found.cascades, len(found.longest_chain())
    alone = int((sizes == 1).sum())
    return (
        f"Of {so_many(len(found.lines), 'event')} {alone:,} stand alone; the largest tree has"
        f" {int(sizes.max()):,},"
        f" the longest chain {chain}"
    )


def _shown(found: Descent) -> Ints:
    """int64[...]: the events that are shown, tree after tree, each event after what moved it."""
    sizes = np.bincount(found.roots, minlength=len(found.lines))
    largest = [root for root in np.argsort(-sizes, kind="stable") if sizes[root] > 1]
    rows: list[int] = []
    for root in largest:
        members = np.flatnonzero(found.roots == root)
        if not rows or len(rows) + len(members) <= MOST:
            rows += _in_order(found, members[:MOST])
    return np.array(rows, np.int64)


def _in_order(found: Descent, members: Ints) -> list[int]:
    """A tree from the root on, each branch as a whole before the next."""
    below: dict[int, list[int]] = {}
    for row in members.tolist():
        below.setdefault(int(found.above[row]), []).append(row)
    order, waiting = [], below[NONE]
    while waiting:
        row = waiting.pop()
        order.append(row)
        waiting += below.get(row, [])[::-1]
    return order


def _events(found: Descent, rows: Ints) -> DataFrame:
    """One row an event, with the time and row of what moved it; -1 for nothing."""
    journal, names = found.known.journal, np.array(found.known.compiled.events)
    lines, above = found.lines[rows], found.above[rows]
    times = times_at(found.known.compiled, journal.time[lines]).astype("datetime64[s]").astype(str)
    place = {row: number for number, row in enumerate(rows.tolist())}
    parents = [place.get(row, -1) for row in above.tolist()]
    what = [
        f"{name} of person {person}"
        for name, person in zip(names[journal.event[lines]], journal.person[lines], strict=True)
    ]
    return DataFrame(
        {
            "row": range(len(rows)),
            "time": times,
            "event": names[journal.event[lines]],
            "person": journal.person[lines],
            "from row": parents,
            "from time": [times[parent] if parent >= 0 else None for parent in parents],
            "moved by": [what[parent] if parent >= 0 else "nobody" for parent in parents],
        }
    )
