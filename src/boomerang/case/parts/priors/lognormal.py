"""Lognormal: above 0, with a normal logarithm."""

from math import exp, inf, log

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import ABOVE_0, Family, Support
from boomerang.case.parts.priors.normal import normal_ends, normal_quantile

LARGEST = log(np.finfo(np.float64).max)  # logarithm of a number


def _support(low: float, high: float) -> Support:
    return ABOVE_0


def _quantile(low: float, high: float, u: Floats) -> Floats:
    return np.exp(normal_quantile(np.log(low), np.log(high), u))


def _ends(low: float, high: float) -> tuple[float, float]:
    least, most = normal_ends(log(low), log(high))
    return exp(least), exp(most) if most < LARGEST else inf


LOGNORMAL = Family("lognormal", "above 0; the logarithm is normal", _support, _quantile, _ends)
