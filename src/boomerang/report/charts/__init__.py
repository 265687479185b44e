"""An answer as charts: one specification for the terminal's folder, the report, the lab and a notebook."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boomerang.files import put_whole, told_plainly
from boomerang.inference.explain import Answer
from boomerang.report.charts.honesty import confusion_matrix, reliability_diagram
from boomerang.report.charts.observations import fit_to_observations
from boomerang.report.charts.parameters import parameter_intervals
from boomerang.report.charts.paths import predicted_paths
from boomerang.report.charts.probabilities import explanation_probabilities
from boomerang.report.charts.value import next_observation_gains, observation_shifts

FOLDER = "charts"
CHARTS: dict[str, Callable[[Answer], Any]] = {
    "probabilities": explanation_probabilities,
    "confusion": confusion_matrix,
    "reliability": reliability_diagram,
    "predictions": predicted_paths,
    "observations": fit_to_observations,
    "parameters": parameter_intervals,
    "next-observations": next_observation_gains,
    "sensitivity": observation_shifts,
}
SHARPNESS = 2.0  # pixels of a PNG for each of the chart


def write_charts(answer: Answer, folder: Path) -> list[str]:
    """Write every chart as charts/NAME.svg, .png and .json (its Vega-Lite specification) into a folder.

    Returns:
        The SVG files written, relative to the folder. A chart that has nothing to show is left out, and its
        old files go.

    Raises:
        InputError: the folder cannot be written.
    """
    charts = folder / FOLDER
    drawn = {name: chart for name, of in CHARTS.items() if (chart := of(answer)) is not None}
    with told_plainly(charts, "charts", "the table is whole"):
        charts.mkdir(parents=True, exist_ok=True)
        for name in CHARTS:
            files = _rendered(drawn[name]) if name in drawn else {}
            for kind in ("svg", "png", "json"):
                _put(charts / f"{name}.{kind}", files.get(kind))
    return [f"{FOLDER}/{name}.svg" for name in drawn]


def _rendered(chart: Any) -> dict[str, bytes]:
    """A chart as it stands in a file of each kind."""
    from altair import SCHEMA_VERSION
    from vl_convert import svg_to_png, vegalite_to_svg

    spec = chart.to_dict(validate=False)  # the tests validate every chart; here it would cost a second
    svg = vegalite_to_svg(spec, vl_version=".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2]))
    text = json.dumps(spec, indent=1, ensure_ascii=False) + "\n"
    return {"svg": svg.encode(), "png": svg_to_png(svg, scale=SHARPNESS), "json": text.encode()}


def _put(file: Path, content: bytes | None) -> None:
    """Write a file whole or not at all; without content it goes."""
    if content is None:
        file.unlink(missing_ok=True)
        return
    put_whole(file, lambda unfinished: unfinished.write_bytes(content))
