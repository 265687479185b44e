"""The people at risk of an event at the start, in each of its cells."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boomerang.compile.people import Inhabitants

GUIDE = 256


class AtRisk(NamedTuple):
    """The people at risk at the start in the cells of one event.

    For each cell log2 of their summed hazard ratios and of the highest one, the entries of its classes, and
    its part of the guide, in which entries are counted from the event's first.
    """

    total: NDArray[np.float64]  # [cells]
    most: NDArray[np.float64]  # [cells]
    size: NDArray[np.int64]  # [cells]
    classes: NDArray[np.int64]  # [entries]
    sums: NDArray[np.float64]  # [entries]
    guide: NDArray[np.int32]  # [cells, GUIDE]


def list_cells(people: Inhabitants, base: bytes, audience: bytes, audiences: int) -> AtRisk:
    """The cells of one event.

    Args:
        base: float64[C] as bytes, log2 of the hazard ratio of each class; audience: int64[C] as bytes.
        audiences: how many there are.
    """
    ratios, among = np.frombuffer(base, np.float64), np.frombuffer(audience, np.int64)
    parts = [_present(people, ratios, among == a) for a in range(audiences)]
    cell = np.concatenate([part.place * audiences + a for a, part in enumerate(parts)])
    order = np.argsort(cell, kind="stable")
    weights, sums = (np.concatenate([part[i] for part in parts])[order] for i in (2, 3))
    size = np.bincount(cell, minlength=len(people.places) * audiences)
    most = np.stack([part.most for part in parts], axis=1).ravel()
    ends = np.cumsum(size).tolist()
    with np.errstate(divide="ignore"):
        total = most + np.log2([weights[a:b].sum() for a, b in pairwise([0, *ends])])
    return AtRisk(
        total=total,
        most=most,
        size=size,
        classes=np.concatenate([part.classes for part in parts])[order],
        sums=sums,
        guide=_guide(sums, size),
    )


def log_mean(people: Inhabitants, base: bytes, place: bytes) -> float:
    """log2 of the mean hazard ratio of the people of one event.

    Args:
        base: as of `list_cells`; place: float64[P] as bytes, log2 of the hazard ratio of each place.
    """
    logs, among, here = np.frombuffer(base, np.float64), people.class_people, np.frombuffer(place, np.float64)
    if here.any():
        logs, among = logs + here[:, None], people.counts
    at_risk = np.isfinite(logs) & (among > 0)
    if not at_risk.any():
        return 0.0
    most, weights = logs[at_risk].max(), among[at_risk]
    return float(most + np.log2((weights * 2.0 ** (logs[at_risk] - most)).sum() / weights.sum()))


class _Present(NamedTuple):
    """What is at risk in one audience, place by place.

    most: float64[P], log2 of the highest hazard ratio of a place; then one entry for each class that lives in
    a place: its number, the place, its people times their ratio over the highest, and the running sum of that
    in the place.
    """

    classes: NDArray[np.int64]
    place: NDArray[np.int64]
    weights: NDArray[np.float64]
    sums: NDArray[np.float64]
    most: NDArray[np.float64]


def _present(people: Inhabitants, base: NDArray[np.float64], among: NDArray[np.bool_]) -> _Present:
    member = np.flatnonzero(among & np.isfinite(base))
    counts = people.counts[:, member]
    here = counts > 0
    most = np.where(here, base[member], -np.inf).max(axis=1, initial=-np.inf)
    levels, level = np.unique(base[member], return_inverse=True)  # few, and powers are dear
    ratios = 2.0 ** (levels - np.where(np.isfinite(most), most, 0.0)[:, None])
    weights = counts * ratios[:, level]
    place, number = np.nonzero(here)
    return _Present(member[number], place, weights[here], np.cumsum(weights, axis=1)[here], most)


def _guide(sums: NDArray[np.float64], size: NDArray[np.int64]) -> NDArray[np.int32]:
    """int32[N, GUIDE]: the first entry whose running sum reaches a fraction i / GUIDE of the cell's total."""
    cell, ends = np.repeat(np.arange(len(size)), size), np.cumsum(size)
    total = np.append(sums, 1.0)[ends - 1][cell]
    # The last point that each entry's sum reaches: a guess that is at most one off, put right.
    reached = np.minimum((sums / total * GUIDE).astype(np.int64), GUIDE - 1)
    reached -= reached / GUIDE * total > sums
    after = np.minimum(reached + 1, GUIDE - 1)
    reached = np.where(after / GUIDE * total <= sums, after, reached)
    passed = np.bincount(cell * (GUIDE + 1) + reached + 1, minlength=len(size) * (GUIDE + 1))
    steps = passed.reshape(-1, GUIDE + 1)[:, :GUIDE]
    steps[:, 0] = np.where(size > 0, ends - size, 0)  # nobody reaches less than the first point
    guide: NDArray[np.int32] = np.cumsum(steps, axis=1, dtype=np.int32)
    return guide
