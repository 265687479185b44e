"""A penalised regression of the explanation on all summaries and their squares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.softmax import Softmax, fit_softmax, said_unseen

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
        k: explanations. parts: halves of the rows, numbers of rows each.
        spread: variance of a slope before the rows are seen.
    """

    features: Features
    seen: Floats
    labels: Ints
    k: int
    parts: list[Ints]
    spread: float

    @classmethod
    def of(
        cls, X: Floats, labels: Ints, k: int, parts: list[Ints], spread: float | None = None
    ) -> Regression:
        """Prepare it for a table; if no spread is given, with the one that predicts unseen rows best."""
        features = Features.of_table(X)
        seen = features.of(X)
        return cls(features, seen, labels, k, parts, spread or _best_spread(seen, labels, k))

    @cached_property
    def whole(self) -> Softmax:
        """Fitted to all rows."""
        return self._fitted(np.arange(len(self.labels)))

    @cached_property
    def halves(self) -> list[Softmax]:
        """Fitted to each half of the rows."""
        return [self._fitted(part) for part in self.parts]

    @cached_property
    def rows(self) -> Floats:
        """float64[n, k]: what is said of each row by the halves that have not seen it, as in a forest."""
        said, often = np.zeros((len(self.labels), self.k)), np.zeros(len(self.labels))
        for part, fitted in zip(self.parts, self.halves, strict=True):
            outside = np.setdiff1d(np.arange(len(said)), part)
            said[outside] += fitted(self.seen[outside])
            often[outside] += 1
        return said / often[:, None]

    def at(self, x0: Floats) -> Floats:
        """float64[1 + halves, k]: what all rows say at `x0`, float64[s], and what each half of them says."""
        here = self.features.of(x0[None, :])
        return np.vstack([fitted(here) for fitted in (self.whole, *self.halves)])

    def _fitted(self, rows: Ints) -> Softmax:
        return fit_softmax(self.seen[rows], self.labels[rows], self.k, spread=self.spread)


def _best_spread(seen: Floats, labels: Ints, k: int) -> float:
    """The spread that predicts unseen rows best."""
    lost = [
        _losses(said_unseen(seen, labels, k, spread=spread), labels).mean() for spread in SPREADS.tolist()
    ]
    return float(SPREADS[int(np.argmin(lost))])


def _losses(said: Floats, labels: Ints) -> Floats:
    """float64[n]: log losses; what was ruled out and came true counts as one in a million."""
    return -np.log(np.maximum(said[np.arange(len(labels)), labels], 1e-6))


def _standardised(X: Floats, centre: Floats, scale: Floats) -> Floats:
    return np.clip((X - centre) / scale, -FARTHEST, FARTHEST)


def _no_zeros(sizes: Floats) -> Floats:
    return np.where(sizes > 1e-12, sizes, 1.0)
