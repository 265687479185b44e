"""A chart as it stands in files."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from boomerang.characters import visible
from boomerang.report.data.plain import json_text

Specification = dict[str, Any]
SHARPNESS = 2.0  # pixels of a PNG for each of the chart


def unchecked() -> AbstractContextManager[None]:
    """While this lasts no part of a chart is validated: the tests do so, here it would cost a second."""
    from altair.utils.schemapi import debug_mode

    return debug_mode(False)


def specification(chart: Any) -> Specification:
    """A chart in the words of Vega-Lite."""
    from altair import data_transformers

    with data_transformers.enable("default", max_rows=None):
        spec: Specification = _visible(chart.to_dict(validate=False))
    return spec


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
