"""What all charts share: the colour of each explanation, the order of rows, titles and lettering."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Any

import altair as alt
import numpy as np

from boomerang.inference.explain import Answer

# Told apart with every kind of colour blindness in the order of use: Okabe and Ito (2008) without black and
# yellow, then darker ones of Tol's muted scheme. From the eleventh explanation on they begin again.
COLOURS = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#332288",
    "#882255",
    "#999933",
    "#661100",
)
INK, QUIET, FAINT = "#1a1a1a", "#6b6b6b", "#e4e4e4"  # what was said; what helps; grids and bands
LINE_HEIGHT, LETTER = 14, 7  # pixels
# The finish of all charts goes with each of them. It is no theme of Altair, as a theme would change the other
# charts of a user's session too, and a chart that is shown without it would lose its finish.
HEAD: dict[str, Any] = {
    "anchor": "start",
    "frame": "bounds",
    "fontSize": 16,
    "subtitleFontSize": 12,
    "subtitleColor": QUIET,
    "subtitleLineHeight": 16,
    "subtitlePadding": 6,
    "offset": 14,
}
FINISH = alt.Config(
    font="Arial, Helvetica, Liberation Sans, sans-serif",
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(
        labelFontSize=12,
        titleFontSize=12,
        titleFontWeight="normal",
        titleColor=QUIET,
        labelColor=INK,
        gridColor=FAINT,
        domainColor="#b0b0b0",
        tickColor="#b0b0b0",
        titlePadding=8,
        labelFlush=False,
        labelLineHeight=LINE_HEIGHT,
    ),
    legend=alt.LegendConfig(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=0),
)
LABEL = 52  # letters in a line of a label
PANEL_TICKS = 5
TOWERING = 10  # times the middle one is the largest, where a scale is logarithmic
SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+,~r')"  # labels of differences
FEWER, EVEN, MORE = "#2166ac", "#f7f7f7", "#b35806"  # differences


def likeliest_first(answer: Answer) -> list[str]:
    """The explanations in the order in which every chart lists them."""
    order = np.argsort(-answer.posterior.probability, kind="stable")
    return [answer.data.table.names[i] for i in order]


def colours_in(every: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """The colour of each explanation, the same in every chart of a case, whichever of `every` it shows."""
    order = list(dict.fromkeys([*every, *names]))
    return {name: COLOURS[order.index(name) % len(COLOURS)] for name in names}


def colour_of(answer: Answer) -> dict[str, str]:
    """The colour of each explanation of an answer, likeliest first."""
    return colours_in(answer.data.table.names, likeliest_first(answer))


def colours(answer: Answer, **more: str) -> alt.Scale:
    """The scale of these colours and of `more`."""
    return scale_of(colour_of(answer) | more)


def scale_of(shown: Mapping[str, str]) -> alt.Scale:
    """A scale with a colour for each name."""
    return alt.Scale(domain=list(shown), range=list(shown.values()))


def cell(names: list[str]) -> int:
    """The width of a column, in pixels: wider where there are few."""
    return 84 if len(names) <= 5 else 54


def columns(names: list[str], **axis: Any) -> alt.Axis:
    """An axis above columns; names that are too long for them stand aslant."""
    aslant = max(map(len, names)) * LETTER > cell(names)
    given = {"orient": "top", "labelLimit": 0, "ticks": False, "domain": False, "title": None, **axis}
    return alt.Axis(labelAngle=-40 if aslant else 0, **given)


def rows(field: str, order: list[str], **axis: Any) -> alt.Y:
    """An axis of named rows, from the top in this order, with room for long names in several lines."""
    lines = r"split(datum.label, '\n')"
    given = {
        "title": None,
        "labelLimit": 0,
        "labelPadding": 12,
        "labelExpr": lines,
        "labelOffset": _centred(lines, max(name.count("\n") for name in order)),
        "ticks": False,
        "domain": False,
        **axis,
    }
    return alt.Y(f"{field}:N", sort=order, axis=alt.Axis(**given))


def under_heads(names: list[str], heads: list[bool], **axis: Any) -> alt.Y:
    """An axis of rows by the field `row`, their number; a name may come again, and heads are bold."""
    wanted = [number for number, head in enumerate(heads) if head]
    bold = {"test": f"indexof({wanted}, datum.value) >= 0", "value": "bold"}
    lines = rf"split({json.dumps(names)}[datum.value], '\n')"
    given = {
        "grid": True,
        "labelExpr": lines,
        "labelOffset": _centred(lines, max(name.count("\n") for name in names)),
        "labelFontWeight": {"condition": bold, "value": "normal"},
        **axis,
    }
    return rows("row", [*map(str, range(len(names)))], **given)


def _centred(lines: str, breaks: int) -> Any:
    """How far up a name of several lines begins, as Vega puts the first line on the middle of the row.

    Args:
        lines: the expression of them. breaks: between lines, at most.
    """
    tests = [
        {"test": f"length({lines}) == {count}", "value": -LINE_HEIGHT / 2 * (count - 1)}
        for count in range(2, breaks + 2)
    ]
    return {"condition": tests, "value": 0} if tests else 0


def signed(field: str, ends: Iterable[float], **axis: Any) -> dict[str, Any]:
    """Scale and axis of differences: even, or log(1 + size) to both sides where a few tower over others."""
    sizes = sorted(abs(end) for end in ends if end)
    if not sizes or sizes[-1] <= TOWERING * sizes[len(sizes) // 2]:
        shown = alt.Axis(labelExpr=SIGNED, tickCount=6, **axis)
        return {"shorthand": f"{field}:Q", "axis": shown}
    steps = [first * 10**power for power in range(9) for first in (1, 3) if first * 10**power <= sizes[-1]]
    steps = steps if len(steps) <= 6 else steps[::2]
    scale = alt.Scale(type="symlog", constant=1, nice=False)
    values = [*(-step for step in steps), 0, *steps]
    return {
        "shorthand": f"{field}:Q",
        "scale": scale,
        "axis": alt.Axis(values=values, labelExpr=SIGNED, **axis),
    }


TICKS = (0, *(first * 10**power for power in range(16) for first in (1, 3)))  # of log(1 + count)


def counts(field: str, most: float, **axis: Any) -> dict[str, Any]:
    """Scale and axis of log(1 + count) from 0 to `most`, which has a place for none."""
    return {
        "shorthand": f"{field}:Q",
        "scale": alt.Scale(type="symlog", constant=1, domain=[0, most], nice=False),
        "axis": alt.Axis(values=[tick for tick in TICKS if tick <= most], format=",d", **axis),
    }


def towering(field: str, most: float, **axis: Any) -> Any:
    """The same for panels, whose headings stand level where each axis has a number at its top."""
    top = next((tick for tick in TICKS if tick >= most), most)
    down = [tick for tick in TICKS[::-1] if 0 < tick <= top]
    values = [0, *down[:: 1 + (len(down) > PANEL_TICKS)][::-1]]
    shown = alt.Axis(values=values, format=",d", **axis)
    return alt.Y(f"{field}:Q", title=None, scale=counts(field, top)["scale"], axis=shown)


def even(field: str, *, zero: bool = True, **axis: Any) -> Any:
    """An even scale of a panel, from 0 on or not, and its axis, with a number at its top too."""
    scale = alt.Scale(nice=PANEL_TICKS, zero=zero)
    return alt.Y(f"{field}:Q", title=None, scale=scale, axis=alt.Axis(tickCount=PANEL_TICKS, **axis))


def folded(text: str, letters: int = LABEL) -> str:
    """The text in lines of so many letters."""
    return "\n".join(wrap(text, letters, break_long_words=False))


def either(test: str, then: str, otherwise: str) -> alt.ColorValue:
    """One of two colours; what Altair's `condition` gives is checked in every way that it could be meant."""
    return alt.ColorValue(otherwise, condition={"test": test, "value": then})


def having(chart: Any, **given: Any) -> Any:
    """The chart itself with these properties; Altair's `properties` copies all layers, and validates each."""
    for name, wanted in given.items():
        setattr(chart, name, wanted)
    return chart


def finished(chart: Any, title: str, explained: str, letters: int = 96) -> Any:
    """The chart with its title (a line each), what its marks mean, and the finish of all charts."""
    head = alt.TitleParams(
        title.split("\n") if "\n" in title else title, subtitle=wrap(explained, letters), **HEAD
    )
    return having(chart, title=head, background="white", padding=16, config=FINISH)
