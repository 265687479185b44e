"""A run ends with its last day, however its steps lie: the last of them is only as long as what is left."""

from datetime import date
from functools import cache
from math import exp
from typing import Any

import numpy as np
import pytest
from features import FOLDER, feature_data
from hypothesis import given, settings
from hypothesis import strategies as st
from measure import counts_of
from test_given_events import FEW, Engine, both_engines, compiled_with, fast, played

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.simulate import Outcome, simulate_model

STEPS = ["1 day", "1 week", "1 month", "5 months", "1 year"]
PEOPLE = 64_000
FAR = 4  # standard errors, or 6 days of pings; a right engine fails the checks here once in a thousand times
NOBODY_MOVES: dict[str, Any] = {
    "case": "ends",
    "title": "A country in which nothing depends on anything",
    "population": {"places": [{"place": "town", "people": PEOPLE}]},
    "tracks": {"stance": ["in", "out"]},
    "acts": {"ping": {"rate": "1 per person-year"}},
    "transitions": {"leave": {"moves": "stance in -> out", "rate": "1 per person-year"}},
    "tallies": {f"by {every}": {"count": "ping", "every": every} for every in ("step", "month", "year")},
    "log": ["leave"],
}


def ends(last: str, step: str, until: str | None = None, persons: int | None = None) -> Compiled:
    data = NOBODY_MOVES | {"period": {"from": "2012-01-01", "to": last, "step": step}}
    return compile_case(scenario(case_from_data(data), until=until, persons=persons))


def pings(compiled: Compiled, outcome: Outcome) -> list[int]:
    """How many of the act in each step."""
    counts: list[int] = counts_of(compiled, outcome, 2 * compiled.events.index("ping")).ravel().tolist()
    return counts


@both_engines
@pytest.mark.parametrize("step", STEPS[1:])
def test_a_leap_year_has_366_days(engine: Engine, step: str) -> None:
    compiled, outcome = leap_year(step), of_leap_year(engine, step)
    expected = PEOPLE * 366 / 365.25
    assert abs(sum(pings(compiled, outcome)) - expected) < FAR * np.sqrt(expected)


def test_how_many_leave_does_not_depend_on_the_step() -> None:
    left = [len(of_leap_year(fast, step).log["time"]) for step in STEPS]
    gone = 1 - exp(-366 / 365.25)
    assert np.abs(np.array(left) - PEOPLE * gone).max() < FAR * np.sqrt(PEOPLE * gone * (1 - gone))


@cache
def leap_year(step: str) -> Compiled:
    return ends("2012-12-31", step)


@cache
def of_leap_year(engine: Engine, step: str) -> Outcome:
    return engine(leap_year(step), 1)


@both_engines
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(days=st.integers(1, 800), step=st.sampled_from(STEPS[1:]))
def test_nothing_happens_after_the_last_day(engine: Engine, days: int, step: str) -> None:
    last = date.fromordinal(date(2012, 1, 1).toordinal() + days - 1)
    compiled = ends("2014-12-31", step, until=last.isoformat(), persons=2_000)
    clock = compiled.clock
    moments = engine(compiled, days).log["time"] * clock.days
    assert moments.max(initial=0) < days
    assert clock.edges[-1] == days
    assert clock.edges[-2] < days
    assert clock.length.sum() * clock.days == pytest.approx(days)
    for count in compiled.counts:
        first = [label.ljust(10, "-")[:10] for label in map(str, count.periods) if label != "period"]
        assert all(label <= last.isoformat() for label in first)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(days=st.integers(1, 300), seed=st.integers(0, 99))
def test_a_run_that_ends_earlier_is_the_beginning_of_a_longer_one(days: int, seed: int) -> None:
    data = feature_data("everything at once")
    longer = {"period": data["period"] | {"to": "2010-10-28"}, "levers": data["levers"] | {"zeal": 0.4}}
    case = case_from_data(data | longer, FOLDER)
    last = date.fromordinal(case.period.start.toordinal() + days - 1)
    long, short = (compile_case(scenario(case, until=until)) for until in (None, last))
    whole, part = (simulate_model(c.model, seed, c.events, c.layers) for c in (long, short))
    begun = whole.log["time"] < short.clock.length.sum()
    for name, column in part.log.items():
        assert column.tobytes() == whole.log[name][begun].tobytes()


