"""The reference table: simulated countries under each explanation, and what would have been announced there.

Row r of an explanation has draw r of the priors and luck of its own, so a table can grow without changing.
The priors are those given that the hazards of a country do not run away: see `Simulator`.
Rows are kept in files of 32 that are put in place whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Case
from boomerang.case.parts.values import Measure
from boomerang.case.scenario import Scenario, as_scenario, digest_of_case, scenario
from boomerang.compile.case import Compiler
from boomerang.digests import digest_of
from boomerang.errors import InputError
from boomerang.files import damage_told
from boomerang.inference.table.filling import fill
from boomerang.inference.table.shards import (
    CASE,
    MOST_ROWS,
    ROWS,
    About,
    Record,
    Shelf,
    contents_of,
    matrix_of,
)
from boomerang.inference.table.simulator import (
    FURTHER,
    MECHANISM,
    OBSERVABLE,
    PARAMETER,
    PATH,
    SUMMARY,
    simulator_of,
)
from boomerang.measure.counts import ends_of_months
from boomerang.study.draws import draw_priors, paths_of_parameters, run_draw
from boomerang.study.parallel import check_threads
from boomerang.study.run import Run
from boomerang.study.simulate import check_seed
from boomerang.version import version

if TYPE_CHECKING:
    import pyarrow
    from pandas import DataFrame


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """Simulated countries, one row each, explanation by explanation.

    Attributes:
        folder: where it is kept; about: what it is of; scenario: with the mechanisms that can be on.
        names: the explanations, in the order of the case, or SUBSETS alone.
        labels: int64[n], the number of the explanation of each row; draws: int64[n], its number within that.
        refused: how many draws of each explanation were replaced, because the hazards of a country ran away.
        mechanisms: bool, a column for each mechanism of the case: which were on.
        summaries: float64, a column for each figure: what would have been announced.
        parameters: float64 in base units, NaN where an explanation does not use one; columns are paths. In
            random subsets those of a mechanism that is off are drawn too, and change nothing.
        paths: float64[n, months] for each count: events so far, or people in a state, at the end of `months`.
        months: datetime64[D], last days of months.
        observables: float64, a column for each quantity that could be collected.
    """

    folder: Path
    about: About
    scenario: Scenario
    names: list[str]
    labels: NDArray[np.int64]
    draws: NDArray[np.int64]
    refused: dict[str, int]
    mechanisms: DataFrame
    summaries: DataFrame
    parameters: DataFrame
    paths: dict[str, NDArray[np.float64]]
    months: NDArray[np.datetime64]
    observables: DataFrame
    _rows: list[pyarrow.Table]

    @classmethod
    def read(cls, folder: str | Path) -> Table:
        """Read a table that `build` has finished.

        Raises:
            InputError: there is none, it is not finished, or a file of it is damaged.
        """
        shelf = Shelf.read(Path(folder))
        simulated = scenario(shelf.own_case(), **shelf.about.options)
        with damage_told(shelf.folder, "build the table again"):
            return _read(shelf, simulated)

    @property
    def case(self) -> Case:
        """The case."""
        return self.scenario.case

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the content of all rows in order; the same for any number of threads."""
        return digest_of(*self._content())

    def _content(self) -> Iterator[str | bytes]:
        """Explanation after explanation, column after column: the name and what is in it."""
        for name, rows in zip(self.names, self._rows, strict=True):
            yield name
            yield from contents_of(rows)

    def __repr__(self) -> str:
        of, names = self.about, ", ".join(self.names)
        return f"<Table of {of.name}, seed {of.seed}: {of.simulations:,} countries under each of {names}>"

    def share_refused(self, explanation: str) -> float:
        """The share of the draws of an explanation that were refused."""
        refused = self.refused[explanation]
        return refused / (refused + self.about.simulations)

    def settings(self, row: int) -> dict[str, Any]:
        """The draw of a row, as settings of the case."""
        return _settings(self.cells(row))

    def run_digest(self, row: int) -> str:
        """The digest of the run of a row."""
        return str(self.cells(row)["digest"])

    def cells(self, row: int) -> dict[str, Any]:
        """All that is kept of a row, by column.

        Raises:
            InputError: there is no such row.
        """
        if not 0 <= row < len(self.labels):
            raise InputError(f"the table has no row {row}; they run from 0 to {len(self.labels) - 1}")
        cells = self._rows[self.labels[row]].slice(int(self.draws[row]), 1).to_pylist()[0]
        assert isinstance(cells, dict)
        return cells


