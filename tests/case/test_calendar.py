"""What follows the calendar counts as its mean over a step: a spike is neither lost nor multiplied."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boomerang.case.parts.schedule import Schedule
from boomerang.compile.calendar import over_time
from boomerang.compile.clock import Clock

START = date(2010, 1, 1)
NO_VALUES: dict[str, float] = {}


def clock(days: float = 7.0, end: float = 70.0) -> Clock:
    return Clock(START, days, int(np.ceil(end / days)), end)


def schedule(entries: dict[int, float], start: float = 0.0) -> Schedule:
    at = {str(START + timedelta(days=day)): value for day, value in entries.items()}
    return Schedule.model_validate({"from the start": start, **at})


def lines(entries: dict[int, float]) -> Schedule:
    at = {str(START + timedelta(days=day)): value for day, value in entries.items()}
    return Schedule.model_validate({"in straight lines": at})


def test_a_spike_of_a_day_is_a_seventh_of_a_week() -> None:
    spike = schedule({16: 1.0, 17: 0.0})
    assert over_time(spike, clock(), NO_VALUES).tolist() == pytest.approx([0, 0, 1 / 7, *[0] * 8])


def test_a_rise_within_a_step_counts_from_its_day() -> None:
    rise = schedule({3: 0.7}, start=0.0)
    assert over_time(rise, clock(), NO_VALUES)[:2] == pytest.approx([0.4, 0.7])


def test_the_last_step_is_as_long_as_what_is_left() -> None:
    rise = schedule({71: 1.0})
    means = over_time(rise, clock(end=72.0), NO_VALUES)
    assert means[-2:] == pytest.approx([0.5, 1.0])


def test_straight_lines_count_as_what_lies_below_them() -> None:
    hill = lines({0: 0.0, 10: 1.0, 14: 0.0, 70: 0.0})
    means = over_time(hill, clock(), NO_VALUES)
    assert means[:3] == pytest.approx([0.35, (0.85 * 3 + 0.5 * 4) / 7, 0])


def test_before_the_first_date_of_lines_the_first_value_holds() -> None:
    assert over_time(lines({14: 0.5, 28: 0.5}), clock(), NO_VALUES) == pytest.approx([0.5] * 11)


def test_a_policy_counts_from_its_day() -> None:
    means = over_time(schedule({}, start=0.7), clock(), NO_VALUES, schedule({}, start=0.0), 10.0)
    assert means == pytest.approx([0.7, 0.3, *[0.0] * 9])
    never = over_time(schedule({}, start=0.7), clock(), NO_VALUES, schedule({}, start=0.0), 99.0)
    assert never == pytest.approx([0.7] * 11)


@settings(max_examples=60, deadline=None)
@given(
    entries=st.dictionaries(st.integers(-20, 90), st.floats(-5, 5), min_size=2, max_size=12),
    step=st.sampled_from([1.0, 7.0, 30.4375, 200.0]),
    straight=st.booleans(),
)
def test_means_add_up_alike_for_any_step(entries: dict[int, float], step: float, straight: bool) -> None:
    given: Any = lines(entries) if straight else schedule(entries, start=1.0)
    fine, rough = clock(1.0), clock(step)
    daily = over_time(given, fine, NO_VALUES)[:-1].sum()
    means = over_time(given, rough, NO_VALUES)[:-1] * np.diff(rough.edges)
    assert means.sum() == pytest.approx(daily, abs=1e-9)
    if not straight:
        exact = [
            ([1.0] + [entries[d] for d in sorted(entries)])[np.searchsorted(sorted(entries), day, "right")]
            for day in range(70)
        ]
        assert over_time(given, fine, NO_VALUES)[:-1] == pytest.approx(exact)
