"""The share of a longer time."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from boomerang.case.parts.fields import as_date
from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.numeric import share
from boomerang.case.parts.statistics.scale import SHARE
from boomerang.case.parts.statistics.statistic import Asked, Statistic

DAY = r"\d{4}-\d{2}-\d{2}"


@dataclass(frozen=True)
class ShareOfTime(Statistic):
    """The share of the events of a longer time.

    Attributes:
        start, end: its first and its last day.
    """

    start: datetime.date
    end: datetime.date

    scale = SHARE
    form = "share of DATE to DATE"
    written = rf"share of (?P<start>{DAY}) to (?P<end>{DAY})"
    meaning = "of the events of a longer time, which holds `from` and `to`"

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """The statistic that was found in a text."""
        return cls(found[0], as_date(found["start"]), as_date(found["end"]))

    @property
    def timed(self) -> bool:
        """It asks when."""
        return True

    def faults(self, asked: Asked) -> Iterator[str]:
        """The days that are counted lie among those of which they are a share."""
        if not self.start <= asked.first <= asked.last <= self.end:
            yield (
                f"the days from {asked.first} to {asked.last} do not lie between {self.start} and {self.end};"
                " widen these"
            )
        elif (self.start, self.end) == (asked.first, asked.last):
            yield "these are the days that are counted, so that this is always 1; widen them"

    def of(self, counts: Counts) -> float:
        """In [0, 1]; NOTHING where nothing happened in the longer time."""
        return share(counts.these.number(), counts.these.between(self.start, self.end))
