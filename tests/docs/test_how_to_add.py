"""The places that the pages on adding something name are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from shown import FENCE, PAGES, ROOT

HOW_TO = [page for page in PAGES if page.name.startswith("how-to-add-")]
SOURCE = ROOT / "src" / "boomerang"
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
NEW = "NAME"  # stands for the name of the file that is to be written


def named(page: Path) -> Iterator[str]:
    """Whatever stands between backticks on a page, but for its blocks of code."""
    yield from re.findall(r"`([^`\n]+)`", FENCE.sub("", page.read_text(encoding="utf-8")))


def paths(page: Path) -> list[str]:
    """The files and folders that a page names."""
    kinds = (".py", ".md", ".yaml", ".txt", ".json")
    words = [word.removeprefix("python ") for word in named(page)]
    return [word for word in words if PATH.fullmatch(word) and ("/" in word or word.endswith(kinds))]


def exists(path: str) -> bool:
    """Whether a path from the root or the package leads somewhere, or a file of this name is anywhere."""
    if NEW in path:
        path = str(Path(path).parent)
    if any((root / path).exists() for root in (ROOT, SOURCE, SOURCE.parent)):
        return True
    return "/" not in path and any(any(folder.rglob(path)) for folder in (SOURCE, ROOT / "tests"))


@pytest.mark.parametrize("page", HOW_TO, ids=[page.stem for page in HOW_TO])
def test_every_path_on_a_page_exists(page: Path):
    found = paths(page)
    assert len(found) > 5
    assert [path for path in found if not exists(path)] == []


@pytest.mark.parametrize("page", HOW_TO, ids=[page.stem for page in HOW_TO])
def test_every_function_and_class_on_a_page_exists(page: Path):
    files = [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files if file != Path(__file__))
    known = set(re.findall(r"\w+", text))
    words = [word for word in named(page) if re.fullmatch(r"[A-Za-z_][\w.]*", word)]
    words = [word for word in words if word not in paths(page)]
    assert [word for word in words if not set(word.split(".")) <= known] == []


@pytest.mark.parametrize(
    "path", ["compile/gone.py", "tests/engine/gone/", "gone.yaml", "report/gone/NAME.py", "engine/bundle.py"]
)
def test_a_path_that_leads_nowhere_is_found(path: str):
    assert not exists(path)
