"""Uniform: every value between two ends is equally likely."""

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import Family, Support


def _support(low: float, high: float) -> Support:
    return Support(low, high, closed=True)


def _quantile(low: float, high: float, u: Floats) -> Floats:
    return low + (high - low) * u


UNIFORM = Family(
    "uniform",
    "the two numbers are the ends, and all between them is equally likely",
    _support,
    _quantile,
    met=lambda low, high: True,
)
