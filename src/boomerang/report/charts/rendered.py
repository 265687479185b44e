"""A chart as it stands in files."""

from __future__ import annotations

from contextlib import AbstractContextManager
from math import inf
from typing import Any

from boomerang.characters import visible
from boomerang.report.data.plain import json_text

Specification = dict[str, Any]
PLAIN = {str, float, int, bool, type(None)}  # what JSON has
NONE = (inf, -inf)  # what it has not, as nan
SHARPNESS = 2.0  # pixels of a PNG for each of the chart


def unchecked() -> AbstractContextManager[None]:
    """While this lasts no part of a chart is validated: the tests do so, here it would cost a second."""
    from altair.utils.schemapi import debug_mode

    return debug_mode(False)


def specification(chart: Any) -> Specification:
    """A chart in the words of Vega-Lite."""
    from altair import data_transformers

    data_transformers.register("boomerang", _rows)
    with data_transformers.enable("boomerang"):
        spec: Specification = _visible(chart.to_dict(validate=False))
    return spec


def _rows(data: Any) -> Any:
    """The rows of a table as Altair itself makes them, which copies each column three times for that."""
    from altair import to_values
    from pandas import DataFrame

    if not isinstance(data, DataFrame):
        return to_values(data)
    columns = [column.tolist() for _, column in data.items()]
    if not {type(value) for column in columns for value in column} <= PLAIN:
        return to_values(data)
    known = [[None if value in NONE or value != value else value for value in column] for column in columns]
    return {"values": [dict(zip(data, row, strict=True)) for row in zip(*known, strict=True)]}


def json_of(spec: Specification) -> bytes:
    """A specification as it stands in its file."""
    return (json_text(spec, indent=1) + "\n").encode()


def pictured(spec: Specification) -> dict[str, bytes]:
    """A chart as a picture of each kind."""
    from altair import SCHEMA_VERSION
    from vl_convert import svg_to_png, vegalite_to_svg

    svg = vegalite_to_svg(spec, vl_version=".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2]))
    return {"svg": svg.encode(), "png": svg_to_png(svg, scale=SHARPNESS)}


def _visible(spec: Any) -> Any:
    """A specification in which characters that are no text are codes: no SVG can hold them."""
    if isinstance(spec, str):
        return visible(spec)
    if isinstance(spec, dict):
        return {name: _visible(given) for name, given in spec.items()}
    return [_visible(given) for given in spec] if isinstance(spec, list) else spec
