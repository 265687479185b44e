"""Normal: any number is possible."""

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import ANY_NUMBER, HIGH, Family, Support


def _support(low: float, high: float) -> Support:
    return ANY_NUMBER


def normal_quantile(low: float, high: float, u: Floats) -> Floats:
    """The values below which shares of a normal distribution with these 5 % and 95 % points lie."""
    from scipy.special import ndtri

    return (low + high) / 2 + (high - low) / 2 * ndtri(u) / ndtri(HIGH)


NORMAL = Family("normal", "any number is possible", _support, normal_quantile)
