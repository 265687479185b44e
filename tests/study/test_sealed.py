"""A run that is read is the one that was written: whatever was put beside it or changed since is told."""

import shutil
from collections.abc import Callable
from pathlib import Path

import h5netcdf
import numpy as np
import pytest
import xarray
from pyarrow import compute, parquet

from boomerang.case import Case
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.study.run import Run
from boomerang.study.simulate import simulate


@pytest.fixture(scope="module")
def others(hamlet: Case, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of runs that differ in one thing."""
    folder = tmp_path_factory.mktemp("others")
    fewer = scenario(hamlet, without=["ties"])
    return {
        "seed": simulate(hamlet, seed=6).write(folder / "seed"),
        "mechanism": simulate(fewer, seed=5).write(folder / "mechanism"),
    }


@pytest.fixture(scope="module")
def written(short_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_run.write(tmp_path_factory.mktemp("written") / "run")


@pytest.fixture
def copied(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "run"))


def refused(folder: Path, file: str, sentence: str) -> None:
    with pytest.raises(InputError) as told:
        Run.read(folder)
    assert str(told.value) == f"{folder / file}: {sentence}"


@pytest.mark.parametrize("other", ["seed", "mechanism"])
@pytest.mark.parametrize("file", ["run.nc", "events.parquet"])
def test_files_of_two_runs(copied: Path, others: dict[str, Path], other: str, file: str) -> None:
    shutil.copy(others[other] / file, copied)
    refused(copied, "events.parquet", "this is not the log of the run in run.nc; simulate it again")


def test_a_log_that_was_changed(copied: Path) -> None:
    log = parquet.read_table(copied / "events.parquet")
    column = log.column_names.index("person")
    log = log.set_column(column, "person", compute.add(log["person"], 1))
    parquet.write_table(log, copied / "events.parquet")
    refused(copied, "events.parquet", "this is not the log of the run in run.nc; simulate it again")


def one_more(file: h5netcdf.File) -> None:
    file.variables["events"][0, 0, 0] += 1


def another_label(file: h5netcdf.File) -> None:
    file.variables["place"][0] = "Elsewhere"


def another_unit(file: h5netcdf.File) -> None:
    file.variables["events"].attrs["units"] = "events per year"


def another_seed(file: h5netcdf.File) -> None:
    file.attrs["seed"] = "6"


def later(file: h5netcdf.File) -> None:
    file.variables["moment"][-1] += 1


def no_digest(file: h5netcdf.File) -> None:
    del file.attrs["content_digest"]


@pytest.mark.parametrize("change", [one_more, another_label, another_unit, another_seed, later, no_digest])
def test_results_that_were_changed(copied: Path, change: Callable[[h5netcdf.File], None]) -> None:
    with h5netcdf.File(copied / "run.nc", "a") as file:
        change(file)
    refused(copied, "run.nc", "this is not as this version of boomerang wrote it; simulate the run again")


@pytest.mark.parametrize("length", [0, 100, -1000])
def test_results_that_were_cut(copied: Path, length: int) -> None:
    content = (copied / "run.nc").read_bytes()
    (copied / "run.nc").write_bytes(content[:length])
    refused(copied, "run.nc", "this file is damaged; simulate the run again")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("case.yaml", "1 per person-year", "2 per person-year"), ("places.csv", "Saddle", "Seat")],
)
def test_a_case_that_was_changed(copied: Path, file: str, old: str, new: str) -> None:
    text = (copied / file).read_text(encoding="utf-8")
    assert old in text
    (copied / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    refused(copied, "case.yaml", "this is not the case of the run in run.nc; simulate it again")


def test_a_case_with_other_policies(copied: Path, short_run: Run) -> None:
    with (copied / "case.yaml").open("a", encoding="utf-8") as case:
        case.write("policies:\n  no ties: {without: ties}\n")
    refused(copied, "case.yaml", "this is not the case of the run in run.nc; simulate it again")
    with pytest.raises(InputError, match=r"case\.yaml: this is not the case of the run"):
        Run.read(copied, short_run.scenario)


def test_a_table_that_was_changed_is_told_where_the_case_is_known(copied: Path, short_run: Run) -> None:
    (copied / "places.csv").write_text("place,people\nElsewhere,180\n")
    with pytest.raises(InputError, match=r"'places\.csv' in this folder was changed after it was written"):
        Run.read(copied, short_run.scenario)


def test_how_a_case_is_written_does_not_count(copied: Path, short_run: Run) -> None:
    text = (copied / "case.yaml").read_text(encoding="utf-8")
    (copied / "case.yaml").write_text(f"# a remark\n{text}", encoding="utf-8")
    assert Run.read(copied).digest == short_run.digest


def test_what_was_written_is_read_with_what_it_says_of_itself(copied: Path, short_run: Run) -> None:
    back = Run.read(copied)
    assert back.provenance == short_run.provenance
    assert back.dataset.attrs == short_run.dataset.attrs
    with xarray.open_dataset(copied / "run.nc") as written:
        assert len(written.attrs["content_digest"]) == len(written.attrs["log_digest"]) == 64
    assert np.array_equal(back.events_of("depart"), short_run.events_of("depart"))
