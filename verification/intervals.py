"""Estimates pooled over countries, with intervals, and what they say of an expectation.

Every estimate is a ratio, so that 1 means nothing.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

LEVEL = 0.95
RESAMPLES = 2000
MARGIN = 1.15  # ratios from 1 / 1.15 to 1.15 count as no effect

Expectation = Literal["above", "below", "none", "not below", "order"]
Verdict = Literal["passes", "fails", "too weak to tell"]


class Estimate(NamedTuple):
    """A ratio and its 95 % interval; `countries` of them had anything to say."""

    ratio: float
    low: float
    high: float
    countries: int


def pooled(observed: ArrayLike, expected: ArrayLike, *, counts: bool = False) -> Estimate:
    """The sum of `observed` over the sum of `expected`, countries resampled.

    Args:
        observed, expected: one number a country.
        counts: `observed` are counts and `expected` is known exactly, so that the interval must also hold
            that of a Poisson count (Garwood 1936). The wider end of both is taken.
    """
    o, e = np.asarray(observed, float), np.asarray(expected, float)
    kept = e > 0
    o, e = o[kept], e[kept]
    if not len(o):
        return Estimate(np.nan, 0.0, np.inf, 0)
    low, high = _resampled(o, e)
    if counts:
        least, most = _garwood(o.sum())
        low, high = min(low, least / e.sum()), max(high, most / e.sum())
    return Estimate(float(o.sum() / e.sum()), low, high, len(o))


def typical(observed: ArrayLike, expected: ArrayLike) -> Estimate:
    """The geometric mean over countries of observed / expected, with a t interval.

    Every country has the same weight, so that a few in which very many leave do not decide. Countries in
    which either is 0 are left out.
    """
    o, e = np.asarray(observed, float), np.asarray(expected, float)
    kept = (o > 0) & (e > 0)
    logs = np.log(o[kept] / e[kept])
    if len(logs) < 2:
        return Estimate(np.nan, 0.0, np.inf, len(logs))
    half = stats.t.ppf((1 + LEVEL) / 2, len(logs) - 1) * logs.std(ddof=1) / np.sqrt(len(logs))
    middle = logs.mean()
    return Estimate(
        float(np.exp(middle)), float(np.exp(middle - half)), float(np.exp(middle + half)), len(logs)
    )


def verdict(estimate: Estimate, expects: Expectation) -> Verdict:
    """What an estimate says of an expectation.

    above, below: passes if the interval excludes 1 on the expected side; fails if it excludes an effect of
    MARGIN on that side. none: passes if the interval lies within MARGIN of 1; fails if it excludes 1 and
    reaches beyond. order: passes if the interval lies between 1 / sqrt(10) and sqrt(10), fails if it is
    apart from that. not below: passes if the interval excludes a fall by MARGIN; fails if it lies below 1.
    """
    _, low, high, _ = estimate
    if expects == "below":
        return verdict(
            Estimate(1 / estimate.ratio, _inverse(high), _inverse(low), estimate.countries), "above"
        )
    if expects == "above":
        return "passes" if low > 1 else "fails" if high < MARGIN else "too weak to tell"
    if expects == "not below":
        return "passes" if low > 1 / MARGIN else "fails" if high < 1 else "too weak to tell"
    if expects == "order":
        least, most = 10**-0.5, 10**0.5
        inside, apart = low > least and high < most, low > most or high < least
        return "passes" if inside else "fails" if apart else "too weak to tell"
    if low > 1 / MARGIN and high < MARGIN:
        return "passes"
    return "fails" if low > 1 or high < 1 else "too weak to tell"


def _inverse(number: float) -> float:
    return np.inf if number == 0 else 1 / number


def _resampled(observed: NDArray[np.float64], expected: NDArray[np.float64]) -> tuple[float, float]:
    random = np.random.default_rng(0)
    drawn = random.integers(len(observed), size=(RESAMPLES, len(observed)))
    ratios = observed[drawn].sum(axis=1) / expected[drawn].sum(axis=1)
    low, high = np.quantile(ratios, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _garwood(count: float) -> tuple[float, float]:
    """The exact interval of the mean of a Poisson count."""
    tail = (1 - LEVEL) / 2
    low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    return float(low), float(stats.chi2.isf(tail, 2 * count + 2) / 2)
