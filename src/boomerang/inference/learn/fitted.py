"""What an explanation does not make even when it is fitted: posterior predictive checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Flags, Floats, Ints
from boomerang.inference.learn.neighbours import guesses, kernels
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.learn.weighted import Sample, spread

GRAIN = 0.3  # on the scale of the quantities: smaller differences say little
AS_IF = 300  # countries of an explanation, at most, that are taken for the observed one
FALSE_ALARM = 0.01  # probability that anything is called impossible under an explanation that is true
TIE = 1e-9  # numbers no further apart, in proportion, are the same


@dataclass(frozen=True)
class Fitted:
    """How m observed quantities lie among the fitted countries of each of k explanations.

    Fitted countries are those behind the sample of an estimate, with its weights.

    Attributes:
        tail: float64[k, m], the posterior predictive p-value: twice the smaller share of them, below or above
            the observed one; those equal to it count half.
        apart: float64[k, m], how far above their mean the observed one is, in their standard deviations.
        p: float64[k, m], the share of an explanation's countries, each fitted as if it were the observed one,
            in which any of the quantities is as far out as this one is.
        never: bool[k, m], whether the observed one lies beyond all fitted countries, and p is below 0.01.
    """

    tail: Floats
    apart: Floats
    p: Floats
    never: Flags


def fitted(
    Q: Floats, q0: Floats, X: Floats, x0: Floats, labels: Ints, estimates: Sequence[Estimate]
) -> Fitted:
    """Compare observed quantities with what each explanation makes when it is fitted to the summaries.

    That countries are fitted to the observed quantities too is meant: what not even these show, the
    explanation does not make. What luck does is measured: countries of the explanation (300 at most) are
    fitted in their turn, each to its own nearest neighbours. A quantity is as far out as it is farther from
    the mean of the fitted, in their standard deviations, than in any other country. Under an explanation that
    is true the observed country is one more of these, so that anything at all is named with a probability of
    0.01, however many quantities there are (single-step maxT: Westfall and Young 1993). Fewer than 100
    countries name nothing.

    Args:
        Q: float64[n, m], quantities of the simulated countries on a scale on which 1 is much, such as the
            logarithm of a count. q0: float64[m], the observed ones.
        X, x0, labels: as of `posteriors`; estimates: its result.
    """
    parts = [_fitted(Q, q0, X, x0, np.flatnonzero(labels == k), each) for k, each in enumerate(estimates)]
    tail, apart, p, never = (np.stack(part) for part in zip(*parts, strict=True))
    return Fitted(tail, apart, p, never.astype(bool))


def _fitted(
    Q: Floats, q0: Floats, X: Floats, x0: Floats, rows: Ints, estimate: Estimate
) -> tuple[Floats, Floats, Floats, Flags]:
    """One explanation, whose simulated countries are `rows`."""
    near = Sample(Q[estimate.near.rows], estimate.near.weights)
    apart = _apart(near, q0)
    p = _p_values(Q[rows], apart, guesses(X, x0, rows, estimate.stretched_prior))
    beyond = (q0 < near.values.min(axis=0)) | (q0 > near.values.max(axis=0))
    return _tail(near, q0), apart, p, beyond & (p < FALSE_ALARM)


def _tail(near: Sample, q0: Floats) -> Floats:
    below = near.weights @ (near.values < q0) + near.weights @ (near.values == q0) / 2
    return np.clip(2 * np.minimum(below, 1 - below), 0, 1)


def _apart(near: Sample, q0: Floats) -> Floats:
    """The standard deviation is never taken for less than GRAIN."""
    mean = near.weights @ near.values
    deviations: Floats = (q0 - mean) / np.hypot(spread(near.values, near.weights), GRAIN)
    return deviations


def _p_values(Q: Floats, apart: Floats, where: Floats) -> Floats:
    """float64[m]: of quantities that are so far `apart`, float64[m]; see `Fitted`.

    Counting from 1 deviation makes far out what is so in deviations too, and not only in proportion.

    Args:
        Q: float64[n, m] of an explanation's countries, which lie at `where`, float64[n, g].
    """
    from scipy.spatial.distance import cdist

    chosen = np.unique(np.linspace(0, len(Q) - 1, min(len(Q), AS_IF)).astype(np.int64))
    others = _as_if(Q, chosen, cdist(where[chosen], where))
    far = 1 + np.abs(np.vstack([others, apart]))
    second, first = np.sort(far, axis=0)[-2:]
    times = far / np.where(far == first, second, first)  # the farthest of the others
    return (times.max(axis=1)[:, None] >= times[-1] * (1 - TIE)).mean(axis=0)


def _as_if(Q: Floats, chosen: Ints, distances: Floats) -> Floats:
    """float64[c, m]: how far apart each of the chosen countries is from its neighbours.

    Args:
        distances: float64[c, n], of each from all.
    """
    weights, others = np.zeros_like(distances), np.ones(distances.shape, bool)
    others[np.arange(len(chosen)), chosen] = False
    weights[others] = kernels(distances[others].reshape(len(chosen), -1)).ravel()
    centred = Q - Q.mean(axis=0)  # so that squares lose nothing to a large mean
    mean = weights @ centred
    square = np.maximum(weights @ centred**2 - mean**2, 0)
    return (centred[chosen] - mean) / np.hypot(np.sqrt(square), GRAIN)
