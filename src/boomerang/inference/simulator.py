"""One row of a reference table: a country simulated under a draw, and what is kept of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from boomerang.case import Case
from boomerang.case.texts import unknown
from boomerang.errors import InputError
from boomerang.inference.counts import paths_of
from boomerang.inference.measurement import Figure, announced, figures
from boomerang.inference.observables import observables
from boomerang.inference.shards import Record
from boomerang.study.draws import run_draw
from boomerang.study.run import Options, Run
from boomerang.study.simulate import choose_mechanisms, prepare

PARAMETER, SUMMARY, PATH, OBSERVABLE = "parameter:", "summary:", "path:", "observable:"  # kinds of columns

Draw = tuple[str, int, dict[str, Any]]  # explanation, number of the row, settings


@dataclass(frozen=True)
class Simulator:
    """Makes one row: simulates a draw and keeps what a table holds of it.

    Attributes:
        case: without what was or could be collected, which no run needs and every draw would check again.
        options: of the runs of each explanation.
        seed: of the table.
        paths: the counts that are followed over time.
    """

    case: Case
    options: dict[str, Options]
    seed: int
    figures: list[Figure]
    paths: list[str]
    observables: dict[str, Callable[[Run], float]]

    def __call__(self, draw: Draw, progress: Callable[[int], Any] | None = None) -> Record:
        """The row of a draw: a value for each column."""
        explanation, row, settings = draw
        seed = seed_of(self.seed, explanation, row)
        run = run_draw(self.case, self.options[explanation], row, settings, seed, progress)
        return {
            "draw": row,
            "seed": seed,
            "digest": run.digest,
            **{PARAMETER + path: given for path, given in settings.items()},
            **{SUMMARY + key: given for key, given in announced(run, self.figures, seed).items()},
            **{PATH + name: path.astype(np.float32) for name, path in paths_of(run, self.paths).items()},
            **{OBSERVABLE + name: float(measure(run)) for name, measure in self.observables.items()},
        }


def seed_of(seed: int, explanation: str, row: int) -> int:
    """The seed of the run of a row: luck of its own for each row of each explanation."""
    address = hashlib.sha256(f"table, seed {seed}, {explanation}, row {row}".encode()).digest()
    return int.from_bytes(address[:8])


def simulator_of(
    case: Case, seed: int, explanations: Collection[str] | None, persons: int | None, until: date | None
) -> Simulator:
    """Check what is asked for, and compile the observations.

    Raises:
        InputError: as of `build`.
    """
    names = _chosen(case, explanations)
    options = prepare(case, explanation=names[0], persons=persons, until=until).options
    used = _used(case, until)
    return Simulator(
        case=case.model_copy(update={"observations": (), "observable": ()}),
        options={
            name: replace(options, mechanisms=choose_mechanisms(case, None, name, ())) for name in names
        },
        seed=seed,
        figures=used,
        paths=list(dict.fromkeys(figure.count for figure in used)),
        observables=observables(case),
    )


def _used(case: Case, until: date | None) -> list[Figure]:
    """The figures, all of them counted before the runs end."""
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
    """The explanations asked for, in the order of the case."""
    for name in explanations or ():
        if name not in case.explanations:
            raise InputError(unknown(name, f"explanation of {case.name}", case.explanations))
    names = [name for name in case.explanations if explanations is None or name in explanations]
    if not names:
        raise InputError(f"there are no explanations of {case.name} to compare; the case has to name some")
    return names
