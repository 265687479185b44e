"""How good one prediction of one figure was, by what became known later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from boomerang.arrays import Floats
from boomerang.inference.learn.weighted import Sample, effective_size, quantiles, spread
from boomerang.measure.figures import Target

if TYPE_CHECKING:
    pass

LEAST_WIDTH = 0.05  # of the kernel of the log score, on the scale log(1 + count): 5 % of a large count
KERNEL_FREEDOM = 4  # degrees of freedom; heavy tails, so that a surprise costs much and not everything
NORMAL_IQR = 1.349  # interquartile range of a normal distribution over its standard deviation


@dataclass(frozen=True)
class Score:
    """How one prediction did for one later figure.

    `crps` is in people, `crps_log` on the scale log(1 + count), about the relative error; both are NaN where
    only a range or a bound became known. `log_score` is minus the log of the probability given to what was
    said. Less is better in all three. `within_50` and `within_90` say whether the central intervals held it.
    """

    crps: float
    crps_log: float
    log_score: float
    within_50: bool
    within_90: bool


def score(sample: Sample, target: Target, rounding: float | None = None) -> Score:
    """Score a predictive distribution of one figure.

    Args:
        sample: float64[m], counts, with weights.
        target: what was said later.
        rounding: it was rounded to multiples of this.
    """
    low, high = ends(target, rounding)
    crps_plain, crps_log = np.nan, np.nan
    if target.value is not None:
        crps_plain = crps(sample, target.value)
        crps_log = crps(Sample(np.log1p(sample.values), sample.weights), float(np.log1p(target.value)))
    within = {level: covers(sample, target, level) for level in (0.5, 0.9)}
    return Score(crps_plain, crps_log, log_score(sample, low, high), within[0.5], within[0.9])


def ends(target: Target, rounding: float | None = None) -> tuple[float, float]:
    """The least and the most that may lie behind a figure: its range, half a step wider at either end.

    The step is the rounding, or one person. Where the range is open it has no end.
    """
    half = (rounding or 1) / 2
    low = -np.inf if target.low is None else target.low - half
    high = np.inf if target.high is None else target.high + half
    return low, high


def crps(sample: Sample, observed: float) -> float:
    """Continuous ranked probability score of a weighted sample: E|X - y| - E|X - X'| / 2.

    Gneiting and Raftery 2007, eq. 21. In the unit of `observed`; for a certain prediction the absolute error.
    """
    order = np.argsort(sample.values, kind="stable")
    values, weights = sample.values[order], sample.weights[order]
    below = np.cumsum(weights)
    half_difference = (weights * values * (2 * below - weights - 1)).sum()
    return float(weights @ np.abs(values - observed) - half_difference)


def log_score(sample: Sample, low: float, high: float) -> float:
    """Minus the log of the probability of a count from `low` to `high`.

    The sample is smoothed on the scale log(1 + count) by Student kernels with 4 degrees of freedom, as wide
    as Silverman 1986 (eq. 3.31) says for the effective size, and no less than 0.05. What falls below 0 counts
    as 0.
    """
    from scipy.special import stdtr

    at = np.log1p(np.maximum(sample.values, 0))
    width = _kernel_width(at, sample.weights)
    top = (np.log1p(max(high, 0)) - at) / width
    bottom = (np.log1p(low) - at) / width if low > 0 else np.full_like(at, -np.inf)
    # On the right side the digits are in the upper tail, which is the lower one mirrored.
    right = bottom > 0
    top, bottom = np.where(right, -bottom, top), np.where(right, -top, bottom)
    mass = stdtr(KERNEL_FREEDOM, top) - stdtr(KERNEL_FREEDOM, bottom)
    return float(-np.log(max(sample.weights @ mass, np.finfo(np.float64).tiny)))


def covers(sample: Sample, target: Target, level: float) -> bool:
    """Whether the central interval of this level meets the figure; its range, if it is only a range."""
    bottom, top = sample.quantiles([0.5 - level / 2, 0.5 + level / 2])
    low, high = (target.low, target.high) if target.value is None else (target.value, target.value)
    return bool((high is None or bottom <= high) and (low is None or low <= top))


def _kernel_width(at: Floats, weights: Floats) -> float:
    lower, upper = quantiles(at, weights, [0.25, 0.75])
    scales = [s for s in (float(spread(at, weights)), float(upper - lower) / NORMAL_IQR) if s > 0]
    width = 0.9 * min(scales, default=0.0) * effective_size(weights) ** -0.2
    return max(width, LEAST_WIDTH)
