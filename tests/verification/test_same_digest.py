"""The short version of verification/same_digest.py, in one process."""

import json
from pathlib import Path
from typing import Any

import pytest
from same_digest import differs, words
from typer.testing import CliRunner

from boomerang.cli.main import app


def explain(folder: Path, countries: int, *more: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, words(folder, countries, *more)[3:])
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_threads_and_steps_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boomerang.report.charts.specifications", lambda _: ({}, []))
    whole = explain(tmp_path / "whole", 34, "--threads", "2")
    part = explain(tmp_path / "steps", 20, "--threads", "1")
    grown = explain(tmp_path / "steps", 34, "--threads", "1", "--resume")
    assert differs(whole, grown) == []
    assert {"digest", "simulations", "posterior"} <= set(differs(whole, part))
