"""Points that a family can meet only by search, and what is said where it cannot."""

from collections.abc import Callable

from boomerang.case.parts.priors.family import range_text
from boomerang.errors import InputError


def root(function: Callable[[float], float], start: float, end: float, refusal: InputError) -> float:
    """Where a function is 0 between two ends.

    Raises:
        InputError: the refusal that was given, where there is no such place.
    """
    from scipy.optimize import brentq

    try:
        return float(brentq(function, start, end))
    except ValueError:  # there is no change of sign between the ends, or no number
        raise refusal from None


def out_of_reach(family: str, low: float, high: float) -> InputError:
    """What is said where no distribution of a family has these points."""
    return InputError(
        f"'{family} {range_text(low, high)}' is out of reach: no {family} distribution that can be computed"
        " has these 5 % and 95 % points; take other points or another family"
    )
