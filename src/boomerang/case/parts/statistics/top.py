"""How much falls on the largest places, provinces or months."""

import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.numeric import share
from boomerang.case.parts.statistics.scale import SHARE
from boomerang.case.parts.statistics.statistic import Asked, Statistic


@dataclass(frozen=True)
class ShareOfLargest(Statistic):
    """The share of the parts with most.

    Attributes:
        size: how many parts.
        among: what they are: place, province or month.
    """

    size: int
    among: str

    scale = SHARE
    form = "share of the top N places (or provinces, months)"
    written = r"share of the top (?P<size>[1-9]\d{0,5}) (?P<among>place|province|month)s?"
    meaning = "the share of the N places, provinces or months with most"

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """The statistic that was found in a text."""
        return cls(found[0], int(found["size"]), found["among"])

    @property
    def timed(self) -> bool:
        """It asks when, of months."""
        return self.among == "month"

    @property
    def placed(self) -> bool:
        """It asks where, of places and provinces."""
        return not self.timed

    def range(self, asked: Asked) -> tuple[float, float]:
        """It is least where all parts have the same."""
        parts = asked.parts(self.among)
        return min(1.0, self.size / parts) if parts else 0.0, 1.0

    def of(self, counts: Counts) -> float:
        """In [0, 1]; NOTHING where there are none."""
        these = counts.these
        by = {"place": these.by_place, "province": these.by_province, "month": these.by_month}
        return top_share(by[self.among](), self.size)


def top_share(counts: Floats, size: int) -> float:
    """The share that the `size` largest counts hold, in [0, 1]; NOTHING where all are 0."""
    return share(float(np.sort(counts)[-size:].sum()), float(counts.sum()))
