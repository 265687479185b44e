"""What follows the calendar: the mean of a schedule over every step of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Floats
from boomerang.case.parts.schedule import Schedule
from boomerang.compile.clock import Clock

Values = Mapping[str, float]


class _Knots(NamedTuple):
    """A schedule at the values of its parameters.

    days: float64[k], its dates in days since the start; levels: float64[k]; before: what holds before them.
    """

    days: Floats
    levels: Floats
    before: float
    straight: bool

    def at(self, moments: Floats) -> Floats:
        """float64[n]: the value at each of these moments, from which on it holds."""
        if self.straight:
            return np.interp(moments, self.days, self.levels)
        levels = np.concatenate([[self.before], self.levels])
        return levels[np.searchsorted(self.days, moments, side="right")]

    def area(self, moments: Floats) -> Floats:
        """float64[n]: the integral from the start to each of these moments, in days."""
        knots = np.unique(np.concatenate([[0.0], self.days, moments]).clip(0, moments.max()))
        first, last = knots[:-1], knots[1:]
        mean = (self.at(first) + self.at(last)) / 2 if self.straight else self.at(first)
        return np.asarray(np.append(0.0, np.cumsum(mean * (last - first)))[np.searchsorted(knots, moments)])


def over_time(
    schedule: Schedule, clock: Clock, values: Values, later: Schedule | None = None, since: float = np.inf
) -> Floats:
    """float64[steps + 1]: the mean of a schedule over each step, and its value at the last moment.

    Args:
        values: of the parameters that it names, in base units.
        later, since: a schedule that takes its place so many days after the start.
    """
    edges, middles, given = clock.edges, clock.middles, _knots(schedule, clock, values)
    since = since if later is not None else np.inf
    means, end = given.at(middles), np.array([np.nextafter(clock.end, 0)])
    last, days = given.at(end), given.days
    if later is not None:
        other = _knots(later, clock, values)
        means = np.where(middles >= since, other.at(middles), means)
        last = other.at(end) if since < clock.end else last
        days = np.concatenate([days, other.days, [since]])
    moved = _moved(days, edges)
    if moved.any():  # else exact as it is
        total = given.area(np.minimum(edges, since))
        total = total + other.area(np.maximum(edges, since)) if later is not None else total
        means = np.where(moved, np.diff(total) / np.diff(edges), means)
    return np.append(means, last)


def _moved(days: Floats, edges: Floats) -> NDArray[np.bool_]:
    """bool[steps]: whether a step has a date after its first moment, or more than one."""
    days = days[(days >= edges[0]) & (days <= edges[-1])]
    step = np.searchsorted(edges, days, side="right") - 1
    first, steps = edges[step] == days, len(edges) - 1
    begins = np.zeros(steps + 1, bool)
    begins[step[first]] = True
    moved: NDArray[np.bool_] = np.bincount(np.minimum(step, steps - 1), minlength=steps) > begins[:-1]
    return moved


def _knots(schedule: Schedule, clock: Clock, values: Values) -> _Knots:
    points = schedule.points
    return _Knots(
        days=np.array([(day - clock.start).days for day, _ in points], np.float64),
        levels=np.array([level.value(values) for _, level in points], np.float64),
        before=schedule.start.value(values) if schedule.start is not None else 0.0,
        straight=schedule.straight,
    )
