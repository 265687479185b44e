"""What changes after dates, events, or rises of a lever."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.numeric import log_ratio
from boomerang.case.parts.statistics.scale import RATIO
from boomerang.case.parts.statistics.statistic import Asked, Statistic


@dataclass(frozen=True)
class Change(Statistic):
    """The log ratio of the weeks after all moments to those before them."""

    weeks: int

    scale = RATIO
    form = "change over N weeks"
    written = r"change over (?P<weeks>[1-9]\d{0,5}) weeks?"
    meaning = (
        "log((a + 1/2) / (b + 1/2)) of the N weeks after and before all moments of `after`: dates, the days"
        " on which the schedule of a lever rises, or the steps in which an event happens. Moments before"
        " `from`, after `to` or too near the ends of the run are left out"
    )
    of_moments: ClassVar[bool] = True

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """The statistic that was found in a text."""
        return cls(found[0], int(found["weeks"]))

    @property
    def span(self) -> int:
        """The weeks in days."""
        return 7 * self.weeks

    @property
    def timed(self) -> bool:
        """It asks when."""
        return True

    def faults(self, asked: Asked) -> Iterator[str]:
        """It needs moments."""
        if not asked.after:
            yield "a change comes after something; say after which dates, event or lever"

    def of(self, counts: Counts) -> float:
        """The log ratio; NOTHING where both are 0."""
        span = float(self.span)
        starts, ends = counts.moments(span)
        after, before = counts.these.during(ends, ends + span), counts.these.during(starts - span, starts)
        return log_ratio(float(after.sum()), float(before.sum()))
