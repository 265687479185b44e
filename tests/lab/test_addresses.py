"""An address that makes no sense: what is wrong with it is told, and the lab begins as without it."""

from __future__ import annotations

import pytest

pytest.importorskip("panel")
from boomerang.lab.library import Library
from boomerang.lab.page import _state_of
from boomerang.lab.state import State


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?case=../../etc/passwd", "'../../etc/passwd' is no case of this lab"),
        ("?seed=-1", "the seed in the address is '-1'"),
        ("?lever+nonsense=0.5", "'nonsense' is no lever of village"),
    ],
)
def test_what_makes_no_sense_is_told(query: str, told: str) -> None:
    state, wrong = _state_of(query, Library(["village"]))
    assert state == State()
    assert wrong.startswith(told)


def test_what_makes_sense_is_taken() -> None:
    assert _state_of("?tab=classroom&seed=2", Library(["village"])) == (State(tab="classroom", seed=2), "")
    assert _state_of("?tab=nonsense", Library(["village"])) == (State(), "")
