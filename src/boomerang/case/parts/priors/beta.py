"""Beta: above 0 and below 1, such as a share."""

from functools import lru_cache
from math import log

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import HIGH, LOW, Family, Support
from boomerang.case.parts.priors.reach import out_of_reach, root

SHAPES = (1e-4, 1e8)  # that are looked through: beyond them the distribution function loses its digits


def _support(low: float, high: float) -> Support:
    return Support(0.0, 1.0)


def _quantile(low: float, high: float, u: Floats) -> Floats:
    from scipy.special import betaincinv

    a, b = _shapes(low, high)
    return np.clip(betaincinv(a, b, u), np.finfo(np.float64).tiny, np.nextafter(1, 0))


@lru_cache(maxsize=1024)
def _shapes(low: float, high: float) -> tuple[float, float]:
    """The two shapes (a, b): for every a there is one b that puts 5 % below `low`.

    Along these pairs the distribution narrows as a rises, so that one of them puts 95 % below `high`.
    """
    from scipy.special import betainc, betaincinv

    refusal, odds = out_of_reach(BETA.name, low, high), log((1 - low) / low)

    def log_b(log_a: float) -> float:
        end = min(max(30.0, log_a + odds + 5), 700.0)
        return root(lambda b: float(betainc(np.exp(log_a), np.exp(b), low)) - LOW, -30.0, end, refusal)

    def excess(log_a: float) -> float:
        return float(betainc(np.exp(log_a), np.exp(log_b(log_a)), high)) - HIGH

    log_a = root(excess, log(SHAPES[0]), log(SHAPES[1]), refusal)
    a, b = float(np.exp(log_a)), float(np.exp(log_b(log_a)))
    if not np.allclose(betaincinv(a, b, (LOW, HIGH)), (low, high), rtol=1e-5, atol=0):
        raise refusal  # the quantile has lost its digits
    return a, b


def _met(low: float, high: float) -> bool:
    """Whether shapes can be found: not where the points are too near to each other, or to 0 or 1."""
    return low >= 0.001 and high <= 0.999 and high - low >= 0.001


BETA = Family("beta", "above 0 and below 1", _support, _quantile, met=_met)
