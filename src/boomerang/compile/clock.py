"""The steps of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.schema import Case

LN2 = float(np.log(2))
SLIVER = 1e-9  # of a step: no step of its own, and what a whole step may lack by rounding


@dataclass(frozen=True)
class Clock:
    """The steps of a run: `steps` of `days` each, from `start` on, the last of them cut off at the end.

    Its arrays are not to be changed.

    end: days from the start to the end of the last day.
    """

    start: date
    days: float
    steps: int
    end: float

    @property
    def years(self) -> float:
        """The length of a step in years of 365.25 days."""
        return self.days / 365.25

    @cached_property
    def length(self) -> Floats:
        """float64[steps]: how long each step is, as a share of a whole one; 1 for all but the last."""
        length = np.ones(self.steps)
        left = self.end / self.days - (self.steps - 1)
        length[-1] = left if left < 1 - SLIVER else 1.0
        return length

    @cached_property
    def edges(self) -> Floats:
        """float64[steps + 1]: when the steps begin, and when the last ends, in days since the start."""
        return np.append(np.arange(self.steps) * self.days, self.end)

    @cached_property
    def middles(self) -> Floats:
        """float64[steps]: the middle of each step in days since the start."""
        middles: Floats = (np.arange(self.steps) + self.length / 2) * self.days
        return middles

    def keep(self, half_life: float) -> float:
        """What is left after one step of something with a half-life in days."""
        return float(2.0 ** (-self.days / half_life))

    def mean_of_first_step(self, half_life: float) -> float:
        """The mean over a step of something that starts it at 1 and has a half-life in days.

        Kicks are scaled by it, so that values are means over a step and what a kick adds up to does not
        depend on the step.
        """
        x = LN2 * self.days / half_life
        return float(-np.expm1(-x) / x) if x > 0 else 1.0


def make_clock(case: Case, until: date | None = None) -> Clock:
    """The steps of a case: as many as it takes to reach the end of the period, or of an earlier last day."""
    days = case.period.step.days(case.values_of())
    end = min(until, case.period.end) if until else case.period.end
    span = (end - case.period.start).days + 1
    return _shared(case.period.start, days, max(1, int(np.ceil(span / days - SLIVER))), float(span))


_shared = lru_cache(maxsize=8)(Clock)  # so that many runs work out its arrays once
