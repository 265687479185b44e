"""Half-normal: above 0, and the likelier the smaller."""

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import ABOVE_0, HIGH, LOW, Family, Support
from boomerang.case.text.texts import number_text
from boomerang.errors import InputError

MOST_ODD = 2.0  # factor by which the 5 % point may differ from what the 95 % point says


def _support(low: float, high: float) -> Support:
    return ABOVE_0


def _quantile(low: float, high: float, u: Floats) -> Floats:
    """One scale cannot meet two points: the 95 % point decides, and the other may not contradict it."""
    from scipy.special import erfinv

    expected = high * erfinv(LOW) / erfinv(HIGH)
    if not expected / MOST_ODD <= low <= expected * MOST_ODD:
        raise InputError(
            f"'{HALFNORMAL.written(low, high)}' is out of reach: a half-normal distribution whose 95 % point"
            f" is {number_text(high)} has its 5 % point at {expected:.2g}; write that or take another family"
        )
    return high * erfinv(u) / erfinv(HIGH)


HALFNORMAL = Family("halfnormal", "above 0, the likelier the smaller", _support, _quantile)
