"""The same bytes however a run is made."""

import subprocess
import sys
from concurrent.futures import Executor
from datetime import date
from pathlib import Path

import pytest

from boomerang.case import Case
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.study.ensemble import ensemble
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

REBUILD = """
import sys, boomerang
run = boomerang.Run.read(sys.argv[1])
print(boomerang.simulate(run.scenario, seed=run.seed).digest)
"""


def test_replicates_do_not_depend_on_threads(village: Case) -> None:
    digests = [[run.digest for run in ensemble(village, 5, seed=3, threads=threads)] for threads in (1, 2, 7)]
    assert digests[0] == digests[1] == digests[2]
    assert len(set(digests[0])) == 5
    assert digests[0][2] == simulate(village, seed=5).digest


def test_replicates_in_other_processes(village: Case, elsewhere: Executor) -> None:
    found = ensemble(village, 2, seed=5, executor=elsewhere)
    assert [run.digest for run in found] == [run.digest for run in ensemble(village, 2, seed=5)]
    assert [run.seed for run in found] == [5, 6]


def test_a_run_is_rebuilt_from_its_folder_in_another_process(village: Case, tmp_path: Path) -> None:
    run = simulate(scenario(village, without=["ties"], persons=1500, until=date(2013, 6, 30)), seed=9)
    run.write(tmp_path)
    command = [sys.executable, "-c", REBUILD, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == run.digest


def test_the_digest_tells_runs_apart(village: Case, run: Run) -> None:
    assert simulate(village, seed=5).digest == run.digest
    assert simulate(village, seed=6).digest != run.digest
    assert simulate(scenario(village, without=["ties"]), seed=5).digest != run.digest


def test_progress(village: Case) -> None:
    told: list[int] = []
    ensemble(village, 3, progress=told.append)
    assert told == [1, 2, 3]
    steps: list[int] = []
    simulate(village, progress=steps.append)
    assert steps == sorted(steps)
    assert steps[-1] == 261


def test_an_interrupt_calls_off_what_has_not_begun(village: Case) -> None:
    begun: list[int] = []

    def interrupt(done: int) -> None:
        begun.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensemble(village, 200, threads=2, progress=interrupt)
    assert begun == [1]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"replicates": 0}, "0 replicates cannot be simulated; give 1 or more"),
        ({"replicates": 2, "threads": 0}, "0 threads cannot run anything; give 1 or more"),
        (
            {"replicates": 2, "seed": 2**64 - 1},
            f"the seed is {2**64 - 1}; seeds of the first of 2 run from 0 to {2**64 - 2}",
        ),
    ],
)
def test_refused(village: Case, given: dict[str, int], message: str) -> None:
    with pytest.raises(InputError) as told:
        ensemble(village, **given)
    assert str(told.value) == message
