"""The simulated countries nearest to what was observed, and the regression that moves them onto it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.case.text.texts import so_many
from boomerang.errors import InputError
from boomerang.inference.learn.nearness import epanechnikov, scales

NEAREST = 0.3  # share of the simulated countries that is kept
LEAST_KEPT = 100  # but never fewer, as far as there are
LEAST_ROWS = 10  # nothing can be said with fewer simulated countries
PENALTIES = np.logspace(-6, 3, 37)  # of the ridge, for each row; the largest leave no slope at all
NORMAL_MAD = 1.4826  # standard deviation over median absolute deviation of a normal distribution
LEAST_FREE = 0.5  # share of the rows that must be more than the slopes fitted to them
NONE_LEFT = 1e-9  # a column that varies less than this, in units of its scale, does not vary


@dataclass(frozen=True)
class Neighbours:
    """Simulated countries near the observed one.

    `rows` int64[m] are their numbers in the table, `weights` float64[m] are positive and sum to 1, `offsets`
    float64[m, s] is how far their summaries are from the observed ones, in units of `scales`.
    """

    rows: Ints
    weights: Floats
    offsets: Floats

    @cached_property
    def _ridge(self) -> Ridge:
        return Ridge.of(self.offsets, self.weights)

    def adjusted(self, responses: Floats, *, together: bool = False) -> Floats:
        """What the responses would be, had these countries shown exactly what was observed.

        Local-linear regression on the summaries (Beaumont, Zhang and Balding 2002, eq. 6 to 8): the fitted
        value at the observed summaries plus each country's residual. The slopes are shrunk by a ridge penalty
        that generalised cross-validation chooses for each response (Golub, Heath and Wahba 1979), so that
        there may be more summaries than rows. Residuals are widened by what the fit is unsure of.

        Args:
            responses: float64[m, q], unbounded quantities of the rows kept.
            together: all columns have the same penalty, as fits the months of one path.

        Returns:
            float64[m, q].
        """
        fit = self._ridge.fit(responses, together=together)
        return fit.at_observed + fit.widened


class Fit(NamedTuple):
    """Fitted values at the observed summaries, float64[q]; residuals of the rows, float64[m, q].

    `widened` residuals are divided by sqrt(1 - leverage of the row), because a fit pulls towards itself the
    rows it is made from, and multiplied by sqrt(1 + leverage of the observed country), because the fit itself
    is an estimate. Both are what least squares says of the error of a prediction.
    """

    at_observed: Floats
    residuals: Floats
    widened: Floats


@dataclass(frozen=True)
class Ridge:
    """Weighted ridge regression on the same rows for any number of responses.

    With W the weights (mean 1) and Z the centred, standardised summaries: W^(1/2) Z = `left` diag(`singular`)
    V'; `at_observed` float64[r] are the observed summaries in the coordinates of V.
    """

    weights: Floats
    left: Floats
    singular: Floats
    at_observed: Floats

    @classmethod
    def of(cls, offsets: Floats, weights: Floats) -> Ridge:
        """Prepare the regression on `offsets` float64[m, s], whose origin is the observed country."""
        mean = np.average(offsets, axis=0, weights=weights)
        centred = offsets - mean
        size = np.sqrt(np.average(centred**2, axis=0, weights=weights))
        kept = size > NONE_LEFT
        relative = weights * len(weights) / weights.sum()
        design = np.sqrt(relative)[:, None] * centred[:, kept] / size[kept]
        left, singular, right = np.linalg.svd(design, full_matrices=False)
        sound = singular > NONE_LEFT * np.sqrt(len(weights))
        where = right[sound] @ (-mean[kept] / size[kept])
        return cls(relative, left[:, sound], singular[sound], where)

    def fit(self, responses: Floats, *, together: bool = False) -> Fit:
        """Fit every column of `responses` float64[m, q], each with a penalty of its own or all with one."""
        root = np.sqrt(self.weights)[:, None]
        mean = np.average(responses, axis=0, weights=self.weights)
        centred = root * (responses - mean)
        along = self.left.T @ centred
        shrunk = self._shrinkage(centred, along, together)
        slopes = shrunk * (self.at_observed / self.singular)[:, None]
        residuals = (centred - self.left @ (shrunk * along)) / root
        share = self.weights[:, None] / self.weights.sum()
        of_rows = share + self.left**2 @ shrunk
        of_observed = ((share + root * (self.left @ slopes)) ** 2).sum(axis=0)
        widened = residuals * np.sqrt((1 + of_observed) / np.maximum(1 - of_rows, 1 / len(residuals)))
        return Fit(mean + (slopes * along).sum(axis=0), residuals, widened)

    def _shrinkage(self, centred: Floats, along: Floats, together: bool) -> Floats:
        """float64[r, q]: by how much each direction is shrunk, for the penalty that predicts best."""
        m = len(centred)
        squares = self.singular**2
        factors = squares / (squares + m * PENALTIES[:, None])  # [penalty, r]
        explained = (2 * factors - factors**2) @ along**2  # [penalty, q]
        left_over = np.maximum((centred**2).sum(axis=0) - explained, 0)
        free = 1 - (1 + factors.sum(axis=1)) / m
        # A fit that goes through every row leaves no error to judge it by.
        error = np.where(free >= LEAST_FREE, left_over.T / np.maximum(free, LEAST_FREE) ** 2, np.inf).T
        if together:
            error = np.broadcast_to(error.sum(axis=1, keepdims=True), error.shape)
        return factors[np.argmin(error, axis=0)].T


def nearest(X: Floats, x0: Floats, rows: Ints, parameters: Floats, fraction: float = NEAREST) -> Neighbours:
    """Keep the rows nearest to the observed summaries, with Epanechnikov weights.

    Near is what tells the parameters the same: a ridge regression on the summaries, each divided by its
    median absolute deviation (or its standard deviation, where more than half of the rows are equal), guesses
    every parameter, and distance is Euclidean between guesses in units of the parameter's standard deviation
    (Fearnhead and Prangle 2012, who take such guesses for summaries). So summaries count by what they say,
    however many there are. Without parameters distance is between the summaries themselves. The first row
    that is not kept sets the width of the kernel.

    Args:
        X: float64[n, s], summaries of all simulated countries, as they compare with the observed.
        x0: float64[s], the observed ones.
        rows: int64[k], the numbers of the simulated countries to choose from.
        parameters: float64[k, p] of these rows, on a scale without ends.
        fraction: share of `rows` to keep; never fewer than 100 are kept, as far as there are.

    Raises:
        InputError: shapes do not fit, there are fewer than 10 rows, or the fraction is not in (0, 1].
    """
    _check(X, x0, rows, fraction)
    offsets = _offsets(X, x0, rows)
    kept, weights = kernel(np.sqrt((_guesses(offsets, parameters) ** 2).sum(axis=1)), fraction)
    return Neighbours(rows[kept], weights, offsets[kept])


def kernel(distance: Floats, fraction: float = NEAREST) -> tuple[Ints, Floats]:
    """The nearest rows in rising order, and their positive weights, sum 1; see `nearest`."""
    order = np.argsort(distance, kind="stable")
    count, last = _count(len(distance), fraction)
    kept = np.sort(order[:count])
    weights = epanechnikov(distance[kept], distance[order[last]])
    positive = weights > 0
    return kept[positive], weights[positive] / weights.sum()


def kernels(distances: Floats, fraction: float = NEAREST) -> Floats:
    """float64[c, n]: the weights of `kernel` for each row of distances, 0 for what is not kept."""
    last = _count(distances.shape[1], fraction)[1]
    width = np.partition(distances, last, axis=1)[:, last : last + 1]
    alike = (distances.min(axis=1, keepdims=True) == width).ravel()  # all that is kept is as far
    weights = np.maximum(1 - (distances / np.where(alike[:, None], np.inf, width)) ** 2, 0)
    for row in np.flatnonzero(alike):
        kept, equal = kernel(distances[row], fraction)
        weights[row] = 0
        weights[row, kept] = equal
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _count(n: int, fraction: float) -> tuple[int, int]:
    """How many of n rows are kept, and which of them, nearest first, sets the width."""
    count = min(n, max(LEAST_KEPT, int(np.ceil(fraction * n))))
    return count, min(count, n - 1)


def guesses(X: Floats, x0: Floats, rows: Ints, parameters: Floats) -> Floats:
    """float64[k, g]: where `rows` lie by what their summaries say of the parameters, the observed at 0.

    Distances between them are those of `nearest`, whose arguments these are.
    """
    return _guesses(_offsets(X, x0, rows), parameters)


def _offsets(X: Floats, x0: Floats, rows: Ints) -> Floats:
    own = X[rows]
    scale = scales(own, NORMAL_MAD)
    return (own - x0) / np.where(scale > 0, scale, np.inf)  # what never varies tells nothing


def _guesses(offsets: Floats, parameters: Floats) -> Floats:
    size = parameters.std(axis=0)
    standard = parameters[:, size > 0] / size[size > 0]
    if not standard.size:
        return offsets
    fit = Ridge.of(offsets, np.full(len(offsets), 1 / len(offsets))).fit(standard)
    return standard - fit.residuals - fit.at_observed


def _check(X: Floats, x0: Floats, rows: Ints, fraction: float) -> None:
    if X.ndim != 2 or x0.shape != X.shape[1:]:
        raise InputError(
            f"the table has {X.shape[-1]} summaries and {x0.size} were observed; they must be the same ones"
        )
    if not (np.isfinite(X).all() and np.isfinite(x0).all()):
        raise InputError("some summaries are no finite numbers")
    if len(rows) < LEAST_ROWS:
        raise InputError(
            f"{so_many(len(rows), 'simulated country', 'simulated countries')} of an explanation"
            f" {'is' if len(rows) == 1 else 'are'} too few; simulate {LEAST_ROWS} or more"
        )
    if not 0 < fraction <= 1:
        raise InputError(
            f"the share of simulated countries to keep is {fraction:g}; it lies above 0, up to 1"
        )
