"""Probabilities of levels, without the checks of scipy's, which would take longer than their sums."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats

FEW = 7  # numbers of a row, which are added up in order; sums of more are made in another order


def softmax(levels: Floats) -> Floats:
    """Probabilities, float64[n, k], of levels, of which at least one of each row is finite."""
    raised = np.exp(levels - levels.max(axis=1, keepdims=True))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised


def log_softmax(levels: Floats) -> Floats:
    """Log probabilities, float64[n, k], in the place of the levels, which are finite."""
    if levels.shape[1] > FEW:
        levels -= levels.max(axis=1, keepdims=True)
        levels -= np.log(np.exp(levels).sum(axis=1, keepdims=True))
        return levels
    columns = levels.T.copy()  # a few long ones, which numpy adds up sooner than many short rows
    columns -= np.maximum.reduce(columns)
    columns -= np.log(np.add.reduce(np.exp(columns)))
    levels[:] = columns.T
    return levels
