"""From shares to exact numbers of people."""

from __future__ import annotations

import numpy as np


def quotas(people: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Whole numbers of people by place and class.

    They add up exactly and differ from `people * shares` by less than one. Systematic rounding of the running
    total (Madow 1949), place by place. Unlike rounding to the largest remainder it does not starve rare
    categories that are spread over many small classes: a category's total errs like a random walk, not in one
    direction.

    Args:
        people: int[P]. shares: float[P, C], rows adding up to one.
    """
    running = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    edges = np.floor(running * people[:, None] + 0.5).astype(np.int64)
    edges[:, -1] = people
    return np.diff(edges, axis=1, prepend=0)
