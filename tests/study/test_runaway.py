"""Who is named when a country runs away."""

from typing import Any

import pytest

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.engine import simulate as engine
from boomerang.errors import RunawayError
from boomerang.study.simulate import simulate


def world(**changes: Any) -> dict[str, Any]:
    return {
        "case": "world",
        "title": "A world",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 week"},
        "population": {"places": [{"place": "here", "people": 40_000}], "household": "5 people"},
        "tracks": {"stance": ["calm", "angry"]},
        "feelings": {"rage": {"half-life": "never"}},
        "climates": {"heat": {"half-life": "never"}},
        "acts": {
            "shout": {"who": "stance calm", "rate": "1 per person-year at reference"},
            "sing": {"who": "stance calm", "rate": "2 per person-year"},
        },
        **changes,
    }


def mechanism(**given: Any) -> dict[str, Any]:
    return {"claim": "It does.", "by": "somebody", **given}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_CANDIDATES", 1000)


def told(data: dict[str, Any]) -> str:
    with pytest.raises(RunawayError) as caught:
        simulate(scenario(case_from_data(data)))
    return str(caught.value)


def test_the_mechanism_that_feeds_an_event_by_a_feeling_is_named() -> None:
    spirals = mechanism(
        **{
            "kicks": [{"when": "shout", "to": "self", "rage": 5}],
            "hazard ratios": {"shout": {"rage": 8}},
        }
    )
    idle = mechanism(**{"hazard ratios": {"sing": {"heat": 2}}})
    said = told(world(mechanisms={"idle": idle, "spirals": spirals}))
    assert "most of them 'shout', which the mechanism 'spirals' makes about" in said
    assert "the hazards of this country run away: on 2010-0" in said


def test_the_mechanism_that_feeds_an_event_by_a_climate_is_named() -> None:
    heats = mechanism(
        **{
            "kicks": [{"when": "sing", "to": "nation", "heat": 1}],
            "hazard ratios": {"sing": {"heat": 1.5}},
        }
    )
    assert "most of them 'sing', which the mechanism 'heats' makes about" in told(
        world(mechanisms={"heats": heats})
    )


def test_a_rate_that_is_too_high_by_itself_is_told() -> None:
    acts = {"shout": {"rate": "1e8 per person-year"}}
    said = told(world(acts=acts))
    assert "on 2010-01-01 more than" in said
    assert "most of them 'shout', at its rate of 1e+08 per person-year; lower its kicks" in said


def test_a_climate_that_leaves_all_numbers_is_refused() -> None:
    """It multiplies its own kicks, and no hazard: the run would end well, with infinity in its results."""
    kicks = [{"when": "sing", "to": "nation", "heat": 1e15, "times": "heat"}]
    heat = {"half-life": "never", "from the start": 1}
    said = told(world(kicks=kicks, climates={"heat": heat}))
    assert said.startswith("the climate 'heat' runs away: on 2010-")
