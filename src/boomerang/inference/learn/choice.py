"""Which explanation a table of simulated countries supports, at the summaries that were observed.

Two methods that share little: a calibrated random forest, and rejection with a local regression.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boomerang.arrays import Flags, Floats, Ints
from boomerang.errors import InputError
from boomerang.inference.learn.forest import (
    GROUPS,
    TREES,
    Forest,
    discriminants,
    grow_classifier,
    grow_regressor,
    settled,
)
from boomerang.inference.learn.nearness import epanechnikov, scales
from boomerang.inference.learn.softmax import Softmax, fit_softmax, reweigh

FOLDS = 3  # in which the calibration is fitted without the rows that it judges
FEWEST = 20  # rows of an explanation
NEAREST = 0.02  # share of the rows that rejection keeps
RESAMPLES = 20
INCLUSION_GROUPS, INCLUSION_TREES = 10, 10


@dataclass(frozen=True)
class Posterior:
    """Of k explanations: float64[k] probabilities, sum 1, and float64[k] their sd by luck of the table."""

    probability: Floats
    sd: Floats


@dataclass(frozen=True)
class Classifier:
    """A forest that learned to tell the explanations apart, and how its votes become probabilities.

    share: float64[k] of the rows. prior: float64[k].
    """

    forest: Forest
    calibrator: Softmax
    labels: Ints
    share: Floats
    prior: Floats

    @cached_property
    def rows(self) -> Floats:
        """float64[n, k]: what it says of each row of the table, unseen by trees and calibration."""
        logs = _log(self.forest.votes)
        said = np.empty_like(logs)
        fold = np.random.default_rng(FOLDS).permutation(len(logs)) % FOLDS
        for f in range(FOLDS):
            out = fold == f
            said[out] = fit_softmax(logs[~out], self.labels[~out], len(self.prior))(logs[out])
        return reweigh(said, self.share, self.prior)

    def at(self, x0: Floats) -> Posterior:
        """The posterior at the summaries `x0`, float64[s]."""
        votes = settled(self.forest.at(x0))
        votes = np.vstack([votes.mean(axis=0), votes])
        said = reweigh(self.calibrator(_log(votes)), self.share, self.prior)
        return Posterior(said[0], said[1:].std(axis=0, ddof=1))

    def weights(self, x0: Floats) -> Floats:
        """float64[n], sum 1: how much each row counts at `x0`, by nearness in the forest and by the prior."""
        raw = self.forest.weights(x0) * (self.prior / self.share)[self.labels]
        return raw / raw.sum() if raw.any() else np.full(len(raw), 1 / len(raw))


def learn(
    X: Floats,
    labels: Ints,
    prior: Floats,
    *,
    seed: int = 0,
    threads: int | None = None,
    groups: int = GROUPS,
    trees: int = TREES,
) -> Classifier:
    """Learn to tell explanations apart: ABC with a random forest (Pudlo et al. 2016).

    The discriminant axes join the summaries. In place of the paper's second forest, which prices the winner
    only, the votes of the trees that never saw a row are calibrated into probabilities of all explanations: a
    multinomial logistic regression of the label on log votes (Dirichlet calibration: Kull et al. 2019), then
    Bayes' rule from the table's shares to `prior`.

    Args:
        X: float64[n, s] summaries; s may be 0, which leaves the prior.
        labels: int64[n] in 0 .. k - 1.
        prior: float64[k], of any sum; at least 20 rows of each explanation.
        seed: of the forest. threads: at a time, None for one a processor; changes no result.
        groups, trees: size of the forest.

    Raises:
        InputError: too few rows, an unusable prior, or numbers that are not finite.
    """
    prior = checked_prior(X, labels, prior)
    share = np.bincount(labels, minlength=len(prior)) / len(labels)
    forest = grow_classifier(X, labels, seed=seed, threads=threads, groups=groups, trees=trees)
    calibrator = fit_softmax(_log(forest.votes), labels, len(prior))
    return Classifier(forest, calibrator, labels, share, prior)


def classify(
    X: Floats, labels: Ints, x0: Floats, prior: Floats, *, seed: int = 0, threads: int | None = None
) -> Posterior:
    """`learn` and ask once, at `x0`, float64[s]."""
    return learn(X, labels, prior, seed=seed, threads=threads).at(x0)


def rejection(X: Floats, labels: Ints, x0: Floats, prior: Floats, *, seed: int = 0) -> Posterior:
    """The posterior from the nearest rows, with a local regression (Beaumont 2008).

    Distance: Euclidean over summaries, each scaled by its median absolute deviation (by its standard
    deviation where that is 0). Kept: the nearest 2 %, at least 200, with Epanechnikov weights. The
    multinomial logistic regression runs on the discriminant axes (Estoup et al. 2012), centred at `x0`, as
    the summaries would be too many for so few rows. `sd`: 20 bootstrap samples of the rows kept.

    Arguments as of `learn`.
    """
    prior = checked_prior(X, labels, prior)
    k = len(prior)
    share = np.bincount(labels, minlength=k) / len(labels)
    near, weights = accepted(X, x0)
    axes = discriminants(X, labels)
    features = axes.of(X[near]) - axes.of(x0[None, :])
    here = np.zeros((1, features.shape[1]))

    def ask(rows: Ints) -> Floats:
        fitted = fit_softmax(features[rows], labels[near][rows], k, weights[rows])
        return reweigh(fitted(here)[0], share, prior)

    rng = np.random.default_rng([seed, 3])
    again = [ask(rng.integers(len(near), size=len(near))) for _ in range(RESAMPLES)]
    return Posterior(ask(np.arange(len(near))), np.std(again, axis=0, ddof=1))


def accepted(X: Floats, x0: Floats) -> tuple[Ints, Floats]:
    """int64[m] the rows nearest to `x0`, and float64[m] their Epanechnikov weights; ties are all kept."""
    scale = scales(X)
    far = np.sqrt((((X - x0) / np.where(scale > 0, scale, 1)) ** 2).sum(axis=1))
    count = min(len(X), max(200, round(NEAREST * len(X))))
    edge = np.partition(far, count - 1)[count - 1]
    near = np.flatnonzero(far <= edge)
    # A little beyond the last row, so that it, and a neighbourhood all in one point, has some weight.
    return near, epanechnikov(far[near], edge * 1.01 or 1)


def disagreement(one: Posterior, other: Posterior) -> float:
    """Total variation distance between two posteriors: 0 the same, 1 nothing in common."""
    return float(np.abs(one.probability - other.probability).sum() / 2)


@dataclass(frozen=True)
class Inclusion:
    """Whether each of m mechanisms is at work: float64[m] probability, its sd, and its share in the table."""

    probability: Floats
    sd: Floats
    prior: Floats


def inclusion(X: Floats, on: Flags, x0: Floats, *, seed: int = 0, threads: int | None = None) -> Inclusion:
    """How likely each mechanism is at work, averaged over the subsets of mechanisms in the table.

    One forest for all mechanisms; the votes of each are calibrated by a logistic regression (Platt 2000) on
    the log odds of the trees that never saw the row. The prior is the table's: the share of rows with it on.
    `sd`: each group of trees speaks through a calibration on a bootstrap sample of the rows.

    Args:
        X: float64[n, s] summaries. on: bool[n, m], mechanisms of each row. x0: float64[s].
        seed: of the forest. threads: at a time, None for one a processor; changes no result.
    """
    prior = on.mean(axis=0)
    probability, sd = prior.copy(), np.zeros(len(prior))
    open_ = np.flatnonzero((prior > 0) & (prior < 1))
    if not len(open_):
        return Inclusion(probability, sd, prior)
    forest = grow_regressor(
        X, on[:, open_], seed=seed, threads=threads, groups=INCLUSION_GROUPS, trees=INCLUSION_TREES
    )
    votes, rng = settled(forest.at(x0)), np.random.default_rng([seed, 4])
    resamples = rng.integers(len(X), size=(len(votes), len(X)))
    for i, mechanism in enumerate(open_):
        seen, labels = _log_odds(forest.votes[:, i]), on[:, mechanism].astype(np.int64)
        here = _log_odds(votes[:, i])
        again = [
            fit_softmax(seen[rows], labels[rows], 2)(here[[j]])[0, 1] for j, rows in enumerate(resamples)
        ]
        probability[mechanism] = fit_softmax(seen, labels, 2)(_log_odds(votes[:, i].mean(keepdims=True)))[
            0, 1
        ]
        sd[mechanism] = np.std(again, ddof=1)
    return Inclusion(probability, sd, prior)


def checked_prior(X: Floats, labels: Ints, prior: Floats) -> Floats:
    """float64[k]: the prior with sum 1.

    Raises:
        InputError: too few rows, an unusable prior, or numbers that are not finite.
    """
    prior = np.asarray(prior, np.float64)
    if not (np.isfinite(prior).all() and (prior >= 0).all() and prior.sum() > 0):
        raise InputError("the prior of the explanations must be numbers of at least 0, one of them above")
    if not np.isfinite(X).all():
        raise InputError("a summary of a simulated country is not a finite number")
    counts = np.bincount(labels, minlength=len(prior))
    if counts.min() < FEWEST:
        raise InputError(
            f"explanation {counts.argmin() + 1} of {len(prior)} has {counts.min()} simulated countries; "
            f"the comparison needs at least {FEWEST} of each"
        )
    return prior / prior.sum()


def _log(votes: Floats) -> Floats:
    """Log votes; the added hundredth stands for the votes that a finite forest rounds to 0."""
    return np.log(votes + 0.01)


def _log_odds(votes: Floats) -> Floats:
    return np.log((votes + 0.01) / (1.01 - votes))[:, None]
