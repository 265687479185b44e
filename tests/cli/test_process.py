"""The command in a process of its own: what it imports, and how it is interrupted."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

MAIN = "from boomerang.cli.main import main; main()"
HELP = f"""
import atexit, json, sys
heavy = ("numba", "numpy", "pandas", "pydantic", "pyarrow", "rich", "xarray")
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
    for command in ("cases", "new", "check", "run"):
        assert f"  {command} " in done.stdout


def test_a_run_needs_neither_pandas_nor_xarray(tmp_path: Path) -> None:
    done = python(LEAN, tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stderr) == []
    assert json.loads(done.stdout)["persons"] == 3000


def test_interrupt(tmp_path: Path) -> None:
    words = ["run", "village", "--replicates", "100000", "--no-progress", "--out", "results"]
    code = f"import sys; sys.argv = ['boomerang', *{words!r}]; {MAIN}"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "interrupted\n")
    assert list(tmp_path.iterdir()) == []
