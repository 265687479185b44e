"""Gamma: above 0."""

from functools import lru_cache
from math import log

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import ABOVE_0, HIGH, LOW, Family, Support
from boomerang.case.parts.priors.reach import out_of_reach, root

SHAPES = (0.005, 1e8)  # that are looked through: beyond them the distribution function loses its digits


def _support(low: float, high: float) -> Support:
    return ABOVE_0


def _quantile(low: float, high: float, u: Floats) -> Floats:
    from scipy.special import gammaincinv

    shape = _shape(low, high)
    return np.maximum(high * gammaincinv(shape, u) / gammaincinv(shape, HIGH), np.finfo(np.float64).tiny)


@lru_cache(maxsize=1024)
def _shape(low: float, high: float) -> float:
    """The shape whose points have the wanted ratio, which falls as the shape rises."""
    from scipy.special import gammaincinv

    def excess(log_shape: float) -> float:
        below, above = gammaincinv(np.exp(log_shape), (LOW, HIGH))
        return float(np.log(above) - np.log(below) - np.log(high / low))

    return float(np.exp(root(excess, log(SHAPES[0]), log(SHAPES[1]), out_of_reach(GAMMA.name, low, high))))


GAMMA = Family("gamma", "above 0", _support, _quantile)
