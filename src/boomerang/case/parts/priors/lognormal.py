"""Lognormal: above 0, with a normal logarithm."""

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import ABOVE_0, Family, Support
from boomerang.case.parts.priors.normal import normal_quantile


def _support(low: float, high: float) -> Support:
    return ABOVE_0


def _quantile(low: float, high: float, u: Floats) -> Floats:
    return np.exp(normal_quantile(np.log(low), np.log(high), u))


LOGNORMAL = Family("lognormal", "above 0; the logarithm is normal", _support, _quantile)
