"""The number alone, which is what stands for no statistic."""

from dataclasses import dataclass

from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.scale import COUNT
from boomerang.case.parts.statistics.statistic import Statistic


@dataclass(frozen=True)
class HowMany(Statistic):
    """How many."""

    scale = COUNT
    form = "number"
    written = "number"
    meaning = "events between `from` and `to`, or people in a state on the last day"

    def of(self, counts: Counts) -> float:
        """The number of this count."""
        return counts.these.number()


HOW_MANY = HowMany("number")
