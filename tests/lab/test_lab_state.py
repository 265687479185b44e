"""What is chosen, and the address that holds it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boomerang.errors import InputError
from boomerang.lab.state import State

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
STATES = st.builds(
    State,
    case=TEXT,
    explanation=st.none() | TEXT,
    policy=st.none() | TEXT,
    start=st.none() | st.dates(),
    levers=st.dictionaries(TEXT, st.sampled_from([0.0, 0.1, 0.5, 1.9, 2.0]), max_size=3),
    settings=st.dictionaries(TEXT, TEXT, max_size=3),
    outcome=st.none() | TEXT,
    seed=st.integers(0, 2**64 - 1),
)


@given(STATES)
def test_an_address_leads_back_to_its_state(state: State) -> None:
    assert State.of_query(state.query()) == state


def test_the_beginning_has_no_query() -> None:
    assert State().query() == ""
    assert State.of_query("?token=secret") == State()


def test_what_a_tab_keeps_is_kept() -> None:
    state = State.of_query("?tab=classroom&room=abc")
    assert (state.tab, state.more) == ("classroom", {"room": "abc"})


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?seed=-1", "write a whole number from 0 to 18446744073709551615"),
        ("?seed=18446744073709551616", "write a whole number"),
        ("?from=2012-02-30", "write a day such as 2013-01-01"),
        ("?lever+x=2.5", "the lever 'x' in the address is '2.5'; write a number from 0 to 2"),
        ("?lever+x=nan", "write a number from 0 to 2"),
        ("?case=" + "x" * 9000, "at most 8,000 are read"),
    ],
)
def test_what_cannot_be_read_is_told(query: str, told: str) -> None:
    with pytest.raises(InputError, match=told.replace("(", "\\(")):
        State.of_query(query)


def test_changes_leave_the_rest() -> None:
    state = State(case="village", seed=3)
    assert state.changed(start=date(2012, 1, 1)) == State(case="village", seed=3, start=date(2012, 1, 1))
