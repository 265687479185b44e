"""One row of a reference table: a country simulated under a draw, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from boomerang.addresses import number_at
from boomerang.case import Case
from boomerang.case.scenario import Scenario
from boomerang.case.text.texts import unknown
from boomerang.compile.case import Compiler
from boomerang.errors import InputError, RefusedError, TooFewError
from boomerang.inference.table.shards import MOST_ROWS, Record
from boomerang.inference.table.subsets import SUBSETS, draw_subset, shared_mechanisms
from boomerang.measure.announce import announced
from boomerang.measure.counts import paths_of
from boomerang.measure.figures import Figure, figures
from boomerang.measure.observables import needed_tallies, observables
from boomerang.study.draws import draw_priors, rows_of, run_draw
from boomerang.study.run import Run

MECHANISM, PARAMETER = "mechanism:", "parameter:"  # kinds of columns
SUMMARY, PATH, OBSERVABLE = "summary:", "path:", "observable:"
MOST_ATTEMPTS = 20  # to replace a draw that is refused
FURTHER = MOST_ROWS  # from a draw to the next that takes its place

Draw = tuple[str, int, dict[str, Any]]  # explanation, number of the row, settings


@dataclass(frozen=True)
class Simulator:
    """Makes one row: simulates a draw and keeps what a table holds of it.

    Attributes:
        compilers: of each explanation, or of random subsets with all mechanisms on; their case is without
            what was or could be collected, which no run needs and every draw would check again.
        shared: mechanisms that are on in every row, where rows draw their own.
        seed: of the table.
        paths: the counts that are followed over time.
    """

    compilers: dict[str, Compiler]
    shared: tuple[str, ...]
    seed: int
    figures: list[Figure]
    paths: list[str]
    observables: Mapping[str, Callable[[Run], float]]

    def __call__(self, draw: Draw, progress: Callable[[int], Any] | None = None) -> Record:
        """The row of a draw: a value for each column.

        The priors are taken given that hazards do not run away and that there are people for every
        intervention: in place of draw r, which would be refused, comes draw r + 2**20, or the next after as
        many.

        Raises:
            InputError: 21 draws were refused, or the case is not valid under one.
        """
        explanation, row, settings = draw
        compiler = self._compiler(explanation, row)
        for attempt in range(1 + MOST_ATTEMPTS):
            number = row + attempt * FURTHER
            given = self._settings(explanation, number) if attempt else settings
            seed = seed_of(self.seed, explanation, number)
            try:
                run = run_draw(compiler, number, given, seed, progress)
            except RefusedError as error:
                refusal = error
                continue
            return {"draw": row, "attempt": attempt, **self._record(run, given)}
        on = ", ".join(compiler.scenario.mechanisms) or "no mechanism"
        raise InputError(f"row {row} of {explanation}, with {on} on: {_refused(refusal)}")

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """What is simulated under each explanation, or with all mechanisms on."""
        return {name: compiler.scenario for name, compiler in self.compilers.items()}

    def _compiler(self, explanation: str, row: int) -> Compiler:
        """Of the run of a row."""
        compiler = self.compilers[explanation]
        if explanation != SUBSETS:
            return compiler
        return compiler.switched(draw_subset(compiler.scenario, self.shared, self.seed, row))

    def _settings(self, explanation: str, number: int) -> dict[str, Any]:
        """A further draw."""
        drawn = draw_priors(self.scenarios[explanation], 1, seed=self.seed, first=number)
        return rows_of(drawn)[number]

    def _record(self, run: Run, settings: dict[str, Any]) -> Record:
        """What is kept of a run."""
        return {
            "seed": run.seed,
            "digest": run.digest,
            **{MECHANISM + name: name in run.mechanisms for name in run.case.mechanisms},
            **{PARAMETER + path: given for path, given in settings.items()},
            **{SUMMARY + key: given for key, given in announced(run, self.figures, run.seed).items()},
            **{PATH + name: path.astype(np.float32) for name, path in paths_of(run, self.paths).items()},
            **{OBSERVABLE + name: float(measure(run)) for name, measure in self.observables.items()},
        }


def _refused(last: RefusedError) -> str:
    """Why no draw of a row can be simulated, by what was said of the last one."""
    draws = f"in each of {1 + MOST_ATTEMPTS} draws from the priors"
    if isinstance(last, TooFewError):
        return f"there are too few people for an intervention {draws}; of the last: {last}"
    return f"the hazards of this country run away {draws}; narrow those of its kicks, hazard ratios or rates"


def seed_of(seed: int, explanation: str, number: int) -> int:
    """The seed of the run of a draw: luck of its own for each draw of each explanation."""
    return number_at(f"table, seed {seed}, {explanation}, row {number}")


def simulator_of(scenario: Scenario, seed: int, explanations: Collection[str] | None) -> Simulator:
    """Check what is asked for, and compile the observations.

    Raises:
        InputError: as of `build`.
    """
    case = scenario.case
    names = _chosen(case, explanations)
    used = _used(scenario)
    measured = observables(case)
    needed = needed_tallies(case, [*(figure.quantity for figure in used), *measured.values()])
    spared: dict[str, Any] = {"observations": (), "observable": (), "tallies": {**case.tallies, **needed}}
    lean = Compiler(replace(scenario, case=case.model_copy(update=spared)))
    return Simulator(
        compilers={name: lean.switched(_mechanisms(scenario, name)) for name in names},
        shared=shared_mechanisms(case) if names == [SUBSETS] else (),
        seed=seed,
        figures=used,
        paths=list(dict.fromkeys(figure.count for figure in used)),
        observables=measured,
    )


def _mechanisms(scenario: Scenario, explanation: str) -> list[str]:
    """The mechanisms of an explanation, or all that can be on, as far as they are on in the scenario."""
    case = scenario.case
    meant = case.mechanisms if explanation == SUBSETS else case.explanations[explanation].mechanisms
    return [name for name in scenario.mechanisms if name in meant]


def _used(scenario: Scenario) -> list[Figure]:
    """The figures, all of them counted before the runs end."""
    case, until = scenario.case, scenario.until
    used = figures(case)
    if not used:
        raise InputError(f"{case.name} has no observation to explain; add one under observations")
    for figure in used:
        if until is not None and figure.by > until:
            raise InputError(
                f"'{figure.key}' counts up to {figure.by}, and the runs end on {until}; let them last longer"
            )
    return used


def _chosen(case: Case, explanations: Collection[str] | None) -> list[str]:
    """The explanations asked for, in the order of the case, or random subsets."""
    if explanations is not None and list(explanations) == [SUBSETS]:
        return [SUBSETS]
    for name in explanations or ():
        if name not in case.explanations:
            raise InputError(unknown(name, f"explanation of {case.name}", case.explanations))
    names = [name for name in case.explanations if explanations is None or name in explanations]
    if not names:
        raise InputError(f"there are no explanations of {case.name} to compare; the case has to name some")
    return names
