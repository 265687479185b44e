"""Whether another count comes before."""

import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.numeric import NOTHING, correlation, ranks
from boomerang.case.parts.statistics.statistic import Statistic


@dataclass(frozen=True)
class Lead(Statistic):
    """How much the other count comes before.

    Attributes:
        other: the other count.
        months: the longest delay.
    """

    other: str
    months: int

    form = "lead of COUNT within N months"
    written = r"lead of (?P<other>.+) within (?P<months>[1-9]\d{0,5}) months?"
    meaning = (
        "whether the other count comes before: the rank correlation of this one with the other 1 to N months"
        " earlier, less that with the other as much later; the mean, above 0 if the other comes first"
    )

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """The statistic that was found in a text."""
        return cls(found[0], found["other"], int(found["months"]))

    @property
    def compared_with(self) -> str:
        """The other count."""
        return self.other

    @property
    def timed(self) -> bool:
        """It asks when."""
        return True

    def of(self, counts: Counts) -> float:
        """In [-2, 2]; NOTHING where one of the two never changes."""
        return lead(counts.these.by_month(), counts.those.by_month(), self.months)


def lead(a: Floats, b: Floats, most: int) -> float:
    """How much better a follows b than b follows a, in [-2, 2]; NOTHING where one of them never changes.

    The correlation of the ranks of a with those of b one step before, less that of b with a one step before,
    and so for 2 to `most` steps; the mean over those that leave at least three pairs and are defined.

    Args:
        a, b: float64[n], counts of the same steps.
    """
    x, y, found = ranks(a), ranks(b), []
    for lag in range(1, min(most, len(x) - 3) + 1):
        after, before = correlation(x[lag:], y[:-lag]), correlation(y[lag:], x[:-lag])
        if NOTHING not in (after, before):
            found.append(after - before)
    return float(np.mean(found)) if found else NOTHING
