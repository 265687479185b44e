"""Text is text: no square bracket is markup, and nothing in a text steers the terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import IO, Any

import pytest
from processes import CLOSED, done

import boomerang
from boomerang.characters import NO_TEXT, visible, writable
from boomerang.cli.output import print_json, say
from boomerang.cli.progress import progress_bar
from boomerang.preview.describe import describe
from boomerang.report.data.plain import json_text
from boomerang.report.summary import print_summary
from boomerang.report.terminal.check import print_description
from boomerang.report.terminal.screen import Screen, bold, dim, line
from boomerang.report.totals import Totals
from boomerang.study.run import Run
from boomerang.study.simulate import prepare, simulate

Command = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.usefixtures("undrawn")
BRACKETS = r"[red]x[/red] [/none] [upper] \[b] :smile: [link=file:///x]"
SIGNS = "\x1b[31m\x07\x9b\x7f\u202e\u2066\u2028\x1b]0;title\x07"
VISIBLE = visible(SIGNS)

CASE = """
case: valley
title: "The {text} title"
about: "{text}"
period: {{from: 2010-01-01, to: 2010-12-31, step: 1 week}}
population:
  places: places.csv
  household: 5 people
  traits: {{sex: {{woman: 0.5, man: 0.5}}}}
  contacts: {{household: {{within: household}}}}
tracks: {{stance: [loyal, gone]}}
parameters:
  leaving: {{value: 0.2 per person-year, prior: lognormal 0.1 to 0.5, source: "{text}", about: "{text}"}}
transitions:
  leave: {{moves: stance loyal -> gone, rate: leaving}}
mechanisms:
  luck:
    claim: "The {text} claim"
    by: "The {text} man"
    against: "{text}"
    hazard ratios: {{leave: {{sex man: 2}}}}
  fate: {{claim: "{text}", by: "{text}", hazard ratios: {{leave: {{sex woman: 2}}}}}}
explanations:
  one: {{by: "One {text}", claim: "{text}", mechanisms: [luck]}}
  two: {{by: "Two {text}", mechanisms: [fate]}}
observations:
  - {{count: leave, kind: ever, by: 2010-06-30, value: 40, said by: "The {text} office", known: 2010-07-15,
     source: "{text}", note: "{text}"}}
  - {{count: leave, within: "place Kot {text}", kind: ever, by: 2010-06-30, value: 20, said by: "{text}",
     known: 2010-07-15, source: "{text}"}}
  - {{count: leave, kind: ever, by: 2010-06-30, value: 1, said by: "{text}", unused: "{text}",
     known: 2010-07-15, source: "{text}"}}
observable:
  - {{count: leave, within: sex man, statistic: share, note: "{text}"}}
  - {{count: leave, unused: "The {text} reason"}}
