"""How an explanation works: what moves what, and how strongly it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot, sqrt
from typing import Any

import altair as alt
from pandas import DataFrame

from boomerang.case import Case
from boomerang.compile.case import Compiled
from boomerang.preview.loop import Loops, find_loops
from boomerang.report.charts.arrows import (
    ACT,
    BOTH,
    CHANGE,
    CLIMATE,
    FEELING,
    LESS,
    LEVER,
    MORE,
    Arrow,
    Box,
    arrows,
    merged,
    on_calendar,
)
from boomerang.report.charts.layers import HIGH, WIDE, Diagram, Line, landscape
from boomerang.report.charts.portrait import portrait
from boomerang.report.charts.rendered import specification
from boomerang.report.charts.style import COLOURS, INK, QUIET, finished, folded, having

HEADS = {
    LEVER: "levers of the state",
    ACT: "acts and encounters",
    FEELING: "feelings",
    CHANGE: "changes of state",
    CLIMATE: "climates",
}
OWN, OWN_NAME = "#8a8a8a", "the case itself"
THIN, THICK = 1.5, 6.0  # of an arrow, in pixels: without a loop, and of a loop that brings back all of itself
PIXEL = 4  # the size of a shape of which one unit is a pixel
EDGE = 4  # around the diagram of a narrow page
LETTERS, LINE = 19, 12  # in a line of a box; its height in pixels
TOLD = ("from", "moves", "to", "how", "mechanism", "claim", "loop gain")  # of an arrow, at the pointer


@dataclass(frozen=True)
class _Drawn:
    """An arrow as it is drawn: its line, how thick it is, and the gain of its loop."""

    arrow: Arrow
    path: Line
    thick: float
    gain: str


def causal_loops(compiled: Compiled, explanation: str) -> Any:
    """The diagram of a case with the mechanisms of an explanation on; None if nothing moves anything."""
    case, (given, names) = compiled.case, merged(arrows(compiled.case, compiled.wiring))
    if not given:
        return None
    loops, columns = find_loops(compiled), _columns(compiled, list(names))
    pairs = [(each.source, each.target) for each in given]

    def drawn(plan: Diagram, legend: int) -> Any:
        axes = _axes(plan)
        lines = [_drawn(each, line, loops) for each, line in zip(given, plan.lines, strict=True)]
        layers = (
            *_lines(lines, axes, colour_of_mechanisms(case), case, legend),
            *_boxes(plan, axes, names),
            _heads([HEADS[kind] for kind in columns], plan, axes),
        )
        return alt.layer(*layers, width=plan.right - plan.left, height=plan.height)

    groups = list(columns.values())
    return finished(
        having(
            drawn(landscape(groups, pairs), 5),
            usermeta={"narrow": _alone(drawn(portrait(groups, pairs), 2))},
        ),
        _finding(explanation, loops),
        "Arrows: what moves what; solid: more makes more, dashed: more makes less. Colour: the mechanism "
        "that adds it. Thicker: its loop brings more of itself back, at the best values of the "
        f"case. Hold the pointer on an arrow for the claim behind it.{_left_out(compiled)}",
        letters=130,
    )


def _axes(plan: Diagram) -> dict[str, Any]:
    """A pixel is one unit to both sides, down from the top."""
    x = alt.Scale(domain=[plan.left, plan.right], nice=False, zero=False)
    y = alt.Scale(domain=[plan.height, 0], nice=False, zero=False)
    return {"x": alt.X("x:Q", scale=x, axis=None), "y": alt.Y("y:Q", scale=y, axis=None)}


def _alone(chart: Any) -> dict[str, Any]:
    """What of a specification takes the place of the same in another, where a page is narrow."""
    spec = specification(having(chart, padding=EDGE))
    return {name: given for name, given in spec.items() if name not in ("$schema", "config")}


def _left_out(compiled: Compiled) -> str:
    names = on_calendar(compiled.case, compiled.wiring)
    return f" Left out, as they only follow the calendar: {', '.join(names)}." if names else ""


def colour_of_mechanisms(case: Case) -> dict[str, str]:
    """The colour of each mechanism: that of the explanation of its name, or one that none has."""
    taken = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(case.explanations)}
    rest = [colour for colour in COLOURS if colour not in {taken.get(name) for name in case.mechanisms}]
    free = iter([*rest[::-1], *COLOURS] * (1 + len(case.mechanisms) // len(COLOURS)))
    return {name: taken.get(name) or next(free) for name in case.mechanisms} | {OWN_NAME: OWN}


def _columns(compiled: Compiled, boxes: list[Box]) -> dict[str, list[Box]]:
    """The boxes of each kind in the order of the case; empty kinds are left out."""
    case = compiled.case
    order = [*case.levers, *compiled.wiring.events, *case.feelings, *case.climates]
    ordered = sorted(boxes, key=lambda box: order.index(box.name))
    found = {kind: [box for box in ordered if box.kind == kind] for kind in HEADS}
    return {kind: members for kind, members in found.items() if members}


def _gain(arrow: Arrow, loops: Loops) -> float | None:
    """How much of itself the strongest loop of an arrow brings back; None if that is not known."""
    ends = (arrow.source, arrow.target)
    gains = [loop.gain for loop in loops.climates if Box(CLIMATE, loop.climate) in ends]
    gains += [
        loop.gain
        for loop in loops.each
        if arrow.source == Box(CLIMATE, loop.climate) or Box(LEVER, loop.lever) in ends
    ]
    known = [gain for gain in gains if gain is not None]
    return max(known) if known else None


def _drawn(arrow: Arrow, path: Line, loops: Loops) -> _Drawn:
    gain = _gain(arrow, loops)
    thick = THIN if gain is None else THIN + (THICK - THIN) * min(max(gain, 0.0), 1.0)
    return _Drawn(arrow, path, thick, "" if gain is None else f"{gain:.2g}")


def _lines(
    drawn: Sequence[_Drawn], axes: dict[str, Any], colours: dict[str, str], case: Case, columns: int
) -> list[Any]:
    """The curves, the heads of the arrows, and a wide line that is not seen, for a pointer to find.

    Args:
        columns: of the legend.
    """
    rows = DataFrame([_row(each, case) for each in drawn])
    shown = {name: colour for name, colour in colours.items() if name in set(rows["mechanism"])}
    legend = alt.Legend(
        title="mechanism", orient="bottom", columns=columns, symbolType="stroke", symbolStrokeWidth=4
    )
    scale = alt.Scale(domain=list(shown), range=list(shown.values()))
    dash = alt.Scale(domain=[MORE, LESS, BOTH], range=[[1, 0], [5, 4], [1, 0]])
    colour, path = alt.Color("mechanism:N", scale=scale, legend=legend), alt.Shape("path:N", scale=None)
    tips = [alt.Tooltip(f"{name}:N") for name in TOLD]
    base = alt.Chart(rows)
    line = base.encode(x=axes["x"], y=axes["y"], shape=path)
    return [
        line.mark_point(filled=False, opacity=1, strokeOpacity=0.85, size=PIXEL).encode(
            color=colour,
            strokeDash=alt.StrokeDash("moves:N", scale=dash, legend=None),
            strokeWidth=alt.StrokeWidth("thick:Q", scale=None),
        ),
        base.mark_point(shape="triangle-right", filled=True, opacity=1).encode(
            x=alt.X("tip x:Q", scale=axes["x"]["scale"], axis=None),
            y=alt.Y("tip y:Q", scale=axes["y"]["scale"], axis=None),
            color=colour,
            angle=alt.Angle("turn:Q", scale=None),
            size=alt.Size("size:Q", scale=None),
        ),
        line.mark_point(filled=False, size=PIXEL, strokeWidth=12, strokeOpacity=0, opacity=1).encode(
            tooltip=tips
        ),
    ]


def _row(each: _Drawn, case: Case) -> dict[str, Any]:
    """An arrow, its head, and what is told of it."""
    arrow, path, size = each.arrow, each.path, 50 + 14 * each.thick
    x, y = path.end[0] - path.before[0], path.end[1] - path.before[1]
    back = sqrt(size) / 2 / (hypot(x, y) or 1.0)
    return {
        "x": 0.0,
        "y": 0.0,
        "path": path.text,
        "thick": each.thick,
        "tip x": round(path.end[0] - x * back, 1),
        "tip y": round(path.end[1] - y * back, 1),
        "turn": round(degrees(atan2(y, x)), 1),
        "size": size,
        "from": arrow.source.name,
        "moves": arrow.sign,
        "to": arrow.target.name,
        "how": arrow.told,
        "mechanism": arrow.owner or OWN_NAME,
        "claim": case.mechanisms[arrow.owner].claim if arrow.owner else "",
        "loop gain": each.gain,
    }


def _boxes(plan: Diagram, axes: dict[str, Any], names: dict[Box, list[str]]) -> list[Any]:
    data = DataFrame([_box(_label(names[box]), *plan.at[box]) for box in names])
    base, x, y = alt.Chart(data), axes["x"], axes["y"]
    return [
        base.mark_rect(fill="white", stroke=INK, strokeWidth=1.2, cornerRadius=5).encode(
            x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q")
        ),
        base.mark_text(fontSize=12, color=INK, lineBreak="\n", lineHeight=LINE, baseline="middle").encode(
            x=alt.X("middle:Q", scale=x["scale"], axis=None),
            y=alt.Y("height:Q", scale=y["scale"], axis=None),
            text=alt.Text("name:N"),
        ),
    ]


def _label(names: list[str]) -> str:
    """The name of a box, or what is in it."""
    more = f" and {len(names) - 1} like it" if len(names) > 1 else ""
    return folded(names[0] + more, LETTERS)


def _box(label: str, x: float, y: float) -> dict[str, Any]:
    return {
        "name": label,
        "x": x - WIDE / 2,
        "x2": x + WIDE / 2,
        "y": y - HIGH / 2,
        "y2": y + HIGH / 2,
        "middle": x,
        "height": y - LINE / 2 * label.count("\n"),
    }


def _heads(heads: Sequence[str], plan: Diagram, axes: dict[str, Any]) -> Any:
    """What the boxes of each group are."""
    rows = [{"x": x, "y": y, "head": head} for head, (x, y) in zip(heads, plan.heads, strict=True)]
    head = alt.Chart(DataFrame(rows)).mark_text(fontSize=12, fontStyle="italic", color=QUIET)
    return head.encode(**axes, text=alt.Text("head:N"))


def _finding(explanation: str, loops: Loops) -> str:
    """What feeds itself most, and through what."""
    if loops.growth is not None and loops.growth >= 1:
        return f"{explanation}: an event brings {loops.growth:.2g} others, so that they multiply on their own"
    through = [(loop.gain, loop.climate) for loop in loops.climates if loop.gain]
    through += [(loop.gain, f"{loop.climate} and {loop.lever}") for loop in loops.each if loop.gain]
    if not through:
        gains = [*(loop.gain for loop in loops.climates), *(loop.gain for loop in loops.each)]
        said = (
            "how much comes back cannot be told"
            if None in gains
            else "nothing comes back through a climate or a lever"
        )
        return f"{explanation}: {said}"
    gain, name = max(through)
    if gain < 0:
        return f"{explanation}: nothing feeds itself; {name} holds itself back"
    return f"{explanation}: what feeds itself most is {name}, {gain:.2g} of it comes back"
