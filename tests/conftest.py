"""What tests of several rooms share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

# No other machine is found, whatever a page asks for.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process, as two cannot be driven side by side.

    CI installs it; elsewhere the tests that want it can be left out.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no chromium on this machine")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=program, args=["--no-sandbox", ALONE])
        yield found
        found.close()


@pytest.fixture(scope="module")
def one_chart() -> Iterator[None]:
    """Charts take most of the time of a small answer; here only that they are written matters."""
    from boomerang.report import charts

    every = charts.drawings_of_answer
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            charts, "drawings_of_answer", lambda *of: {"probabilities": every(*of)["probabilities"]}
        )
        yield
