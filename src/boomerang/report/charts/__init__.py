"""An answer as charts: one specification for the terminal's folder, the report, the lab and a notebook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from boomerang.case.scenario import Scenario
from boomerang.compile.case import compile_case
from boomerang.inference.explain import Answer
from boomerang.report.charts.honesty import confusion_matrix, reliability_diagram
from boomerang.report.charts.loops import causal_loops
from boomerang.report.charts.map import outcome_map
from boomerang.report.charts.misfit import misfits
from boomerang.report.charts.observations import fit_to_observations
from boomerang.report.charts.parameters import parameter_intervals
from boomerang.report.charts.paths import predicted_paths
from boomerang.report.charts.probabilities import explanation_probabilities
from boomerang.report.charts.rendered import Specification, json_of, pictured, specification
from boomerang.report.charts.value import next_observation_gains, observation_shifts

FOLDER, LOOPS = "charts", "loops-"
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


def specifications(
    answer: Answer, where: dict[str, Any] | None = None
) -> tuple[dict[str, Specification], list[str]]:
    """Every chart of an answer as a Vega-Lite specification.

    Besides those of `CHARTS` a `map`, and `loops-EXPLANATION`, the diagram of each explanation of the case.

    Args:
        where: as of `where_data`, for the map; None for no map.

    Returns:
        The charts by name, without those that have nothing to show; a sentence for each that cannot be drawn.
    """
    found: dict[str, Specification] = {}
    undrawn: list[str] = []
    for name, draw in _drawings(answer, where).items():
        try:
            chart = draw()
            if chart is not None:
                found[name] = specification(chart)
        except Exception as error:  # whatever it is, the others and the answer stand
            undrawn.append(_undrawn(name, error))
    return found, undrawn


def _drawings(answer: Answer, where: dict[str, Any] | None) -> dict[str, Callable[[], Any]]:
    table = answer.data.table
    found: dict[str, Callable[[], Any]] = {name: partial(of, answer) for name, of in CHARTS.items()}
    if where is not None:
        found["map"] = partial(outcome_map, table.case, where)
    own = [name for name in table.names if name in table.case.explanations]
    return found | {LOOPS + name: partial(_loops, table.scenario, name) for name in own}


def _loops(scenario: Scenario, explanation: str) -> Any:
    own = scenario.case.explanations[explanation].mechanisms
    on = [name for name in scenario.mechanisms if name in own]
    return causal_loops(compile_case(scenario.changed(mechanisms=on)), explanation)


def _undrawn(name: str, error: Exception) -> str:
    return f"the chart '{name}' cannot be drawn ({type(error).__name__}: {error})"


def write_charts(
    specs: Mapping[str, Specification], folder: Path, only_json: Collection[str] = ()
) -> tuple[list[str], list[str]]:
    """Write every chart as charts/NAME.svg, .png and .json (its Vega-Lite specification) into a folder.

    Args:
        only_json: charts of which no picture is made.

    Returns:
        The SVG files written, relative to the folder, and a sentence for each chart that cannot be drawn.

    Raises:
        OSError: one cannot be written.
    """
    found, undrawn = [], []
    (folder / FOLDER).mkdir()
    for name, spec in specs.items():
        (folder / FOLDER / f"{name}.json").write_bytes(json_of(spec))
        if name in only_json:
            continue
        try:
            files = pictured(spec)
        except Exception as error:  # as above
            undrawn.append(_undrawn(name, error))
            continue
        for kind, content in files.items():
            (folder / FOLDER / f"{name}.{kind}").write_bytes(content)
        found.append(f"{FOLDER}/{name}.svg")
    return found, undrawn
