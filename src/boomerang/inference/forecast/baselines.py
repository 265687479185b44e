"""Predictions that know no mechanism: persistence and two trends, from the figures known so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats
from boomerang.errors import InputError
from boomerang.inference.learn.weighted import Sample, equal

MEMBERS = 400  # of a predictive distribution, evenly spaced in probability
INNER, OUTER = 20, 20  # of the Poisson trend: of the luck, and of the fit
LEAST_OF_TREND = 3
STEPS = 50  # of the fit at most
SETTLED = 1e-10
LARGEST_COUNT, ALMOST_NORMAL = 1e9, 1e6  # a mean, and the shape of a gamma distribution
STEEPEST = 50.0  # log of the largest mean; beyond it numbers overflow


@dataclass(frozen=True)
class Known:
    """Earlier figures of a series, and when the next one is asked for.

    `years` float64[k] rising, `values` float64[k] not negative; `at` in years, on the same clock, after the
    last of them. A `cumulative` series counts events since its start, so that it does not fall.
    """

    years: Floats
    values: Floats
    at: float
    cumulative: bool

    def check(self) -> None:
        """Raise InputError if these are no figures of one series, in order."""
        if len(self.years) != len(self.values) or (np.diff(self.years) <= 0).any() or (self.values < 0).any():
            raise InputError("earlier figures need one date each, in rising order, and none may be below 0")
        if len(self.years) and self.at < self.years[-1]:
            raise InputError("a figure can be predicted from earlier ones only")


def baselines(known: Known) -> dict[str, Sample]:
    """Every baseline that has enough figures to be fitted to: one for persistence, three for the trends.

    Their names begin with a capital letter, as those of explanations never do.
    """
    known.check()
    methods: dict[str, tuple[int, Callable[[Known], Sample]]] = {
        "Persistence": (1, persistence),
        "Log-linear trend": (LEAST_OF_TREND, log_linear_trend),
        "Poisson trend": (LEAST_OF_TREND + known.cumulative, poisson_trend),
    }
    return {name: method(known) for name, (least, method) in methods.items() if len(known.years) >= least}


def persistence(known: Known) -> Sample:
    """The last figure stays.

    On the scale log(1 + count) a random walk without drift: its variance per year is that of the steps
    between the figures, and the counting error of the last figure, 1 / (1 + count), is added. Needs one
    figure.
    """
    level = np.log1p(known.values)
    per_year = np.mean(np.diff(level) ** 2 / np.diff(known.years)) if len(level) > 1 else 0.0
    variance = 1 / (1 + known.values[-1]) + per_year * (known.at - known.years[-1])
    return equal(_counts(level[-1] + np.sqrt(variance) * _normal_scores(MEMBERS)))


def log_linear_trend(known: Known) -> Sample:
    """A straight line through log(1 + count), by least squares, with the normal error of a prediction.

    Needs three figures.
    """
    level = np.log1p(known.values)
    time = known.years - known.at  # so that the intercept is the prediction
    design = np.stack([np.ones_like(time), time], axis=1)
    inverse = np.linalg.inv(design.T @ design)
    line = inverse @ design.T @ level
    variance = ((level - design @ line) ** 2).sum() / (len(time) - 2)
    error = np.sqrt(variance * (1 + inverse[0, 0]) + 1 / (1 + np.exp(min(line[0], STEEPEST))))
    return equal(_counts(line[0] + error * _normal_scores(MEMBERS)))


def poisson_trend(known: Known) -> Sample:
    """A log-linear Poisson regression on time, with over-dispersion (McCullagh and Nelder 1989, chapter 6).

    A cumulative series is fitted by its increments, at a rate per year in the middle of each interval; others
    by their figures. The predictive distribution is a negative binomial (Poisson where there is no
    over-dispersion) with the normal error of the fitted log mean. Needs three counts to fit to.
    """
    base, counts, exposure, time = _to_fit(known)
    line, covariance = _fit_poisson(counts, exposure, time)
    mean = np.exp(np.clip(line[0] + line[1] * time, -STEEPEST, STEEPEST)) * exposure
    dispersion = max(1.0, ((counts - mean) ** 2 / mean).sum() / (len(counts) - 2))
    ahead = (
        (known.at - known.years[-1], (known.at + known.years[-1]) / 2)
        if known.cumulative
        else (1.0, known.at)
    )
    point = np.array([1.0, ahead[1] - known.at])
    error = np.sqrt(dispersion * point @ covariance @ point)
    means = ahead[0] * np.exp(np.minimum(line @ point + error * _normal_scores(OUTER), STEEPEST))
    return equal(base + np.concatenate([_luck(value, dispersion) for value in means]))


def _to_fit(known: Known) -> tuple[float, Floats, Floats, Floats]:
    """What is counted already, and the counts to fit to: their exposure and their time, from `at`."""
    if not known.cumulative:
        return 0.0, known.values, np.ones_like(known.values), known.years - known.at
    increments = np.maximum(np.diff(known.values), 0)  # agencies correct themselves
    middle = (known.years[1:] + known.years[:-1]) / 2
    return float(known.values[-1]), increments, np.diff(known.years), middle - known.at


def _fit_poisson(counts: Floats, exposure: Floats, time: Floats) -> tuple[Floats, Floats]:
    """Intercept and slope of the log rate, by iteratively reweighted least squares, and their covariance.

    Where there were no events at all, half an event is taken to have been there, and no slope.
    """
    if not counts.any():
        return np.array([np.log(0.5 / exposure.sum()), 0.0]), np.diag([1 / 0.5, 0.0])
    design = np.stack([np.ones_like(time), time], axis=1)
    line = np.array([np.log(counts.sum() / exposure.sum()), 0.0])
    for _ in range(STEPS):
        mean = np.exp(np.clip(design @ line, -STEEPEST, STEEPEST)) * exposure
        information = design.T @ (mean[:, None] * design) + 1e-9 * np.eye(2)
        step = np.linalg.solve(information, design.T @ (counts - mean))
        line = line + step * min(1.0, 2 / max(np.abs(step).max(), 1e-300))
        if np.abs(step).max() < SETTLED:
            break
    return line, np.linalg.inv(information)


def _luck(mean: float, dispersion: float) -> Floats:
    """Evenly spaced quantiles of counts with this mean, whose variance is `dispersion` times the mean."""
    from scipy.stats import nbinom, poisson

    shares = (np.arange(INNER) + 0.5) / INNER
    if mean > LARGEST_COUNT:
        return _luck_of_many(mean, dispersion, shares)
    if dispersion <= 1 or mean <= 0:
        return np.asarray(poisson.ppf(shares, mean), np.float64)
    return np.asarray(nbinom.ppf(shares, mean / (dispersion - 1), 1 / dispersion), np.float64)


def _luck_of_many(mean: float, dispersion: float, shares: Floats) -> Floats:
    """The same for counts so large that whole numbers do not matter: a gamma distribution, or a normal one.

    The quantiles of whole numbers take for ever there, or are not found.
    """
    from scipy.special import gammaincinv, ndtri

    shape = mean / (dispersion - 1) if dispersion > 1 else np.inf
    if shape > ALMOST_NORMAL:
        return np.asarray(mean + np.sqrt(mean * dispersion) * ndtri(shares), np.float64)
    return np.asarray(gammaincinv(shape, shares) * (dispersion - 1), np.float64)


def _normal_scores(count: int) -> Floats:
    """Evenly spaced quantiles of the standard normal distribution."""
    from scipy.special import ndtri

    scores: Floats = ndtri((np.arange(count) + 0.5) / count)
    return scores


def _counts(level: Floats) -> Floats:
    return np.maximum(np.expm1(np.minimum(level, STEEPEST)), 0)
