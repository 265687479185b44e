"""Statistics of counts, as one number each that is always defined."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NOTHING = -99.0  # below all else that a statistic can be: there is nothing to measure


def share(part: float, whole: float) -> float:
    """The share of a part, in [0, 1]; NOTHING where the whole is 0."""
    return part / whole if whole > 0 else NOTHING


def top_share(counts: Floats, size: int) -> float:
    """The share that the `size` largest counts hold, in [0, 1]; NOTHING where all are 0."""
    return share(float(np.sort(counts)[-size:].sum()), float(counts.sum()))


def log_ratio(these: float, those: float) -> float:
    """log((a + 1/2) / (b + 1/2)), after Haldane (1956); NOTHING where both are 0."""
    return float(np.log((these + 0.5) / (those + 0.5))) if these + those > 0 else NOTHING


def rank_correlation(a: Floats, b: Floats) -> float:
    """Spearman's rank correlation, in [-1, 1]; NOTHING where one of the two is everywhere the same."""
    return _correlation(ranks(a), ranks(b))


def lead(a: Floats, b: Floats, most: int) -> float:
    """How much better a follows b than b follows a, in [-2, 2]; NOTHING where one of them never changes.

    The correlation of the ranks of a with those of b one step before, less that of b with a one step before,
    and so for 2 to `most` steps; the mean over those that leave at least three pairs and are defined.

    Args:
        a, b: float64[n], counts of the same steps.
    """
    x, y, found = ranks(a), ranks(b), []
    for lag in range(1, min(most, len(x) - 3) + 1):
        after, before = _correlation(x[lag:], y[:-lag]), _correlation(y[lag:], x[:-lag])
        if NOTHING not in (after, before):
            found.append(after - before)
    return float(np.mean(found)) if found else NOTHING


def ranks(values: Floats) -> Floats:
    """float64[n]: ranks from 1; equal values share the mean of theirs."""
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return np.asarray((last - (size - 1) / 2)[group], np.float64)


def _correlation(x: Floats, y: Floats) -> float:
    if len(x) < 2:
        return NOTHING
    dx, dy = x - x.mean(), y - y.mean()
    scale = np.sqrt((dx @ dx) * (dy @ dy))
    return float(dx @ dy / scale) if scale > 0 else NOTHING
