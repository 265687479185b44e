"""An answer as charts: one specification for the terminal's folder, the report, the lab and a notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from boomerang.inference.explain import Answer
from boomerang.report.charts.honesty import confusion_matrix, reliability_diagram
from boomerang.report.charts.misfit import misfits
from boomerang.report.charts.observations import fit_to_observations
from boomerang.report.charts.parameters import parameter_intervals
from boomerang.report.charts.paths import predicted_paths
from boomerang.report.charts.probabilities import explanation_probabilities
from boomerang.report.charts.rendered import rendered
from boomerang.report.charts.value import next_observation_gains, observation_shifts

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
