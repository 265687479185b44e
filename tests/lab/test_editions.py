"""A case that is edited on a page: everything that shows it hears of it."""

from __future__ import annotations

from typing import Any

import boomerang
from boomerang.lab.classroom import School
from boomerang.lab.country import Countries
from boomerang.lab.library import Library
from boomerang.lab.pool import Pool
from boomerang.lab.session import Session
from boomerang.lab.state import State


def test_an_edition_is_another_state_and_stands_in_no_address() -> None:
    heard: list[tuple[State, State]] = []
    how: dict[str, Any] = {"later": lambda _: None, "say": lambda _: None}
    session = Session(Library(), Pool(1), Countries(), School(), State(case="village"), **how)
    session.watch(lambda before, after: heard.append((before, after)))
    mine = boomerang.load("village").model_copy(update={"title": "mine"})
    for number in (1, 2):
        session.edit(mine)
        assert session.case is mine
        assert session.state.edition == number
    session.change(case="village")
    assert session.case.title != "mine"
    assert len(heard) == 3
    assert all(before != after for before, after in heard)
    assert {after.query() for _, after in heard} == {"?case=village"}
