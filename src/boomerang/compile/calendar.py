"""What follows the calendar: the mean of a schedule over every step of a run."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.schedule import Schedule
from boomerang.compile.clock import Clock

Values = Mapping[str, float]


def over_time(
    schedule: Schedule, clock: Clock, values: Values, later: Schedule | None = None, since: float = np.inf
) -> Floats:
    """float64[steps + 1]: the mean of a schedule over each step, and its value at the last moment.

    Args:
        values: of the parameters that it names, in base units.
        later, since: a schedule that takes its place so many days after the start.
    """
    edges, middles = clock.edges, clock.middles
    since = since if later is not None else np.inf
    means, end = _levels(schedule, clock, values, middles), np.array([np.nextafter(clock.end, 0)])
    last, knots = _levels(schedule, clock, values, end), _days(schedule, clock)
    total = _area(schedule, clock, values, np.minimum(edges, since))
    if later is not None:
        means = np.where(middles >= since, _levels(later, clock, values, middles), means)
        last = _levels(later, clock, values, end) if since < clock.end else last
        knots = np.concatenate([knots, _days(later, clock), [since]])
        total = total + _area(later, clock, values, np.maximum(edges, since))
    moved = np.histogram(knots, edges)[0] > np.isin(edges[:-1], knots)  # else the level is exact as it is
    return np.append(np.where(moved, np.diff(total) / np.diff(edges), means), last)


def _area(schedule: Schedule, clock: Clock, values: Values, moments: Floats) -> Floats:
    """float64[n]: the integral of a schedule from the start to each of these moments, in days."""
    knots = np.unique(np.concatenate([[0.0], _days(schedule, clock), moments]).clip(0, moments.max()))
    first, last = knots[:-1], knots[1:]
    if schedule.straight:
        mean = (_levels(schedule, clock, values, first) + _levels(schedule, clock, values, last)) / 2
    else:
        mean = _levels(schedule, clock, values, first)
    return np.asarray(np.append(0.0, np.cumsum(mean * (last - first)))[np.searchsorted(knots, moments)])


def _levels(schedule: Schedule, clock: Clock, values: Values, moments: Floats) -> Floats:
    """float64[n]: the value of a schedule at each of these moments, from which on it holds."""
    days = _days(schedule, clock)
    levels = np.array([value.value(values) for _, value in schedule.points], np.float64)
    if schedule.straight:
        return np.interp(moments, days, levels)
    start = schedule.start.value(values) if schedule.start is not None else 0.0
    return np.concatenate([[start], levels])[np.searchsorted(days, moments, side="right")]


def _days(schedule: Schedule, clock: Clock) -> Floats:
    """float64[k]: the dates of a schedule, in days since the start."""
    return np.array([(day - clock.start).days for day, _ in schedule.points], np.float64)
