"""Whether two counts are large in the same places or months."""

import re
from dataclasses import dataclass
from typing import Self

from boomerang.arrays import Floats
from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.numeric import correlation, ranks
from boomerang.case.parts.statistics.statistic import Asked, Statistic


@dataclass(frozen=True)
class Correlation(Statistic):
    """The rank correlation with another count.

    Attributes:
        other: the other count, or a column of the places.
        among: place or month.
    """

    other: str
    among: str

    form = "correlation with COUNT by place (or by month)"
    written = r"correlation with (?P<other>.+) by (?P<among>place|month)"
    meaning = (
        "rank correlation of both: by place of numbers per inhabitant, where a numeric column of the places"
        " may stand for a count; by month of numbers"
    )

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """The statistic that was found in a text."""
        return cls(found[0], found["other"], found["among"])

    @property
    def compared_with(self) -> str:
        """The other count or the column."""
        return self.other

    @property
    def takes_columns(self) -> bool:
        """By place a column may be meant."""
        return self.among == "place"

    @property
    def timed(self) -> bool:
        """It asks when, by month."""
        return self.among == "month"

    @property
    def placed(self) -> bool:
        """It asks where, by place."""
        return self.among == "place"

    def range(self, asked: Asked) -> tuple[float, float]:
        """That of correlations."""
        return -1.0, 1.0

    def of(self, counts: Counts) -> float:
        """In [-1, 1]; NOTHING where one of the two is everywhere the same."""
        if self.among == "month":
            return rank_correlation(counts.these.by_month(), counts.those.by_month())
        return rank_correlation(*counts.by_place_per_inhabitant())


def rank_correlation(a: Floats, b: Floats) -> float:
    """Spearman's rank correlation, in [-1, 1]; NOTHING where one of the two is everywhere the same."""
    return correlation(ranks(a), ranks(b))
