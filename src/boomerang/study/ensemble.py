"""Simulate a scenario many times, side by side, and join the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from boomerang.case import Case
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.errors import InputError
from boomerang.study.event_log import frame_of, table_of
from boomerang.study.parallel import check_threads, side_by_side
from boomerang.study.results import REPLICATE, SEED, is_coordinate
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared, check_seed, prepare

if TYPE_CHECKING:
    import pandas
    import xarray

MOST_REPLICATES = 1_000_000


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble(Sequence[Run]):
    """Runs of one scenario, in the order of their seeds.

    What joins them is made when it is first asked for, and takes as much memory again as the runs.

    Attributes:
        scenario: what was simulated; runs: the runs, one a replicate.
    """

    scenario: Scenario
    runs: tuple[Run, ...]

    @property
    def seeds(self) -> list[int]:
        """The seed of each run."""
        return [run.seed for run in self.runs]

    @cached_property
    def counts(self) -> pandas.DataFrame:
        """How often each event happened: int64, one row a replicate, one column an event."""
        from pandas import DataFrame, RangeIndex

        index = RangeIndex(len(self), name=REPLICATE)
        return DataFrame([run.counts for run in self.runs], index=index)

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """The results of all runs as an xarray.Dataset, with a first dimension `replicate`.

        `seed` stands beside `replicate`. Of the attributes, those are there that all runs share.
        """
        import xarray

        first, axes, data = self.runs[0], {}, {}
        for name, variable in first.variables.items():
            if is_coordinate(name, variable):
                axes[name] = (variable.dims, variable.values, variable.attributes)
            else:
                values = np.stack([run.variables[name].values for run in self.runs])
                data[name] = ((REPLICATE, *variable.dims), values, variable.attributes)
        facts = [run.provenance for run in self.runs]
        shared = {name: given for name, given in facts[0].items() if all(f[name] == given for f in facts)}
        seeds = (REPLICATE, np.array(self.seeds, np.uint64))
        return xarray.Dataset(data, {REPLICATE: np.arange(len(self)), SEED: seeds, **axes}, shared)

    @cached_property
    def events(self) -> pandas.DataFrame:
        """The event logs of all runs, one below the other, with a first column `replicate`."""
        from pyarrow import concat_tables

        joined = frame_of(concat_tables([table_of(run.log) for run in self.runs]))
        lengths = [len(run.log["time"].values) for run in self.runs]
        joined.insert(0, REPLICATE, np.repeat(np.arange(len(self)), lengths))
        return joined

    def __len__(self) -> int:
        return len(self.runs)

    @overload
    def __getitem__(self, which: int) -> Run: ...
    @overload
    def __getitem__(self, which: slice) -> Ensemble: ...
    def __getitem__(self, which: int | slice) -> Run | Ensemble:
        return Ensemble(self.scenario, self.runs[which]) if isinstance(which, slice) else self.runs[which]

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def __repr__(self) -> str:
        happened = ", ".join(f"{event} {mean:,.1f}" for event, (mean, _, _) in self._summary().items())
        return f"<Ensemble of {self._title()}; on average: {happened}>"

    def _repr_html_(self) -> str:
        head = "<tr><th>event</th><th>on average</th><th>lowest</th><th>highest</th></tr>"
        lines = [
            f"<tr><td>{escape(event)}</td><td>{mean:,.1f}</td><td>{low:,}</td><td>{high:,}</td></tr>"
            for event, (mean, low, high) in self._summary().items()
        ]
        return f"<p>{escape(self._title())}</p><table>{head}{''.join(lines)}</table>"

    def _title(self) -> str:
        seeds = f", seeds {self.seeds[0]} to {self.seeds[-1]}" if self.runs else ""
        return f"{self.scenario.case.name}, {len(self)} countries{seeds}"

    def _summary(self) -> dict[str, tuple[float, int, int]]:
        """Mean, lowest and highest count of each event."""
        counts = [run.counts for run in self.runs]
        by_event = {event: [each[event] for each in counts] for event in (counts[0] if counts else ())}
        return {event: (sum(all) / len(all), min(all), max(all)) for event, all in by_event.items()}


def ensemble(
    scenario: str | Path | Case | Scenario,
    replicates: int,
    *,
    seed: int = 1,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Ensemble:
    """Simulate many countries; replicate r has the seed `seed + r`, so that each can be run again alone.

    Args:
        scenario: as of `simulate`.
        replicates: how many.
        seed: of replicate 0.
        threads: how many at a time; None for one a processor. The results do not depend on it.
        executor: where to run them instead: any concurrent.futures.Executor.
        progress: called with the number of replicates done.

    Raises:
        InputError, CaseError: as of `simulate`.
    """
    check_replicates(replicates, threads)
    check_seed(seed, replicates)
    prepared = prepare(as_scenario(scenario))
    return run_replicates(prepared, replicates, seed, threads=threads, executor=executor, progress=progress)


def check_replicates(replicates: int, threads: int | None = None) -> None:
    """Refuse numbers below one, and those that no disk could hold."""
    if replicates < 1:
        raise InputError(f"{replicates} replicates cannot be simulated; give 1 or more")
    if replicates > MOST_REPLICATES:
        raise InputError(f"{replicates} replicates are too many; give 1 to {MOST_REPLICATES}")
    check_threads(threads)


def run_replicates(
    prepared: Prepared,
    replicates: int,
    seed: int,
    *,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Ensemble:
    """The runs of a prepared scenario with the seeds `seed`, `seed + 1` ..."""
    seeds = range(seed, seed + replicates)
    runs = side_by_side(prepared.run, seeds, threads=threads, executor=executor, progress=progress)
    return Ensemble(prepared.compiled.scenario, tuple(runs))
