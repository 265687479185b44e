"""What follows the calendar: the mean of a schedule over every step of a run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Floats
from boomerang.case.parts.schedule import Schedule
from boomerang.compile.clock import Clock

Values = Mapping[str, float]


class _Knots(NamedTuple):
    """A schedule at the values of its parameters.

    days: its dates in days since the start; levels: as many; before: what holds before them.
    """

    days: tuple[float, ...]
    levels: tuple[float, ...]
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

    Not to be changed: as long as the values are the same, so is the array.

    Args:
        values: of the parameters that it names, in base units.
        later, since: a schedule that takes its place so many days after the start.
    """
    given = _knots(schedule, clock, values)
    if later is None:
        return _over_time(clock, given, None, np.inf)
    return _over_time(clock, given, _knots(later, clock, values), since)


@lru_cache(maxsize=256)
def _over_time(clock: Clock, given: _Knots, other: _Knots | None, since: float) -> Floats:
    edges, middles = clock.edges, clock.middles
    means, end = given.at(middles), np.array([np.nextafter(clock.end, 0)])
    last, days = given.at(end), np.array(given.days, np.float64)
    if other is not None:
        means = np.where(middles >= since, other.at(middles), means)
        last = other.at(end) if since < clock.end else last
        days = np.concatenate([days, other.days, [since]])
    moved = _moved(days, edges)
    if moved.any():  # else exact as it is
        total = given.area(np.minimum(edges, since))
        total = total + other.area(np.maximum(edges, since)) if other is not None else total
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
        days=tuple(float((day - clock.start).days) for day, _ in points),
        levels=tuple(level.value(values) for _, level in points),
        before=schedule.start.value(values) if schedule.start is not None else 0.0,
        straight=schedule.straight,
    )
