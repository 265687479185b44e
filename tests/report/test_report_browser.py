"""The report in a browser: it draws, asks for nothing, runs nothing of a case, and shuts nobody out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from boomerang.report.report import write_report

axe = pytest.importorskip("axe_playwright_python.sync_playwright")


class Opened(NamedTuple):
    """A page, drawn, all that it complained about or asked for, and its file."""

    page: Any
    told: list[str]
    file: Path


@pytest.fixture(scope="module")
def narrow(chromium: Any, joined: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return opened(chromium, write_report(joined, tmp_path_factory.mktemp("page") / "report.html"), 390)


@pytest.fixture(scope="module")
def wide(chromium: Any, narrow: Opened) -> Opened:
    return opened(chromium, narrow.file, 1280)


def opened(chromium: Any, file: Path, width: int) -> Opened:
    page, told = chromium.new_page(), list[str]()
    page.set_viewport_size({"width": width, "height": 900})
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_function(
        "[...document.querySelectorAll('.chart')].every((each) => each.querySelector('svg'))"
    )
    return Opened(page, told, file)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_report_is_open_to_everybody(request: pytest.FixtureRequest, width: int) -> None:
    page, told, file = request.getfixturevalue("wide" if width == 1280 else "narrow")
    page.bring_to_front()
    assert told == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = axe.Axe().run(page, options={"resultTypes": ["violations"], "preload": False})  # for sound only
    assert found.violations_count == 0, found.generate_report()


def test_charts_fit_into_a_narrow_page(narrow: Opened) -> None:
    """But one that has columns of numbers, which would lie over each other: it is moved sideways."""
    wide = narrow.page.evaluate(
        "[...document.querySelectorAll('.chart svg')].filter((each) => each.clientWidth > 390)"
        ".map((each) => each.closest('figure').querySelector('h3, h4, h5').textContent)"
    )
    assert wide == ["What the observations say about the parameters of boomerang"]


def test_nothing_of_a_case_runs(chromium: Any, joined_hostile: list[Path], tmp_path: Path) -> None:
    file = write_report(joined_hostile, tmp_path / "report.html")
    assert opened(chromium, file, 1280).told == [file.as_uri()]
