"""Selectors and moves are read from text and written back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boomerang.case import read_case
from boomerang.case.parts.selectors import Move, Selector, as_value, names_of
from boomerang.measure.counts import part_of

VALID = Path(__file__).parents[1] / "cases" / "valid"


def test_selector() -> None:
    selector = Selector.parse("practice visible or quite private")
    assert (selector.subject, selector.values) == ("practice", ("visible", "quite private"))
    assert str(selector) == "practice visible or quite private"


def test_move() -> None:
    move = Move.parse("stance loyal or dissident -> detained")
    assert (move.track, move.sources) == ("stance", ("loyal", "dissident"))
    assert move.targets == {"loyal": "detained", "dissident": "detained"}
    assert str(move) == "stance loyal or dissident -> detained"


def test_ladder() -> None:
    move = Move.parse("rank private or recruit -> sergeant -> captain")
    assert move.targets == {"private": "sergeant", "recruit": "sergeant", "sergeant": "captain"}
    assert move.sources == ("private", "recruit", "sergeant")
    assert str(move) == "rank private or recruit -> sergeant -> captain"


@pytest.mark.parametrize("text", ["practice", "practice or", "practice visible or ", "practice a or or"])
def test_no_selector(text: str) -> None:
    with pytest.raises(ValueError, match="is no selector"):
        Selector.parse(text)


@pytest.mark.parametrize(
    "text", ["loyal -> gone", "stance loyal ->", "stance a -> b or c", "stance a to b", "stance a or -> b"]
)
def test_no_move(text: str) -> None:
    with pytest.raises(ValueError, match="is no move"):
        Move.parse(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"Stow or Wold"', ("Stow or Wold",)),
        ('a or "b or c" or d', ("a", "b or c", "d")),
        ('"a" or b', ("a", "b")),
        ('The "Red" hill or "b"', ('The "Red" hill', "b")),
        ('"say ""or"" or not"', ('say "or" or not',)),
        ('"a or b', ('"a', "b")),
    ],
)
def test_names_in_quotes(text: str, names: tuple[str, ...]) -> None:
    assert names_of(text) == names


AWKWARD = ["or", " or ", "a or b", '"', "a  b", "a\tb", "a\nb", "a\u00a0b", "a, b", "1\u3000"]


@given(st.lists(st.text('ab" >-,\n\u00a0', min_size=1) | st.sampled_from(AWKWARD), min_size=1))
def test_any_names_come_back(names: list[str]) -> None:
    text = " or ".join(as_value(name) for name in names)
    assert names_of(text) == tuple(names)
    assert Selector.parse(f"place {text}").values == tuple(names)
    assert str(Selector("place", tuple(names))) == f"place {text}"


def test_no_break_spaces_are_letters_and_others_need_quotes() -> None:
    text = 'place  S\u00e3o\u00a0Tom\u00e9 or\n"Upper  End" or  Lower   End'
    assert Selector.parse(text).values == ("S\u00e3o\u00a0Tom\u00e9", "Upper  End", "Lower End")


def test_a_place_with_or_in_its_name_can_be_meant() -> None:
    case = read_case(VALID / "names-in-quotes.yaml")
    assert part_of(case, "depart", case.observations[0].within[0]).names == ("Stow or Wold",)
