"""Which explanation fits, worked out for a page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import boomerang
from boomerang.errors import InputError
from boomerang.lab import explaining as lab
from boomerang.lab.explaining import Answered, Progress
from boomerang.report.document.blocks import pictures


class StoppedError(Exception):
    pass


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder for what is temporary."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
        yield Path(tempfile.gettempdir())


@pytest.fixture(scope="module")
def worked_out(place: Path) -> tuple[Answered, list[Progress]]:
    told: list[Progress] = []
    found = lab.answer(boomerang.scenario("village"), 20, tell=told.append, go_on=lambda: None)
    return found, told


def test_an_answer_is_the_report(worked_out: tuple[Answered, list[Progress]], place: Path) -> None:
    found, told = worked_out
    anchors = [section.anchor for section in found.paper.sections]
    assert anchors[0] == "answer"
    assert list(pictures([block for section in found.paper.sections for block in section.blocks]))
    assert found.page.startswith(b"<!doctype html>")
    shares = [each.share for each in told]
    assert shares == sorted(shares)
    charts = [each for each in told if each.words.startswith("drawing chart")]
    assert charts == told[-len(charts) :]
    assert charts[0] == Progress(lab.COMPARED, f"drawing chart 1 of {len(charts)}")
    assert told[0].words == f"1 of {20 * 4} countries simulated"
    assert not list(place.iterdir())


def test_a_stopped_answer_leaves_nothing(place: Path) -> None:
    told: list[Progress] = []

    def go_on(*_: object) -> None:
        if len(told) == 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        lab.answer(boomerang.scenario("village"), 20, tell=told.append, go_on=go_on)
    assert len(told) == 3
    assert not list(place.iterdir())


def test_an_answer_is_stopped_between_charts() -> None:
    drawn: list[str] = []

    def go_on() -> None:
        if drawn:
            raise StoppedError

    charts = {name: partial(drawn.append, name) for name in ("posterior", "misfit", "loops")}
    found: Any = SimpleNamespace(drawings=charts, table=None)
    with pytest.raises(StoppedError):
        lab.written(found, lambda _: None, go_on)
    assert drawn == ["posterior"]


def test_what_cannot_be_compared_is_told() -> None:
    early = lab.read_known_by(" 2011-01-01 ")
    with pytest.raises(InputError, match="2011-01-01"):
        lab.answer(boomerang.scenario("village"), 20, known_by=early, tell=lambda _: None, go_on=lambda: None)
    with pytest.raises(InputError, match="there is no result in this folder"):
        Answered.read(boomerang.load("village").folder)


@pytest.mark.parametrize("text", ["", "19", "501", "-20", "2e2", "fifty", "20.5", "9" * 5_000])
def test_so_many_countries_cannot_be_asked_for(text: str) -> None:
    with pytest.raises(InputError, match="from 20 to 500"):
        lab.read_simulations(text)


def test_so_many_countries_can() -> None:
    assert lab.read_simulations(" 50 ") == 50


def test_a_day_by_which_it_was_known() -> None:
    assert lab.read_known_by(" ") is None
    assert lab.read_known_by("2014-06-30") == date(2014, 6, 30)
    with pytest.raises(InputError, match="soon"):
        lab.read_known_by("soon")
