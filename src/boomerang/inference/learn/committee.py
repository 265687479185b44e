"""A committee of fits to half-samples: what it says of rows it has not seen, and how surely.

Each member has learned from one random half of the rows, so that every row is judged by those that never saw
it, and the disagreement of the members measures what another table of this size would have changed. Their
mean varies less than a fit to all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.calibration import calibrated, calibrated_unseen
from boomerang.inference.learn.softmax import Softmax
from boomerang.study.parallel import workers

LEAST = 1e-6  # as which a probability of 0 counts that came true

Member = Callable[[Floats], Floats]  # float64[n, k] probabilities at float64[n, s] normal scores
Fit = Callable[[Floats, Ints, int], Member]  # to normal scores and labels, for the member with this number


@dataclass(frozen=True)
class NormalScores:
    """Summaries by their rank in the table: the same whatever scale they come on, and none far out.

    For each summary the values in it, in rising order, and the normal score of each.
    """

    values: tuple[Floats, ...]
    scores: tuple[Floats, ...]

    @classmethod
    def of_table(cls, X: Floats) -> Self:
        """The scores of a table, float64[n, s]; equal values have the score of their mean rank."""
        from scipy.special import ndtri

        found = [np.unique(column, return_counts=True) for column in X.T]
        middles = [(np.cumsum(often) - often / 2) / len(X) for _, often in found]
        return cls(tuple(values for values, _ in found), tuple(ndtri(middle) for middle in middles))

    def of(self, X: Floats) -> Floats:
        """float64[n, s] of float64[n, s]; between two values of the table the score changes evenly."""
        columns = [
            np.interp(x, values, scores)
            for x, values, scores in zip(X.T, self.values, self.scores, strict=True)
        ]
        return np.stack(columns, axis=1) if columns else np.zeros((len(X), 0))


@dataclass(frozen=True)
class Committee:
    """Members that have each seen a half of the rows, and how their votes become probabilities.

    Attributes:
        members: what each says. votes: float64[n, k], the mean answer to each row of those that never saw it.
        calibrator: of log votes. labels: int64[n].
    """

    members: tuple[Member, ...]
    votes: Floats
    calibrator: Softmax
    labels: Ints

    @classmethod
    def of(
        cls,
        seen: Floats,
        labels: Ints,
        k: int,
        parts: Sequence[Ints],
        fit: Fit,
        threads: int | None,
        fitted: tuple[Member, ...] = (),
    ) -> Self:
        """Fit a member to each part of the rows.

        Args:
            seen: float64[n, s] normal scores. labels: int64[n] in 0 .. k - 1. parts: rows of each member.
            threads: at a time, None for one a processor; changes no result.
            fitted: the members of the first parts, if they are there already.
        """
        left = range(len(fitted), len(parts))
        with workers(threads) as pool:
            members = (*fitted, *pool.map(lambda g: fit(seen[parts[g]], labels[parts[g]], g), left))
        votes, often = np.zeros((len(labels), k)), np.zeros(len(labels))
        for part, member in zip(parts, members, strict=True):
            outside = np.setdiff1d(np.arange(len(labels)), part)
            votes[outside] += member(seen[outside])
            often[outside] += 1
        votes /= often[:, None]
        return cls(members, votes, calibrated(_log(votes), labels), labels)

    @property
    def loss(self) -> float:
        """The mean log loss of the votes."""
        true = self.votes[np.arange(len(self.labels)), self.labels]
        return float(-np.log(np.maximum(true, LEAST)).mean())

    @cached_property
    def rows(self) -> Floats:
        """float64[n, k]: what it says of each row of the table, unseen by members and calibration."""
        return calibrated_unseen(_log(self.votes), self.labels)

    def at(self, here: Floats) -> Floats:
        """float64[1 + members, k]: what all say at float64[1, s] normal scores, and what each member says."""
        votes = np.vstack([member(here) for member in self.members])
        return self.calibrator(_log(np.vstack([votes.mean(axis=0), votes])))


def _log(votes: Floats) -> Floats:
    """Log votes; the added hundredth stands for what few members cannot tell from 0."""
    return np.log(votes + 0.01)
