"""Many runs on disk: each is there whole or not at all, they can be gone on with, and take no memory."""

import errno
import shutil
import weakref
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pytest

from boomerang.case import Case
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.files import WRITING
from boomerang.report.totals import Totals
from boomerang.study import storage
from boomerang.study.ensemble import Ensemble, ensemble
from boomerang.study.replicates import RunsOnDisk
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared, simulate

COUNT = 4


def content(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The seeds that are simulated from now on."""
    seeds: list[int] = []
    simulate_one = Prepared.run

    def noted(self: Prepared, seed: int, progress: object = None) -> Run:
        seeds.append(seed)
        return simulate_one(self, seed)

    monkeypatch.setattr(Prepared, "run", noted)
    return seeds


@pytest.fixture(scope="module")
def written(hamlet: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "runs"
    ensemble(hamlet, COUNT, seed=3, folder=folder)
    return folder


@pytest.fixture
def copied(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "runs"))


def test_an_ensemble_on_disk_is_that_in_memory(hamlet: Case, tmp_path: Path) -> None:
    kept, read = ensemble(hamlet, COUNT, seed=3), ensemble(hamlet, COUNT, seed=3, folder=tmp_path / "runs")
    assert sorted(place.name for place in (tmp_path / "runs").iterdir()) == ["1", "2", "3", "4"]
    assert read.seeds == kept.seeds == [3, 4, 5, 6]
    assert [run.digest for run in read] == [run.digest for run in kept]
    assert read.counts.equals(kept.counts)
    assert read.events.equals(kept.events)
    assert read.dataset.identical(kept.dataset)
    assert repr(read) == repr(kept)
    assert read[-1].digest == kept[-1].digest
    part = read[1:3]
    assert isinstance(part, Ensemble)
    assert (part.seeds, [run.seed for run in part]) == ([4, 5], [4, 5])
    totals, others = Totals.of(read), Totals.of(kept)
    assert totals.counts == others.counts
    assert totals.facts == others.facts
    assert totals.over_time["depart"].tolist() == others.over_time["depart"].tolist()


def test_each_is_a_run_of_its_own(written: Path, hamlet: Case) -> None:
    assert Run.read(written / "3").digest == simulate(hamlet, seed=5).digest


@pytest.fixture
def most(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many runs have been in memory at the same time since this was last called."""
    alive: weakref.WeakSet[Run] = weakref.WeakSet()
    sizes, create = [0], Run.__init__

    def noted(self: Run, *given: Any, **named: Any) -> None:
        create(self, *given, **named)
        alive.add(self)
        sizes.append(len(alive))

    def asked() -> int:
        found = max(sizes)
        sizes[:] = [0]
        return found

    monkeypatch.setattr(Run, "__init__", noted)
    return asked


@pytest.mark.parametrize("replicates", [4, 10])
def test_memory_does_not_grow_with_their_number(
    hamlet: Case, tmp_path: Path, most: Callable[[], int], replicates: int
) -> None:
    """While they are simulated, two in the threads, one that was taken and one that comes."""
    for resume in (False, True):
        found = ensemble(hamlet, replicates, folder=tmp_path / "runs", resume=resume, threads=2)
        assert 1 <= most() <= 4
    assert (Totals.of(found).first.seed, most()) == (1, 3)
    assert len(found.counts) == replicates
    assert most() == 0
    assert found.dataset.people.sum() > 0
    assert most() == 1
    assert found.events is not None
    assert most() <= 2


def test_what_is_in_memory_is_not_read(hamlet: Case, most: Callable[[], int]) -> None:
    found = ensemble(hamlet, 6)
    assert most() == 6
    assert found.dataset.people.values is found.dataset.people.values
    assert most() == 0


def test_a_part_of_the_dataset_reads_no_more_than_it_needs(
    hamlet: Case, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, read = ensemble(hamlet, COUNT, seed=3, folder=written, resume=True), []
    read_one = RunsOnDisk.values_of

    def noted(runs: RunsOnDisk, name: str, number: int) -> Any:
        read.append((name, number))
        return read_one(runs, name, number)

    monkeypatch.setattr(RunsOnDisk, "values_of", noted)
    data = found.dataset
    assert read == []
    wanted, whole = ensemble(hamlet, COUNT, seed=3), simulate(hamlet, seed=5)
    assert data.events.isel(replicate=2).identical(wanted.dataset.events.isel(replicate=2))
    assert read == [("events", 2)]
    assert data.events[2].values.tolist() == whole.variables["events"].values.tolist()
    for part in (
        {"replicate": [3, 1], "place": 0},
        {"replicate": slice(None, None, -2), "time": slice(3, 9)},
        {"replicate": -1, "event": [2, 0], "place": [1, 2]},
        {"replicate": slice(0, 0)},
    ):
        assert data.events.isel(part).identical(wanted.dataset.events.isel(part)), part
    assert found[1:3].dataset.people.identical(wanted[1:3].dataset.people)


def test_going_on_simulates_what_is_missing(
    hamlet: Case, copied: Path, written: Path, simulated: list[int]
) -> None:
    shutil.rmtree(copied / "2")
    (copied / "3" / "events.parquet").unlink()
    told: list[int] = []
    ensemble(hamlet, COUNT, seed=3, folder=copied, resume=True, progress=told.append)
    assert sorted(simulated) == [4, 5]
    assert told == [1, 2, 3, 4]
    assert content(copied) == content(written)


def test_going_on_with_more(hamlet: Case, copied: Path, simulated: list[int]) -> None:
    assert ensemble(hamlet, COUNT + 2, seed=3, folder=copied, resume=True).seeds == [3, 4, 5, 6, 7, 8]
    assert sorted(simulated) == [7, 8]


def test_without_going_on_all_are_simulated(hamlet: Case, copied: Path, simulated: list[int]) -> None:
    ensemble(hamlet, COUNT, seed=3, folder=copied)
    assert sorted(simulated) == [3, 4, 5, 6]


@pytest.mark.parametrize("done", [1, 4])
def test_an_interrupt_leaves_whole_runs(
    hamlet: Case, tmp_path: Path, simulated: list[int], done: int
) -> None:
    folder, at_once = tmp_path / "runs", tmp_path / "at-once"

    def interrupt(number: int) -> None:
        if number == done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensemble(hamlet, 8, folder=folder, threads=2, progress=interrupt)
    left = sorted(place.name for place in folder.iterdir())
    assert done <= len(left) <= done + 3
    for name in left:
        assert Run.read(folder / name).seed == int(name)
    simulated.clear()
    with pytest.raises(InputError, match="holds runs already, but not all of them; resume them or choose"):
        ensemble(hamlet, 8, folder=folder)
    ensemble(hamlet, 8, folder=folder, resume=True)
    assert sorted(simulated) == [seed for seed in range(1, 9) if str(seed) not in left]
    ensemble(hamlet, 8, folder=at_once, threads=1)
    assert content(folder) == content(at_once)


def test_a_failure_leaves_whole_runs(hamlet: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, written = storage.write_netcdf, []

    def fail(file: Path, *given: Any) -> None:
        write(file, *given)
        written.append(file)
        if len(written) == 3:
            assert not (tmp_path / "runs" / "3").exists()  # as whoever is killed now leaves it
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage, "write_netcdf", fail)
    with pytest.raises(InputError) as told:
        ensemble(hamlet, COUNT, folder=tmp_path / "runs", threads=1)
    assert str(told.value) == (
        f"{tmp_path / 'runs' / '3'}: the results cannot be written (No space left on device); the runs that"
        " are there are whole, so make room and resume, or choose another folder"
    )
    assert [place.name for place in sorted((tmp_path / "runs").iterdir())][:2] == ["1", "2"]
    assert not (tmp_path / "runs" / "3").exists()


def test_in_other_processes(
    hamlet: Case, written: Path, tmp_path: Path, simulated: list[int], elsewhere: Executor
) -> None:
    found = ensemble(hamlet, COUNT, seed=3, folder=tmp_path / "runs", executor=elsewhere)
    assert content(tmp_path / "runs") == content(written)
    assert simulated == []
    assert found.counts.equals(ensemble(hamlet, COUNT, seed=3).counts)


def test_what_a_killed_process_left_is_no_run(
    hamlet: Case, copied: Path, written: Path, simulated: list[int]
) -> None:
    unfinished = copied / f"{WRITING}abc"
    unfinished.mkdir()
    (copied / "2").rename(unfinished / "2")
    ensemble(hamlet, COUNT, seed=3, folder=copied, resume=True)
    assert simulated == [4]
    assert content(copied) == content(written)


@pytest.mark.parametrize("resume", [True, False])
@pytest.mark.parametrize("change", [{"seed": 4}, {"without": ["ties"]}, {"until": "2010-05-31"}])
def test_runs_of_something_else(
    hamlet: Case, copied: Path, change: dict[str, Any], resume: bool, simulated: list[int]
) -> None:
    seed = int(change.get("seed", 3))
    other = scenario(hamlet, **{name: given for name, given in change.items() if name != "seed"})
    with pytest.raises(InputError, match="holds results of other settings or another seed; choose another"):
        ensemble(other, COUNT, seed=seed, folder=copied, resume=resume)
    assert simulated == []


def test_a_foreign_folder(hamlet: Case, copied: Path, tmp_path: Path, simulated: list[int]) -> None:
    (tmp_path / "elsewhere").mkdir()
    for folder, name, message in (
        (copied, "notes.txt", "'notes.txt' in this folder is not of this command; choose another folder, or"),
        (tmp_path / "mine", "2/case.yaml", "this folder holds a case, which the results would overwrite"),
        (tmp_path / "other", "2/notes.txt", "'notes.txt' in this folder is not of this command"),
        (tmp_path / "more", "7/run.nc", r"this folder holds other runs \(7\); choose another folder"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("mine")
        for resume in (True, False):
            with pytest.raises(InputError, match=message):
                ensemble(hamlet, COUNT, seed=3, folder=folder, resume=resume)
        assert (folder / name).read_text() == "mine"
    assert simulated == []


def test_a_link_in_place_of_a_run(hamlet: Case, copied: Path, tmp_path: Path) -> None:
    shutil.move(copied / "2", tmp_path / "elsewhere")
    (copied / "2").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="this is a link, and nothing is written through it; remove it"):
        ensemble(hamlet, COUNT, seed=3, folder=copied)


def test_another_version(hamlet: Case, copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boomerang.study.replicates.version", lambda: "0.0.1")
    with pytest.raises(InputError, match="this folder holds results of another version of boomerang"):
        ensemble(hamlet, COUNT, seed=3, folder=copied, resume=True)


def test_a_run_that_was_changed_since(
    hamlet: Case, written: Path, copied: Path, simulated: list[int]
) -> None:
    shutil.copy(written / "1" / "run.nc", copied / "2" / "run.nc")
    with pytest.raises(InputError, match=r"'run\.nc' in this folder was changed after it was written"):
        ensemble(hamlet, COUNT, seed=3, folder=copied, resume=True)
    assert simulated == []


def test_a_run_that_was_changed_while_the_ensemble_is_used(hamlet: Case, copied: Path) -> None:
    found = ensemble(hamlet, COUNT, seed=3, folder=copied, resume=True)
    shutil.rmtree(copied / "2")
    shutil.copytree(copied / "1", copied / "2")
    with pytest.raises(InputError) as told:
        found[1]
    assert str(told.value) == f"{copied / '2'}: this is the run with the seed 3, not 4"
    with pytest.raises(InputError, match="2: this folder holds results of other settings or another seed"):
        found.dataset.people.sum()
    shutil.rmtree(copied / "2")
    with pytest.raises(InputError, match=r"run\.nc: this file is damaged; simulate the run again"):
        found.dataset.people.sum()


def test_fewer_than_there_are(hamlet: Case, copied: Path) -> None:
    with pytest.raises(InputError, match=r"this folder holds other runs \(3, 4\)"):
        ensemble(hamlet, 2, seed=3, folder=copied, resume=True)


def test_nothing_to_go_on_with(hamlet: Case) -> None:
    with pytest.raises(InputError) as told:
        ensemble(hamlet, 2, resume=True)
    assert str(told.value) == "there is nothing to resume without a folder; give the folder of the runs"
