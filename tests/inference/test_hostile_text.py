"""Nothing in a text of an answer steers the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from written import written_answer, written_mechanisms

from boomerang.characters import NO_TEXT
from boomerang.report.terminal.answer import print_answer
from boomerang.report.terminal.mechanisms import print_mechanisms

SIGNS = "\x1b[31m\x07\x9b\x7f\u202e\u2066\u2028\x1b]0;title\x07"


def safe(out: str, least: int) -> None:
    """Nothing that is no text got through, and so many of the texts are there."""
    assert not NO_TEXT.search(out), repr(NO_TEXT.search(out))
    assert len(re.findall(r"\\u001b\[31m", out)) >= least, out


def test_every_text_of_an_answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10000")
    given = written_answer()
    table = given.data.table
    told = {
        name: one.model_copy(update={"by": f"by {SIGNS}"}) for name, one in table.case.explanations.items()
    }
    claims = {
        name: one.model_copy(update={"claim": f"claim {SIGNS}"})
        for name, one in table.case.mechanisms.items()
    }
    changes = {"title": f"title {SIGNS}", "explanations": told, "mechanisms": claims}
    case = table.case.model_copy(update=changes)
    table = replace(table, scenario=replace(table.scenario, case=case), folder=Path(f"why{SIGNS}"))
    figures = [replace(figure, key=f"{figure.key}{SIGNS}") for figure in given.data.figures]
    further = replace(given.next, names=tuple(f"{name}{SIGNS}" for name in given.next.names))
    verdict = replace(given.verdict, sentence=f"verdict {SIGNS}")
    answer = replace(
        given, data=replace(given.data, table=table, figures=figures), next=further, verdict=verdict
    )
    print_answer(answer, None, Path(f"out{SIGNS}"))
    safe(capsys.readouterr().out, 12)
    mechanisms = written_mechanisms()
    print_mechanisms(replace(mechanisms, table=replace(mechanisms.table, scenario=table.scenario)))
    safe(capsys.readouterr().out, 3)
