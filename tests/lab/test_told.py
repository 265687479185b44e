"""The story of one person in the lab."""

from __future__ import annotations

import pytest

import boomerang
from boomerang.errors import InputError
from boomerang.lab import told as lab
from boomerang.lab.state import EVERYTHING, YOUR_OWN, State
from boomerang.lab.told import Told
from boomerang.report.document.blocks import Heading, Paragraph, Picture

VILLAGE = boomerang.load("village")
EVERYTHING_ON = State(explanation=EVERYTHING)


@pytest.fixture(scope="module")
def told() -> Told:
    return lab.tell(lab.asked_of(VILLAGE, EVERYTHING_ON), lab.whose("depart", "sex man"), 1, None)


def test_lives_are_those_of_the_command(told: Told) -> None:
    known = boomerang.story("village", "event = depart and sex man", number=lab.LIVES)
    assert [name for name, _ in told.lives] == [lab.name_of(story) for story in known]
    match = f"{known.matching} people match “event = depart and sex man”"
    assert told.introduced.startswith(f"{match}. 3 of them are told here, drawn at random.")
    assert "synthetic" in told.introduced


def test_a_story_has_a_chart_its_table_and_the_reasons(told: Told) -> None:
    who, picture, *rest = told.lives[0][1]
    assert isinstance(who, Paragraph)
    assert "sex man" in who.text
    assert isinstance(picture, Picture)
    assert picture.explained == lab.MARKS
    assert any(row[1].startswith("depart") and row[3] == "their own" for row in picture.table.rows)
    headings = [block for block in rest if isinstance(block, Heading)]
    assert headings[-1].title == "Why them: the hazard of depart"


def test_a_story_follows_what_is_chosen() -> None:
    stopless = State(policy=YOUR_OWN, levers={"restriction": 0.0})
    asked = lab.asked_of(VILLAGE, stopless)
    assert (asked.policy, asked.case.policies[YOUR_OWN].levers["restriction"]) != (None, None)
    assert lab.asked_of(VILLAGE, State(explanation="chance")).mechanisms == ()


def test_only_events_that_can_happen_are_offered() -> None:
    everything, chance = (
        lab.events_of(VILLAGE, EVERYTHING_ON),
        lab.events_of(VILLAGE, State(explanation="chance")),
    )
    assert set(chance) < set(everything)
    assert lab.usual_event(VILLAGE, everything) == "depart"
    assert lab.usual_event(VILLAGE, ["defect", "depart"]) == "defect"
    assert lab.usual_event(VILLAGE, []) == ""


def test_whose_story() -> None:
    assert lab.whose("depart", " rank >= colonel ") == "event = depart and rank >= colonel"
    assert lab.whose("", "sex man") == "sex man"


def test_nobody_matches() -> None:
    with pytest.raises(InputError, match="did you mean 'depart'"):
        lab.tell(lab.asked_of(VILLAGE, EVERYTHING_ON), "event = departs", 1, None)
