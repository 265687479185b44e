"""The least of many smooth functions of the same shape, side by side.

Limited-memory BFGS, step for step as L-BFGS-B has it without bounds (Zhu, Byrd, Lu and Nocedal 1997), on
arrays that hold all functions: a step of one small function alone takes longer to order than to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from boomerang.arrays import Flags, Floats, Ints
from boomerang.inference.learn.line_search import LineSearch, Place, enough

MEMORY = 20  # steps, by which is known how the slope changes
LOOKS = 20  # along a line, at most
LEVEL = 1e-5  # a slope that is flat
STILL = 2.2e-9  # a gain that is none, in proportion

Heights = Callable[[Floats, Ints], tuple[Floats, Floats]]


@dataclass
class _Memory:
    """The last steps of b functions, and how their slopes changed, in slots that are used in turn.

    Attributes:
        pairs: float64[b, 2, m, n], steps and changes. along: float64[b, 2, m], their products with the last
            slope. inverse: float64[b, m, m], of the products of steps with changes that are no older.
        changes: float64[b, m, m], products of changes. curved: float64[b, m], of each step with its change.
        scale: float64[b], of the inverse of the curvature before any step is known.
    """

    pairs: Floats
    along: Floats
    inverse: Floats
    changes: Floats
    curved: Floats
    scale: Floats

    @classmethod
    def of(cls, b: int, n: int, m: int) -> Self:
        square = (b, m, m)
        return cls(
            np.zeros((b, 2, m, n)),
            np.zeros((b, 2, m)),
            np.zeros(square),
            np.zeros(square),
            np.zeros((b, m)),
            np.ones(b),
        )

    def among(self, kept: Flags) -> _Memory:
        """That of some of the functions."""
        return _Memory(*(getattr(self, each.name)[kept] for each in fields(self)))

    def add(self, slot: int, step: Floats, change: Floats, slope: Floats, sound: Flags) -> None:
        """Put a step in place of the oldest; one that is not `sound` is as if it had not been."""
        step, change = step * sound[:, None], change * sound[:, None]
        self.pairs[:, 0, slot], self.pairs[:, 1, slot] = step, change
        along = (self.pairs @ slope[:, None, :, None])[..., 0]
        by_change = along - self.along
        curved, size = (step * change).sum(axis=1), (change * change).sum(axis=1)
        by_change[:, 0, slot], by_change[:, 1, slot] = 0, size
        by_change *= sound[:, None, None]
        self.along = along
        self.changes[:, slot, :] = self.changes[:, :, slot] = by_change[:, 1]
        self.inverse[:, slot, :] = self.inverse[:, :, slot] = 0
        own = 1 / np.where(sound, curved, 1)
        self.inverse[:, :, slot] = -own[:, None] * _times(self.inverse, by_change[:, 0])
        self.inverse[:, slot, slot], self.curved[:, slot] = own, curved
        self.scale = np.where(sound, curved / np.where(sound, size, 1), self.scale)

    def downhill(self, slope: Floats) -> Floats:
        """float64[b, n]: where the memory says that the least lies."""
        by_step, by_change = self.along[:, 0], self.along[:, 1]
        scale = self.scale[:, None]
        first = _times(self.inverse, by_step)
        second = self.curved * first + scale * (_times(self.changes, first) - by_change)
        parts = np.stack([_times(self.inverse.transpose(0, 2, 1), second), -scale * first], axis=1)
        flat = self.pairs.reshape(len(self.pairs), -1, self.pairs.shape[-1])
        moved: Floats = (parts.reshape(len(parts), 1, -1) @ flat)[:, 0]
        return -(scale * slope + moved)


def least(
    heights: Heights, start: Floats, *, steps: int, level: float = LEVEL, still: float = STILL
) -> Floats:
    """Float64[b, n]: from a start for each of b functions of n numbers, where a descent ends.

    Args:
        heights: of float64[c, n] points the heights, float64[c], and the slopes, float64[c, n], for the
            functions with the numbers int64[c].
        steps: at most. level: where no slope is steeper, it ends; still: or where a step gains no more.
    """
    found, which = start.copy(), np.arange(len(start))
    height, slope = heights(found, which)
    here = found.copy()
    memory = _Memory.of(len(start), start.shape[1], min(MEMORY, steps))
    going = np.abs(slope).max(axis=1, initial=0) > level
    for number in range(steps):
        if not going.all():
            which, here, height, slope = which[going], here[going], height[going], slope[going]
            memory = memory.among(going)
        if not len(which):
            break
        line = memory.downhill(slope) if number else -slope
        down = (line * slope).sum(axis=1)
        length = 1.0 if number else np.minimum(1, 1 / np.sqrt((line * line).sum(axis=1)))
        far, higher, steeper = _along(heights, which, here, height, line, down, np.ones(len(which)) * length)
        found[which] = here = here + far[:, None] * line
        curved = far * ((steeper * line).sum(axis=1) - down)
        sound = curved > np.finfo(np.float64).eps * far * -down
        memory.add(number % MEMORY, far[:, None] * line, steeper - slope, steeper, sound)
        gained = height - higher > still * np.maximum(np.maximum(np.abs(height), np.abs(higher)), 1)
        height, slope = higher, steeper
        going = gained & (np.abs(slope).max(axis=1) > level)
    return found


def _along(
    heights: Heights, which: Ints, here: Floats, height: Floats, line: Floats, down: Floats, far: Floats
) -> tuple[Floats, Floats, Floats]:
    """How far each goes along its line, and the heights and slopes there; 0 where that leads nowhere."""
    higher, slope = heights(here + far[:, None] * line, which)
    steep = (slope * line).sum(axis=1)
    fine = enough(height, down, far, higher, steep)
    searches = {int(i): LineSearch(float(height[i]), float(down[i])) for i in np.flatnonzero(~fine)}
    for _ in range(LOOKS):
        for i, search in list(searches.items()):
            next_ = search.further(Place(float(far[i]), float(higher[i]), float(steep[i])))
            if next_ is None:
                del searches[i]
            else:
                far[i] = next_
        if not searches:
            break
        again = np.array(list(searches))
        higher[again], slope[again] = heights(here[again] + far[again, None] * line[again], which[again])
        steep[again] = (slope[again] * line[again]).sum(axis=1)
    return far, higher, slope


def _times(matrices: Floats, vectors: Floats) -> Floats:
    """float64[b, m] of float64[b, m, m] and float64[b, m]."""
    product: Floats = (matrices @ vectors[..., None])[..., 0]
    return product
