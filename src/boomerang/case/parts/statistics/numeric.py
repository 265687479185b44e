"""Numbers that statistics share, each always defined."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats

NOTHING = -99.0  # below all else that a statistic can be: there is nothing to measure


def share(part: float, whole: float) -> float:
    """The share of a part, in [0, 1]; NOTHING where the whole is 0."""
    return part / whole if whole > 0 else NOTHING


def log_ratio(these: float, those: float) -> float:
    """log((a + 1/2) / (b + 1/2)), after Haldane (1956); NOTHING where both are 0."""
    return float(np.log((these + 0.5) / (those + 0.5))) if these + those > 0 else NOTHING


def correlation(x: Floats, y: Floats) -> float:
    """Pearson's correlation, in [-1, 1]; NOTHING where one of the two is everywhere the same."""
    if len(x) < 2:
        return NOTHING
    dx, dy = x - x.mean(), y - y.mean()
    scale = np.sqrt((dx @ dx) * (dy @ dy))
    return float(dx @ dy / scale) if scale > 0 else NOTHING


def ranks(values: Floats) -> Floats:
    """float64[n]: ranks from 1; equal values share the mean of theirs."""
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return np.asarray((last - (size - 1) / 2)[group], np.float64)
