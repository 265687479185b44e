"""A case that is edited as text."""

from __future__ import annotations

from pathlib import Path

import pytest

import boomerang
from boomerang.case import CaseError, Problem, read_case
from boomerang.lab import edited as lab

FOLDER = boomerang.load("village").folder
TEXT = (FOLDER / "case.yaml").read_text(encoding="utf-8")


def line_of(text: str, what: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if what in line)


def test_a_text_is_read_as_the_file_is() -> None:
    found = lab.read_edited(TEXT, FOLDER)
    assert found.case == boomerang.load("village")
    assert (found.problems, found.lines) == ((), ())
    assert lab.verdict(found) == f"Valid: village, {len(TEXT.splitlines())} lines."


def test_problems_stand_at_their_lines_as_check_tells_them(tmp_path: Path) -> None:
    text = TEXT.replace("to: neighbours", "to: neighbors", 1).replace("stance:", "stanse:", 1)
    assert text != TEXT
    found = lab.read_edited(text, FOLDER)
    for file in FOLDER.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CaseError) as known:
        read_case(tmp_path)
    assert list(found.problems) == known.value.problems
    assert found.case is None
    assert line_of(text, "moves: stance loyal -> sympathiser") in found.lines
    assert [place for place, _ in lab.told(found)] == [p.line for p in known.value.problems]
    assert "nothing of this text is simulated" in lab.verdict(found)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_ends_of_lines_do_not_count(end: str) -> None:
    assert lab.read_edited(TEXT.replace("\n", end), FOLDER).case == boomerang.load("village")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("- a list", "is made of `key: value` lines"),
        ("case: [", ""),
        ("x" * 2_000_001, "larger than the 2 MB"),
        ("case: a\x00b", ""),
    ],
)
def test_what_is_no_case_is_told(text: str, message: str) -> None:
    found = lab.read_edited(text, FOLDER)
    assert found.case is None
    assert message in found.problems[0].message


@pytest.mark.parametrize("name", ["../marenga/places.csv", "/etc/passwd", "../../../../etc/passwd"])
def test_files_elsewhere_are_not_read(name: str) -> None:
    start = TEXT.index("  places:")
    end = TEXT.index("\n  ", start + 3 + TEXT[start + 3 :].index("\n"))
    found = lab.read_edited(f"{TEXT[:start]}  places: {name}{TEXT[end:]}", FOLDER)
    assert found.case is None
    assert "root:" not in str(found.problems)


def test_what_is_worth_a_look_is_told() -> None:
    found = lab.read_edited(TEXT, FOLDER)
    line = TEXT[: TEXT.index("\n  deterrence:")].count("\n") + 2
    told = f"case.yaml:{line} mechanism deterrence: it does nothing unless restriction is on"
    assert told in found.warnings
    assert found.case is not None


def test_many_problems_are_counted() -> None:
    text = TEXT + "".join(f"unknown{number}: 1\n" for number in range(80))
    found = lab.told(lab.read_edited(text, FOLDER))
    assert len(found) == 21
    assert found[-1][1].endswith("from here on there are 60 more problems of this kind")
    kinds = [Problem(lab.CASE_FILE, None, "", "x" * number) for number in range(1, lab.MOST_SHOWN + 32)]
    found = lab.told(lab.Edited(TEXT, None, tuple(kinds)))
    assert len(found) == lab.MOST_SHOWN + 1
    assert found[-1] == (0, "and 31 more problems")


def test_a_reading_can_be_called_off() -> None:
    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        lab.read_edited(TEXT, FOLDER, stop)
