"""Could such data tell the explanations apart at all? Errors on countries whose explanation is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.choice import Classifier, learned
from boomerang.processors import one_blas_thread
from boomerang.study.parallel import side_by_side

BINS = 10
SMALL_ROWS, SMALL_MEMBERS = 500, 10  # of the committees that judge without one summary
REFITS = 3


@dataclass(frozen=True)
class Calibration:
    """Whether what is called 70 % happens 7 times in 10.

    predicted, observed: float64[b], mean probability of a bin and how often it came true, over all
        explanations;
    share: float64[b] of all probabilities; error: the expected calibration error, averaged over explanations.
    """

    predicted: Floats
    observed: Floats
    share: Floats
    error: float


@dataclass(frozen=True)
class Honesty:
    """How often the method errs on simulated countries whose explanation is known.

    Attributes:
        confusion: float64[k, k], see `confusion`.
        error_rate: share of countries misjudged; chance_error: the same by guessing; local_error: the same
            among countries like the observed one.
        calibration: whether the probabilities can be taken at their word.
    """

    confusion: Floats
    error_rate: float
    chance_error: float
    local_error: float
    calibration: Calibration


def honesty(rows: Floats, labels: Ints, prior: Floats, weights: Floats) -> Honesty:
    """Judge what was said of countries whose explanation is known.

    Args:
        rows: float64[n, k], probabilities of unseen countries (`Classifier.rows`). labels: int64[n], the
            truth.
        prior: float64[k], sum 1. weights: float64[n], sum 1 (`Classifier.weights`).
    """
    matrix = confusion(rows, labels)
    return Honesty(
        confusion=matrix,
        error_rate=error_rate(matrix, prior),
        chance_error=chance_error(prior),
        local_error=local_error(rows, labels, weights),
        calibration=calibration(rows, labels, prior),
    )


def confusion(rows: Floats, labels: Ints) -> Floats:
    """float64[k, k]: how often a country made by explanation i (row) is taken for explanation j (column).

    Each row of the matrix has sum 1.

    Args:
        rows: float64[n, k], probabilities of unseen countries (`Classifier.rows`). labels: int64[n], the
            truth.
    """
    k = rows.shape[1]
    counts = np.zeros((k, k))
    np.add.at(counts, (labels, rows.argmax(axis=1)), 1)
    return counts / counts.sum(axis=1, keepdims=True)


def error_rate(matrix: Floats, prior: Floats) -> float:
    """The share of countries misjudged, explanations as frequent as in `prior`, float64[k] with sum 1."""
    return float(prior @ (1 - np.diag(matrix)))


def chance_error(prior: Floats) -> float:
    """The same for always naming the likeliest of `prior`, float64[k] with sum 1, without any data."""
    return float(1 - prior.max())


def local_error(rows: Floats, labels: Ints, weights: Floats) -> float:
    """The share misjudged among countries like the observed one.

    Pudlo et al. 2016 learn it with a second forest; here the weights of a forest average the errors made on
    unseen rows.

    Args:
        rows, labels: as of `confusion`. weights: float64[n], sum 1 (`Classifier.weights`).
    """
    return float(weights @ (rows.argmax(axis=1) != labels))


def calibration(rows: Floats, labels: Ints, prior: Floats) -> Calibration:
    """Reliability of the probabilities of all explanations, not of the winner's alone.

    Ten bins of equal width; empty ones are left out. The error weighs the gap of each bin by its share (Guo
    et al. 2017, equation 3) and is averaged over explanations (static calibration error, Nixon et al. 2019).
    Luck alone makes it a little above 0.

    Args:
        rows, labels: as of `confusion`; rows count as often as `prior`, float64[k], makes their explanation.
    """
    n, k = rows.shape
    share = np.bincount(labels, minlength=k) / n
    weights = np.repeat((prior / share)[labels] / n, k)
    truth = (labels[:, None] == np.arange(k)).ravel()
    bin_ = np.minimum((rows.ravel() * BINS).astype(int), BINS - 1)
    cell = bin_ * k + np.tile(np.arange(k), n)
    gaps = np.bincount(cell, weights * (rows.ravel() - truth), minlength=BINS * k)
    mass = np.bincount(bin_, weights, minlength=BINS)
    full = mass > 0
    predicted = np.bincount(bin_, weights * rows.ravel(), minlength=BINS)[full] / mass[full]
    observed = np.bincount(bin_, weights * truth, minlength=BINS)[full] / mass[full]
    return Calibration(predicted, observed, mass[full] / mass.sum(), float(np.abs(gaps).sum() / mass.sum()))


@dataclass(frozen=True)
class Sensitivity:
    """What each of s summaries, or groups of summaries, does to the answer.

    full: float64[k], the answer of small committees with everything; dropped: float64[s, k], without each
        summary or group;
    shift: float64[s], total variation distance between them; noise: the shift that another seed makes.
    """

    full: Floats
    dropped: Floats
    shift: Floats
    noise: float


@one_blas_thread()
def sensitivity(
    X: Floats,
    labels: Ints,
    x0: Floats,
    like: Classifier,
    groups: Sequence[Ints] | None = None,
    *,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> Sensitivity:
    """The posterior with each summary left out, or each group of them, learned anew.

    Committees are smaller than those of `learn`: 10 members on at most 500 rows of each explanation, with a
    calibration of their own. Compare them with `full`, the mean of 3 of their kind, and not with the
    posterior. Arguments as of `learn`; x0: float64[s]; like: what was learned from all rows and summaries;
    groups: the columns that are left out together, None for each by itself; progress: called with how many
    committees have learned, and how many there will be.
    """
    prior = like.prior
    rng = np.random.default_rng([seed, 5])
    some = [rng.permutation(np.flatnonzero(labels == label))[:SMALL_ROWS] for label in range(len(prior))]
    rows = np.concatenate(some)
    every = np.arange(X.shape[1])
    left_out = [every[j : j + 1] for j in every] if groups is None else groups

    def ask(of: tuple[Ints, int], _: Any) -> Floats:
        columns, again = of
        seen = X[np.ix_(rows, columns)]
        small = learned(seen, labels[rows], prior, seed + again, 1, SMALL_MEMBERS, like)
        return small.at(x0[columns]).probability

    asked = [
        *((every, again) for again in range(REFITS)),
        *((np.delete(every, group), 0) for group in left_out),
    ]
    told = None if progress is None else lambda done: progress(done, len(asked))
    said = np.stack(side_by_side(ask, asked, threads=threads, progress=told))
    fulls, dropped = said[:REFITS], said[REFITS:]
    full = fulls.mean(axis=0)
    apart = np.abs(fulls - full).sum(axis=1) / 2
    noise = float(apart.mean() * REFITS / (REFITS - 1))
    return Sensitivity(full, dropped, np.abs(dropped - full).sum(axis=1) / 2, noise)
