"""Panel is wanted by pages of the lab, and by nothing else."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest
from typer.testing import CliRunner

import boomerang
from boomerang.cli.main import app

WANTED = {"panel", "param", "bokeh", "tornado"}
PURE = ("country", "exported", "faults", "hosts", "knobs", "library", "pool", "session", "state", "words")
HOUSE = Path(boomerang.__file__).parent


def wanted(file: Path) -> set[str]:
    """Which of them a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found & WANTED


def test_no_room_below_wants_panel() -> None:
    files = [file for file in HOUSE.rglob("*.py") if HOUSE / "lab" not in file.parents]
    assert len(files) > 300
    assert {file.name: wanted(file) for file in files if wanted(file)} == {}


@pytest.mark.parametrize("name", PURE)
def test_what_computes_in_the_lab_does_not_want_panel(name: str) -> None:
    assert wanted(HOUSE / "lab" / f"{name}.py") == set()


def test_pages_want_panel() -> None:
    assert "panel" in wanted(HOUSE / "lab" / "page.py")


def test_without_panel_the_command_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    done = CliRunner().invoke(app, ["lab", "--no-browser"])
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "the lab needs Panel, which is not installed; install it with: pip install 'boomerang-sim[lab]'"
    ]
