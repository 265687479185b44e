"""Simulate a scenario many times, side by side, and join the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Case
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.case.text.texts import so_many
from boomerang.errors import InputError
from boomerang.study.event_log import frame_of, table_of
from boomerang.study.parallel import check_threads, side_by_side
from boomerang.study.replicates import RunsOnDisk, simulate_into
from boomerang.study.results import REPLICATE, SEED, is_coordinate
from boomerang.study.run import OF_LUCK, Run
from boomerang.study.simulate import check_seed, prepare

if TYPE_CHECKING:
    import pandas
    import xarray

MOST_REPLICATES = 1_000_000


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble(Sequence[Run]):
    """Runs of one scenario, in the order of their seeds.

    What joins them is made when it is first asked for, and takes as much memory again as the runs. Where
    these are in a folder, they are read from there one at a time, each whenever it is asked for.

    Attributes:
        scenario: what was simulated.
        runs: one a replicate; seeds: of each; happened: of each, how often each event happened.
    """

    scenario: Scenario
    runs: Sequence[Run]
    seeds: list[int]
    happened: list[dict[str, int]]

    @cached_property
    def counts(self) -> pandas.DataFrame:
        """How often each event happened: int64, one row a replicate, one column an event."""
        from pandas import DataFrame, RangeIndex

        index = RangeIndex(len(self), name=REPLICATE)
        return DataFrame(self.happened, index=index)

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """The results of all runs as an xarray.Dataset, with a first dimension `replicate`.

        `seed` stands beside `replicate`. Of the attributes, those are there that do not depend on it. What is
        read from a folder is read anew each time, unless `load` of the dataset or of a part keeps it.
        """
        import xarray

        from boomerang.study.joined import joined

        first, axes, data = self.runs[0], {}, {}
        for name, variable in first.variables.items():
            if is_coordinate(name, variable):
                axes[name] = (variable.dims, variable.values, variable.attributes)
            else:
                dims = (REPLICATE, *variable.dims)
                values = joined(partial(self._values_of, name), len(self), variable.values)
                data[name] = (dims, values, variable.attributes)
        shared = {name: given for name, given in first.provenance.items() if name not in OF_LUCK}
        seeds = (REPLICATE, np.array(self.seeds, np.uint64))
        found = xarray.Dataset(data, {REPLICATE: np.arange(len(self)), SEED: seeds, **axes}, shared)
        return found if isinstance(self.runs, RunsOnDisk) else found.load()

    @cached_property
    def events(self) -> pandas.DataFrame:
        """The event logs of all runs, one below the other, with a first column `replicate`."""
        from pyarrow import concat_tables

        tables = [table_of(run.log) for run in self.runs]
        joined = frame_of(concat_tables(tables))
        joined.insert(0, REPLICATE, np.repeat(np.arange(len(self)), [len(table) for table in tables]))
        return joined

    def __len__(self) -> int:
        return len(self.runs)

    @overload
    def __getitem__(self, which: int) -> Run: ...
    @overload
    def __getitem__(self, which: slice) -> Ensemble: ...
    def __getitem__(self, which: int | slice) -> Run | Ensemble:
        if isinstance(which, slice):
            return Ensemble(self.scenario, self.runs[which], self.seeds[which], self.happened[which])
        return self.runs[which]

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
        return f"{self.scenario.case.name}, {so_many(len(self), 'country', 'countries')}{seeds}"

    def _values_of(self, name: str, number: int) -> NDArray[Any]:
        """The values of a variable in the run of a number."""
        if isinstance(self.runs, RunsOnDisk):
            return self.runs.values_of(name, number)
        return self.runs[number].variables[name].values

    def _summary(self) -> dict[str, tuple[float, int, int]]:
        """Mean, lowest and highest count of each event."""
        events = self.happened[0] if self.happened else ()
        by_event = {event: [each[event] for each in self.happened] for event in events}
        return {event: (sum(all) / len(all), min(all), max(all)) for event, all in by_event.items()}


def ensemble(
    scenario: str | Path | Case | Scenario,
    replicates: int,
    *,
    seed: int = 1,
    folder: str | Path | None = None,
    resume: bool = False,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Ensemble:
    """Simulate many countries; replicate r has the seed `seed + r`, so that each can be run again alone.

    Args:
        scenario: as of `simulate`.
        replicates: how many.
        seed: of replicate 0.
        folder: where each run is written as soon as it is done, into 1, 2 ..., and read from when it is asked
            for, so that memory does not grow with their number; None to keep all of them in memory.
        resume: go on with the runs that are in the folder, instead of simulating them again.
        threads: how many at a time; None for one a processor. The results do not depend on it.
        executor: where to run them instead: any concurrent.futures.Executor, which must reach the folder.
        progress: called with the number of replicates done.

    Raises:
        InputError: as of `simulate`; the folder holds something else or cannot be written.
            CaseError: as of `simulate`.
    """
    check_replicates(replicates, threads)
    check_seed(seed, replicates)
    if resume and folder is None:
        raise InputError("there is nothing to resume without a folder; give the folder of the runs")
    prepared, seeds = prepare(as_scenario(scenario)), range(seed, seed + replicates)
    how: dict[str, Any] = {"threads": threads, "executor": executor}
    if folder is None:
        kept = side_by_side(prepared.run, seeds, progress=progress, **how)
        return Ensemble(prepared.compiled.scenario, tuple(kept), [*seeds], [run.counts for run in kept])
    happened: dict[int, dict[str, int]] = {}

    def take(number: int, run: Run) -> None:
        happened[number] = run.counts
        if progress is not None:
            progress(len(happened))

    runs = simulate_into(Path(folder), prepared, seeds, take, resume=resume, **how)
    return Ensemble(runs.scenario, runs, [*seeds], [happened[number] for number in range(replicates)])


def check_replicates(replicates: int, threads: int | None = None, what: str = "replicates") -> None:
    """Refuse numbers below one, and those that no disk could hold; `what` they are of, for the message."""
    if replicates < 1:
        raise InputError(f"{replicates} {what} cannot be simulated; give 1 or more")
    if replicates > MOST_REPLICATES:
        raise InputError(f"{replicates} {what} are too many; give 1 to {MOST_REPLICATES}")
    check_threads(threads)