"""


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    """A case with square brackets in every text and in the names of its places."""
    folder = tmp_path / "val[red]ley"
    folder.mkdir()
    text = BRACKETS.replace("\\", "\\\\")
    case = CASE.format(text=text).replace("place Kot " + text, f"place Kot {text}")
    (folder / "case.yaml").write_text(case)
    rows = [f"Kot {BRACKETS},[north],200,20", "Kot [lower],[/north],200,20"]
    (folder / "places.csv").write_text("\n".join(["place,province,people,stops", *rows]) + "\n")
    return folder


def words(text: str) -> str:
    """The text without breaks of lines, which depend on the width."""
    return " ".join(text.split())


def test_brackets_stand_as_they_are(command: Command, valley: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    told = {}
    for arguments in (
        ("check", valley),
        ("run", valley, "--out", "[red]out[/red]"),
        ("run", valley, "--replicates", 2, "--given", "leave: sex man in 2010-02..2010-03"),
        ("explain", valley, "--simulations", 20, "--threads", 1, "--out", "[/why]", "--mechanisms"),
    ):
        code, out, err = command(*arguments)
        assert (code, err) == (0, ""), err
        told[arguments[0]] = words(out)
    assert f"The {BRACKETS} title" in told["check"]
    assert f"The {BRACKETS} claim (The {BRACKETS} man)" in told["check"]
    assert "[north] 200, [/north] 200" in told["check"]
    assert f"The {BRACKETS} title (valley" in told["run"]
    assert f"The {BRACKETS} title" in told["explain"]
    for part in (f"One {BRACKETS}", f"Two {BRACKETS}", f"The {BRACKETS} reason"):
        assert part in told["explain"]
    assert "Everything is in [/why]" in told["explain"]


def test_brackets_in_json_and_files(command: Command, valley: Path) -> None:
    code, out, _ = command("run", valley, "--json", "--out", "[red]out")
    assert (code, json.loads(out)["out"]) == (0, "[red]out")
    run = Run.read("[red]out")
    assert run.places.tolist() == [f"Kot {BRACKETS}", "Kot [lower]"]
    assert run.dataset.attrs["title"] == f"The {BRACKETS} title"
    code, out, _ = command("check", valley, "--json")
    assert json.loads(out)["title"] == f"The {BRACKETS} title"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "[/red]no such{}"),
        ("run", "village", "--without", "[red]{}"),
        ("run", "village", "--set", "[red]{}"),
        ("run", "village", "--set", "[red]{}=1"),
        ("run", "village", "--given", "[red]{}"),
        ("run", "village", "--until", "[red]{}"),
        ("run", "village", "--explanation", "[red]{}"),
        ("run", "village", "--[red]{}"),
        ("explain", "village", "--prior", "[red]{}"),
        ("explain", "village", "--prior", "[red]{}=1"),
        ("explain", "village", "--known-by", "[red]{}"),
        ("explain", "village", "--score", "[red]{}"),
        ("new", "v[red]{}"),
        ("new", "valley", "--from", "[red]{}"),
        ("[red]{}",),
    ],
)
def test_messages_show_what_was_typed(command: Command, arguments: tuple[str, ...]) -> None:
    code, out, err = command(*(word.format(SIGNS) for word in arguments))
    assert (code, out) == (2, "")
    assert "[red]" in err or "[/red]" in err
    assert not NO_TEXT.search(err)
    assert "\\u001b[31m" in err or "\\x1b[31m" in err


def hostile(given: Any, sign: str) -> Any:
    """The same with a sign in every text, however deep; names that are looked up stay."""
    if isinstance(given, str):
        return given + sign
    if is_dataclass(given) and not isinstance(given, type):
        changed = {field.name: hostile(getattr(given, field.name), sign) for field in fields(given)}
        return replace(given, **changed)
    if isinstance(given, dict):
        return {hostile(key, sign): hostile(value, sign) for key, value in given.items()}
    return type(given)(hostile(item, sign) for item in given) if isinstance(given, (list, tuple)) else given


def safe(out: str, least: int) -> None:
    """Nothing that is no text got through, and so many of the texts are there."""
    assert not NO_TEXT.search(out), repr(NO_TEXT.search(out))
    assert len(re.findall(r"\\u001b\[31m", out)) >= least, out


def test_every_text_of_a_description(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "10000")
    description = describe(prepare(boomerang.scenario("village")).compiled)
    given = replace(hostile(description, SIGNS), observations=description.observations)
    print_description(given)
    safe(capsys.readouterr().out, 70)
    safe(json_text({"title": given.title, "warnings": given.warnings, "events": [given.events[0].name]}), 2)


def test_every_text_of_a_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10000")
    run = simulate("village", seed=1)
    case = run.case.model_copy(update={"title": f"title {SIGNS}", "name": f"name {SIGNS}"})
    places = run.variables["place"]
    named = replace(places, values=[f"{place} {SIGNS}" for place in places.values])
    changed = replace(run, scenario=replace(run.scenario, case=case), variables={**run.variables})
    changed.variables["place"] = replace(named, values=places.values.astype(object) + SIGNS)
    print_summary(Totals.of([changed]), {f"load{SIGNS}": 1.0}, Path(f"out{SIGNS}"))
    safe(capsys.readouterr().out, 5)


def test_columns_keep_their_width_and_colours_stay() -> None:
    screen = Screen(width=60)
    with screen.capture() as captured:
        screen.print(line(bold("x\x1b"), " y\x9b ", dim("[z]")), "[b]\x07", bold("p"))
    assert captured.get() == "x\\u001b y\\u009b [z] [b]\\u0007 p\n"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("latin-1", ["run", "village"]),
        ("utf-8", ["run", "village"]),
        ("ascii", ["check", "village"]),
        ("ascii", ["cases", "--json"]),
    ],
)
def test_output_that_is_not_utf8(tmp_path: Path, encoding: str, words: list[str]) -> None:
    code, out, err = done(tmp_path, *words, encoding=encoding)
    assert (code, err) == (0, "")
    if "--json" in words:
        assert json.loads(out)["cases"]
    else:
        assert "@" in out or encoding == "utf-8" or words[0] == "check"


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "utf-8"])
def test_errors_that_are_not_utf8(tmp_path: Path, encoding: str) -> None:
    alone = subprocess.run(
        [sys.executable, "-m", "boomerang", "check", "Kör–t"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (alone.returncode, alone.stdout) == (2, b"")
    told = {"utf-8": "'Kör–t'", "cp1252": "'Kör–t'", "latin-1": "'Kör-t'", "ascii": "'K\\xf6r-t'"}
    assert alone.stderr.decode(encoding).startswith(told[encoding])


def test_writable() -> None:
    assert writable("± “a” ▁█ 日\x1b", "latin-1") == '± "a" _@ \\u65e5\\u001b'
    assert writable("± “a” ▁█ 日", "utf-8") == "± “a” ▁█ 日"


FULL = Path("/dev/full")
NO_ROOM = (2, "the output cannot be written (No space left on device)\n")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", ["run village", "run village --json", "check village", "cases", "new v"])
def test_output_onto_a_full_disk(tmp_path: Path, words: str) -> None:
    code, _, err = done(tmp_path, *words.split(), out=FULL)
    assert (code, err) == NO_ROOM


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", ["--version", "new v"])
def test_output_of_a_whole_program_onto_a_full_disk(tmp_path: Path, words: str) -> None:
    with FULL.open("w") as full:
        assert alone(tmp_path, words.split(), full) == NO_ROOM


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_stream_that_was_closed_before_the_start_is_left_out(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sys, name, None)
    say("a line", error=name == "stderr")
    print_json({"a": 1})
    with progress_bar(1, "countries") as tell:
        assert tell is None


def test_output_that_is_closed_is_left_out(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "boomerang", "new", "v"]
    closed = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *program], cwd=tmp_path, capture_output=True, check=False
    )
    assert (closed.returncode, closed.stdout, closed.stderr) == (0, b"", b"")


@pytest.mark.parametrize("words", ["run village", "check village --json", "--help"])
def test_a_closed_pipe_is_quiet(tmp_path: Path, words: str) -> None:
    code, _, err = done(tmp_path, *words.split(), out=CLOSED)
    assert (code, err) == (141, "")


def test_a_closed_pipe_of_a_whole_program_is_quiet(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        assert alone(tmp_path, ["--help"], closed) == (141, "")


def alone(folder: Path, words: list[str], out: IO[str]) -> tuple[int, str]:
    """The exit code of a command with an interpreter of its own, and what it complains about."""
    program = [sys.executable, "-m", "boomerang", *words]
    found = subprocess.run(program, cwd=folder, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    return found.returncode, found.stderr
