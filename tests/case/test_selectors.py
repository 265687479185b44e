"""Selectors and moves are read from text and written back."""

import pytest

from boomerang.case.parts.selectors import Move, Selector


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
