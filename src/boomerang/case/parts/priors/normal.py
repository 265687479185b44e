"""Normal: any number is possible."""

from statistics import NormalDist

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import ANY_NUMBER, FIRST, HIGH, Family, Support

FURTHEST = -NormalDist().inv_cdf(FIRST) / NormalDist().inv_cdf(HIGH)  # draw, in distances to the 95 % point


def _support(low: float, high: float) -> Support:
    return ANY_NUMBER


def normal_quantile(low: float, high: float, u: Floats) -> Floats:
    """The values below which shares of a normal distribution with these 5 % and 95 % points lie."""
    from scipy.special import ndtri

    return (low + high) / 2 + (high - low) / 2 * ndtri(u) / ndtri(HIGH)


def normal_ends(low: float, high: float) -> tuple[float, float]:
    """The lowest and the highest value that can be drawn."""
    middle, reach = low / 2 + high / 2, (high / 2 - low / 2) * FURTHEST
    return middle - reach, middle + reach


NORMAL = Family("normal", "any number is possible", _support, normal_quantile, normal_ends)
