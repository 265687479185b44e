"""The moments around which a change is sought: dates, the rises of a lever, events of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats
from boomerang.case import Case, Names
from boomerang.case.parts.moments import days_of
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
        both = zip(np.concatenate(starts).tolist(), np.concatenate(ends).tolist(), strict=True)
        first, last = np.array([*dict.fromkeys(both)], np.float64).reshape(-1, 2).T
        kept = (since <= first) & (first < by) & (span <= first) & (last + span <= edges[-1])
        return first[kept], last[kept]


def moments_of(case: Case, after: Iterable[str]) -> Moments:
    """Read dates, events and levers; a lever stands for the days on which its schedule rises."""
    events = tuple(moment for moment in after if moment not in case.levers and moment in Names(case).events)
    return Moments(tuple(day_of(case, day) for day in days_of(case, after)), events)