@both_engines
def test_a_given_event_happens_in_what_is_left_of_the_last_step(engine: Engine) -> None:
    """The last step has 3 days, the window the last of them."""
    period = {"from": "2010-01-01", "to": "2010-07-03", "step": "9 weeks"}  # 184 days: 2 steps and 58 days
    compiled = compiled_with(["leave in 2010-07-02..2010-07-03"], **FEW | {"period": period})
    moments = [
        played(compiled, engine(compiled, seed), seed)["time"] * compiled.clock.days for seed in range(40)
    ]
    assert 182 <= min(moments) < 182.5
    assert 183.5 < max(moments) < 184


@both_engines
@pytest.mark.parametrize(("raised", "hours"), [("2013-01-01", (0, 0)), ("2012-12-31", (6, 18))])
def test_the_calendar_counts_in_each_step_for_as_long_as_it_holds(
    engine: Engine, raised: str, hours: tuple[int, int]
) -> None:
    """Of a leap year a step of a year leaves 18 hours, all before 2013."""
    data = NOBODY_MOVES | {
        "period": {"from": "2012-01-01", "to": "2012-12-31", "step": "1 year"},
        "levers": {"push": {"schedule": {"from the start": 0, raised: 1}}},
        "acts": {"ping": {"rate": "5 per person-year", "times": "push"}},
    }
    compiled = compile_case(scenario(case_from_data(data)))
    expected = [5 * PEOPLE * given / 24 / 365.25 for given in hours]
    for count, mean in zip(pings(compiled, engine(compiled, 1)), expected, strict=True):
        assert abs(count - mean) <= FAR * np.sqrt(mean)


def test_the_clock_of_a_whole_number_of_steps_has_whole_steps() -> None:
    for days, step in ((365, "0.7 days"), (366, "0.1 days"), (357, "1 week"), (30, "30 hours")):
        last = date.fromordinal(date(2012, 1, 1).toordinal() + days - 1)
        clock = ends(last.isoformat(), step).clock
        if abs(days / clock.days - round(days / clock.days)) < 1e-9:
            assert clock.steps == round(days / clock.days)
            assert (clock.length == 1).all()
        assert (np.diff(clock.edges) > 0).all()


@both_engines
@pytest.mark.parametrize("step", ["1 week", "5 months", "1 year"])
def test_the_state_at_the_end_is_that_after_the_last_step(engine: Engine, step: str) -> None:
    compiled, outcome = leap_year(step), of_leap_year(engine, step)
    assert outcome.people.shape == (compiled.clock.steps + 1, 2, 1)
    assert outcome.people[0].ravel().tolist() == [PEOPLE, 0]
    left = len(outcome.log["time"])
    assert outcome.people[-1].ravel().tolist() == [PEOPLE - left, left]


@both_engines
def test_climates_and_levers_at_the_end_hold_what_the_last_step_did(engine: Engine) -> None:
    """Two steps, of 200 days and of the 50 that are left; all half-lives are 50 days."""
    data = feature_data("acts") | {
        "period": {"from": "2010-01-01", "to": "2010-09-07", "step": "200 days"},
        "climates": {"threat": {"half-life": "50 days", "from the start": 1}, "slow": {"half-life": "never"}},
        "levers": {
            "zeal": {"schedule": {"in straight lines": {"2010-01-01": 0, "2010-09-08": 0.5}}},
            "push": 0,
        },
        "acts": {"stop": {"rate": "1 per person-year"}, "search": {"rate": "1e-9 per person-year"}},
        "kicks": [{"when": "stop", "to": "nation", "slow": 1}],
        "responses": {"push": {"to": "threat", "gain": 0.8, "relaxes over": "50 days"}},
    }
    compiled = compile_case(scenario(case_from_data(data, FOLDER)))
    assert compiled.clock.length.tolist() == [1, 0.25]
    outcome = engine(compiled, 1)
    threat, slow, zeal, push = (
        outcome.value[:, compiled.values.start[name]] for name in ("threat", "slow", "zeal", "push")
    )
    np.testing.assert_allclose(threat, [1, 2.0**-4, 2.0**-5])
    stops = counts_of(compiled, outcome, 2 * compiled.events.index("stop")).sum(axis=(1, 2))
    assert stops.min() > 0
    np.testing.assert_allclose(slow, np.cumsum([0, *stops]))
    np.testing.assert_allclose(zeal, [0.2, 0.45, 0.5])
    target = 0.8 * threat
    first = target[1] * (1 - 2.0**-4)
    np.testing.assert_allclose(push, [0, first, target[2] + (first - target[2]) / 2])
