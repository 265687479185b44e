"""What a family of priors has to tell: the values that are possible, and how belief is spread over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.text.texts import number_text

FIXED = "fixed"  # written in place of a family: the value is not in doubt
LOW, HIGH = 0.05, 0.95  # the shares of belief below the two points of a prior
DRAW_BITS = 30  # of the quasi-random number behind a draw
FIRST = 0.5 / 2**DRAW_BITS  # the share of belief below the lowest value that can be drawn
ENDS = (FIRST, 1 - FIRST)


@dataclass(frozen=True)
class Support:
    """The values that are possible at all: those between `least` and `most`, either of which may be infinite.

    `closed` says whether the two ends are possible themselves.
    """

    least: float = -inf
    most: float = inf
    closed: bool = False

    def __contains__(self, number: float) -> bool:
        """Whether a number is possible; an end at infinity excludes nothing."""
        above = number > self.least or self.least == -inf
        below = number < self.most or self.most == inf
        return (above and below) or (self.closed and number in (self.least, self.most))


ANY_NUMBER = Support()
ABOVE_0 = Support(least=0.0)


@dataclass(frozen=True)
class Family:
    """A family of priors. Whatever follows from its support asks it: checks, draws, the range of a posterior.

    Attributes:
        name: as it is written, one word.
        meaning: one line for the table of families.
        support: the possible values, for the two points of a prior.
        quantile: the values below which shares of belief lie: float64 of the shape of the shares, for the two
            points and shares above 0 and below 1. It may raise InputError for points that it cannot meet.
        ends: the same at the two shares of `ENDS`, where it can be had without a slow import.
        met: whether two points are met for certain, so that `quantile` need not be asked, which is slow.
    """

    name: str
    meaning: str
    support: Callable[[float, float], Support]
    quantile: Callable[[float, float, Floats], Floats]
    ends: Callable[[float, float], tuple[float, float]] | None = None
    met: Callable[[float, float], bool] = lambda low, high: False

    def written(self, low: float, high: float) -> str:
        """The prior with these points, as a case file has it."""
        return f"{self.name} {range_text(low, high)}"

    def drawn(self, low: float, high: float) -> tuple[float, float]:
        """The lowest and the highest value that can be drawn. Raises InputError as `quantile` does."""
        if self.ends is not None:
            return self.ends(low, high)
        least, most = self.quantile(low, high, np.array(ENDS)).tolist()
        return least, most


FAMILIES: dict[str, Family] = {}


def register(family: Family) -> None:
    """Let cases write this family.

    Raises:
        ValueError: its name is taken.
    """
    if family.name in (*FAMILIES, FIXED):
        raise ValueError(f"'{family.name}' is already a prior")
    FAMILIES[family.name] = family


def range_text(low: float, high: float) -> str:
    """Write `low to high`."""
    return f"{number_text(low)} to {number_text(high)}"
