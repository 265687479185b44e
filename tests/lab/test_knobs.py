"""Parameters as sliders."""

from __future__ import annotations

import numpy as np
import pytest

import boomerang
from boomerang.lab.knobs import STEPS, Knob, knobs

VILLAGE = boomerang.load("village")
EXPLANATION = next(iter(VILLAGE.explanations))
KNOBS = knobs(VILLAGE, EXPLANATION)


def numbers(knob: Knob) -> list[float]:
    return [float(value.partition(" ")[0]) for value in knob.values]


def knob(**given: object) -> Knob:
    usual = {
        "path": "a.b",
        "name": "b",
        "owner": "a",
        "about": "",
        "values": ("1 per year", "2 per year", "4 per year"),
        "usual": 1,
        "given": "2.1 per year",
        "density": (0.5, 1.0, 0.5),
        "low": 0,
        "high": 2,
    }
    return Knob(**(usual | given))  # type: ignore[arg-type]


@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.path)
def test_a_slider_goes_up_and_holds_its_prior(knob: Knob) -> None:
    assert len(knob.values) == len(knob.density) == STEPS + 1
    assert (np.diff(numbers(knob)) >= 0).all()
    assert max(knob.density) == 1
    assert 0 <= knob.low < knob.high <= STEPS
    assert knob.given == str(VILLAGE.own_parameters()[knob.owner or None][knob.name].value)


def test_those_of_mechanisms_come_first() -> None:
    owned = [bool(knob.owner) for knob in KNOBS]
    assert owned == sorted(owned, reverse=True)


def test_a_given_value_stands_where_it_is_nearest() -> None:
    assert [knob().at(text) for text in (None, "0.3 per year", "3.4 per year", "2")] == [1, 0, 2, 1]


def test_a_slider_shows_what_was_given() -> None:
    assert knob().shown(None) == ["1 per year", "2.1 per year", "4 per year"]
    assert knob().shown("3.4 per year") == ["1 per year", "2.1 per year", "3.4 per year"]
