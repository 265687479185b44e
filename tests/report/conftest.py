"""An answer on disk, of the village and of a case that holds scripts wherever text may stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile import hostile_case

import boomerang
from boomerang.report.explanation import Explanation


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    """An answer in its folder; its figures are known early, so that one later figure is scored."""
    folder = tmp_path_factory.mktemp("explained") / "village"
    return boomerang.explain("village", 20, folder=folder, threads=1, mechanisms=True)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    """An answer whose every text is a script."""
    folder = tmp_path_factory.mktemp("hostile")
    return boomerang.explain(hostile_case(), 20, folder=folder / "why", threads=1, mechanisms=True)


@pytest.fixture
def page(village: Explanation) -> str:
    """The report of the village."""
    assert village.folder is not None
    return Path(village.folder / "report.html").read_text(encoding="utf-8")
