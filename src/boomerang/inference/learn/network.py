"""Small neural networks that tell labels apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.descent import Heights, least
from boomerang.inference.learn.sides import Sides

HIDDEN = 16  # units; the penalty and not their number says how much a network can bend
PENALTIES = (2.0, 6.0, 18.0)  # one over the variance of a weight before the rows are seen
STEPS = 80  # of the descent, which stops before the network fits single rows


@dataclass(frozen=True)
class Network:
    """One hidden layer: float64[s, h] and float64[h] into it, float64[h, k] and float64[k] out of it."""

    inward: Floats
    bias: Floats
    outward: Floats
    level: Floats

    def __call__(self, seen: Floats) -> Floats:
        """float64[n, k]: probabilities at float64[n, s]."""
        hidden = np.tanh(seen @ self.inward + self.bias)
        return np.asarray(softmax(hidden @ self.outward + self.level, axis=1))


def fit_networks(
    seen: Floats,
    labels: Ints,
    parts: Sequence[Ints],
    k: int,
    penalty: float,
    luck: Sequence[np.random.Generator],
) -> list[Network]:
    """A network for each part of the rows, led from random numbers to what rows and penalty make likely.

    Args:
        seen: float64[n, s], of about unit scale. labels: int64[n] in 0 .. k - 1.
        penalty: of the weights, one of PENALTIES. luck: where each begins.
    """
    sides = Sides.of(seen, labels, parts, k)
    begun = [_begun(seen.shape[1], k, rng) for rng in luck]
    inward, rest = sides.within(np.stack([start.inward for start in begun]))
    level = np.zeros((len(parts), k))
    start = [
        inward,
        np.stack([each.bias for each in begun]),
        np.stack([each.outward for each in begun]),
        level,
    ]
    sizes = np.sqrt((rest**2).sum(axis=(1, 2)))
    flat = np.hstack([*(part.reshape(len(parts), -1) for part in start), sizes[:, None]])
    end = least(_heights(sides, penalty, k), flat, steps=STEPS)
    left = np.divide(end[:, -1], sizes, out=np.zeros_like(sizes), where=sizes > 0)
    found = _parts(end, sides.width, k)
    full = sides.whole(found[0]) + left[:, None, None] * rest
    return [Network(*each) for each in zip(full, *found[1:], strict=True)]


def _heights(sides: Sides, penalty: float, k: int) -> Heights:
    """The penalised log losses of networks whose numbers lie in a row, and their slopes.

    The last number is how long what no row can see of the first weights is: only the penalty moves it.
    """
    sizes = sides.width * HIDDEN, HIDDEN, HIDDEN * k, k, 1
    tight = penalty * np.repeat([1.0, 0, 1, 0, 1], sizes)

    def heights(flat: Floats, which: Ints) -> tuple[Floats, Floats]:
        inward, bias, outward, level = _parts(flat, sides.width, k)
        some = sides.among(which)
        seen = some.rows
        hidden = np.tanh(seen @ inward + bias[:, None])
        lost, off = some.lost(hidden @ outward + level[:, None])
        back = off @ outward.transpose(0, 2, 1) * (1 - hidden**2)
        slopes = seen.transpose(0, 2, 1) @ back, back.sum(axis=1), hidden.transpose(0, 2, 1) @ off
        parts = [each.reshape(len(flat), -1) for each in (*slopes, off.sum(axis=1), np.zeros(len(flat)))]
        return lost + flat**2 @ tight / 2, np.hstack(parts) + tight * flat

    return heights


def _parts(flat: Floats, s: int, k: int) -> tuple[Floats, Floats, Floats, Floats]:
    """The numbers of b networks in their shapes, float64[b, s, h], [b, h], [b, h, k] and [b, k]."""
    inward, bias, outward, level, _ = np.split(flat, np.cumsum([s * HIDDEN, HIDDEN, HIDDEN * k, k]), axis=1)
    b = len(flat)
    return inward.reshape(b, s, HIDDEN), bias, outward.reshape(b, HIDDEN, k), level


def _begun(s: int, k: int, rng: np.random.Generator) -> Network:
    """Small random numbers."""
    inward = rng.normal(size=(s, HIDDEN)) / np.sqrt(max(s, 1))
    bias, outward = 0.3 * rng.normal(size=HIDDEN), 0.3 * rng.normal(size=(HIDDEN, k)) / np.sqrt(HIDDEN)
    return Network(inward, bias, outward, np.zeros(k))
