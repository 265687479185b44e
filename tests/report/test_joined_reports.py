"""Policies, the number, a life and what matters: in reports of their own, and in one with an answer."""

from __future__ import annotations

import json
import re
import shutil
import warnings
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from hostile import Alive, scripts_in
from test_page import MOST_BYTES, check_dead

import boomerang
from boomerang.errors import InputError
from boomerang.report.explanation import Explanation
from boomerang.report.report import write_report
from boomerang.report.sections.again import call_of
from boomerang.report.sections.findings import Found


def written(folders: list[Path], tmp_path: Path) -> str:
    return write_report(folders, tmp_path / "report.html").read_text(encoding="utf-8")


def test_sections_stand_in_the_order_in_which_they_are_read(joined: list[Path], tmp_path: Path) -> None:
    page = written(joined[::-1], tmp_path)  # whatever the order of the folders
    order = "answer evidence explanations limits predictions policies number life influences parameters again"
    assert re.findall(r'<section id="([^"]+)"', page) == order.split()
    assert len(page.encode()) < MOST_BYTES
    told = " ".join("".join(Alive(page).said).split())
    for folder, command in zip(joined[1:], ("whatif", "number", "story", "sensitivity"), strict=True):
        assert f"boomerang {command} village --" in told or f"boomerang.{command}(" in told
        data = json.loads((folder / f"{command}.json").read_text())
        for key in ("advice", "says"):
            assert data.get(key, "")[1:] in told


def test_a_script_in_any_text_of_a_case_is_text_in_every_section(
    joined_hostile: list[Path], hostile: Explanation, tmp_path: Path
) -> None:
    page = written(joined_hostile, tmp_path)
    alive = check_dead(page)
    told = "".join(alive.said)
    wanted = scripts_in(hostile.table.case, "policies")
    assert len(wanted) == 4
    assert all(f"{name}()</script>" in told for name in wanted)
    assert "<" not in "".join(alive.data)
    assert not re.search(r"field\d", "".join(alive.programs))


def test_every_chart_has_words_and_a_table(joined: list[Path], tmp_path: Path) -> None:
    figures = re.findall(r"(?s)<figure>.*?</figure>", written(joined[1:], tmp_path))
    assert len(figures) == 9
    for figure in figures:
        assert re.search(r'role="img" aria-label="[^"]{40,}"', figure)
        table = re.search(r"(?s)<tbody>(.*?)</tbody>", figure)
        assert table is not None
        assert "<td" in table[1], figure[:300]


def test_every_chart_is_valid_and_has_its_pictures(joined: list[Path]) -> None:
    for file in [file for folder in joined[1:] for file in (folder / "charts").glob("*.json")]:
        alt.Root.validate(json.loads(file.read_text()))
        assert file.with_suffix(".png").read_bytes()[:4] == b"\x89PNG"
        assert b"<svg" in file.with_suffix(".svg").read_bytes()


def test_the_report_of_a_folder_is_the_same_when_it_is_written_again(joined: list[Path]) -> None:
    for folder in joined[1:]:
        before = (folder / "report.html").read_bytes()
        assert write_report([folder]) == folder / "report.html"
        assert (folder / "report.html").read_bytes() == before


def test_two_results_of_a_kind_have_a_section_each(joined: list[Path], tmp_path: Path) -> None:
    other = Path(shutil.copytree(joined[2], tmp_path / "other"))
    page = written([joined[2], other], tmp_path)
    assert re.findall(r'<section id="(number[^"]*)"', page) == ["number", "number-2"]


def test_what_does_not_belong_together_is_refused(joined: list[Path], tmp_path: Path) -> None:
    life = boomerang.story(boomerang.scenario("village", settings={"title": "Elsewhere"}), "sex man")
    other = life.write(tmp_path / "other")
    with pytest.raises(InputError, match=r"other: this result is of another case than .*, another state of"):
        write_report([joined[1], other])
    with pytest.raises(InputError, match="a report tells one answer of explain; leave the others out"):
        write_report([joined[0], joined[0]])
    with pytest.raises(InputError, match=r"number: this folder is named twice; name each once"):
        write_report([joined[2], joined[2] / ".." / "number"])
    with pytest.raises(InputError, match=r"there is no result in this folder \(call.json missing\)"):
        write_report([tmp_path])


def test_a_folder_that_nothing_marks_is_left_alone(joined: list[Path], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(joined[2], tmp_path / "copy"))
    (copy / ".boomerang.json").unlink()
    with pytest.raises(InputError, match="nothing in this folder says what made it"):
        write_report([copy])


def test_the_call_makes_the_same_again(joined: list[Path]) -> None:
    calls = {found.call.command: call_of(found.call) for found in map(Found.read, joined[1:])}
    assert calls["number"] == (
        "boomerang number village --act stop --outcome depart --explanation boomerang --pairs 4 --acts 20"
        " --seed 1"
    )
    assert calls["whatif"].endswith(
        "--outcome depart --explanation ties --explanation boomerang --pairs 4 --seed 1"
    )
    assert calls["sensitivity"] == (
        "boomerang.sensitivity(boomerang.scenario('village', mechanisms=['ties']), outcomes=['depart'],"
        " method='morris', simulations=40, replicates=1, seed=1)"
    )
    called: dict[str, Any] = {"boomerang": boomerang}
    again = eval(calls["sensitivity"], called)
    data = json.loads((joined[4] / "sensitivity.json").read_text())
    assert again.countries == data["countries"]


def test_what_cannot_be_drawn_brings_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(found: Any) -> Any:
        raise ValueError("no ink")

    monkeypatch.setattr("boomerang.report.charts.descent_trees", fails)
    with pytest.warns(UserWarning, match=r"the chart 'descent' cannot be drawn \(ValueError: no ink\)"):
        boomerang.story("village", "event = depart").write(tmp_path / "life")
    assert (tmp_path / "life" / "charts" / "story-1.svg").is_file()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_report([tmp_path / "life"])
