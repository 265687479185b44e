"""What the observations say about the parameters of each explanation: regression-adjusted samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.neighbours import NEAREST, Neighbours, nearest
from boomerang.inference.learn.weighted import Sample, effective_size, equal, spread

if TYPE_CHECKING:
    from pandas import DataFrame

LEVELS = (0.5, 0.9)  # of credible intervals
NOTHING = 400  # parameters that say nothing, or a few more, by which is judged what luck does
BEYOND_LUCK = 0.99  # share of them that luck narrows less


@dataclass(frozen=True)
class Scale:
    """The range of a parameter: a number between `low` and `high`, either of which may be infinite.

    On the stretched scale there are no ends: logit between two ends, logarithm of the distance to the only
    end, else as it is. It rises with the value.
    """

    low: float = -np.inf
    high: float = np.inf

    def stretch(self, values: Floats) -> Floats:
        """From the range to the whole line; values at an end are taken just inside."""
        if self._is_line:
            return values
        if np.isinf(self.high):
            return _log_distance(values - self.low)
        if np.isinf(self.low):
            return -_log_distance(self.high - values)
        share = np.clip((values - self.low) / (self.high - self.low), 1e-12, 1 - 1e-12)
        stretched: Floats = np.log(share) - np.log1p(-share)
        return stretched

    def back(self, stretched: Floats) -> Floats:
        """From the whole line back to the range."""
        from scipy.special import expit

        if self._is_line:
            return stretched
        if np.isinf(self.high):
            return self.low + np.exp(np.clip(stretched, -700, 700))
        if np.isinf(self.low):
            return self.high - np.exp(np.clip(-stretched, -700, 700))
        values: Floats = np.clip(self.low + (self.high - self.low) * expit(stretched), self.low, self.high)
        return values

    @property
    def _is_line(self) -> bool:
        return bool(np.isinf(self.low) and np.isinf(self.high))


def _log_distance(distance: Floats) -> Floats:
    logarithm: Floats = np.log(np.maximum(distance, np.finfo(np.float64).tiny))
    return logarithm


@dataclass(frozen=True)
class Estimate:
    """What is believed of the parameters of one explanation before and after the observations.

    `prior` and `sample` have one column for each of `parameters`, in base units; `scales` are the parameters'
    ranges. `near` are the simulated countries behind the members of `sample`. `luck` is the shrinkage that 99
    of 100 parameters stay below of which nothing can be learned.
    """

    explanation: str
    parameters: tuple[str, ...]
    scales: tuple[Scale, ...]
    prior: Floats
    sample: Sample
    near: Neighbours
    luck: float = 0.0

    @property
    def effective_size(self) -> float:
        """How many equally weighted members the sample is worth."""
        return effective_size(self.sample.weights)

    @property
    def stretched_prior(self) -> Floats:
        """float64[n, p]: the draws from the prior on the stretched scale."""
        return _stretched(self.prior, self.scales)

    @property
    def shrinkage(self) -> Floats:
        """float64[p]: 1 - posterior over prior standard deviation on the stretched scale.

        Near 1 the observations fix a parameter; 0 where they narrow it no more than `luck`.
        """
        before = self.stretched_prior.std(axis=0)
        after = spread(_stretched(self.sample.values, self.scales), self.sample.weights)
        narrowed = 1 - np.divide(after, before, out=np.ones_like(after), where=before > 0)
        return np.where(narrowed > self.luck, narrowed, 0.0)

    @property
    def beyond_prior(self) -> Floats:
        """float64[p]: share of the sample beyond everything that was drawn from the prior.

        More than a few per cent says that the regression reached further than the simulations.
        """
        values = self.sample.values
        outside = (values < self.prior.min(axis=0)) | (values > self.prior.max(axis=0))
        return self.sample.weights @ outside

    def interval(self, level: float) -> Floats:
        """float64[2, p]: the ends between which the middle `level` of the posterior lies."""
        return self.sample.quantiles([0.5 - level / 2, 0.5 + level / 2])

    def table(self) -> DataFrame:
        """One row a parameter: median, mean, 50 % and 90 % intervals before and after, shrinkage."""
        from pandas import DataFrame, Index

        columns = {
            "mean": self.sample.weights @ self.sample.values,
            "median": self.sample.quantiles([0.5])[0],
        }
        for prefix, sample in (("", self.sample), ("prior ", equal(self.prior))):
            for level in LEVELS:
                ends = sample.quantiles([0.5 - level / 2, 0.5 + level / 2])
                columns |= {
                    f"{prefix}{side} {level:.0%}": end
                    for side, end in zip(("low", "high"), ends, strict=True)
                }
        columns |= {"shrinkage": self.shrinkage, "beyond prior": self.beyond_prior}
        return DataFrame(columns, index=Index(self.parameters, name="parameter"))


def posteriors(
    X: ArrayLike,
    x0: ArrayLike,
    labels: ArrayLike,
    names: list[str],
    parameters: DataFrame,
    scales: Mapping[str, Scale],
    *,
    fraction: float = NEAREST,
) -> list[Estimate]:
    """Regression-adjusted approximate Bayesian computation for every explanation by itself.

    The nearest simulated countries of the explanation, Epanechnikov weights, and local-linear adjustment on a
    scale without ends (Beaumont, Zhang and Balding 2002); see `nearest` and `Neighbours.adjusted`.

    Args:
        X: float64[n, s], summaries of simulated countries as they compare with the observed.
        x0: float64[s], the observed ones.
        labels: int64[n], the number of each row's explanation.
        names: the explanations.
        parameters: one row a country, in base units; NaN where its explanation does not use the parameter.
        scales: the range of each parameter; one not named has no ends.
        fraction: share of each explanation's rows to keep.

    Raises:
        InputError: shapes do not fit, an explanation has fewer than 10 rows, or the fraction is out of range.
    """
    summaries, observed, number = np.asarray(X, np.float64), np.asarray(x0, np.float64), np.asarray(labels)
    return [
        _posterior(name, summaries, observed, np.flatnonzero(number == k), parameters, scales, fraction)
        for k, name in enumerate(names)
    ]


def _posterior(
    name: str,
    X: Floats,
    x0: Floats,
    rows: Ints,
    parameters: DataFrame,
    scales: Mapping[str, Scale],
    fraction: float,
) -> Estimate:
    """One explanation, whose simulated countries are `rows`."""
    drawn = parameters.iloc[rows].dropna(axis="columns")
    own = tuple(scales.get(path, Scale()) for path in drawn.columns)
    prior = drawn.to_numpy(np.float64)
    stretched = _stretched(prior, own)
    near = nearest(X, x0, rows, stretched, fraction)
    kept = np.searchsorted(rows, near.rows)
    adjusted = near.adjusted(stretched[kept])
    values = _columns(
        [scale.back(column) for scale, column in zip(own, adjusted.T, strict=True)], len(adjusted)
    )
    return Estimate(
        name,
        tuple(drawn.columns),
        own,
        prior,
        Sample(values, near.weights),
        near,
        _luck(near, kept, stretched),
    )


def _luck(near: Neighbours, kept: Ints, stretched: Floats) -> float:
    """How much parameters are narrowed of which nothing can be learned: the same ones, of other rows.

    Args:
        kept: int64[m], the rows near. stretched: float64[n, p], of all rows.
    """
    varied = stretched[:, stretched.std(axis=0) > 0]
    if not varied.size:
        return 0.0
    rng, times = np.random.default_rng(NOTHING), -(-NOTHING // varied.shape[1])
    mixed = np.hstack([varied[rng.permutation(len(varied))[kept]] for _ in range(times)])
    after = spread(near.adjusted(mixed), near.weights) / np.tile(varied.std(axis=0), times)
    return float(max(0.0, np.quantile(1 - after, BEYOND_LUCK)))


def _stretched(values: Floats, scales: tuple[Scale, ...]) -> Floats:
    columns = [scale.stretch(column) for scale, column in zip(scales, values.T, strict=True)]
    return _columns(columns, len(values))


def _columns(columns: list[Floats], rows: int) -> Floats:
    return np.column_stack(columns) if columns else np.empty((rows, 0))
