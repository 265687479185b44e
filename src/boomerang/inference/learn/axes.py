"""Rows along no more axes than there are rows."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats


def along_rows(seen: Floats) -> tuple[Floats | None, Floats]:
    """The axes, float64[s, n], at right angles and of length 1, and the rows along them, float64[n, n].

    No row says anything of other directions, so that a fit whose penalty is the same in all of them has no
    slope there. Where there are as many rows as summaries these are the axes: None, and the rows as they are.

    Args:
        seen: float64[n, s].
    """
    if seen.shape[1] <= len(seen):
        return None, seen
    axes, along = np.linalg.qr(seen.T)
    return axes, np.ascontiguousarray(along.T)
