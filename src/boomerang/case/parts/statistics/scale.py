"""On which scale the figures of a statistic are compared and may be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.statistics.numeric import NOTHING

FURTHEST = 0.005  # from 0 and from 1: no share is compared as if it were closer


@dataclass(frozen=True)
class FigureScale:
    """How what a statistic gives becomes a figure that somebody could announce, and how such figures differ.

    Attributes:
        what: whose figures these are: counts, shares, ratios, or plain numbers.
        nothing: the figure where there is nothing to measure.
        announced: the figure of a number that the statistic gives.
        compared: float64[n] of figures on the scale on which they are compared.
        off: a figure that is wrong by so much, the logarithm of a factor (of the odds, of a share).
        least, most: between which figures lie.
    """

    what: str
    nothing: float
    announced: Callable[[float], float]
    compared: Callable[[Floats], Floats]
    off: Callable[[float, float], float]
    least: float
    most: float

    def figure(self, number: float) -> float:
        """What would be announced of what the statistic gives."""
        return self.nothing if number == NOTHING else self.announced(number)


def _multiplied(figure: float, by: float) -> float:
    return figure * float(np.exp(by))


def _logit(shares: Floats) -> Floats:
    inside = np.clip(shares, FURTHEST, 1 - FURTHEST)
    return np.asarray(np.log(inside) - np.log1p(-inside), np.float64)


def _odds_multiplied(share: float, by: float) -> float:
    """Nothing makes none of all, or all of none."""
    odds = np.exp(by)
    return float(share * odds / (1 - share + share * odds))


def _log(ratios: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(ratios, np.finfo(np.float64).tiny)), np.float64)


def _same(number: float) -> float:
    return float(number)


COUNT = FigureScale("a count", 0.0, _same, np.log1p, _multiplied, 0.0, np.inf)
SHARE = FigureScale("a share", 0.0, _same, _logit, _odds_multiplied, 0.0, 1.0)
RATIO = FigureScale("a ratio", 1.0, lambda log: float(np.exp(log)), _log, _multiplied, 0.0, np.inf)
PLAIN = FigureScale("a number", 0.0, _same, np.asarray, lambda figure, by: figure + by, -2.0, 2.0)
