"""Many runs on disk: a numbered folder each, which is there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, overload

from numpy.typing import NDArray

from boomerang.case.parts.case_files import RUN_FILE
from boomerang.case.scenario import Scenario
from boomerang.case.text.texts import listed
from boomerang.errors import InputError
from boomerang.files import refuse_links
from boomerang.folders import Made, check_folder, claimed, refuse_unfinished
from boomerang.study.netcdf import read_variable
from boomerang.study.parallel import as_they_come
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared
from boomerang.study.storage import GO_ON, made_of, write_results
from boomerang.version import version


@dataclass(frozen=True)
class RunsOnDisk(Sequence[Run]):
    """Runs of one scenario, each in its folder, from where it is read whenever it is asked for.

    Attributes:
        scenario: what was simulated.
        folder: where the folders of the runs are: 1, 2 ..., with as many digits as the last.
        numbered: the seeds of all that are there, in the order of these numbers.
        seeds: the seeds of those that are meant.
    """

    scenario: Scenario
    folder: Path
    numbered: range
    seeds: range

    def __len__(self) -> int:
        return len(self.seeds)

    @overload
    def __getitem__(self, which: int) -> Run: ...
    @overload
    def __getitem__(self, which: slice) -> RunsOnDisk: ...
    def __getitem__(self, which: int | slice) -> Run | RunsOnDisk:
        if isinstance(which, slice):
            return replace(self, seeds=self.seeds[which])
        return self.read(self.seeds[which])

    def read(self, seed: int) -> Run:
        """The run of a seed.

        Raises:
            InputError: as of `Run.read`, or it is another run.
        """
        place = self.place_of(seed)
        run = Run.read(place, self.scenario)
        if run.seed != seed:
            raise InputError(f"{place}: this is the run with the seed {run.seed}, not {seed}")
        return run

    def values_of(self, name: str, number: int) -> NDArray[Any]:
        """The values of a variable in the run of a number, without reading the rest of it.

        Raises:
            InputError: the run is not as it was written, or it is another.
        """
        seed = self.seeds[number]
        check_folder(self.place_of(seed), _made(self, seed))
        return read_variable(self.place_of(seed) / RUN_FILE, name).values

    def place_of(self, seed: int) -> Path:
        """The folder of the run of a seed."""
        return self.folder / f"{self.numbered.index(seed) + 1:0{len(str(len(self.numbered)))}}"


def simulate_into(
    folder: Path,
    prepared: Prepared,
    seeds: range,
    take: Callable[[int, Run], Any],
    *,
    resume: bool = False,
    threads: int | None = None,
    executor: Executor | None = None,
) -> RunsOnDisk:
    """Simulate many countries and write each as soon as it is done.

    Args:
        folder: of all runs, made if there is none.
        seeds: one a run, one after another.
        take: called with the number and the run as soon as it is there, and not in their order; whoever keeps
            them needs memory for all.
        resume: read the runs that are there, instead of simulating them again.
        threads, executor: as of `ensemble`.

    Raises:
        InputError: the folder holds something else than runs of this scenario with these seeds, the disk is
            full, or another process is writing there.
    """
    runs = RunsOnDisk(prepared.compiled.scenario, folder, seeds, seeds)
    places = {runs.place_of(seed).name: seed for seed in seeds}
    _refuse_others(folder, places)
    with claimed(folder, replace(_made(runs, seeds[0]), command="run --replicates"), GO_ON, places):
        for place in sorted(folder.iterdir()):
            if place.name in places:
                refuse_links(folder, place.name)
                check_folder(place, _made(runs, places[place.name]))
        there = sum((runs.place_of(seed) / RUN_FILE).is_file() for seed in seeds)
        if not resume:
            refuse_unfinished(folder, 0 < there < len(seeds), "runs")
        as_they_come(_Maker(prepared, runs, resume), seeds, take, threads=threads, executor=executor)
    return runs


@dataclass(frozen=True)
class _Maker:
    """Gives the run of a seed, which is in its folder then."""

    prepared: Prepared
    runs: RunsOnDisk
    resume: bool

    def __call__(self, seed: int, progress: Callable[[int], Any] | None = None) -> Run:
        if self.resume and _is_whole(self.runs, seed):
            return self.runs.read(seed)
        run = self.prepared.run(seed, progress)
        write_results(self.runs.place_of(seed), run, run.provenance, among=True)
        return run


def _is_whole(runs: RunsOnDisk, seed: int) -> bool:
    """Whether a run is there with all its files."""
    place = runs.place_of(seed)
    files = check_folder(place, _made(runs, seed))
    return RUN_FILE in files and all((place / name).is_file() for name in files)


def _made(runs: RunsOnDisk, seed: int) -> Made:
    return made_of(runs.scenario, seed, version())


def _refuse_others(folder: Path, places: dict[str, int]) -> None:
    """Refuse a folder with numbered folders besides those that are meant."""
    found = folder.iterdir() if folder.is_dir() else ()
    others = sorted(place.name for place in found if place.name.isdigit() and place.name not in places)
    if others:
        raise InputError(f"{folder}: this folder holds other runs ({listed(others)}); choose another folder")
