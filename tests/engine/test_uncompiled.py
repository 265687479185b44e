"""The kernels as plain Python do what they do compiled."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from features import feature

from boomerang.engine.simulate import simulate_model

NAMES = [
    "everything at once",
    "kick to a restricted layer",
    "encounters in tiny groups",
    "listed persons and ties",
    "steep hazard",
    "climate of a group",
    "tracks that start by trait",
]
PROGRAM = """
import sys
import numpy as np
from boomerang.engine.simulate import simulate_model
from features import feature

np.seterr(over="ignore")  # uint64 arithmetic wraps around, as it should
for name in sys.argv[2:]:
    compiled = feature(name)
    outcome = simulate_model(compiled.model, 3, compiled.events, compiled.layers)
    arrays = {field: getattr(outcome, field) for field in ("count", "value", "people")}
    np.savez(f"{sys.argv[1]}/{name}.npz", **arrays, **outcome.log)
"""


@pytest.fixture(scope="module")
def plain_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths}
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(folder), *NAMES]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_run_is_the_same_compiled_and_uncompiled(name: str, plain_runs: Path) -> None:
    compiled = feature(name)
    outcome = simulate_model(compiled.model, 3, compiled.events, compiled.layers)
    plain = np.load(plain_runs / f"{name}.npz")
    assert len(outcome.log["time"]) > 50
    for field in ("count", "people"):
        assert (getattr(outcome, field) == plain[field]).all(), field
    for column in ("event", "person", "home", "state", "source", "way", "feeling"):
        assert (outcome.log[column] == plain[column]).all(), column
    # NumPy and the compiler bring logarithms of their own, which may differ in the last digit.
    np.testing.assert_allclose(outcome.value, plain["value"], rtol=1e-12)
    np.testing.assert_allclose(outcome.log["time"], plain["time"], rtol=1e-12)
