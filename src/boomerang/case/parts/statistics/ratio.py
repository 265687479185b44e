"""How many there are to one of another count."""

import re
from dataclasses import dataclass
from typing import Self

from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.numeric import log_ratio
from boomerang.case.parts.statistics.scale import RATIO
from boomerang.case.parts.statistics.statistic import Statistic


@dataclass(frozen=True)
class Ratio(Statistic):
    """The log ratio to another count."""

    other: str

    scale = RATIO
    form = "ratio to COUNT"
    written = r"ratio to (?P<other>.+)"
    meaning = "log((a + 1/2) / (b + 1/2)) of this count and another"

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """The statistic that was found in a text."""
        return cls(found[0], found["other"])

    @property
    def compared_with(self) -> str:
        """The other count."""
        return self.other

    def of(self, counts: Counts) -> float:
        """The log ratio; NOTHING where both are 0."""
        return log_ratio(counts.these.number(), counts.those.number())
