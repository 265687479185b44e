"""The share of all people that a part of them has."""

from collections.abc import Iterator
from dataclasses import dataclass

from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.numeric import share
from boomerang.case.parts.statistics.scale import SHARE
from boomerang.case.parts.statistics.statistic import Asked, Statistic


@dataclass(frozen=True)
class ShareOfAll(Statistic):
    """The share of all that is within a part of the people."""

    scale = SHARE
    form = "share"
    written = "share"
    meaning = "the same over that of all people; needs `within`"

    def faults(self, asked: Asked) -> Iterator[str]:
        """It needs a part."""
        if not asked.within:
            yield "this is the share of all in all; say within which part, or write number"

    def of(self, counts: Counts) -> float:
        """In [0, 1]; NOTHING where there are none at all."""
        return share(counts.these.number(), counts.all.number())
