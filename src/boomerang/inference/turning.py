"""On which parameter it hangs whether a policy lowers or raises the outcome, and where that turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from boomerang.arrays import Floats

if TYPE_CHECKING:
    from pandas import DataFrame

LEVEL = 0.05  # of false alarms, over all parameters that are looked at
FEWEST = 8  # draws, of which some lower and some raise
FEWEST_OF_A_SIDE = 3  # draws
SURE = 2.0  # standard errors by which the mean of a side is off zero


@dataclass(frozen=True)
class Turning:
    """The parameter with which the sign of a difference changes.

    Attributes:
        explanation, parameter: where it stands, and its path.
        value: in base units, where a monotone fit of the differences passes zero.
        rising: whether differences grow with it.
        correlation: the rank correlation of both.
    """

    explanation: str
    parameter: str
    value: float
    rising: bool
    correlation: float


def turning(differences: dict[str, Floats], parameters: dict[str, DataFrame]) -> Turning | None:
    """The parameter on which the sign hangs most; None if it hangs on none as far as these draws tell.

    Args:
        differences: for each explanation float64[draws], a policy's.
        parameters: for each explanation float64 in base units, one row a draw and one column a parameter.
    """
    mixed = {name: given for name, given in differences.items() if _both_signs(given)}
    tests = sum(len(parameters[name].columns) for name in mixed)
    found = [
        each
        for name, given in mixed.items()
        for path in parameters[name].columns
        if (each := _turning(name, path, parameters[name][path].to_numpy(), given, tests)) is not None
    ]
    return max(found, key=lambda each: abs(each.correlation), default=None)


def _both_signs(differences: Floats) -> bool:
    return len(differences) >= FEWEST and min((differences < 0).sum(), (differences > 0).sum()) > 1


def _turning(explanation: str, path: str, values: Floats, differences: Floats, tests: int) -> Turning | None:
    """Where differences turn with one parameter; None if they do not, or not beyond chance."""
    from scipy.stats import spearmanr

    if len(np.unique(values)) < FEWEST:
        return None
    correlation, chance = spearmanr(values, differences)
    if not chance * tests < LEVEL:
        return None
    rising = bool(correlation > 0)
    value = _zero_of(values, differences, rising)
    if value is None:
        return None
    sides = differences[values < value], differences[values >= value]
    if not (_is_sure(sides[0], -1 if rising else 1) and _is_sure(sides[1], 1 if rising else -1)):
        return None  # it fades, and does not turn
    return Turning(explanation, path, value, rising, float(correlation))


def _is_sure(differences: Floats, sign: int) -> bool:
    """Whether differences are on one side of zero on average, beyond chance."""
    if len(differences) < FEWEST_OF_A_SIDE:
        return False
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    return bool(sign * differences.mean() > SURE * error)


def _zero_of(values: Floats, differences: Floats, rising: bool) -> float | None:
    """Where a monotone fit passes zero; None if it does not."""
    from sklearn.isotonic import isotonic_regression

    order = np.argsort(values, kind="stable")
    fit = isotonic_regression(differences[order], increasing=rising)
    known, below = values[order], fit < 0
    if below.all() or not below.any():
        return None
    first = int(np.flatnonzero(below[1:] != below[:-1])[0])
    return float((known[first] + known[first + 1]) / 2)
