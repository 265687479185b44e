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
