"""An answer as charts: one specification for the terminal's folder, the report, the lab and a notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from boomerang.characters import visible
from boomerang.inference.explain import Answer
from boomerang.report.charts.honesty import confusion_matrix, reliability_diagram
from boomerang.report.charts.misfit import misfits
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
    "misfit": misfits,
    "parameters": parameter_intervals,
    "next-observations": next_observation_gains,
    "sensitivity": observation_shifts,
}
SHARPNESS = 2.0  # pixels of a PNG for each of the chart


def write_charts(answer: Answer, folder: Path) -> tuple[list[str], list[str]]:
    """Write every chart as charts/NAME.svg, .png and .json (its Vega-Lite specification) into a folder.

    Returns:
        The SVG files written, relative to the folder, and a sentence for each chart that cannot be drawn. One
        that has nothing to show is left out.

    Raises:
        OSError: one cannot be written.
    """
    undrawn: list[str] = []
    (folder / FOLDER).mkdir()
    for name, of in CHARTS.items():
        try:
            files = rendered(of(answer))
        except Exception as error:  # whatever it is, the others and the answer stand
            undrawn.append(f"the chart '{name}' cannot be drawn ({type(error).__name__}: {error})")
            continue
        for kind, content in files.items():
            (folder / FOLDER / f"{name}.{kind}").write_bytes(content)
    found = [f"{FOLDER}/{name}.svg" for name in CHARTS if (folder / FOLDER / f"{name}.svg").exists()]
    return found, undrawn


def rendered(chart: Any) -> dict[str, bytes]:
    """A chart as it stands in a file of each kind; nothing of none."""
    from altair import SCHEMA_VERSION, data_transformers
    from vl_convert import svg_to_png, vegalite_to_svg

    if chart is None:
        return {}
    with data_transformers.enable("default", max_rows=None):
        # The tests validate every chart; here it would cost a second.
        spec = _visible(chart.to_dict(validate=False))
    svg = vegalite_to_svg(spec, vl_version=".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2]))
    text = json_text(spec, indent=1) + "\n"
    return {"svg": svg.encode(), "png": svg_to_png(svg, scale=SHARPNESS), "json": text.encode()}


def _visible(spec: Any) -> Any:
    """A specification in which characters that are no text are codes: no SVG can hold them."""
    if isinstance(spec, str):
        return visible(spec)
    if isinstance(spec, dict):
        return {name: _visible(given) for name, given in spec.items()}
    return [_visible(given) for given in spec] if isinstance(spec, list) else spec
