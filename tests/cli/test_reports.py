"""`report`, `dossier` and `verify`: what they print and write, and their mistakes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from processes import HAMLET

import boomerang
from boomerang.inference import verify as verifying

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory, undrawn: None) -> Path:
    folder = tmp_path_factory.mktemp("explained") / "why"
    boomerang.explain(HAMLET, 20, threads=1, folder=folder)
    return folder


@pytest.fixture
def why(explained: Path, tmp_path: Path) -> Path:
    """An answer of its own in the folder `why`."""
    return Path(shutil.copytree(explained, tmp_path / "why"))


def test_a_report_is_written_again(command: Command, why: Path) -> None:
    before = (why / "report.html").read_bytes()
    (why / "report.html").unlink()
    code, out, err = command("report", "why")
    assert (code, err) == (0, "")
    assert out == f"Wrote why/report.html ({len(before) / 1e6:.1f} MB).\n"
    assert (why / "report.html").read_bytes() == before
    code, out, _ = command("report", "why", "--out", "mine.html", "--json")
    assert json.loads(out) == {"report": "mine.html", "bytes": len(before)}
    assert (why.parent / "mine.html").read_bytes() == before
    boomerang.explain(HAMLET, 20, threads=1, folder=why, resume=True)  # the folder is still one of explain


def test_an_answer_of_another_version_can_be_reported(command: Command, why: Path) -> None:
    for name in (".boomerang.json", "table/table.json"):
        text = (why / name).read_text().replace(f'"{boomerang.__version__}"', '"0.0.9"')
        (why / name).write_text(text)
    assert command("report", "why")[0] == 0
    assert "Written by boomerang 0.0.9." in (why / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda why: (why / "explanation.json").unlink(),
            "why: there is no result in this folder (call.json missing)",
        ),
        (
            lambda why: (why / "explanation.json").write_text("{"),
            "why/explanation.json: this file is damaged; explain",
        ),
        (
            lambda why: (why / "charts/map.json").write_text("{"),
            "why/charts/map.json: this file is damaged; explain it",
        ),
        (
            lambda why: (why / "explanation.json").write_text("[]"),
            "why/explanation.json: this file is damaged; explain it",
        ),
        (
            lambda why: (why / "explanation.json").write_text('{"prior": {}, "known_by": null}'),
            "why/explanation.json: this file is damaged; or a chart beside it is; make the",
        ),
        (
            lambda why: shutil.rmtree(why / "table"),
            "why/table: there is no table in this folder (table.json missing)",
        ),
        (
            lambda why: (why / "report.html").write_text("mine"),
            "why: 'report.html' in this folder was changed after",
        ),
    ],
)
def test_a_report_that_cannot_be_written(
    command: Command, why: Path, spoil: Callable[[Path], Any], message: str
) -> None:
    spoil(why)
    code, out, err = command("report", "why")
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_nothing_of_the_users_is_overwritten(command: Command, why: Path) -> None:
    for words in (("report", "why"), ("dossier", "village")):
        (why.parent / "mine.html").write_text("mine")
        code, _, err = command(*words, "--out", "mine.html")
        assert (code, err) == (2, "mine.html: there is something of that name already; choose another name\n")
        assert (why.parent / "mine.html").read_text() == "mine"


def test_a_dossier_is_printed_or_written(command: Command, tmp_path: Path) -> None:
    code, out, err = command("dossier", "village")
    assert (code, err) == (0, "")
    assert out.startswith("# A valley, a rule about beards, and what comes back\n")
    assert "## 7. Submodels" in out
    assert command("dossier", "village", "--out", "odd.md") == (0, "Wrote odd.md.\n", "")
    assert (tmp_path / "odd.md").read_text(encoding="utf-8") == out
    assert command("dossier", "village", "--out", "odd.html")[0] == 0
    assert (tmp_path / "odd.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(command("dossier", "village", "--json")[1]) == {"markdown": out}
    assert json.loads(command("dossier", "village", "--out", "b.md", "--json")[1]) == {"dossier": "b.md"}
    code, out, err = command("dossier", "village", "--out", "odd.doc")
    assert (code, out) == (2, "")
    assert err == "odd.doc: a dossier is Markdown or HTML; give a file that ends in .md or .html\n"


def test_verify_says_what_is_the_same(command: Command, why: Path) -> None:
    code, out, err = command("verify", "why", "--countries", 3)
    assert (code, err) == (0, "")
    *lines, last = out.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("table, country ") and ": the same, " in line for line in lines)
    found = json.loads(command("verify", "why", "--countries", 2, "--seed", 4, "--json")[1])
    assert found["same"] is True
    assert last == f"Simulated again: 3 of {found['of']} countries."
    assert [each["wanted"] == each["found"] for each in found["countries"]] == [True, True]
    assert command("verify", "nowhere")[0] == 2


def test_verify_ends_with_1_where_something_differs(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boomerang.simulate("village", seed=3).write(tmp_path / "one")
    simulate = verifying.simulate
    monkeypatch.setattr(verifying, "simulate", lambda scenario, seed: simulate(scenario, seed=seed + 1))
    code, out, _ = command("verify", "one")
    assert code == 1
    assert out.startswith("the run, seed 3: not the same, ")
    code, out, _ = command("verify", "one", "--json")
    assert code == 1
    assert json.loads(out)["same"] is False
