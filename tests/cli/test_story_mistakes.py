"""Mistakes in asking for a story: exit code 2 and one sentence, before anything is simulated if possible."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Command = Callable[..., tuple[int, str, str]]
STORY = ("story", "village", "--who")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("event = fly",),
            "who 'event = fly': 'fly' is no event (sympathise, relent, depart, stop, invite)",
        ),
        (
            ("sex mann",),
            "who 'sex mann': 'mann' is no category or state of sex (woman, man); did you mean 'man'?",
        ),
        (
            ("event = invite", "--without", "ties"),
            "who 'event = invite': 'invite' belongs to the mechanism ties, which is off; switch it on",
        ),
        (("sex man", "--number", 0), "0 stories cannot be told; give 1 or more"),
        (
            ("sex man", "--policy", "zz"),
            "'zz' is no policy of village (no stops, half the stops, no rule, no answer)",
        ),
        (
            ("sex man", "--until", "2030-01-01"),
            "village runs from 2010-01-01 to 2014-12-31; 2030-01-01 does not lie in this period",
        ),
        (("sex man", "--seed", -1), "the seed is -1; seeds run from 0 to 18446744073709551615"),
    ],
)
def test_mistakes(command: Command, arguments: tuple[object, ...], message: str) -> None:
    code, out, err = command(*STORY, *arguments)
    assert (code, out) == (2, "")
    assert err == message + "\n"


def test_nobody_is_told_of_with_what_to_loosen(command: Command) -> None:
    code, out, err = command(*STORY, "age child and event = depart")
    assert (code, out) == (2, "")
    assert err.startswith("nobody in the run of seed 1 matches 'age child and event = depart': ")
    assert err.endswith("; loosen 'age child', or choose another seed\n")
    assert len(err.splitlines()) == 1
