"""An answer as charts: one specification for the terminal's folder, the report, the lab and a notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from boomerang.inference.explain import Answer
from boomerang.report.charts.honesty import confusion_matrix, reliability_diagram
from boomerang.report.charts.observations import fit_to_observations
from boomerang.report.charts.parameters import parameter_intervals
from boomerang.report.charts.paths import predicted_paths
from boomerang.report.charts.probabilities import explanation_probabilities
from boomerang.report.charts.value import next_observation_gains, observation_shifts
from boomerang.report.data.plain import json_text

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
        The SVG files written, relative to the folder. A chart that has nothing to show is left out.

    Raises:
        OSError: one cannot be written.
    """
    drawn = {name: chart for name, of in CHARTS.items() if (chart := of(answer)) is not None}
    (folder / FOLDER).mkdir()
    for name, chart in drawn.items():
        for kind, content in _rendered(chart).items():
            (folder / FOLDER / f"{name}.{kind}").write_bytes(content)
    return [f"{FOLDER}/{name}.svg" for name in drawn]


def _rendered(chart: Any) -> dict[str, bytes]:
    """A chart as it stands in a file of each kind."""
    from altair import SCHEMA_VERSION
    from vl_convert import svg_to_png, vegalite_to_svg

    spec = chart.to_dict(validate=False)  # the tests validate every chart; here it would cost a second
    svg = vegalite_to_svg(spec, vl_version=".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2]))
    text = json_text(spec, indent=1) + "\n"
    return {"svg": svg.encode(), "png": svg_to_png(svg, scale=SHARPNESS), "json": text.encode()}
