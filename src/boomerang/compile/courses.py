"""What levers and climates follow the calendar by: their schedules, and what a policy makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.places import PLACE
from boomerang.case.parts.schedule import (
    OTHER,
    AnySchedule,
    AnyScheduleChange,
    Schedule,
    ScheduleChange,
)
from boomerang.case.parts.scheduled import Schedules, schedules_of
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.values import Expression
from boomerang.compile.calendar import over_time
from boomerang.compile.clock import Clock
from boomerang.compile.ground import Ground
from boomerang.compile.values import ValueIndex
from boomerang.errors import InputError

NOTHING = Schedule.model_construct(root=Expression((0.0,)))


@dataclass(frozen=True)
class Courses:
    """Makes arrays over time of schedules; `since` is when the policy begins, in days since the start."""

    case: Case
    ground: Ground
    clock: Clock
    since: float

    def of(self, name: str, given: AnySchedule, change: AnyScheduleChange | None) -> NDArray[np.float64]:
        """float64[steps + 1, parts] of a lever or climate; one column where all parts have the same."""
        own = _schedules(self.case, given, name, self.ground.index)
        plain = self._of_each(own, name)
        if change is None:
            return plain
        if not isinstance(change, ScheduleChange):
            return self._of_each(own, name, schedules_of(self.case, change).whole)
        if change.times is not None:  # what was before, and so many times what comes after
            before = self._of_each(own, name, NOTHING)
            changed = before + change.times.value(self.case.values_of()) * (plain - before)
        else:
            assert change.schedule is not None
            changed = self._of_each(own, name, schedules_of(self.case, change.schedule).whole)
        return np.where(self._within(name, change.within), changed, plain)

    def _within(self, name: str, within: tuple[Selector, ...]) -> NDArray[np.bool_]:
        """bool[parts]: those in which something changes."""
        labels, index = self.ground.index.labels(name), self.ground.index
        if not within:
            return np.ones(1, bool)
        if index.of[name] == PLACE:
            return self.ground.lying(within)
        return np.array([all(label in selector.values for selector in within) for label in labels])

    def _of_each(self, given: Schedules, name: str, later: Schedule | None = None) -> NDArray[np.float64]:
        """The schedule of every part, and from `since` on `later` in its place."""
        values = self.case.values_of()
        return _of_each(given, self.ground.index.labels(name), self.clock, values, later, self.since)


def _schedules(case: Case, given: AnySchedule, name: str, index: ValueIndex) -> Schedules:
    """The schedules of the parts of a climate or lever. Only here it is known which places persons list."""
    found = schedules_of(case, given)
    missing = next((label for label in index.labels(name) if found.of(label) is None), None)
    if missing is not None:
        raise InputError(
            f"{case.name}: the schedule of {name} says nothing of '{missing}'; add it, or '{OTHER}'"
        )
    return found


def _of_each(
    given: Schedules,
    labels: list[str],
    clock: Clock,
    values: Mapping[str, float],
    later: Schedule | None = None,
    since: float = np.inf,
) -> NDArray[np.float64]:
    """float64[steps + 1, parts]: the schedule of every part; one column where all have the same."""
    if given.whole is not None:
        return over_time(given.whole, clock, values, later, since)[:, None]
    parts = [schedule for label in labels if (schedule := given.of(label)) is not None]
    made: dict[int, NDArray[np.float64]] = {}
    for part in parts:
        if id(part) not in made:  # many may have that of 'other'
            made[id(part)] = over_time(part, clock, values, later, since)
    return np.array([made[id(part)] for part in parts]).T
