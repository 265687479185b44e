"""An answer on disk, of the village and of a case that holds scripts wherever text may stand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hostile import hostile_case

import boomerang
from boomerang.case import Case
from boomerang.report.explanation import Explanation

Blanked = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory, blanked: Blanked) -> Explanation:
    """An answer in its folder; its figures are known early, so that one later figure is scored."""
    folder = tmp_path_factory.mktemp("explained") / "village"
    with blanked():
        return boomerang.explain("village", 20, folder=folder, threads=1, mechanisms=True)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory, blanked: Blanked) -> Explanation:
    """An answer whose every text is a script."""
    folder = tmp_path_factory.mktemp("hostile")
    with blanked():
        return boomerang.explain(hostile_case(), 20, folder=folder / "why", threads=1, mechanisms=True)


@pytest.fixture
def page(village: Explanation) -> str:
    """The report of the village."""
    assert village.folder is not None
    return Path(village.folder / "report.html").read_text(encoding="utf-8")


def results(case: str | Case, folder: Path, answer: Explanation) -> list[Path]:
    """An answer and each other result of a case, in folders; the answer is there already."""
    names = ("policies", "number", "life", "parameters")
    homes = [folder / name for name in names]
    boomerang.whatif(case, "depart", pairs=4, explanations=["ties", "boomerang"], threads=1, folder=homes[0])
    boomerang.number(
        case, "stop", "depart", pairs=4, acts=20, explanations=["boomerang"], threads=1, folder=homes[1]
    )
    boomerang.story(case, "event = depart").write(homes[2])
    boomerang.sensitivity(
        boomerang.scenario(case, explanation="ties"), "depart", simulations=40, threads=1, folder=homes[3]
    )
    assert answer.folder is not None
    return [answer.folder, *homes]


@pytest.fixture(scope="session")
def joined(tmp_path_factory: pytest.TempPathFactory, village: Explanation) -> list[Path]:
    """Folders of an answer about the village, of policies, a number, a life and of what matters."""
    return results("village", tmp_path_factory.mktemp("joined"), village)


@pytest.fixture(scope="session")
def joined_hostile(
    tmp_path_factory: pytest.TempPathFactory, hostile: Explanation, blanked: Blanked
) -> list[Path]:
    """The same of a case whose every text is a script."""
    with blanked():
        return results(hostile.table.case, tmp_path_factory.mktemp("bad"), hostile)
