"""A case that was read is not read again as long as its files are as they were."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from boomerang.case import CaseError, read_case
from boomerang.case import read as reading
from boomerang.case.bundled import bundled_cases
from boomerang.case.kept import Kept
from boomerang.case.parts.case_files import files_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reading, "_READ", Kept(most=2))
    shutil.copytree(bundled_cases()["village"], tmp_path / "village")
    return tmp_path / "village"


def test_what_is_as_it_was_is_the_same_case(folder: Path):
    assert read_case(folder) is read_case(folder)


def test_another_text_is_another_case(folder: Path):
    first, file = read_case(folder), folder / "case.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("case: village", "case: hamlets"), encoding="utf-8")
    assert (first.name, read_case(folder).name) == ("village", "hamlets")
    file.write_text(text, encoding="utf-8")
    assert read_case(folder) is first


def test_a_table_that_changed_is_read_again(folder: Path):
    first = read_case(folder)
    table = folder / files_of(first)[0]
    was = table.read_bytes()
    table.write_bytes(was + b"\n")
    second = read_case(folder)
    assert second is not first
    assert second == first
    table.write_bytes(was)
    assert read_case(folder) is not second


def test_a_table_that_is_gone_is_missed(folder: Path):
    (folder / files_of(read_case(folder))[0]).unlink()
    with pytest.raises(CaseError, match="there is no file"):
        read_case(folder)


def test_the_same_file_elsewhere_is_a_case_there(folder: Path, tmp_path: Path):
    shutil.copytree(folder, tmp_path / "other")
    assert [read_case(where).folder.name for where in (folder, tmp_path / "other")] == ["village", "other"]


def test_settings_are_of_one_reading_only(folder: Path):
    read_case(folder)
    assert read_case(folder, {"title": "Another"}).title == "Another"
    assert read_case(folder).title != "Another"


def test_no_more_are_kept_than_the_last_few(folder: Path, tmp_path: Path):
    first = read_case(folder)
    for name in ("a", "b"):
        shutil.copytree(folder, tmp_path / name)
        read_case(tmp_path / name)
    assert read_case(folder) is not first
    assert read_case(tmp_path / "b") is read_case(tmp_path / "b")
