"""`boomerang lab`, but for what it serves."""

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from boomerang.cli.main import app


def test_before_anybody_comes_it_keeps_what_all_of_them_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it is looked through for garbage whenever one of them goes."""
    done = []

    def serve(*_: Any, ready: Callable[[str], None], **more: Any) -> None:
        done.append("warm")
        ready("http://localhost:1/")

    monkeypatch.setattr("boomerang.lab.server.serve", serve)
    monkeypatch.setattr("boomerang.startup.keep_what_is_there", lambda: done.append("kept"))
    said = CliRunner().invoke(app, ["lab", "--no-browser"])
    assert (said.exit_code, done) == (0, ["warm", "kept"])
    assert "http://localhost:1/" in said.output
