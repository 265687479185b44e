"""What a lab may show."""

from __future__ import annotations

from pathlib import Path

import pytest

import boomerang
from boomerang.case import write_case
from boomerang.errors import InputError
from boomerang.lab.library import Library

VILLAGE = boomerang.load("village")


def test_bundled_cases_are_there_and_nothing_else() -> None:
    library = Library()
    assert library.first == "tajikistan-2015"
    assert set(library.names) > {"village", "marenga"}
    with pytest.raises(InputError, match="case of this lab"):
        library.case("../village")


@pytest.mark.parametrize(
    ("file", "copy"), [("explanation.json", "table/case"), ("call.json", "case")], ids=["answer", "other"]
)
def test_a_folder_of_results_stands_for_its_case(tmp_path: Path, file: str, copy: str) -> None:
    folder = tmp_path / "why"
    mine = VILLAGE.model_copy(update={"name": "mine"})
    write_case(mine, folder / copy)
    (folder / file).touch()
    library = Library([folder])
    assert library.results == {"why": folder}
    assert library.first == "mine"
    assert library.case("mine").name == "mine"


def test_a_case_is_no_result() -> None:
    library = Library([VILLAGE.folder])
    assert (library.results, library.first) == ({}, "village")


def test_a_text_is_as_it_was_written() -> None:
    text = (VILLAGE.folder / "case.yaml").read_text(encoding="utf-8")
    assert Library().text("village") == text
    with pytest.raises(InputError, match="case of this lab"):
        Library().text("/etc/passwd")
