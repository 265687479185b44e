"""The kernels as plain Python do what they do compiled."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import plain
import pytest


@pytest.fixture(scope="module")
def plain_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "error", plain.__file__, str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", plain.RUNS)
def test_a_run_is_the_same_compiled_and_uncompiled(name: str, plain_runs: Path) -> None:
    compiled, uncompiled = plain.run(name), np.load(plain_runs / f"{name}.npz")
    assert len(compiled["time"]) > 50
    for column in compiled.keys() - {"value", "time"}:
        assert (compiled[column] == uncompiled[column]).all(), column
    # NumPy and the compiler bring logarithms of their own, which may differ in the last digit.
    for column in ("value", "time"):
        np.testing.assert_allclose(compiled[column], uncompiled[column], rtol=1e-12)
