"""Everything that README.md and docs/ show is run and compared, so that the pages cannot rot."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from shown import PAGES, ROOT, Reader, agrees, blocks

from boomerang.case import case_from_data

VILLAGE = ROOT / "src" / "boomerang" / "cases" / "village"
OWN_DATA = ROOT / "docs" / "examples" / "own-data"
RUN = ("console", "python", "output")
KNOWN = (*RUN, "yaml", "sh")


def _with(blocks_of: tuple[str, ...]) -> list[Any]:
    pages = [page for page in PAGES if any(block.language in blocks_of for block in blocks(page))]
    return [pytest.param(page, id=page.stem) for page in pages]


@pytest.mark.slow
@pytest.mark.parametrize("page", _with(RUN))
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    reader = Reader(tmp_path)
    for block in blocks(page):
        assert reader.follow(block) == block.text, f"{page.name}:{block.line} (python tests/docs/shown.py)"


@pytest.mark.parametrize("page", _with(("yaml",)))
def test_sections_shown_fit_into_a_case(page: Path, tmp_path: Path):
    """Each YAML block holds sections of a case; with those above and of the village they make a valid one."""
    for file in (*VILLAGE.glob("*.csv"), *OWN_DATA.glob("*.csv")):
        shutil.copy(file, tmp_path)
    yaml = YAML(typ="safe", pure=True)
    village = _plain(yaml.load((VILLAGE / "case.yaml").read_text(encoding="utf-8")))
    for block in blocks(page):
        if block.language == "yaml":
            village = _merged(village, _plain(yaml.load(block.text)))
            case_from_data(village, tmp_path)


def _merged(village: dict[str, Any], sections: dict[str, Any]) -> dict[str, Any]:
    """The village with sections of another case: entries with the same name are replaced, others added."""
    joined = {
        key: {**village.get(key, {}), **given} for key, given in sections.items() if isinstance(given, dict)
    }
    return {**village, **sections, **joined}


def _plain(data: Any) -> Any:
    """Keys as texts, as a case reader sees them."""
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    return [_plain(item) for item in data] if isinstance(data, list) else data


def test_every_block_says_what_it_is():
    allowed = {"console", "python", "output", "yaml", "sh", "text", "bibtex", "csv"}
    strange = [
        (page.name, block.line) for page in PAGES for block in blocks(page) if block.language not in allowed
    ]
    assert strange == []


def test_pages_link_to_what_exists():
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append((page.name, target))
    assert broken == []


@pytest.mark.parametrize(
    ("shown", "real", "right"),
    [
        ("12 stops in ... s", "12 stops in 0.31 s\n", True),
        ("12 stops in ... s", "13 stops in 0.31 s\n", False),
        ("first\n...\nlast", "first\nsecond  \nthird\nlast", True),
        ("first", "first\nsecond", False),
    ],
)
def test_output_is_compared_line_by_line(shown: str, real: str, right: bool):
    assert agrees(shown, real) is right
