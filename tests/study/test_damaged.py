"""Whatever becomes of the files of a run, reading them gives the run or one sentence."""

import gc
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from boomerang.case import Case
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.study.run import Run
from boomerang.study.simulate import simulate


@pytest.fixture(scope="module")
def written(short_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_run.write(tmp_path_factory.mktemp("written") / "run")


@pytest.mark.parametrize("name", ["run.nc", "events.parquet", "case.yaml"])
def test_every_kind_of_damage(written: Path, tmp_path: Path, name: str) -> None:
    luck = np.random.default_rng(1)
    folder = Path(shutil.copytree(written, tmp_path / "run"))
    whole = (folder / name).read_bytes()
    refused = 0
    for kind in range(18):
        damaged = bytearray(whole)
        place, length = luck.integers(len(whole)), luck.integers(1, 40)
        if kind % 3 == 0:
            del damaged[place:]
        elif kind % 3 == 1:
            damaged[place : place + length] = luck.bytes(length)
        else:
            damaged = damaged[:place] + damaged[place + length :]
        (folder / name).write_bytes(damaged)
        try:
            assert Run.read(folder).digest
        except InputError:
            refused += 1
    assert refused > 6
    (folder / name).write_bytes(b"")
    with pytest.raises(InputError):
        Run.read(folder)


def test_damage_is_told_with_the_file(written: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(written, tmp_path / "run"))
    (folder / "run.nc").write_bytes((folder / "run.nc").read_bytes()[:1000])
    with pytest.raises(InputError) as told:
        Run.read(folder)
    assert str(told.value) == f"{folder / 'run.nc'}: this file is damaged; simulate the run again"


@pytest.mark.filterwarnings("error")  # also of what goes wrong when a file that was half opened is dropped
def test_a_file_that_cannot_be_opened_leaves_nothing(written: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(written, tmp_path / "run"))
    whole = bytearray((folder / "run.nc").read_bytes())
    whole[66] = 0x10
    (folder / "run.nc").write_bytes(whole)
    with pytest.raises(InputError, match="this file is damaged"):
        Run.read(folder)
    gc.collect()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("time", [np.nan, np.inf, -1e300, 1e8])
def test_times_that_no_calendar_has_are_damage(hamlet: Case, tmp_path: Path, time: float) -> None:
    folder = simulate(scenario(hamlet, settings={"period.step": "3.5 days"})).write(tmp_path / "run")
    with h5py.File(folder / "run.nc", "r+") as file:
        file["time"][2] = time
    with pytest.raises(InputError, match="this file is damaged"):
        Run.read(folder)
