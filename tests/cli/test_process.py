"""The command in a process of its own: what it imports, and how it is interrupted."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

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


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=False
    )


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    done = python(HELP, tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stderr) == []
    further = ("explain", "report", "whatif", "number", "story", "sensitivity", "dossier", "verify", "lab")
    for command in ("cases", "new", "check", "run", *further):
        assert f"  {command} " in done.stdout


def test_a_run_needs_neither_pandas_nor_xarray(tmp_path: Path) -> None:
    done = python(LEAN, tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stderr) == []
    assert json.loads(done.stdout)["persons"] == 3000


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Commands hear an interrupt even if the tests run in the background, where it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def begun(folder: Path, *words: str) -> subprocess.Popen[str]:
    """A command that was begun in a folder."""
    code = f"import sys; sys.argv = ['boomerang', *{words!r}]; {MAIN}"
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(file: Path) -> None:
    until = time.monotonic() + 60
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.05)


def stopped(process: subprocess.Popen[str], how: signal.Signals) -> tuple[str, str]:
    """Send a signal, and give what the command has said; one that goes on is killed after a while."""
    process.send_signal(how)
    timer = Timer(30, process.kill)
    timer.start()
    said = process.communicate()
    timer.cancel()
    return said


def test_interrupt(tmp_path: Path) -> None:
    words = ("--simulations", "100000", "--no-progress", "--out", "results")
    with begun(tmp_path, "explain", "village", *words) as process:
        wait_for(tmp_path / "results")  # just before scipy loads the numbers of its Sobol points
        out, err = stopped(process, signal.SIGINT)
    assert (process.returncode, out, err) == (130, "", "interrupted\n")


def test_an_interrupted_table_is_gone_on_with(tmp_path: Path) -> None:
    words = ("--simulations", "100000", "--no-progress", "--out", "results")
    with begun(tmp_path, "explain", "village", *words) as process:
        wait_for(tmp_path / "results" / "table" / "chance-00000.parquet")
        out, err = stopped(process, signal.SIGINT)
    kept = "the countries simulated so far are in results; the same command with --resume goes on from there"
    assert (process.returncode, out, err) == (130, "", f"interrupted; {kept}\n")


def test_an_interrupt_that_a_library_swallows(tmp_path: Path) -> None:
    code = (
        "import signal, sys; from boomerang.startup import remember_interrupts; remember_interrupts()\n"
        "try: signal.raise_signal(signal.SIGINT)\n"
        "except BaseException: pass\n"
        f"sys.argv = ['boomerang', 'run', 'village', '--replicates', '3', '--out', 'many']; {MAIN}"
    )
    done = python(code, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_replicates_are_gone_on_with(tmp_path: Path, how: signal.Signals) -> None:
    many = ("run", "village", "--persons", "300", "--replicates", "12", "--json", "--threads", "2")
    with begun(tmp_path, *many, "--out", "results") as process:
        wait_for(tmp_path / "results" / "03")
        out, err = stopped(process, how)
    found = [place.name for place in (tmp_path / "results").iterdir() if place.name.isdigit()]
    assert "03" in found
    assert len(found) < 12
    if how == signal.SIGINT:
        told = f"{len(found)} of 12 runs are in results; the same command with --resume goes on from there"
        assert (process.returncode, out, err) == (130, "", f"interrupted; {told}\n")
    first = (tmp_path / "results" / "01" / "run.nc").stat()
    with begun(tmp_path, *many, "--out", "results", "--resume") as process:
        again = json.loads(process.communicate()[0])
    with begun(tmp_path, *many, "--out", "at-once") as process:
        once = json.loads(process.communicate()[0])
    assert (again["digest"], again["events"], again["touched"]) == (
        once["digest"],
        once["events"],
        once["touched"],
    )
    assert (tmp_path / "results" / "01" / "run.nc").stat().st_ino == first.st_ino
    differ = subprocess.run(["diff", "-r", "results", "at-once"], cwd=tmp_path, check=False)
    assert differ.returncode == 0
