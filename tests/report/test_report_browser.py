"""The report in a browser: it draws, asks for nothing, runs nothing of a case, and shuts nobody out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boomerang.report.report import write_report

axe = pytest.importorskip("axe_playwright_python.sync_playwright")


def opened(chromium: Any, file: Path, width: int) -> tuple[Any, list[str]]:
    """The page, drawn, and all that it complained about or asked for."""
    page, told = chromium.new_page(), list[str]()
    page.set_viewport_size({"width": width, "height": 900})
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_function(
        "[...document.querySelectorAll('.chart')].every((each) => each.querySelector('svg'))"
    )
    return page, told


@pytest.mark.parametrize("width", [1280, 390])
def test_a_report_is_open_to_everybody(chromium: Any, joined: list[Path], tmp_path: Path, width: int) -> None:
    file = write_report(joined, tmp_path / "report.html")
    page, told = opened(chromium, file, width)
    assert told == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_charts_fit_into_a_narrow_page(chromium: Any, joined: list[Path], tmp_path: Path) -> None:
    """But two that have columns of numbers, which would lie over each other: they are moved sideways."""
    page, _ = opened(chromium, write_report(joined, tmp_path / "report.html"), 390)
    wide = page.evaluate(
        "[...document.querySelectorAll('.chart svg')].filter((each) => each.clientWidth > 390)"
        ".map((each) => each.closest('figure').querySelector('h3, h4, h5').textContent)"
    )
    assert sorted(wide) == [
        "On which observations the answer hangs",
        "What the observations say about the parameters of boomerang",
    ]


def test_nothing_of_a_case_runs(chromium: Any, joined_hostile: list[Path], tmp_path: Path) -> None:
    file = write_report(joined_hostile, tmp_path / "report.html")
    assert opened(chromium, file, 1280)[1] == [file.as_uri()]
