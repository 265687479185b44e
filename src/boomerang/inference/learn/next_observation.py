"""What to observe next: how much each further quantity would tell the explanations apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.case.parts.statistics.numeric import NOTHING, ranks
from boomerang.errors import InputError
from boomerang.inference.learn.forest import discriminants
from boomerang.inference.learn.regression import SPREADS
from boomerang.inference.learn.softmax import fit_softmax
from boomerang.study.parallel import workers

if TYPE_CHECKING:
    from pandas import DataFrame

ROWS = 1000  # nearest to the observed country
FOLDS = 4
NORMAL = 1.96  # half a 95 % interval


@dataclass(frozen=True)
class NextObservations:
    """Quantities, most telling first.

    gain: float64[q], the expected drop in log loss (natural units; the log of the number of explanations is
    the most there can be). low, high: float64[q], its 95 % interval. loss: the log loss left without any of
    them.
    """

    names: tuple[str, ...]
    gain: Floats
    low: Floats
    high: Floats
    loss: float


def next_observations(
    X: Floats,
    labels: Ints,
    weights: Floats,
    observables: DataFrame,
    *,
    seed: int = 0,
    threads: int | None = None,
) -> NextObservations:
    """The expected drop in log loss if a quantity were observed too, beside all that is observed already.

    This is the mutual information between explanation and quantity, near the observed summaries (Lindley
    1956), estimated from below: in the 1,000 nearest rows a multinomial logistic regression on the
    discriminant axes is compared, on folds it did not see, with one that also has the quantity (its rank and
    the rank's square). The axes count as much as predicts unseen rows best, so that few rows do not seem to
    tell less than nothing. A useless quantity comes out at 0 or just below. Rows in which there is nothing to
    measure tell nothing. The interval treats rows as independent.

    Args:
        X: float64[n, s] summaries. labels: int64[n] in 0 .. k - 1.
        weights: float64[n], sum 1, how much each row counts (`Classifier.weights`: nearness and prior).
        observables: n rows, one column a quantity.
        seed: of the folds. threads: at a time, None for one a processor; changes no result.

    Raises:
        InputError: a quantity with numbers that are not finite.
    """
    _check(observables)
    task, near = _task(X, labels, weights, seed)
    before = task.losses(np.zeros((len(near), 0)))

    def one(name: str) -> tuple[float, float]:
        drop = before - task.losses(_curve(observables[name].to_numpy(np.float64)[near]))
        mean = float(task.weights @ drop)
        return mean, float(np.sqrt(task.weights**2 @ (drop - mean) ** 2))

    with workers(threads) as pool:
        found = list(pool.map(one, list(observables)))
    gain, se = np.array(found).reshape(-1, 2).T
    order = np.argsort(-gain, kind="stable")
    names = tuple(str(observables.columns[i]) for i in order)
    low, high = (gain - NORMAL * se)[order], (gain + NORMAL * se)[order]
    return NextObservations(names, gain[order], low, high, float(task.weights @ before))


def _check(observables: DataFrame) -> None:
    for name in observables:
        if not np.isfinite(observables[name]).all():
            raise InputError(f"the quantity '{name}' is missing in some simulated countries")


@dataclass(frozen=True)
class _Task:
    """Telling labels from float64[m, a] `known` and something more; `folds`: int64[m]."""

    known: Floats
    labels: Ints
    weights: Floats
    k: int
    folds: Ints

    def shrunk(self) -> _Task:
        """The same with `known` counting as much as predicts unseen rows best.

        A ridge of variance v on the slopes of a number is one of variance 1 on those of its root v fold.
        """
        tasks = [replace(self, known=np.sqrt(spread) * self.known) for spread in SPREADS]
        lost = [task.weights @ task.losses(np.zeros((len(self.labels), 0))) for task in tasks]
        return tasks[int(np.argmin(lost))]

    def losses(self, more: Floats) -> Floats:
        """float64[m]: minus the log of the probability given to the true label, unseen."""
        features = np.hstack([self.known, more])
        said = np.empty(len(features))
        for f in range(FOLDS):
            out = self.folds == f
            fitted = fit_softmax(features[~out], self.labels[~out], self.k, self.weights[~out])
            said[out] = fitted(features[out])[np.arange(out.sum()), self.labels[out]]
        # A label seen in one fold only has probability 0 in it; the loss stays finite.
        return -np.log(np.maximum(said, 1e-3))


def _task(X: Floats, labels: Ints, weights: Floats, seed: int) -> tuple[_Task, Ints]:
    """The task in the rows nearest to the observed country, and which rows these are."""
    near = np.argsort(-weights, kind="stable")[:ROWS]
    near = near[weights[near] > 0]
    known = discriminants(X, labels).of(X[near])
    known = (known - known.mean(axis=0)) / np.maximum(known.std(axis=0), 1e-9)
    share, folds = weights[near] / weights[near].sum(), _folds(labels[near], seed)
    task = _Task(known, labels[near], share, int(labels.max()) + 1, folds)
    return task.shrunk(), near


def _folds(labels: Ints, seed: int) -> Ints:
    return np.random.default_rng([seed, 6]).permutation(len(labels)) % FOLDS


def _curve(values: Floats) -> Floats:
    """float64[m, 2]: ranks from -1 to 1, and their squares; the means of both where there is nothing.

    Where there is nothing to measure, the reason may be that the mechanism that makes it is off. Somebody who
    finds something to measure has learned how it is, and not that there was something.
    """
    there = values != NOTHING
    curve = np.tile([0.0, 1 / 3], (len(values), 1))
    rank = 2 * (ranks(values[there]) - 0.5) / max(1, there.sum()) - 1
    curve[there] = np.column_stack([rank, rank**2])
    return curve
