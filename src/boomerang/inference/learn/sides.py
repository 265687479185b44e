"""Parts of the rows of a table side by side, for fits that are made at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from boomerang.arrays import Floats, Ints


@dataclass(frozen=True)
class Sides:
    """b parts of rows, each of as many as the largest; what fills the others up counts nothing.

    Where there are more summaries than rows, a part is seen along as many axes as it has rows: no row says
    anything of the rest, so that a penalty that is the same in all directions leaves it where it is.

    Attributes:
        rows: float64[b, n, w]. truth: float64[b, n, k], the weight of a row in the column of its label.
        axes: float64[b, s, w], at right angles and of length 1; None where summaries are the axes.
    """

    rows: Floats
    truth: Floats
    axes: Floats | None

    @classmethod
    def of(
        cls, seen: Floats, labels: Ints, parts: Sequence[Ints], k: int, weights: Floats | None = None
    ) -> Self:
        """Parts of rows by number.

        Args:
            seen: float64[m, s]. labels: int64[m] in 0 .. k - 1. weights: float64[m], None for 1.
        """
        n = max(len(part) for part in parts)
        rows, truth = np.zeros((len(parts), n, seen.shape[1])), np.zeros((len(parts), n, k))
        for side, counts, part in zip(rows, truth, parts, strict=True):
            side[: len(part)] = seen[part]
            counts[np.arange(len(part)), labels[part]] = 1 if weights is None else weights[part]
        if seen.shape[1] <= n:
            return cls(rows, truth, None)
        axes, along = np.linalg.qr(rows.transpose(0, 2, 1))
        return cls(np.ascontiguousarray(along.transpose(0, 2, 1)), truth, axes)

    @property
    def width(self) -> int:
        """How many axes there are."""
        return self.rows.shape[-1]

    def within(self, numbers: Floats) -> tuple[Floats, Floats]:
        """Of float64[b, s, h] what lies along the axes, float64[b, w, h], and the rest, float64[b, s, h]."""
        if self.axes is None:
            return numbers, np.zeros_like(numbers)
        along = self.axes.transpose(0, 2, 1) @ numbers
        return along, numbers - self.axes @ along

    def whole(self, along: Floats) -> Floats:
        """float64[b, s, h] of float64[b, w, h] along the axes."""
        return along if self.axes is None else self.axes @ along

    def among(self, which: Ints) -> Sides:
        """Some of the parts, by number and in order."""
        if len(which) == len(self.rows):
            return self
        return Sides(self.rows[which], self.truth[which], None)

    def lost(self, scores: Floats) -> tuple[Floats, Floats]:
        """The log loss of each part, float64[b], and its slopes by the scores, both float64[b, n, k]."""
        truth = self.truth
        counts = truth.sum(axis=2)
        scores = scores - scores.max(axis=2, keepdims=True)
        raised = np.exp(scores)
        total = raised.sum(axis=2, keepdims=True)
        lost = (counts * np.log(total[..., 0])).sum(axis=1) - (truth * scores).sum(axis=(1, 2))
        return lost, raised * (counts[..., None] / total) - truth
