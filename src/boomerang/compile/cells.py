"""Events by place and audience."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boomerang.compile.ground import Ground
from boomerang.compile.people import Inhabitants
from boomerang.compile.risks import Risk
from boomerang.engine.model import Cells, Hazards

GUIDE = 256


def compile_cells(ground: Ground, risks: list[Risk], hazards: Hazards) -> Cells:
    """The cells of all events, in the order event, place, audience."""
    people = ground.people
    parts = [_audiences(ground, [term.name for term in risk.factors.values]) for risk in risks]
    audiences = np.array([int(part.max(initial=0)) + 1 for part in parts], np.int64)
    sizes = audiences * len(people.places)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    audience = np.array(parts, np.int64).reshape(-1, people.class_count)
    event = np.repeat(np.arange(len(risks)), sizes)
    blocks = [np.repeat(np.arange(len(people.places)), n) for n in audiences]
    place = np.concatenate([np.zeros(0, np.int64), *blocks]).astype(np.int64)
    return Cells(
        start=start,
        audiences=audiences,
        audience=audience,
        event=event.astype(np.int64),
        place=place,
        key=np.zeros(len(event), np.uint64),
        **_base(people, hazards, audience, audiences),
        **_terms(ground, risks, audience, audiences),
    )


def _audiences(ground: Ground, names: list[str]) -> NDArray[np.int64]:
    """int64[C]: the audience of each class; classes differ where a climate kept by trait differs."""
    rows = [ground.index.by_class(name) for name in names if ground.index.is_group(name)]
    if not rows:
        return np.zeros(ground.people.class_count, np.int64)
    return np.unique(np.stack(rows, axis=1), axis=0, return_inverse=True)[1].reshape(-1)


class _Listed(NamedTuple):
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


def _base(
    people: Inhabitants, hazards: Hazards, audience: NDArray[np.int64], audiences: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """The people at risk at the start, cell by cell."""
    parts = [
        _listed(people, base.tobytes(), among.tobytes(), count)
        for base, among, count in zip(hazards.log_base, audience, audiences.tolist(), strict=True)
    ]
    size = np.concatenate([np.zeros(0, np.int64), *(part.size for part in parts)])
    first = np.cumsum([0, *(len(part.classes) for part in parts)])
    guides = [
        np.where(part.size[:, None] > 0, part.guide + before, 0)
        for part, before in zip(parts, first.tolist(), strict=False)
    ]
    return {
        "log_total": np.concatenate([np.zeros(0), *(part.total for part in parts)]),
        "log_most": np.concatenate([np.zeros(0), *(part.most for part in parts)]),
        "base_start": np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
        "base_class": np.concatenate([np.zeros(0, np.int32), *(part.classes for part in parts)]).astype(
            np.int32
        ),
        "base_sum": np.concatenate([np.zeros(0), *(part.sums for part in parts)]),
        "base_guide": np.concatenate([np.zeros((0, GUIDE), np.int32), *guides], dtype=np.int32),
    }


@lru_cache(maxsize=64)
def _listed(people: Inhabitants, base: bytes, audience: bytes, audiences: int) -> _Listed:
    """The cells of one event: draws share them where its hazard ratios, `base`, are the same.

    base: float64[C], log2 of the hazard ratio of each class; audience: int64[C], of each class.
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
    return _Listed(
        total=total,
        most=most,
        size=size,
        classes=np.concatenate([part.classes for part in parts])[order],
        sums=sums,
        guide=_guide(sums, size),
    )


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
    total = np.append(sums, 1.0)[ends - 1]
    points = np.arange(GUIDE) / GUIDE * total[:, None]
    # The last point that each entry's sum reaches: a guess that is at most one off, put right.
    reached = np.minimum((sums / total[cell] * GUIDE).astype(np.int64), GUIDE - 1)
    reached -= points[cell, reached] > sums
    after = np.minimum(reached + 1, GUIDE - 1)
    reached = np.where(points[cell, after] <= sums, after, reached)
    passed = np.bincount(cell * (GUIDE + 1) + reached + 1, minlength=len(size) * (GUIDE + 1))
    before = np.cumsum(passed.reshape(-1, GUIDE + 1)[:, :GUIDE], axis=1)
    return np.where(size[:, None] > 0, (ends - size)[:, None] + before, 0).astype(np.int32)


def _terms(
    ground: Ground, risks: list[Risk], audience: NDArray[np.int64], audiences: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """The values, kinds and strengths of the terms, cell by cell."""
    blocks: list[NDArray[np.int64]] = []
    kinds: list[NDArray[np.int64]] = []
    logs: list[NDArray[np.float64]] = []
    sizes: list[NDArray[np.int64]] = []
    for k, risk in enumerate(risks):
        terms = risk.factors.values
        cells = len(ground.people.places) * audiences[k]
        values = [_value_of_cell(ground, term.name, audience[k], int(audiences[k])) for term in terms]
        blocks.append(np.array(values, np.int64).reshape(len(terms), cells).T.ravel())
        kinds.append(np.tile(np.array([term.kind for term in terms], np.int64), cells))
        logs.append(np.tile(np.array([term.log for term in terms], float), cells))
        sizes.append(np.full(cells, len(terms), np.int64))
    return {
        "term_start": np.concatenate([[0], np.cumsum(np.concatenate([[], *sizes]))]).astype(np.int64),
        "term_value": np.concatenate([[], *blocks]).astype(np.int64),
        "term_kind": np.concatenate([[], *kinds]).astype(np.int64),
        "term_log": np.concatenate([[], *logs]).astype(float),
    }


def _value_of_cell(
    ground: Ground, name: str, audience: NDArray[np.int64], audiences: int
) -> NDArray[np.int64]:
    """int64[P * A]: the value of a climate or lever in each cell of an event."""
    if not ground.index.is_group(name):
        return np.repeat(ground.index.by_place(name), audiences)
    first = np.unique(audience, return_index=True)[1]
    return np.tile(ground.index.by_class(name)[first], len(ground.people.places))
