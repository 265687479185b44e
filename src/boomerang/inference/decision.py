"""Which policy to choose when it is not known which explanation is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Floats2
from boomerang.inference.learn.weighted import equal, mixture

ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Decision:
    """What policies change under each explanation, and what choosing them costs.

    Axes are policies, of which the first leaves all as it was, and explanations. Differences are of the
    outcome under a policy less that as it was; regrets and whether one is better hang on what is wanted.

    Attributes:
        mean, low, median, high: float64[policies, explanations], of the paired differences; low and high are
            the ends of the 90 % interval.
        average: float64[policies], the mean over explanations by weight; average_low, average_median,
            average_high: quantiles of all differences by weight.
        better: float64[policies], the probability that the outcome is better than as it was.
        regret: float64[policies, explanations], how much worse a policy is on average than the best under
            this explanation; worst: float64[policies], the most of it.
        minimax: the number of the policy whose worst regret is least; best: that with the best average.
    """

    mean: Floats2
    low: Floats2
    median: Floats2
    high: Floats2
    average: Floats
    average_low: Floats
    average_median: Floats
    average_high: Floats
    better: Floats
    regret: Floats2
    worst: Floats
    minimax: int
    best: int


def decide(differences: Sequence[Floats2], weights: Floats, *, more: bool = False) -> Decision:
    """Compare policies.

    Args:
        differences: for each explanation float64[policies, pairs], the first policy all zeros.
        weights: float64[explanations], how likely they are. One without weight has no say in regret.
        more: whether more of the outcome is better, and not less.
    """
    sign = -1.0 if more else 1.0
    mean = np.array([given.mean(axis=1) for given in differences]).T
    low, median, high = np.array([np.quantile(given, ENDS, axis=1) for given in differences]).transpose(
        1, 2, 0
    )
    pooled = mixture([equal(given.T) for given in differences], weights)
    ends = pooled.quantiles(ENDS)
    loss = sign * mean
    regret = loss - loss.min(axis=0)
    worst = regret[:, weights > 0].max(axis=1)
    better = np.array([(sign * given < 0).mean(axis=1) for given in differences]).T @ weights
    average = mean @ weights
    return Decision(
        mean=mean,
        low=low,
        median=median,
        high=high,
        average=average,
        average_low=ends[0],
        average_median=ends[1],
        average_high=ends[2],
        better=better,
        regret=regret,
        worst=worst,
        minimax=int(worst.argmin()),
        best=int((sign * average).argmin()),
    )
