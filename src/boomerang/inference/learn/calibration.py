"""From votes to probabilities that come true as often as they say."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.levels import log_softmax
from boomerang.inference.learn.softmax import FOLDS, Softmax

LEEWAY = 0.2  # variance of a slope around leaving the votes as they are, before the rows are seen
STEPS = 200  # of the descent, which is at its end long before


def calibrated(votes: Floats, labels: Ints) -> Softmax:
    """A multinomial logistic regression of labels on log votes (Dirichlet calibration: Kull et al. 2019).

    With few rows it leaves the votes nearly as they are: slopes are shrunk towards 1 for a label's own votes
    and 0 for those of the others.

    Args:
        votes: float64[n, k], log votes of members that have not seen the row. labels: int64[n].
    """
    from scipy.optimize import minimize

    k = votes.shape[1]
    truth, same = np.eye(k)[labels], np.vstack([np.zeros(k), np.eye(k)])
    design = np.column_stack([np.ones(len(votes)), votes])
    tight = np.vstack([np.ones(k), np.full((k, k), 1 / LEEWAY)])

    def loss(flat: Floats) -> tuple[float, Floats]:
        numbers = flat.reshape(k + 1, k)
        logs, away = log_softmax(design @ numbers), numbers - same
        slope = design.T @ (np.exp(logs) - truth) + tight * away
        return float((tight * away**2).sum() / 2 - (logs * truth).sum()), slope.ravel()

    found = minimize(loss, same.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    intercepts, *slopes = found.x.reshape(k + 1, k)
    return Softmax(intercepts, np.stack(slopes))


def calibrated_unseen(votes: Floats, labels: Ints) -> Floats:
    """float64[n, k]: the probabilities of each row, by a calibration on the other folds."""
    said = np.empty_like(votes)
    fold = np.random.default_rng(FOLDS).permutation(len(labels)) % FOLDS
    for f in range(FOLDS):
        out = fold == f
        said[out] = calibrated(votes[~out], labels[~out])(votes[out])
    return said
