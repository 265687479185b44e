"""A case small enough to change in every test."""

from typing import Any

import pytest


@pytest.fixture
def tiny() -> dict[str, Any]:
    return {
        "case": "tiny",
        "title": "A tiny case",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 week"},
        "population": {"places": [{"place": "here", "people": 100}]},
        "tracks": {"stance": ["loyal", "departed"]},
        "transitions": {"depart": {"moves": "stance loyal -> departed", "rate": "0.1 per person-year"}},
    }


@pytest.fixture
def tiny_text() -> str:
    """The same case as the text of a file."""
    return (
        "case: tiny\n"
        "title: A tiny case\n"
        "period: {from: 2010-01-01, to: 2010-12-31, step: 1 week}\n"
        "population: {places: [{place: here, people: 100}]}\n"
        "tracks: {stance: [loyal, departed]}\n"
        "transitions: {depart: {moves: stance loyal -> departed, rate: 0.1 per person-year}}\n"
    )