def build(
    scenario: str | Path | Case | Scenario,
    simulations: int,
    *,
    folder: str | Path,
    seed: int = 1,
    explanations: Collection[str] | None = None,
    threads: int | None = None,
    executor: Executor | None = None,
    resume: bool = False,
    progress: Callable[[int], Any] | None = None,
) -> Table:
    """Simulate countries under each explanation with parameters drawn from their priors.

    After an interrupt the folder keeps whole files of 32 rows; `resume` goes on from there, and makes a table
    longer. The rows do not depend on the number of threads, nor on how often the work was interrupted.

    Args:
        scenario: as of `simulate`. A mechanism that is off in it is off under every explanation. An event
            that it gives is played in every country; where nobody could meet it, the table is not built.
        simulations: rows of each explanation.
        folder: where the table is kept, made if there is none; `case.yaml` is copied there.
        seed: 0 .. 2**64 - 1.
        explanations: their names; None for all of the case; [SUBSETS] for random subsets of its mechanisms,
            one in each row: what all explanations share is on, each of the others with probability 1/2.
        threads, executor: as of `ensemble`.
        resume: go on with what is in the folder.
        progress: called with the number of rows there are, of all explanations.

    Raises:
        InputError: something given is not valid, the folder holds something else, it cannot be written, or
            the hazards of a country run away whatever is drawn.
        CaseError: the case has an observation that no run can be compared with.
    """
    check_threads(threads)
    check_seed(seed)
    whole = as_scenario(scenario)
    _check_number(simulations)
    draw_priors(whole.case, 1, seed=seed, first=simulations - 1)  # refuses a prior that cannot be drawn from
    simulator = simulator_of(whole, seed, explanations)
    case, names = whole.case, tuple(simulator.scenarios)
    digest = digest_of_case(case, whole.policy)
    about = About(version(), case.name, digest, **whole.options, seed=seed, explanations=names)
    with Shelf.opened(Path(folder), about, case, resume) as shelf:
        fill(shelf, simulator, simulations, threads, executor, progress)
        finished = Shelf(shelf.folder, replace(about, simulations=simulations))
        finished.write_about(finished.about)
    # The copy in the folder was just written, and reading it takes as long as simulating a country.
    return _read(finished, replace(whole, case=case.in_folder(shelf.folder / CASE)))


def _check_number(simulations: int) -> None:
    if simulations < 1:
        raise InputError(f"{simulations} simulations cannot be made; give 1 or more")
    if simulations > MOST_ROWS:
        raise InputError(f"{simulations} simulations are too many; give at most {MOST_ROWS} of each")


def rebuild(table: Table, row: int) -> Run:
    """Simulate the country of a row again; its digest is that of the row."""
    cells = table.cells(row)
    on = [name.removeprefix(MECHANISM) for name, given in cells.items() if given is True]
    draw = cells["draw"] + cells["attempt"] * FURTHER
    compiler = Compiler(table.scenario.changed(mechanisms=on))
    return run_draw(compiler, draw, _settings(cells), cells["seed"])


def _read(shelf: Shelf, scenario: Scenario) -> Table:
    about = shelf.about
    rows = [_rows_of(shelf, explanation) for explanation in about.explanations]
    count = about.simulations
    return Table(
        folder=shelf.folder,
        about=about,
        scenario=scenario,
        names=list(about.explanations),
        labels=np.repeat(np.arange(len(rows)), count),
        draws=np.tile(np.arange(count), len(rows)),
        refused={
            name: int(part["attempt"].to_numpy().sum())
            for name, part in zip(about.explanations, rows, strict=True)
        },
        mechanisms=_frame(rows, MECHANISM),
        summaries=_frame(rows, SUMMARY),
        parameters=_parameters(scenario.case, rows),
        paths=_paths(rows),
        months=ends_of_months(scenario.case, scenario.until),
        observables=_frame(rows, OBSERVABLE),
        _rows=rows,
    )


def _rows_of(shelf: Shelf, explanation: str) -> pyarrow.Table:
    """All rows of an explanation."""
    import pyarrow as pa

    simulations = shelf.about.simulations
    files = [shelf.rows(explanation, number) for number in range(-(-simulations // ROWS))]
    found = [rows for rows in files if rows is not None]
    table = pa.concat_tables(found).slice(0, simulations) if found else None
    if table is None or table["draw"].to_pylist() != list(range(simulations)):
        raise InputError(f"{shelf.folder}: this table is not finished; resume it")
    return table.combine_chunks()


def _columns(rows: pyarrow.Table, kind: str) -> list[str]:
    return [name for name in rows.column_names if name.startswith(kind)]


def _frame(rows: list[pyarrow.Table], kind: str) -> DataFrame:
    """The columns of a kind, named without it; all explanations have the same."""
    from pandas import DataFrame

    names = _columns(rows[0], kind)
    data = {
        name.removeprefix(kind): np.concatenate([part[name].to_numpy() for part in rows]) for name in names
    }
    return DataFrame(data, index=range(sum(part.num_rows for part in rows)))


def _parameters(case: Case, rows: list[pyarrow.Table]) -> DataFrame:
    from pandas import DataFrame

    used = {name for part in rows for name in _columns(part, PARAMETER)}
    ordered = [PARAMETER + path for path in paths_of_parameters(case)]
    data = {
        name.removeprefix(PARAMETER): np.concatenate([_base(part, name) for part in rows])
        for name in ordered
        if name in used
    }
    return DataFrame(data, index=range(sum(part.num_rows for part in rows)))


def _base(rows: pyarrow.Table, name: str) -> NDArray[np.float64]:
    """A parameter in base units: float64, NaN where the explanation does not use it."""
    if name not in rows.column_names:
        return np.full(rows.num_rows, np.nan)
    given = rows[name].to_pylist()
    if not isinstance(given[0], str):
        return np.array(given, np.float64)
    # All cells of a column have one unit, so it is read once and the numbers are converted together.
    numbers = np.array([float(text.partition(" ")[0]) for text in given])
    return numbers * Measure.parse(given[0]).in_base(1.0)


def _paths(rows: list[pyarrow.Table]) -> dict[str, NDArray[np.float64]]:
    return {
        name.removeprefix(PATH): np.concatenate([matrix_of(part[name]) for part in rows]).astype(np.float64)
        for name in _columns(rows[0], PATH)
    }


def _settings(cells: Record) -> dict[str, Any]:
    """The draw that a row holds."""
    return {
        name.removeprefix(PARAMETER): given for name, given in cells.items() if name.startswith(PARAMETER)
    }
