"""An address that makes no sense: what is wrong with it is told, and the lab begins as without it."""

from __future__ import annotations

import pytest

from boomerang.lab.library import Library
from boomerang.lab.state import State


def state_of(query: str) -> tuple[State, str]:
    """What a page begins with, and what is wrong with its address."""
    pytest.importorskip("panel")  # here, as it takes long to load
    from boomerang.lab.page import _state_of

    return _state_of(query, Library(["village"]))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?case=../../etc/passwd", "'../../etc/passwd' is no case of this lab"),
        ("?seed=-1", "the seed in the address is '-1'"),
        ("?lever+nonsense=0.5", "'nonsense' is no lever of village"),
    ],
)
def test_what_makes_no_sense_is_told(query: str, told: str) -> None:
    state, wrong = state_of(query)
    assert state == State()
    assert wrong.startswith(told)


def test_what_makes_sense_is_taken() -> None:
    assert state_of("?tab=classroom&seed=2") == (State(tab="classroom", seed=2), "")
    assert state_of("?tab=nonsense") == (State(), "")
