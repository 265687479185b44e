"""Whether any explanation can produce the observed summaries at all: prior-predictive checks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Ints

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

    All together: see `p_values`.

    Args:
        X: float64[n, s]. x0: float64[s]. labels: int64[n] in 0 .. k - 1, all present.
    """
    parts = [X[labels == label] for label in np.unique(labels)]
    low = np.stack([np.quantile(part, TAIL, axis=0, method="lower") for part in parts])
    high = np.stack([np.quantile(part, 1 - TAIL, axis=0, method="higher") for part in parts])
    beyond = ((x0 < low) | (x0 > high)).all(axis=0)
    return Outside(p_values(X, x0, labels), low, high, np.flatnonzero(beyond))


def p_values(X: Floats, x0: Floats, labels: Ints) -> Floats:
    """float64[k]: of each explanation the share of its countries at least as strange as the observed one.

    Strange is what lies far out in one direction or in all together: the larger of two normal scores, of the
    largest among the s standardised summaries and their s principal components (which are what hardly ever
    goes apart, too: two counts of the same list), and of the squared Mahalanobis distance. Summaries are
    standardised by the countries of the explanation. How they go together is learned from all explanations,
    as few countries cannot tell it of many summaries. Whatever
    is learned from the explanation's countries includes the observed one, which makes the rank of its
    strangeness exact: if the explanation is true, p < a happens at most with probability a (a permutation
    test).

    Args:
        X: float64[n, s]. x0: float64[s]. labels: int64[n] in 0 .. k - 1, all present.
    """
    parts = [X[labels == label] for label in np.unique(labels)]
    together = [_standardised(part) for part in parts]
    products = [Z.T @ Z for Z in together]
    found = []
    for k, part in enumerate(parts):
        Z = _standardised(np.vstack([part, x0]))
        others = sum((product for j, product in enumerate(products) if j != k), np.zeros((X.shape[1],) * 2))
        strange = _strangeness(Z, Z.T @ Z + others, len(X) + 1)
        found.append((strange >= strange[-1] - 1e-9).mean())
    return np.array(found)


def _strangeness(Z: Floats, products: Floats, n: int) -> Floats:
    """float64[m]: of float64[m, s] standardised rows, with the sum of products of n rows."""
    from scipy.stats import chi2, norm

    s = Z.shape[1]
    if not s:
        return np.zeros(len(Z))
    sizes, axes = np.linalg.eigh((products + np.eye(s)) / (n + 1))
    components = Z @ axes / np.sqrt(sizes)
    far = np.abs(np.hstack([Z, components])).max(axis=1)
    beyond = np.minimum(2 * norm.sf(far), 1 - 1e-15)  # 1 where all rows are alike
    largest = norm.isf(-np.expm1(2 * s * np.log1p(-beyond)))
    return np.maximum(largest, norm.isf(chi2.sf((components**2).sum(axis=1), s)))


def _standardised(rows: Floats) -> Floats:
    """float64[n, s]: each summary with mean 0 and standard deviation 1, as far as it varies."""
    sd = rows.std(axis=0)
    return (rows - rows.mean(axis=0)) / np.where(sd > 0, sd, 1)
