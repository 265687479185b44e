"""What a run will cost, from a pilot: every figure that `check` tells."""

from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine import simulate
from boomerang.engine.workspace import record_words
from boomerang.errors import RunawayError
from boomerang.preview import cost
from boomerang.preview.cost import MB, forecast

# Of three pilots in turn, the first loads the kernels and the last is slowed: touched, touches, seconds.
PILOTS = {0: (1, 1, 60.0), 1: (10_000, 90_000, 3.5), 2: (1_000, 9_000, 1.5)}
PEAK = 120.0  # MB


def country(persons: int, rate: str = "0.1 per person-year") -> Compiled:
    population = {
        "places": [{"place": "here", "people": persons}],
        "household": "5 people",
        "contacts": {"household": {"within": "household"}},
    }
    data: dict[str, Any] = {
        "case": "small",
        "title": "A small case",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 day"},
        "population": population,
        "tracks": {"stance": ["loyal", "departed"]},
        "transitions": {"depart": {"moves": "stance loyal -> departed", "rate": rate}},
    }
    return compile_case(scenario(case_from_data(data)))


@pytest.fixture
def pilots(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Pilots that cost what is written down; gives the people of each that was run."""
    run: list[int] = []

    def timed(compiled: Compiled, _: Any, longest: float = 0.0) -> tuple[Any, float]:
        touched, touches, seconds = PILOTS[len(run)]
        run.append(compiled.people.country.persons)
        return SimpleNamespace(touched=touched, touches=touches), seconds

    monkeypatch.setattr(cost, "_timed", timed)
    monkeypatch.setattr(cost, "peak_memory_mb", lambda: PEAK)
    return run


def test_a_large_country_is_a_pilot_scaled_up_by_what_it_touches(pilots: list[int]) -> None:
    """Ten times the pilot; a touch costs (3.5 - 1.5) s / (100,000 - 10,000) touches."""
    compiled = country(1_000_000)
    told = forecast(compiled)
    assert pilots == [100_000] * 3
    assert (told.pilot, told.persons) == (100_000, 1_000_000)
    assert (told.touched, told.touches) == (100_000, 900_000)
    assert told.seconds == pytest.approx(3.5 + (1_000_000 - 100_000) * 2.0 / 90_000)
    words = 1_000_000 + record_words(compiled.model) * 100_000
    assert told.memory_mb == pytest.approx(PEAK + 4 * words / MB)


def test_a_small_country_is_its_own_pilot(pilots: list[int]) -> None:
    told = forecast(country(20_000))
    assert pilots == [20_000] * 3
    assert (told.pilot, told.persons, told.touched, told.touches) == (20_000, 20_000, 10_000, 90_000)
    assert told.seconds == 3.5


def test_luck_of_the_clock_makes_no_run_cheaper_than_its_pilot(
    pilots: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pilot with a tenth of the rates took longer."""
    monkeypatch.setitem(PILOTS, 2, (1_000, 9_000, 4.0))
    assert forecast(country(1_000_000)).seconds == 3.5


def test_a_pilot_that_takes_long_is_cut_short_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = count()
    monkeypatch.setattr(cost.time, "thread_time", lambda: float(next(looks)))
    monkeypatch.setattr(cost, "LONGEST", 120.0)
    monkeypatch.setattr(simulate, "_SHORT", 0.0)  # one step at a time
    whole = country(20_000)
    told = forecast(whole)
    assert told.until is not None
    assert "2010-01-01" < told.until < "2010-03-31"
    monkeypatch.setattr(cost, "LONGEST", 1e9)
    meant = forecast(whole)
    assert meant.until is None
    assert told.touches == pytest.approx(meant.touches, rel=0.2)


def test_a_pilot_that_runs_away_is_refused_as_the_run_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "MOST_CANDIDATES", 1000)
    with pytest.raises(RunawayError, match="most of them 'depart', at its rate of 1e\\+09 per person-year"):
        forecast(country(20_000, "1e9 per person-year"))
