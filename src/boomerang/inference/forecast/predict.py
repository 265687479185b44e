"""What each explanation says comes next: paths and announcements, given what was known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from boomerang.arrays import Floats
from boomerang.errors import InputError
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.learn.weighted import Sample, mixture

if TYPE_CHECKING:
    from pandas import DataFrame

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
AVERAGE = "Average"  # over the explanations, none of which has a capital letter in its name


@dataclass(frozen=True)
class Prediction:
    """Posterior predictive distributions of several quantities, or of one in several months.

    `by_explanation` has a sample float64[m, T] for each explanation, `probabilities` float64[k] those of the
    explanations.
    """

    by_explanation: dict[str, Sample]
    probabilities: Floats

    @property
    def average(self) -> Sample:
        """The mixture over the explanations, each with its probability."""
        return mixture(list(self.by_explanation.values()), self.probabilities)

    @property
    def samples(self) -> dict[str, Sample]:
        """The sample of every explanation and, last, of their average."""
        return {**self.by_explanation, AVERAGE: self.average}

    def bands(self, columns: ArrayLike) -> DataFrame:
        """Quantiles in long form: `explanation` (or `Average`), `at`, and 5 % to 95 %.

        `columns` has one value of `at` for each column of the samples, such as the ends of months.
        """
        from pandas import DataFrame, concat

        named = [f"{share:.0%}" for share in SHARES]
        frames = []
        for name, sample in self.samples.items():
            frame = DataFrame(sample.quantiles(SHARES).T, columns=named)
            frame.insert(0, "at", np.asarray(columns))
            frame.insert(0, "explanation", name)
            frames.append(frame)
        return concat(frames, ignore_index=True)


def predict_paths(
    paths: NDArray[np.floating], estimates: list[Estimate], probabilities: ArrayLike, *, cumulative: bool
) -> Prediction:
    """Paths of one quantity, as they would go on from what was observed.

    The simulated countries behind the estimates are moved onto the observed summaries by the same regression
    as the parameters, on the scale log(1 + count). So the luck of each country is part of the prediction.

    Args:
        paths: float[n, T], one row a simulated country of the table; not negative.
        estimates: as `posteriors` gives them, for every explanation.
        probabilities: float64[k], posterior probabilities of the explanations; they sum to 1.
        cumulative: the quantity never falls; the adjusted paths are kept from falling.
    """
    return _predict(paths, estimates, probabilities, cumulative=cumulative, rounding=None)


def predict_figures(
    figures: NDArray[np.floating], estimates: list[Estimate], probabilities: ArrayLike, rounding: ArrayLike
) -> Prediction:
    """What would be announced later: process and measurement together.

    Args:
        figures: float[n, k], what was announced later in each simulated country of the table.
        estimates, probabilities: as in `predict_paths`.
        rounding: float64[k]: figures are announced as multiples of this; 0 for whole people.
    """
    return _predict(figures, estimates, probabilities, cumulative=False, rounding=np.asarray(rounding, float))


def _predict(
    values: NDArray[np.floating],
    estimates: list[Estimate],
    probabilities: ArrayLike,
    *,
    cumulative: bool,
    rounding: Floats | None,
) -> Prediction:
    given = np.asarray(values, np.float64)
    if given.ndim != 2 or not (given >= 0).all():
        raise InputError("what is predicted must be counts, one row a simulated country, none below 0")
    samples: dict[str, Sample] = {}
    most = np.log1p(given.max(axis=0, initial=0))  # no prediction goes beyond every simulated country
    for estimate in estimates:
        near = estimate.near
        moved = near.adjusted(np.log1p(given[near.rows]), together=rounding is None)
        counts = np.clip(np.expm1(np.minimum(moved, most)), 0, None)
        if cumulative:
            counts = np.maximum.accumulate(counts, axis=1)
        if rounding is not None:
            step = np.where(rounding > 0, rounding, 1)
            counts = np.floor(counts / step + 0.5) * step
        samples[estimate.explanation] = Sample(counts, near.weights)
    prediction = Prediction(samples, np.asarray(probabilities, np.float64))
    mixture(list(samples.values()), probabilities)  # says what is wrong with the probabilities, if anything
    return prediction
