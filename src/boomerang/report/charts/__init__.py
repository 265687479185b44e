"""Results as charts: one specification for a folder, the report, the lab and a notebook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from boomerang.case.scenario import Scenario
from boomerang.compile.case import compile_case
from boomerang.inference.explain import Answer
from boomerang.inference.judged import Judged
from boomerang.inference.numbers import Numbers
from boomerang.report.charts.decision import decision_dots, regrets
from boomerang.report.charts.descent import descent_trees
from boomerang.report.charts.honesty import confusion_matrix, reliability_diagram
from boomerang.report.charts.loops import causal_loops
from boomerang.report.charts.map import outcome_map, policy_map
from boomerang.report.charts.misfit import misfits
from boomerang.report.charts.number import number_chart
from boomerang.report.charts.number_course import number_course
from boomerang.report.charts.observations import fit_to_observations
from boomerang.report.charts.parameters import parameter_intervals
from boomerang.report.charts.paths import predicted_paths
from boomerang.report.charts.policies import policy_differences
from boomerang.report.charts.probabilities import explanation_probabilities
from boomerang.report.charts.rendered import Specification, json_of, pictured, specification, unchecked
from boomerang.report.charts.sensitivity import sensitivity_chart
from boomerang.report.charts.story import story_chart
from boomerang.report.charts.value import next_observation_gains, observation_shifts
from boomerang.study.accounting_descent import Descent, descent
from boomerang.study.sensitivity import Influences
from boomerang.study.story import Lives

FOLDER, LOOPS, STORY = "charts", "loops-", "story-"
STORIES = 5  # that are drawn
Drawings = Mapping[str, Callable[[], Any]]  # what draws each chart, by name; None for nothing to show
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
# Those of all other results; the first of each is the one that is looked at first.
OF: dict[type, dict[str, Callable[[Any], Any]]] = {
    Judged: {
        "decision": decision_dots,
        "differences": policy_differences,
        "regret": regrets,
        "policy-map": policy_map,
    },
    Numbers: {"number": number_chart, "course": number_course},
    Influences: {"sensitivity": sensitivity_chart},
    Descent: {"descent": descent_trees},
}


def drawings_of(found: Judged | Numbers | Influences | Descent | Lives) -> Drawings:
    """What draws the charts of anything but an answer."""
    if isinstance(found, Lives):
        return _of_lives(found)
    return {name: partial(draw, found) for name, draw in OF[type(found)].items()}


def _of_lives(lives: Lives) -> Drawings:
    """The first stories, and the trees of events of their country."""
    told: dict[str, Callable[[], Any]] = {
        f"{STORY}{number}": partial(story_chart, story)
        for number, story in enumerate(lives.stories[:STORIES], start=1)
    }
    return told | {"descent": lambda: descent_trees(descent(lives.known))}


def drawings_of_answer(answer: Answer, where: dict[str, Any] | None = None) -> Drawings:
    """What draws the charts of an answer.

    Besides those of `CHARTS` a `map`, and `loops-EXPLANATION`, the diagram of each explanation of the case.

    Args:
        where: as of `where_data`, for the map; None for no map.
    """
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


def specifications(drawings: Drawings) -> tuple[dict[str, Specification], list[str]]:
    """Every chart as a Vega-Lite specification.

    Returns:
        The charts by name, without those that have nothing to show; a sentence for each that cannot be drawn.
    """
    found: dict[str, Specification] = {}
    undrawn: list[str] = []
    for name, draw in drawings.items():
        try:
            with unchecked():
                chart = draw()
                if chart is not None:
                    found[name] = specification(chart)
        except Exception as error:  # whatever it is, the others and the results stand
            undrawn.append(_undrawn(name, error))
    return found, undrawn


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
