"""Whether any explanation can produce the observed summaries at all: prior-predictive checks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.forest import RIDGE

TAIL = 0.005  # on each side


@dataclass(frozen=True)
class Outside:
    """How the observed summaries lie in the countries of each of k explanations.

    p_value: float64[k], the share of its countries at least as strange as the observed one. low, high:
    float64[k, s], the central 99 % of each summary. summaries: int64[], those outside it under every
    explanation.
    """

    p_value: Floats
    low: Floats
    high: Floats
    summaries: Ints


def outside(X: Floats, x0: Floats, labels: Ints) -> Outside:
    """Compare the observed summaries with what each explanation makes.

    Single summaries: below the 0.5 % or above the 99.5 % quantile; ends count as inside. With s summaries
    about s / 100 fall outside by luck even if an explanation is true, so that the p-value alone decides on
    it.

    All together: how strange is the country for its explanation, as the larger of the largest standardised
    summary and of Fisher's normal score of the squared Mahalanobis distance d2, sqrt(2 d2) - sqrt(2 s - 1).
    Means and covariances include the observed country, which makes the rank of its strangeness exact: if the
    explanation is true, p < a happens at most with probability a (a permutation test).

    Args:
        X: float64[n, s]. x0: float64[s]. labels: int64[n] in 0 .. k - 1, all present.
    """
    parts = [X[labels == label] for label in np.unique(labels)]
    low = np.stack([np.quantile(part, TAIL, axis=0, method="lower") for part in parts])
    high = np.stack([np.quantile(part, 1 - TAIL, axis=0, method="higher") for part in parts])
    beyond = ((x0 < low) | (x0 > high)).all(axis=0)
    return Outside(p_values(X, x0, labels), low, high, np.flatnonzero(beyond))


def p_values(X: Floats, x0: Floats, labels: Ints) -> Floats:
    """float64[k]: of each explanation the share of its countries at least as strange as the observed one."""
    return np.array([_p_value(X[labels == label], x0) for label in np.unique(labels)])


def _p_value(part: Floats, x0: Floats) -> float:
    strange = strangeness(np.vstack([part, x0]))
    return float((strange >= strange[-1] - 1e-9).mean())


def strangeness(rows: Floats) -> Floats:
    """float64[n]: how far each of float64[n, s] rows lies from the others, see `outside`."""
    n, s = rows.shape
    if not s:
        return np.zeros(n)
    sd = rows.std(axis=0)
    Z = (rows - rows.mean(axis=0)) / np.where(sd > 0, sd, 1)
    spread = Z.T @ Z / n + RIDGE * np.eye(s)
    squared = np.einsum("ij,ji->i", Z, np.linalg.solve(spread, Z.T))
    return np.maximum(np.abs(Z).max(axis=1), np.sqrt(2 * np.maximum(squared, 0)) - np.sqrt(2 * s - 1))
