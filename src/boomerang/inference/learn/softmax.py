"""Multinomial logistic regression with weights, for labels of which some may be absent."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.axes import along_rows
from boomerang.inference.learn.levels import softmax

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

FOLDS = 3  # of the rows, each of which is judged by a fit to the others
MOST_NEWTON = (
    300  # numbers to fit, of which a Newton step takes the cube; beyond, conjugate gradients find it
)

_FITTING = Lock()  # one at a time: the filters of warnings are those of the whole process


@dataclass(frozen=True)
class Softmax:
    """Fitted: float64[k] intercepts (minus infinity for labels never seen), float64[f, k] slopes."""

    intercepts: Floats
    slopes: Floats

    def __call__(self, features: Floats) -> Floats:
        """float64[n, k]: probabilities at float64[n, f] features."""
        return softmax(self.intercepts + features @ self.slopes)


def fit_softmax(
    features: Floats, labels: Ints, k: int, weights: Floats | None = None, *, spread: float = 1.0
) -> Softmax:
    """The regression of `labels` on `features`, with a ridge on the slopes.

    Args:
        features: float64[n, f], of about unit scale. labels: int64[n] in 0 .. k - 1. weights: float64[n] or
            None. spread: the variance of a slope before the rows are seen.
    """
    if weights is not None:
        kept = weights > 0
        features, labels, weights = features[kept], labels[kept], weights[kept] / weights[kept].mean()
    present = np.unique(labels)
    intercepts, slopes = np.full(k, -np.inf), np.zeros((features.shape[1], k))
    if len(present) == 1 or not features.shape[1]:
        shares = np.bincount(labels, weights, minlength=k)[present]
        intercepts[present] = np.log(shares / shares.sum())
        return Softmax(intercepts, slopes)
    axes, along = along_rows(features)
    fitted = _fitted(_regression(len(present) * along.shape[1], spread), along, labels, weights)
    found = fitted.coef_.T if axes is None else axes @ fitted.coef_.T
    if len(present) == 2:  # scikit-learn keeps one row, for the second label
        intercepts[present] = [0, fitted.intercept_[0]]
        slopes[:, present[1]] = found[:, 0]
    else:
        intercepts[present], slopes[:, present] = fitted.intercept_, found
    return Softmax(intercepts, slopes)


def _fitted(regression: LogisticRegression, *of: Floats | Ints | None) -> LogisticRegression:
    """Fitted to rows, labels and weights that are known to be sound."""
    from sklearn import config_context
    from sklearn.exceptions import ConvergenceWarning

    with _FITTING, warnings.catch_warnings():  # where the Newton step fails, lbfgs goes on, and says so
        warnings.simplefilter("ignore", ConvergenceWarning)
        with config_context(assume_finite=True, skip_parameter_validation=True):
            return regression.fit(*of)


def _regression(numbers: int, spread: float) -> LogisticRegression:
    """The regression with so many slopes, by a way that suits them; all end in the same place."""
    from sklearn.linear_model import LogisticRegression

    if numbers <= MOST_NEWTON:
        return LogisticRegression(C=spread, solver="newton-cholesky", max_iter=100)
    return LogisticRegression(C=spread, solver="newton-cg", max_iter=100, tol=1e-6)


def said_unseen(features: Floats, labels: Ints, k: int, *, spread: float = 1.0) -> Floats:
    """float64[n, k]: what regressions on the other folds say of each row; arguments as of `fit_softmax`."""
    said = np.empty((len(labels), k))
    fold = np.random.default_rng(FOLDS).permutation(len(labels)) % FOLDS
    for f in range(FOLDS):
        out = fold == f
        said[out] = fit_softmax(features[~out], labels[~out], k, spread=spread)(features[out])
    return said


def reweigh(probability: Floats, share: Floats, prior: Floats) -> Floats:
    """Bayes' rule: probabilities found under the prior `share`, under `prior` instead.

    p_k prior_k / share_k, normalised (Saerens, Latinne and Decaestecker 2002).

    Args:
        probability: float64[..., k]. share, prior: float64[k]; no share is 0.
    """
    product = probability * (prior / share)
    total = product.sum(axis=-1, keepdims=True)
    # Where only explanations that the prior rules out were ever seen, the prior is all there is.
    return np.where(total > 0, product / np.where(total > 0, total, 1), prior)
