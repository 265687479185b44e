"""A penalised regression of the explanation on all summaries and their squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.softmax import Softmax, fit_softmax, said_unseen

SPREADS = np.logspace(-3, 1, 9)  # variance of a slope before the rows are seen; 0.001 all but leaves it out
SQUARES = 0.3  # weight of squares beside summaries: so much less is expected of them


@dataclass(frozen=True)
class Regression:
    """A multinomial regression on summaries and their squares."""

    fitted: Softmax

    def __call__(self, seen: Floats) -> Floats:
        """float64[n, k]: probabilities at float64[n, s] normal scores."""
        return self.fitted(_bent(seen))


def fit_regression(seen: Floats, labels: Ints, k: int, spread: float) -> Regression:
    """The regression with a ridge: a normal prior of the slopes, whose variance is `spread`.

    Args:
        seen: float64[n, s] normal scores. labels: int64[n] in 0 .. k - 1.
    """
    return Regression(fit_softmax(_bent(seen), labels, k, spread=spread))


def best_spread(seen: Floats, labels: Ints, k: int) -> float:
    """The spread that predicts unseen rows best; arguments as of `fit_regression`."""
    bent = _bent(seen)
    lost = [_loss(said_unseen(bent, labels, k, spread=spread), labels) for spread in SPREADS.tolist()]
    return float(SPREADS[int(np.argmin(lost))])


def _bent(seen: Floats) -> Floats:
    """float64[n, 2 s]: normal scores, and their squares at less weight."""
    return np.hstack([seen, SQUARES * (seen**2 - 1)])


def _loss(said: Floats, labels: Ints) -> float:
    """The mean log loss; what was ruled out and came true counts as one in a million."""
    return float(-np.log(np.maximum(said[np.arange(len(labels)), labels], 1e-6)).mean())
