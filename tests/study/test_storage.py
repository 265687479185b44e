"""Runs on disk come back as they were; a write that fails leaves what was there."""

import resource
from pathlib import Path

import pandas
import pytest
import xarray

from boomerang.case import read_case
from boomerang.errors import InputError
from boomerang.study import storage
from boomerang.study.run import Run


def test_round_trip(run: Run, tmp_path: Path) -> None:
    back = Run.read(run.write(tmp_path / "deep" / "run"))
    xarray.testing.assert_identical(back.dataset, run.dataset)
    pandas.testing.assert_frame_equal(back.events.astype(object), run.events.astype(object))
    assert (back.seed, back.scenario, back.digest) == (run.seed, run.scenario, run.digest)
    assert (back.steps, back.touched, back.touches, back.version) == (
        run.steps,
        run.touched,
        run.touches,
        run.version,
    )
    assert back.case == run.case


def test_other_programs_read_the_files(run: Run, tmp_path: Path) -> None:
    run.write(tmp_path)
    with xarray.open_dataset(tmp_path / "run.nc") as data:
        xarray.testing.assert_equal(data, run.dataset)
        assert set(data.coords) == set(run.dataset.coords)
    assert len(pandas.read_parquet(tmp_path / "events.parquet")) == run.counts["depart"]
    assert read_case(tmp_path) == run.case
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".boomerang.json",
        "case.yaml",
        "events.parquet",
        "run.nc",
        "village-places.csv",
    ]


def test_the_same_run_gives_the_same_files(run: Run, tmp_path: Path) -> None:
    run.write(tmp_path / "a")
    Run.read(tmp_path / "a").write(tmp_path / "b")
    for name in ("run.nc", "case.yaml", "village-places.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_folder_with_a_case_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("case: mine")
    with pytest.raises(InputError) as told:
        run.write(tmp_path)
    expected = "this folder holds a case, which the results would overwrite; choose another folder"
    assert str(told.value) == f"{tmp_path}: {expected}"
    assert (tmp_path / "case.yaml").read_text() == "case: mine"


def test_a_file_in_the_way_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "results"
    file.write_text("")
    with pytest.raises(InputError) as told:
        run.write(file)
    assert str(told.value) == f"{file}: this is a file; choose a folder for the results"
    with pytest.raises(InputError) as told:
        run.write(file / "inside")
    assert str(told.value) == f"{file / 'inside'}: nothing can be written there; choose another folder"


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interrupted_write_leaves_what_was_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    run.write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(storage, "write_netcdf", fail)
    with pytest.raises((InputError, KeyboardInterrupt)) as told:
        run.write(tmp_path)
    if isinstance(fault, OSError):
        reason = "the results cannot be written (No space left on device); choose another folder"
        assert str(told.value) == f"{tmp_path}: {reason}"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_full_disk(run: Run, tmp_path: Path) -> None:
    """The system itself refuses the last part of run.nc; HDF5 would end the process."""
    run.write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before["run.nc"]) - 1000, limits[1]))
    try:
        with pytest.raises(InputError, match=r"the results cannot be written \(File too large\)"):
            run.write(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_no_run_in_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        Run.read(tmp_path)
    missing = "run.nc, events.parquet, case.yaml missing"
    assert str(told.value) == f"{tmp_path}: there is no run in this folder ({missing})"
