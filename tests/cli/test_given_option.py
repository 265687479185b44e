"""`boomerang run --given`."""

import json
from collections.abc import Callable

import boomerang

Command = Callable[..., tuple[int, str, str]]
ONE, OTHER = "depart: sex man in 2013-04..2013-05", "stop: practice visible in 2012-01-01..2012-01-31"
MEANT = ["depart: sex man in 2013-04-01..2013-05-31", OTHER]


def test_the_summary_says_what_was_given(command: Command) -> None:
    code, out, err = command("run", "village", "--given", ONE, "--given", OTHER)
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if line.startswith("given: ")] == [
        f"given: {text}" for text in MEANT
    ]


def test_json_and_the_folder_say_what_was_given(command: Command) -> None:
    code, out, _ = command("run", "village", "--given", ONE, "--given", OTHER, "--json")
    found = json.loads(out)
    run = boomerang.Run.read(found["out"])
    assert code == 0
    assert found["given"] == list(map(str, run.scenario.given)) == MEANT
    _, out, _ = command("run", "village", "--json")
    plain = json.loads(out)
    assert plain["given"] == []
    assert (plain["out"], plain["digest"]) != (found["out"], found["digest"])


def test_mistakes(command: Command) -> None:
    for text, message in (
        ("leave in 2013-04..2013-05", "'leave' is no transition or act of village"),
        ("invite in 2013-04..2013-05", "'invite' is an encounter"),
        ("depart: stance gone in 2013-04..2013-05", "'gone' is no category or state of stance"),
        ("depart in 2013-04..2033-05", "the run goes from 2010-01-01 to 2014-12-31"),
        ("depart, soon", "write EVENT: WHO in DAY..DAY"),
        ("depart: stance loyal in 2013-04-01..2013-05-31", "in the run with seed 1 there is nobody"),
    ):
        code, out, err = command("run", "village", "--no-progress", "--given", text)
        assert (code, out) == (2, "")
        assert err.startswith(f"given '{text}': {message}")
        assert err.count("\n") == 1
