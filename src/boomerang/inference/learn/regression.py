"""A penalised regression of the explanation on all summaries and their squares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.softmax import Softmax, fit_softmax

FOLDS = 3  # in which each penalty is judged by the rows that it did not see
SPREADS = np.logspace(-3, 1, 9)  # variance of a slope before the rows are seen; 0.001 all but leaves it out
SQUARES = 0.3  # weight of squares beside summaries: so much less is expected of them
FARTHEST = 5.0  # standard deviations; what is beyond counts as this


@dataclass(frozen=True)
class Features:
    """What the regression sees: standardised summaries, and their squares at less weight.

    float64[s] each: `centre` and `scale` of the summaries, `middle` and `spread` of their squares.
    """

    centre: Floats
    scale: Floats
    middle: Floats
    spread: Floats

    @classmethod
    def of_table(cls, X: Floats) -> Features:
        """The features of a table, float64[n, s]."""
        centre, scale = X.mean(axis=0), _no_zeros(X.std(axis=0))
        squares = _standardised(X, centre, scale) ** 2
        return cls(centre, scale, squares.mean(axis=0), _no_zeros(squares.std(axis=0)))

    def of(self, X: Floats) -> Floats:
        """float64[n, 2 s] of float64[n, s]."""
        given = _standardised(X, self.centre, self.scale)
        return np.hstack([given, SQUARES * (given**2 - self.middle) / self.spread])


@dataclass(frozen=True)
class Regression:
    """A multinomial regression with a ridge (a normal prior of the slopes) that rows unseen have chosen.

    Attributes:
        features: what it sees. seen: float64[n, 2 s], of each row; labels: int64[n] in 0 .. k - 1.
        k: explanations.
        spread: variance of a slope before the rows are seen.
    """

    features: Features
    seen: Floats
    labels: Ints
    k: int
    spread: float

    @classmethod
    def of(cls, X: Floats, labels: Ints, k: int, spread: float | None = None) -> Regression:
        """Prepare it for a table; the spread that predicts best, if none is given."""
        features = Features.of_table(X)
        seen = features.of(X)
        if spread is None:
            lost = [_loss(_unseen(seen, labels, k, tried), labels) for tried in SPREADS.tolist()]
            spread = float(SPREADS[int(np.argmin(lost))])
        return cls(features, seen, labels, k, spread)

    @cached_property
    def whole(self) -> Softmax:
        """Fitted to all rows."""
        return self.fitted(np.arange(len(self.labels)))

    @cached_property
    def rows(self) -> Floats:
        """float64[n, k]: what it says of each row without having seen it."""
        return _unseen(self.seen, self.labels, self.k, self.spread)

    def fitted(self, rows: Ints) -> Softmax:
        """Fitted to some rows."""
        return fit_softmax(self.seen[rows], self.labels[rows], self.k, spread=self.spread)


def _unseen(seen: Floats, labels: Ints, k: int, spread: float) -> Floats:
    """float64[n, k]: probabilities of each row by the other folds."""
    said = np.empty((len(labels), k))
    fold = np.random.default_rng(FOLDS).permutation(len(labels)) % FOLDS
    for f in range(FOLDS):
        out = fold == f
        said[out] = fit_softmax(seen[~out], labels[~out], k, spread=spread)(seen[out])
    return said


def _loss(said: Floats, labels: Ints) -> float:
    """Mean log loss; what was ruled out and came true counts as one in a million."""
    return float(-np.log(np.maximum(said[np.arange(len(labels)), labels], 1e-6)).mean())


def _standardised(X: Floats, centre: Floats, scale: Floats) -> Floats:
    return np.clip((X - centre) / scale, -FARTHEST, FARTHEST)


def _no_zeros(sizes: Floats) -> Floats:
    return np.where(sizes > 1e-12, sizes, 1.0)
