"""Kernels on disk: a damaged file or a disk that cannot be written costs time and nothing else."""

import os
import subprocess
import sys
from pathlib import Path
from runpy import run_path

import numba
import pytest

from boomerang.errors import Notice

NOWHERE = "the kernels are compiled in every process anew"
KERNEL = """
import sys
sys.path.insert(0, sys.argv[1])
from small import twice
print(twice(21), sum(twice.stats.cache_hits.values()))
"""
SMALL = """
from boomerang.kernels.cache import cached

@cached(nogil=True)
def twice(x):
    return 2 * x
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "small.py").write_text(SMALL)
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def in_a_process(home: Path, **environment: str) -> tuple[str, str]:
    """What a process prints that calls a small kernel: 42, and how often the cache had it."""
    done = subprocess.run(
        [sys.executable, "-c", KERNEL, str(home)],
        env={**os.environ, "NUMBA_CACHE_DIR": str(home / "cache"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip(), done.stderr


def run(home: Path) -> tuple[int, int]:
    """What the small kernel gives when it is made anew: 42, and how often the cache had it."""
    twice = run_path(str(home / "small.py"))["twice"]
    return twice(21), sum(twice.stats.cache_hits.values())


def files(home: Path, kind: str) -> list[Path]:
    return list((home / "cache").rglob(f"*.{kind}"))


def test_a_kernel_is_compiled_once(home: Path) -> None:
    assert in_a_process(home) == ("42 0", "")
    assert in_a_process(home) == ("42 1", "")


@pytest.mark.parametrize(("kind", "left"), [("nbi", 0), ("nbc", 0), ("nbc", 50)])
def test_a_file_that_was_cut_off(home: Path, kind: str, left: int) -> None:
    run(home)
    (file,) = files(home, kind)
    file.write_bytes(file.read_bytes()[:left])
    assert run(home) == (42, 0)
    assert run(home) == (42, 1)


@pytest.mark.parametrize("kind", ["nbi"])
def test_a_file_of_something_else(home: Path, kind: str) -> None:
    run(home)
    (file,) = files(home, kind)
    file.write_bytes(os.urandom(500))
    assert run(home) == (42, 0)
    assert run(home) == (42, 1)


def test_no_folder_can_be_written(home: Path) -> None:
    nowhere = {"NUMBA_CACHE_DIR": "/dev/null/none", "NUMBA_CACHE_LOCATOR_CLASSES": "UserProvidedCacheLocator"}
    out, err = in_a_process(home, **nowhere)
    assert out == "42 0"
    assert NOWHERE in err
    assert "set NUMBA_CACHE_DIR to one that can" in err


def test_a_cache_that_cannot_be_filled(home: Path) -> None:
    run(home)
    for file in [*files(home, "nbi"), *files(home, "nbc")]:
        file.unlink()
        file.mkdir()
    with pytest.warns(Notice, match=NOWHERE) as told:
        assert run(home) == (42, 0)
    assert len(told) == 1
