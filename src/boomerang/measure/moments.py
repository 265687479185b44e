"""The moments around which a change is sought: dates, the rises of a lever, events of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.case import Case, Names
from boomerang.case.parts.fields import as_date
from boomerang.case.parts.scheduled import schedules_of
from boomerang.measure.counts import day_of, events_over_time
from boomerang.study.run import Run


@dataclass(frozen=True)
class Moments:
    """Days since the run began, and events on whose steps a change is sought."""

    days: tuple[int, ...]
    events: tuple[str, ...]

    def of(self, run: Run, since: float, by: float, span: float) -> tuple[Floats, Floats]:
        """float64[n] twice: when each moment of a run starts and ends, a step for an event.

        Those that begin between `since` and `by`, with so many days of the run before and after them. A
        moment that comes by two ways, such as two events in one step, counts once.
        """
        edges = run.clock.edges
        starts, ends = [np.array(self.days, np.float64)], [np.array(self.days, np.float64)]
        for event in self.events:
            steps = np.flatnonzero(events_over_time(run, event).count)
            starts.append(edges[steps])
            ends.append(edges[steps + 1])
        first, last = np.concatenate(starts), np.concatenate(ends)
        kept = (since <= first) & (first < by) & (span <= first) & (last + span <= edges[-1])
        once = _firsts(first, last)
        return first[once][kept[once]], last[once][kept[once]]


def _firsts(starts: Floats, ends: Floats) -> Ints:
    """Where each moment stands first, in their order."""
    found: Ints = np.unique(np.stack([starts, ends]), axis=1, return_index=True)[1]
    return np.sort(found)


def moments_of(case: Case, after: Iterable[str]) -> Moments:
    """Read dates, events and levers; a lever stands for the days on which its schedule rises."""
    days: list[int] = []
    events = []
    for moment in after:
        if moment in case.levers:
            days.extend(_rises(case, moment))
        elif moment in Names(case).events:
            events.append(moment)
        else:
            days.append(day_of(case, as_date(moment)))
    return Moments(tuple(days), tuple(events))


def _rises(case: Case, lever: str) -> list[int]:
    """The days from which the level of a lever is higher than before, at the central values of the case."""
    schedule, values = schedules_of(case, case.levers[lever].schedule).whole, case.values_of()
    if schedule is None:
        return []
    levels = [(at, level.value(values)) for at, level in schedule.points]
    if schedule.start is not None:
        levels.insert(0, (case.period.start, schedule.start.value(values)))
    return [day_of(case, at) for (_, before), (at, level) in pairwise(levels) if level > before]
