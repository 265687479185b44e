"""Rows of small bars. Where an output has no such letters, the screen writes others for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

BLOCKS = "▁▂▃▄▅▆▇█"
WIDTH = 28  # letters, at most


def sparkline(values: ArrayLike, width: int = WIDTH, most: float | None = None) -> str:
    """A row of bars, one for an equal part of the time each; the highest is `most`, or the highest mean."""
    parts = _means(values, width)
    most = max(parts, default=0.0) if most is None else most
    if most <= 0:
        return ""
    return "".join(BLOCKS[round(part / most * (len(BLOCKS) - 1))] if part > 0 else " " for part in parts)


def sparklines(rows: Sequence[ArrayLike], width: int = WIDTH) -> list[str]:
    """Several rows on one scale."""
    most = max((part for row in rows for part in _means(row, width)), default=0.0)
    return [sparkline(row, width, most) for row in rows]


def _means(values: ArrayLike, width: int) -> list[float]:
    given = np.asarray(values, np.float64)
    return [float(part.mean()) for part in np.array_split(given, max(1, min(width, len(given)))) if len(part)]
