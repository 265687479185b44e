"""How near rows of a table are: one scale for each summary, and weights that fall with distance."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats


def scales(X: Floats, unit: float = 1.0) -> Floats:
    """float64[s]: the median absolute deviation of each summary, times `unit`.

    Its standard deviation where more than half of the rows are equal; 0 where it never varies.

    Args:
        X: float64[n, s].
    """
    deviation = unit * np.median(np.abs(X - np.median(X, axis=0)), axis=0)
    return np.where(deviation > 0, deviation, X.std(axis=0))


def epanechnikov(distance: Floats, width: float) -> Floats:
    """float64[n]: 1 - (distance / width)^2, and not below 0; the same for all where none is within."""
    if not (distance < width).any():
        return np.ones_like(distance)
    weights: Floats = np.maximum(1 - (distance / width) ** 2, 0)
    return weights
