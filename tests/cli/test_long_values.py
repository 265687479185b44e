"""Whatever is written too long, too small or too large is told in few words, through every door."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from boomerang.case import CaseError, read_case
from boomerang.characters import LONGEST_SHOWN, brief
from boomerang.errors import InputError

Command = Callable[..., tuple[int, str, str]]

VILLAGE = Path(__file__).parents[1] / "cases" / "valid" / "village.yaml"
TINY = """\
case: tiny
title: A tiny case
period: {from: 2010-01-01, to: 2010-12-31, step: STEP}
population: {places: PLACES, household: HOUSEHOLD, neighbourhood: 4 people, TRAIT: {old: 0.5, young: 0.5}}
tracks: {stance: [loyal, NAME]}
feelings: {fear: {half-life: HALF}}
transitions: {depart: {moves: stance loyal -> NAME, rate: RATE}}
KEY: 1
"""
SOUND = {
    "STEP": "1 week",
    "PLACES": "[{place: here, people: 100}]",
    "HOUSEHOLD": "4 people",
    "TRAIT": "traits",
    "NAME": "gone",
    "HALF": "1 week",
    "RATE": "0.1 per person-year",
    "KEY: 1\n": "",
}
LONG = ["9" * 5000, "x" * 5000, "many words " * 500, "don't " * 900, "1." + "0" * 4000 + " kg"]


def refused(tmp_path: Path, **given: str) -> str:
    text = TINY
    for door, value in {**SOUND, **given}.items():
        text = text.replace(door if door not in given or door != "KEY" else "KEY", value)
    (tmp_path / "case.yaml").write_text(text)
    with pytest.raises(CaseError) as caught:
        read_case(tmp_path / "case.yaml")
    return str(caught.value).replace(str(tmp_path), "")


@pytest.mark.parametrize("value", LONG, ids=["digits", "word", "words", "apostrophes", "unit"])
@pytest.mark.parametrize("door", ["STEP", "HOUSEHOLD", "TRAIT", "NAME", "HALF", "RATE", "KEY", "PLACES"])
def test_what_is_written_long_is_shown_short(tmp_path: Path, door: str, value: str) -> None:
    given = {door: f'"{value}"'}
    if door == "KEY":
        given = {"KEY: 1\n": f'"{value}": 1\n'}
    for line in refused(tmp_path, **given).splitlines():
        runs = re.findall(r"9{20,}|x{20,}|0{20,}|(?:many words ){3,}|(?:don't ){3,}", line)
        assert all(len(run) <= LONGEST_SHOWN for run in runs), line[:400]
        assert len(line) < 800, line[:400]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "y" * 5000),
        ("check", "y" * 100),
        ("run", "village", "--set", "y" * 5000),
        ("run", "village", "--set", f"{'y' * 5000}=2"),
        ("run", "village", "--set", f"feelings.{'y ' * 5000}=2"),
        ("run", "village", "--set", f"feelings.fear.half-life={'y' * 5000}"),
        ("run", "village", "--until", "y" * 5000),
        ("run", "village", "--seed", "y" * 5000),
        ("run", "village", "--policy", "y" * 5000),
        ("run", "village", "--without", "y" * 5000),
        ("run", "village", f"--{'y' * 5000}"),
        ("run", "village", "--out", "y" * 5000),
        ("explain", "village", "--prior", "y" * 5000),
        ("explain", "village", "--prior", f"{'y' * 5000}=1"),
        ("explain", "village", "--score", "y" * 5000),
        ("story", "village", "--who", "y" * 5000),
        ("number", "village", "--act", "y" * 5000, "--outcome", "depart"),
    ],
)
def test_options_and_names_of_files_are_shown_short(command: Command, arguments: tuple[str, ...]) -> None:
    code, _, said = command(*arguments)
    assert code == 2
    assert all(len(run) <= LONGEST_SHOWN for run in re.findall("y+", said)), said[:500]
    assert len(said) < 1000


def test_what_is_short_stays_and_only_what_is_long_is_cut() -> None:
    short = "case.yaml:3 a.b: 'x y' is no unit of time (hours, days), and 'z' neither; did you mean 'days'?"
    assert brief(short) == short
    path = f"'/home/some body/{'a folder/' * 10}case.yaml' is no case"
    assert brief(path) == path
    told = brief(f"'{'a ' * 50}' and 'b' are {'c' * 70}, /home/{'d' * 200}/{'e' * 61}")
    assert told == f"'{'a ' * 28}a...' and 'b' are {'c' * 57}..., /home/{'d' * 57}.../{'e' * 57}..."
    assert str(InputError("f" * 500)) == "f" * 57 + "..."


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("parameters.memory.value", "1e-320 months", ".1e-320 months. is too small"),
        ("feelings.fear.half-life", "1e-310 hours", ".1e-310 hours. is too small"),
        ("feelings.fear.half-life", "1e-150 hours", "'1e-150 hours' is too small"),
        ("feelings.fear.half-life", "1e-150 x 1e-150 x memory", "'1e-150 x 1e-150 x memory' is too small"),
        (
            "feelings.fear.half-life",
            "1e-999 days",
            "1e-999 is too small to compute with; write 0 or a larger",
        ),
        ("climates.threat.half-life", "1e-299 days", "'1e-299 days' is too small"),
        ("parameters.memory.value", "1e308 years", "'1e308 years' is too large"),
        ("parameters.leaving.value", "1e-299 per person-year", "is too small to compute with"),
        ("parameters.leaving.value", "1e308 per person-day", "is too large to compute with"),
        ("period.step", "1e-80 hours", "steps of 1e-80 hours make far too many of them; at most 100,000"),
        ("period.step", "1e-300 hours", "'1e-300 hours' is too small"),
    ],
)
def test_numbers_that_are_lost_by_their_unit_are_refused(path: str, value: str, why: str) -> None:
    with pytest.raises(CaseError, match=f"^--set {re.escape(path)}: .*(?:{why})"):
        read_case(VILLAGE, {path: value})
