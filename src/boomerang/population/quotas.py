"""From shares to exact numbers of people."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats, Ints

_ORDER = 20150527  # seed of the order in which classes are rounded; any number would do


def quotas(people: Ints, shares: Floats, first: Ints | None = None) -> Ints:
    """Whole numbers of people by place and class that add up exactly, each less than one from its share.

    Systematic rounding of the running total (Madow 1949) over the classes of a place in random order. Unlike
    rounding to the largest remainder it does not starve a rare category that is spread over many small
    classes: its total errs like a random walk, not in one direction. In the order of the categories it could,
    because round shares make the remainders fall into step.

    Args:
        people: int64[P], residents of each place.
        shares: float64[P, C], rows adding up to one.
        first: int64[C], a category of each class; classes are rounded in its order, and at random within a
            category. Its categories, and the first few of them together, come out exact to half a person.

    Returns:
        int64[P, C].
    """
    key = np.random.default_rng(_ORDER).random(shares.shape)
    order = (key if first is None else key + first).argsort(axis=1)
    running = np.cumsum(np.take_along_axis(shares, order, axis=1), axis=1)
    edges = np.floor(running / running[:, -1:] * people[:, None] + 0.5).astype(np.int64)
    counts = np.empty(shares.shape, np.int64)
    np.put_along_axis(counts, order, np.diff(edges, axis=1, prepend=0), axis=1)
    return counts
