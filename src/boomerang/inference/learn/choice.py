"""Which explanation a table of simulated countries supports, at the summaries that were observed.

Two methods that share little, small neural networks and a penalised regression, and their average.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from boomerang.arrays import Flags, Floats, Ints
from boomerang.case.text.texts import so_many
from boomerang.errors import InputError
from boomerang.inference.learn.committee import Committee, Member, NormalScores
from boomerang.inference.learn.forest import Forest, grow_classifier, grow_regressor, halves, settled
from boomerang.inference.learn.network import PENALTIES, Network, fit_network
from boomerang.inference.learn.regression import Regression, best_spread, fit_regression
from boomerang.inference.learn.softmax import fit_softmax, reweigh
from boomerang.processors import one_blas_thread

FEWEST = 20  # rows of an explanation
MEMBERS = 20  # of each committee
TRIED = 4  # of them with each penalty
METHODS = ("networks", "regression")
EVEN = 20  # evidence of so many rows for each method
WIDER = 1.35  # than what shows of the uncertainty of an average
INCLUSION_GROUPS, INCLUSION_TREES = 10, 10


@dataclass(frozen=True)
class Posterior:
    """Of k explanations: float64[k] probabilities, sum 1, and float64[k] their sd by luck of the table."""

    probability: Floats
    sd: Floats


@dataclass(frozen=True)
class Classifier:
    """Two methods that share little, and their average: what was learned to tell the explanations apart.

    Attributes:
        scores: how both see summaries.
        networks: a committee of small neural networks; regression: one of penalised regressions.
        penalty: of the networks; spread: of the slopes of the regressions.
        weight: of the networks in the average, 0 .. 1.
        labels: int64[n]; share: float64[k] of the rows; prior: float64[k].
        grow: makes `forest`.
    """

    scores: NormalScores
    networks: Committee
    regression: Committee
    penalty: float
    spread: float
    weight: float
    labels: Ints
    share: Floats
    prior: Floats
    grow: Callable[[], Forest]

    @cached_property
    def forest(self) -> Forest:
        """What tells which rows are like another; it is grown when it is asked first."""
        return self.grow()

    @cached_property
    def rows(self) -> Floats:
        """float64[n, k]: what the average says of each row of the table, unseen by all that was fitted."""
        return self._under_prior(self._average(self.networks.rows, self.regression.rows))

    def at(self, x0: Floats) -> Posterior:
        """The posterior at the summaries `x0`, float64[s]: the average of the two methods.

        `sd`: by what another table of this size would have changed (the average of every half of the rows),
        and by how far the methods are apart. What both get wrong is in neither; on toys whose answer is known
        plus and minus two `sd` hold it in 92 to 97 of 100 data sets with WIDER (verification/toy.py).
        """
        one, other = self._said(x0)
        together = self._under_prior(self._average(one, other))
        apart = self._under_prior(one[0]) - self._under_prior(other[0])
        return Posterior(together[0], WIDER * np.sqrt(together[1:].var(axis=0, ddof=1) + apart**2 / 2))

    def methods_at(self, x0: Floats) -> dict[str, Posterior]:
        """What each method says by itself; `sd` by luck of the table."""
        said = [self._under_prior(each) for each in self._said(x0)]
        return {
            name: Posterior(each[0], each[1:].std(axis=0, ddof=1))
            for name, each in zip(METHODS, said, strict=True)
        }

    def weights(self, x0: Floats) -> Floats:
        """float64[n], sum 1: how much each row counts at `x0`, by nearness in the forest and by the prior."""
        raw = self.forest.weights(x0) * (self.prior / self.share)[self.labels]
        return raw / raw.sum() if raw.any() else np.full(len(raw), 1 / len(raw))

    def _said(self, x0: Floats) -> tuple[Floats, Floats]:
        """float64[1 + members, k] of each method."""
        here = self.scores.of(x0[None, :])
        return self.networks.at(here), self.regression.at(here)

    def _average(self, one: Floats, other: Floats) -> Floats:
        return self.weight * one + (1 - self.weight) * other

    def _under_prior(self, said: Floats) -> Floats:
        return reweigh(said, self.share, self.prior)


@one_blas_thread()
def learn(
    X: Floats,
    labels: Ints,
    prior: Floats,
    *,
    seed: int = 0,
    threads: int | None = None,
    members: int = MEMBERS,
    like: Classifier | None = None,
) -> Classifier:
    """Learn to tell explanations apart, in two ways.

    Small neural networks, and multinomial regressions on summaries and their squares, with the penalties that
    predict unseen rows best. Of either there is a committee (`Committee`). The average has the weights that
    unseen rows support (`stacked`), and Bayes' rule leads from the table's shares to `prior`.

    Args:
        X: float64[n, s] summaries; s may be 0, which leaves the prior.
        labels: int64[n] in 0 .. k - 1.
        prior: float64[k], of any sum; at least 20 rows of each explanation.
        seed: of the halves and the networks. threads: at a time, None for one a processor; changes no result.
        members: of each committee (even).
        like: take penalty and weights of this one, which has learned from much the same rows.

    Raises:
        InputError: too few rows, an unusable prior, or numbers that are not finite.
    """
    return learned(X, labels, prior, seed, threads, members, like)


def learned(
    X: Floats,
    labels: Ints,
    prior: Floats,
    seed: int,
    threads: int | None,
    members: int,
    like: Classifier | None = None,
) -> Classifier:
    """The same for those who keep products of matrices in one thread themselves; arguments as of `learn`."""
    prior = checked_prior(X, labels, prior)
    k, parts, scores = len(prior), halves(labels, members, seed), NormalScores.of_table(X)
    seen, share = scores.of(X), np.bincount(labels, minlength=k) / len(labels)
    spread = like.spread if like else best_spread(seen, labels, k)

    def networks(penalty: float, parts: list[Ints], fitted: tuple[Member, ...] = ()) -> Committee:
        def fit(seen: Floats, labels: Ints, number: int) -> Network:
            return fit_network(seen, labels, k, penalty, np.random.default_rng([seed, 7, number]))

        return Committee.of(seen, labels, k, parts, fit, threads, fitted)

    def regression(seen: Floats, labels: Ints, _: int) -> Regression:
        return fit_regression(seen, labels, k, spread)

    tried = {} if like else {penalty: networks(penalty, parts[:TRIED]) for penalty in PENALTIES}
    penalty = like.penalty if like else min(PENALTIES, key=lambda penalty: tried[penalty].loss)
    one = networks(penalty, parts, tried[penalty].members if tried else ())
    other = Committee.of(seen, labels, k, parts, regression, threads)
    weight = like.weight if like else stacked(one.rows, other.rows, labels)
    grow = partial(grow_classifier, X, labels, seed=seed, threads=threads)
    return Classifier(scores, one, other, penalty, spread, weight, labels, share, prior, grow)


def stacked(one: Floats, other: Floats, labels: Ints) -> float:
    """The weight of the first of two methods in their average: its mean, given what they say of unseen rows.

    Bayesian stacking (Yao et al. 2018) with a prior, beta EVEN and EVEN: what is judged are halves of the
    table, and not what answers, so that only much evidence should lead away from an even average.

    Args:
        one, other: float64[n, k], probabilities of rows that the methods have not seen. labels: int64[n].
    """
    true = np.arange(len(labels)), labels
    weights = (np.arange(100) + 0.5) / 100
    mixed = weights[:, None] * one[true] + (1 - weights[:, None]) * other[true]
    score = np.log(np.maximum(mixed, 1e-12)).sum(axis=1) + (EVEN - 1) * np.log(weights * (1 - weights))
    likely = np.exp(score - score.max())
    return float(weights @ likely / likely.sum())


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
            f"explanation {counts.argmin() + 1} of {len(prior)} has"
            f" {so_many(counts.min(), 'simulated country', 'simulated countries')}; "
            f"the comparison needs at least {FEWEST} of each"
        )
    return prior / prior.sum()


def _log_odds(votes: Floats) -> Floats:
    return np.log((votes + 0.01) / (1.01 - votes))[:, None]
