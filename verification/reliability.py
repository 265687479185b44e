"""How often probabilities come true and intervals hold, over countries whose truth is known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boomerang.inference.learn.honesty import BINS, calibration

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Share(NamedTuple):
    """A mean over countries and its standard error."""

    mean: float
    error: float

    @classmethod
    def of(cls, values: Floats | pd.Series) -> Share:
        """Of one number a country."""
        given = np.asarray(values, np.float64)
        return cls(float(given.mean()), float(given.std(ddof=1) / np.sqrt(len(given))))

    def __str__(self) -> str:
        return f"{self.mean:.1%} (standard error {self.error:.1%})"


def calibration_error(said: Floats, labels: Ints) -> float:
    """The expected calibration error, bins apart for each explanation, as `explain` reports it."""
    k = said.shape[1]
    return calibration(said, labels, np.full(k, 1 / k)).error


def pooled_error(said: Floats, labels: Ints) -> float:
    """The same with the probabilities of all explanations in the same ten bins."""
    truth = (labels[:, None] == np.arange(said.shape[1])).ravel()
    bins = np.minimum((said.ravel() * BINS).astype(int), BINS - 1)
    return float(np.abs(np.bincount(bins, said.ravel() - truth)).sum() / said.size)


def error_by_luck(said: Floats, times: int = 200) -> float:
    """The mean calibration error if every probability were exactly right."""
    rng, ends = np.random.default_rng(0), said.cumsum(axis=1)
    drawn = [(rng.random((len(said), 1)) * ends[:, -1:] > ends).sum(axis=1) for _ in range(times)]
    return float(np.mean([calibration_error(said, labels) for labels in drawn]))


def by_country(intervals: pd.DataFrame) -> Share:
    """The share held, whose standard error allows for parameters of one country that miss together."""
    parts = intervals.groupby("country").held.agg(["sum", "size"])
    share = parts["sum"].sum() / parts["size"].sum()
    apart = (parts["sum"] - share * parts["size"]) / parts["size"].mean()
    return Share(float(share), Share.of(apart).error)
