"""Weighted samples: how many they are worth, their quantiles, and as many equal draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from boomerang.arrays import Floats, Ints
from boomerang.errors import InputError


@dataclass(frozen=True)
class Sample:
    """A distribution as weighted members.

    `values` is float64[m, ...], `weights` float64[m], none below 0, summing to 1.
    """

    values: Floats
    weights: Floats

    def quantiles(self, shares: ArrayLike) -> Floats:
        """Give float64[shares, ...], the values below which these shares of the weight lie."""
        return quantiles(self.values, self.weights, shares)

    def column(self, number: int) -> Sample:
        """One of several quantities by itself."""
        return Sample(self.values[:, number], self.weights)


def equal(values: ArrayLike) -> Sample:
    """Make a sample whose members have the same weight."""
    members = np.asarray(values, np.float64)
    return Sample(members, np.full(len(members), 1 / len(members)))


def mixture(samples: list[Sample], probabilities: ArrayLike) -> Sample:
    """Pool samples, each with the weight of its probability.

    Raises:
        InputError: the probabilities are not as many as the samples, fall below 0 or do not sum to 1.
    """
    shares = np.asarray(probabilities, np.float64)
    if shares.shape != (len(samples),):
        raise InputError(f"{shares.size} probabilities were given for {len(samples)} explanations")
    if (shares < 0).any() or not np.isclose(shares.sum(), 1, rtol=0, atol=1e-6):
        raise InputError(
            f"probabilities of explanations must not be negative and sum to 1, not {shares.sum():g}"
        )
    values = np.concatenate([sample.values for sample in samples])
    weights = np.concatenate([share * s.weights for share, s in zip(shares, samples, strict=True)])
    return Sample(values, weights / weights.sum())


def quantiles(values: ArrayLike, weights: ArrayLike, shares: ArrayLike) -> Floats:
    """Weighted quantiles, joined by straight lines between the middles of the members.

    Args:
        values: float64[m, ...]; each column is taken by itself.
        weights: float64[m], none below 0 and not all 0; members without weight do not count.
        shares: float64[k], from 0 to 1.

    Returns:
        float64[k, ...]. They never fall from one share to a larger one.
    """
    given, weight = np.asarray(values, np.float64), np.asarray(weights, np.float64)
    kept = weight > 0
    columns = given[kept].reshape(int(kept.sum()), -1)
    order = np.argsort(columns, axis=0, kind="stable")
    ordered = np.take_along_axis(columns, order, axis=0)
    share = weight[kept][order] / weight[kept].sum()
    middles = np.cumsum(share, axis=0) - share / 2
    wanted = np.asarray(shares, np.float64)
    found = [np.interp(wanted, m, v) for m, v in zip(middles.T, ordered.T, strict=True)]
    return np.array(found).T.reshape(len(wanted), *given.shape[1:])


def effective_size(weights: ArrayLike) -> float:
    """How many equally weighted members are worth as much: (sum of w)^2 / sum of w^2 (Kish 1965)."""
    weight = np.asarray(weights, np.float64)
    return float(weight.sum() ** 2 / (weight**2).sum())


def spread(values: Floats, weights: Floats) -> Floats:
    """Weighted standard deviation of each column."""
    weight = weights.reshape(-1, *(1,) * (values.ndim - 1))
    total = weight.sum(axis=0)
    mean = (values * weight).sum(axis=0) / total
    deviation: Floats = np.sqrt((((values - mean) ** 2) * weight).sum(axis=0) / total)
    return deviation


def resampled(weights: Floats, count: int) -> Ints:
    """Members in proportion to their weights, by evenly spaced shares (systematic resampling, no luck).

    Returns:
        int64[count], in rising order: each member is taken `count` times its weight, rounded up or down.
    """
    shares = (np.arange(count) + 0.5) / count
    ends = np.cumsum(weights / weights.sum())
    return np.searchsorted(ends, shares).astype(np.int64)
