"""Commands in processes of their own, copies of one that has its libraries and its kernels already."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedWriter, FileIO, TextIOWrapper
from multiprocessing import forkserver, get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

HERE = Path(__file__).parent
LIBRARIES = [
    *("processes", "doctest", "warm", "boomerang.cli.main", "boomerang.report.explain", "altair", "pandas"),
    *("boomerang.report.charts", "boomerang.study.ensemble", "h5netcdf", "numba.typed", "pyarrow.dataset"),
    *("pyarrow.parquet", "SALib", "scipy.stats", "sklearn.ensemble", "vl_convert", "xarray"),
]
HAMLET = str(HERE / "hamlet.yaml")  # a case that takes no time
SECONDS = 120
CLOSED = Path("closed")  # where nobody reads
Prepare = Callable[[], Any]


@dataclass(frozen=True)
class Begun:
    """A command that was begun; what it says goes into files.

    Attributes:
        said: the folder of these files; encoding: of what it says.
    """

    process: Any
    said: Path
    encoding: str

    def wait(self) -> tuple[int, str, str]:
        """Wait for its end; gives exit code (less than 0 if it was killed), standard output and error."""
        self.process.join(SECONDS)
        self.process.kill()
        self.process.join()
        out, err = ((self.said / name).read_text(encoding=self.encoding) for name in ("out", "err"))
        return self.process.exitcode, out, err

    def stop(self, how: signal.Signals) -> tuple[int, str, str]:
        """Send it a signal, and wait for its end."""
        os.kill(self.process.pid, how)
        return self.wait()


@contextmanager
def begun(folder: Path, *words: str, prepare: Prepare | None = None, **streams: Any) -> Iterator[Begun]:
    """Begin a command in a folder.

    Args:
        prepare: called in the process before the command; of a module, as it goes there by its name.
        streams: `out`, a file for the output, or CLOSED; `encoding` of both streams.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(LIBRARIES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HERE), prepend=os.pathsep)
        forkserver.ensure_running()
    with TemporaryDirectory() as said:
        process = context.Process(target=_run, args=(folder, words, Path(said), prepare, streams))
        process.start()
        try:
            yield Begun(process, Path(said), streams.get("encoding", "utf-8"))
        finally:
            process.kill()
            process.join()


def done(folder: Path, *words: str, **how: Any) -> tuple[int, str, str]:
    """Run a command in a folder; gives exit code, standard output and standard error."""
    with begun(folder, *words, **how) as command:
        return command.wait()


def _run(
    folder: Path, words: tuple[str, ...], said: Path, prepare: Prepare | None, streams: dict[str, Any]
) -> None:
    """The command, as if the interpreter had just begun with these streams."""
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(_opened(said / name), number)
    if "out" in streams:
        os.dup2(_unread() if streams["out"] == CLOSED else _opened(streams["out"]), 1)
    how = {"encoding": streams.get("encoding", "utf-8")}
    sys.stdout = TextIOWrapper(BufferedWriter(FileIO(1, "w")), **how)
    sys.stderr = TextIOWrapper(
        BufferedWriter(FileIO(2, "w")), errors="backslashreplace", line_buffering=True, **how
    )
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    sys.argv = ["boomerang", *words]
    if prepare is not None:
        prepare()
    from boomerang.cli.main import main

    main()


def _opened(file: Path) -> int:
    return os.open(file, os.O_WRONLY | os.O_CREAT, 0o666)


def _unread() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer
