"""Priors as distributions: the value of a parameter below which a given share of belief lies."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from boomerang.case.parts.values import Prior
from boomerang.case.text.texts import number_text
from boomerang.errors import InputError

LOW, HIGH = 0.05, 0.95  # the shares of belief below the two points of a prior
# The shapes that are looked through: beyond them the distribution functions lose their digits.
BETA_SHAPES, GAMMA_SHAPES = (1e-4, 1e8), (0.005, 1e8)
MOST_ODD = 2.0  # factor by which the 5 % point of a halfnormal may differ from what its 95 % point says

Floats = NDArray[np.float64]
Spread = Callable[[float, float, Floats], Floats]


def in_doubt(prior: Prior | None) -> bool:
    """Whether there is anything to draw: a parameter without a prior, or a fixed one, keeps its value."""
    return prior is not None and prior.family != "fixed"


def quantile(prior: Prior, u: ArrayLike) -> Floats:
    """Give the values below which the shares `u` of a prior lie.

    Args:
        prior: any but `fixed`; its points are in the unit of the parameter.
        u: shares of any shape, each above 0 and below 1.

    Returns:
        float64 of the shape of `u`, in the unit of the parameter.

    Raises:
        InputError: the family cannot have these points. ValueError: the prior is fixed.
    """
    if prior.low is None or prior.high is None:
        raise ValueError("a fixed parameter has no distribution")
    if not (prior.allows(prior.low) and prior.allows(prior.high)):
        raise InputError(f"'{prior}' has an end that a {prior.family} distribution cannot reach")
    return _QUANTILES[prior.family](prior.low, prior.high, np.asarray(u, np.float64))


def _uniform(low: float, high: float, u: Floats) -> Floats:
    return low + (high - low) * u


def _normal(low: float, high: float, u: Floats) -> Floats:
    from scipy.special import ndtri

    return (low + high) / 2 + (high - low) / 2 * ndtri(u) / ndtri(HIGH)


def _lognormal(low: float, high: float, u: Floats) -> Floats:
    return np.exp(_normal(np.log(low), np.log(high), u))


def _halfnormal(low: float, high: float, u: Floats) -> Floats:
    """One scale cannot meet two points: the 95 % point decides, and the other may not contradict it."""
    from scipy.special import erfinv

    expected = high * erfinv(LOW) / erfinv(HIGH)
    if not expected / MOST_ODD <= low <= expected * MOST_ODD:
        raise InputError(
            f"'{Prior('halfnormal', low, high)}' is out of reach: a half-normal distribution whose 95 % point"
            f" is {number_text(high)} has its 5 % point at {expected:.2g}; write that or take another family"
        )
    return high * erfinv(u) / erfinv(HIGH)


def _gamma(low: float, high: float, u: Floats) -> Floats:
    from scipy.special import gammaincinv

    shape = _gamma_shape(low, high)
    return np.maximum(high * gammaincinv(shape, u) / gammaincinv(shape, HIGH), np.finfo(np.float64).tiny)


def _beta(low: float, high: float, u: Floats) -> Floats:
    from scipy.special import betaincinv

    a, b = _beta_shapes(low, high)
    return np.clip(betaincinv(a, b, u), np.finfo(np.float64).tiny, np.nextafter(1, 0))


@lru_cache(maxsize=1024)
def _gamma_shape(low: float, high: float) -> float:
    """The shape whose points have the wanted ratio, which falls as the shape rises."""
    from scipy.special import gammaincinv

    def excess(log_shape: float) -> float:
        below, above = gammaincinv(np.exp(log_shape), (LOW, HIGH))
        return float(np.log(above) - np.log(below) - np.log(high / low))

    prior = Prior("gamma", low, high)
    return float(np.exp(_root(excess, log(GAMMA_SHAPES[0]), log(GAMMA_SHAPES[1]), prior)))


@lru_cache(maxsize=1024)
def _beta_shapes(low: float, high: float) -> tuple[float, float]:
    """The two shapes (a, b): for every a there is one b that puts 5 % below `low`.

    Along these pairs the distribution narrows as a rises, so that one of them puts 95 % below `high`.
    """
    from scipy.special import betainc, betaincinv

    prior, odds = Prior("beta", low, high), log((1 - low) / low)

    def log_b(log_a: float) -> float:
        end = min(max(30.0, log_a + odds + 5), 700.0)
        return _root(lambda b: float(betainc(np.exp(log_a), np.exp(b), low)) - LOW, -30.0, end, prior)

    def excess(log_a: float) -> float:
        return float(betainc(np.exp(log_a), np.exp(log_b(log_a)), high)) - HIGH

    log_a = _root(excess, log(BETA_SHAPES[0]), log(BETA_SHAPES[1]), prior)
    a, b = float(np.exp(log_a)), float(np.exp(log_b(log_a)))
    if not np.allclose(betaincinv(a, b, (LOW, HIGH)), (low, high), rtol=1e-5, atol=0):
        raise _out_of_reach(prior)  # the quantile has lost its digits
    return a, b


def _root(function: Callable[[float], float], start: float, end: float, prior: Prior) -> float:
    from scipy.optimize import brentq

    try:
        return float(brentq(function, start, end))
    except ValueError:  # there is no change of sign between the ends, or no number
        raise _out_of_reach(prior) from None


def _out_of_reach(prior: Prior) -> InputError:
    return InputError(
        f"'{prior}' is out of reach: no {prior.family} distribution that can be computed has these 5 % and"
        " 95 % points; take other points or another family"
    )


_QUANTILES: dict[str, Spread] = {
    "uniform": _uniform,
    "normal": _normal,
    "lognormal": _lognormal,
    "halfnormal": _halfnormal,
    "gamma": _gamma,
    "beta": _beta,
}
