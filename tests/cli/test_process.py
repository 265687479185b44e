"""The command in a process of its own: what it imports, and how it is interrupted."""

import json
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from processes import HAMLET, begun, done

from boomerang.startup import remember_interrupts

MAIN = "from boomerang.cli.main import main; main()"
HELP = f"""
import atexit, json, sys
heavy = ("bokeh", "numba", "numpy", "pandas", "panel", "pydantic", "pyarrow", "rich", "xarray")
atexit.register(lambda: print(json.dumps([name for name in heavy if name in sys.modules]), file=sys.stderr))
sys.argv = ["boomerang", "--help"]
{MAIN}
"""
LEAN = f"""
import atexit, json, sys
heavy = ("pandas", "xarray")
atexit.register(lambda: print(json.dumps([name for name in heavy if name in sys.modules]), file=sys.stderr))
sys.argv = ["boomerang", "run", "village", "--json"]
{MAIN}
"""
KEPT = """
import gc
from boomerang.startup import keep_what_is_there, kept_meanwhile
before = gc.get_freeze_count()
with kept_meanwhile():
    assert gc.get_freeze_count() > before
assert gc.get_freeze_count() == 0
keep_what_is_there()
with kept_meanwhile():
    pass
assert gc.get_freeze_count() > 0
"""


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=False
    )


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    told = python(HELP, tmp_path)
    assert told.returncode == 0
    assert json.loads(told.stderr) == []
    further = ("explain", "report", "whatif", "number", "story", "sensitivity", "dossier", "verify", "lab")
    for command in ("cases", "new", "check", "run", *further):
        assert f"  {command} " in told.stdout


def test_a_run_needs_neither_pandas_nor_xarray(tmp_path: Path) -> None:
    told = python(LEAN, tmp_path)
    assert told.returncode == 0
    assert json.loads(told.stderr) == []
    assert json.loads(told.stdout)["persons"] == 3000


def test_what_is_kept_meanwhile_is_given_up_unless_the_program_keeps_it(tmp_path: Path) -> None:
    told = python(KEPT, tmp_path)
    assert told.stderr == ""
    assert told.returncode == 0


def wait_for(file: Path) -> None:
    until = time.monotonic() + 60
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.02)


def test_interrupt(tmp_path: Path) -> None:
    words = ("--simulations", "100000", "--no-progress", "--out", "results")
    with begun(tmp_path, "explain", "village", *words) as command:
        wait_for(tmp_path / "results")  # just before scipy loads the numbers of its Sobol points
        assert command.stop(signal.SIGINT) == (130, "", "interrupted\n")


def test_an_interrupted_table_is_gone_on_with(tmp_path: Path) -> None:
    words = ("--simulations", "100000", "--no-progress", "--out", "results")
    with begun(tmp_path, "explain", HAMLET, *words) as command:
        wait_for(tmp_path / "results" / "table" / "chance-00000.parquet")
        said = command.stop(signal.SIGINT)
    kept = "the countries simulated so far are in results; the same command with --resume goes on from there"
    assert said == (130, "", f"interrupted; {kept}\n")


def swallow() -> None:
    """Take an interrupt away, as libraries do while they are loaded."""
    remember_interrupts()
    with suppress(BaseException):
        signal.raise_signal(signal.SIGINT)


def test_an_interrupt_that_a_library_swallows(tmp_path: Path) -> None:
    words = ("run", HAMLET, "--replicates", "300", "--out", "many", "--threads", "1")
    code, out, err = done(tmp_path, *words, prepare=swallow)
    assert (code, out) == (130, "")
    assert err.startswith("interrupted")
    assert err.count("\n") == 1
    assert len(list(tmp_path.glob("many/*"))) < 100


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_replicates_are_gone_on_with(tmp_path: Path, how: signal.Signals) -> None:
    many = ("run", HAMLET, "--persons", "20000", "--replicates", "20", "--json", "--threads", "2")
    with begun(tmp_path, *many, "--out", "results") as command:
        wait_for(tmp_path / "results" / "03")
        said = command.stop(how)
    found = [place.name for place in (tmp_path / "results").iterdir() if place.name.isdigit()]
    assert "03" in found
    assert len(found) < 20
    if how == signal.SIGINT:
        told = f"{len(found)} of 20 runs are in results; the same command with --resume goes on from there"
        assert said == (130, "", f"interrupted; {told}\n")
    first = (tmp_path / "results" / "01" / "run.nc").stat()
    again = json.loads(done(tmp_path, *many, "--out", "results", "--resume")[1])
    once = json.loads(done(tmp_path, *many, "--out", "at-once")[1])
    assert (again["digest"], again["events"], again["touched"]) == (
        once["digest"],
        once["events"],
        once["touched"],
    )
    assert (tmp_path / "results" / "01" / "run.nc").stat().st_ino == first.st_ino
    differ = subprocess.run(["diff", "-r", "results", "at-once"], cwd=tmp_path, check=False)
    assert differ.returncode == 0
