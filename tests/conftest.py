"""What tests of several rooms share."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from boomerang.startup import collect_rarely, keep_what_is_there

# No other machine is found, whatever a page asks for.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"


@pytest.fixture(scope="session", autouse=True)
def commands_made_once() -> Iterator[None]:
    """What typer makes of all commands it makes for each one that is given; here once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One browser for all tests of a process, as two cannot be driven side by side.

    It has a folder, in which it keeps the scripts of pages as it understood them: each page reads them anew.

    CI installs it; elsewhere the tests that want it can be left out.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no chromium on this machine")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("chromium"), executable_path=program, args=["--no-sandbox", ALONE]
        )
        yield found
        found.close()


@contextmanager
def blank() -> Iterator[None]:
    """Pictures take most of the time of a small result; while this lasts only their names are there."""
    from boomerang.report import charts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "pictured", lambda spec: {"svg": b"<svg/>", "png": b"\x89PNG"})
        yield


@pytest.fixture(scope="session")
def blanked() -> Callable[[], AbstractContextManager[None]]:
    """For what a whole session shares: see `blank`."""
    return blank


@pytest.fixture(scope="module")
def undrawn() -> Iterator[None]:
    """For the tests of a file: see `blank`."""
    with blank():
        yield


@pytest.fixture(scope="module")
def one_chart(undrawn: None) -> Iterator[None]:
    """Charts take much of the rest; here only that they are written matters."""
    from boomerang.report import charts

    every = charts.specifications
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "specifications", lambda drawings: every(dict(islice(drawings.items(), 1))))
        yield


TESTS = Path(__file__).parent
# Rooms whose tests share what takes long, or are long themselves, so that nobody waits for the last of them.
FIRST_ROOMS = {TESTS / "report", TESTS / "verification"}
# Fixtures that take long, once for each process.
FIRST = {"chromium", "house", "joined", "joined_hostile", "lab"}


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Of processes side by side, every other one reads the files of tests from the last to the first.

    So each finds half of them translated by its neighbour.
    """
    report = yield
    if isinstance(collector, pytest.Dir) and os.environ.get("PYTEST_XDIST_WORKER", "gw0")[-1] in "13579":
        report.result.reverse()
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what takes long come first: they stay in one process, and nobody waits for them."""

    def later(item: pytest.Item) -> bool:
        return FIRST.isdisjoint(getattr(item, "fixturenames", ())) and item.path.parent not in FIRST_ROOMS

    items.sort(key=lambda item: (later(item), item.path))


def pytest_collection_finish() -> None:
    """What is there before the first test stays, and what tests share; garbage is looked for rarely."""
    gc.collect()
    keep_what_is_there()
    collect_rarely()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """Nor is what is there after the last test: pytest and the end of Python would do so many times."""
    gc.collect()
    keep_what_is_there()
