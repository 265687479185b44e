"""What pages of the lab are made of. All texts are shown as they are: nothing of a case is read as HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import param
from panel.custom import JSComponent

from boomerang.report.charts.rendered import Specification, specification

STATIC = Path(__file__).parent / "static"
LEFT_OUT = ("$schema", "title")  # of a chart; titles stand above it, as text


class Piece(JSComponent):
    """A part of a page, drawn by a script of `static`."""

    _stylesheets: ClassVar[list[Any]] = [STATIC / "parts.css"]

    __abstract = True

    def __init__(self, **given: Any) -> None:
        given = {"sizing_mode": "stretch_width", "margin": 0} | given
        super().__init__(**given)  # type: ignore[no-untyped-call]


class Slider(Piece):
    """A number among given ones: the one that is `value` of those `shown`; `usual` is that of the case.

    `density` is drawn behind, darker between `low` and `high`.
    """

    _esm = STATIC / "slider.js"

    label = param.String()
    about = param.String()
    shown = param.List(item_type=str)
    value = param.Integer(0)
    usual = param.Integer(-1)
    density = param.List()
    low = param.Integer(0)
    high = param.Integer(0)
    disabled = param.Boolean(False)


class Choice(Piece):
    """One of `options`, each [value, text]."""

    _esm = STATIC / "choice.js"

    label = param.String()
    note = param.String()
    error = param.String()
    options = param.List()
    value = param.String()
    disabled = param.Boolean(False)


class Words(Piece):
    """A text that somebody writes."""

    _esm = STATIC / "words.js"

    label = param.String()
    note = param.String()
    error = param.String()
    value = param.String()
    lines = param.Integer(1)
    disabled = param.Boolean(False)


class Press(Piece):
    """A button; `first` is the one that most people want."""

    _esm = STATIC / "press.js"

    label = param.String()
    first = param.Boolean(False)
    clicks = param.Integer(0)
    disabled = param.Boolean(False)

    def __init__(self, label: str, pressed: Callable[[], Any], **given: Any) -> None:
        super().__init__(label=label, **({"sizing_mode": None} | given))
        self.param.watch(lambda _: pressed(), "clicks")


class Tabs(Piece):
    """Which page of `options`, each [value, text], is open."""

    _esm = STATIC / "tabs.js"

    label = param.String("parts of the lab")
    options = param.List()
    value = param.String()


class Attention(Piece):
    """Nothing to be seen: `hidden` tells whether the page is in the background."""

    _esm = STATIC / "attention.js"

    hidden = param.Boolean(False)


class Prose(Piece):
    """Texts one under the other.

    `blocks`: each (kind, text), of kind title, head, text, quiet, wrong or code; ("progress", share), or
    ("table", {"caption": text, "head": texts, "rows": lists of texts}). `live`: changes are read aloud.
    """

    _esm = STATIC / "prose.js"

    blocks = param.List()
    live = param.Boolean(False)


class Chart(Piece):
    """A chart as a Vega-Lite specification; `label` says it in words.

    `fit`: as wide as the page; else it keeps its own width, and is moved sideways where the page is narrow.
    `drawn`: how many were drawn.
    """

    _esm = STATIC / "chart.js"

    spec = param.Dict({})
    label = param.String()
    fit = param.Boolean(False)
    drawn = param.Integer(0)

    def draw(self, chart: Any, label: str) -> None:
        """Show a chart of Altair, without its title."""
        self.paint(specification(chart), label)

    def paint(self, spec: Specification, label: str) -> None:
        """Show a chart as a specification, without its title; nothing, if that is empty."""
        kept = {name: given for name, given in spec.items() if name not in LEFT_OUT}
        self.param.update(spec=kept, label=label)


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> tuple[str, dict[str, Any]]:
    """A table as a block of `Prose`."""
    texts = [[str(cell) for cell in row] for row in rows]
    return "table", {"caption": caption, "head": list(head), "rows": texts}
