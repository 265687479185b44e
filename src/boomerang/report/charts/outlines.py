"""Outlines of provinces that are bundled with a case."""

from __future__ import annotations

import json
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from typing import Any

from boomerang.case import Case
from boomerang.case.bundled import bundled_cases

OUTLINES = "provinces.geojson"  # beside a case; the property `province` is its name in the case
Feature = dict[str, Any]
Point = tuple[float, float]


def outlines_of(case: Case, provinces: Collection[str]) -> dict[str, Feature]:
    """The outline of each province; empty unless the case's folder, or a bundled case, has all of them."""
    for folder in (case.folder, *bundled_cases().values()):
        found = _read(folder / OUTLINES)
        if provinces and set(provinces) <= set(found):
            return {name: found[name] for name in provinces}
    return {}


def _read(file: Path) -> dict[str, Feature]:
    """Outlines by the names of their provinces; none of a file that is missing or holds something else."""
    try:
        features = json.loads(file.read_bytes())["features"]
        return {each["properties"]["province"]: each for each in features}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def middle(feature: Feature) -> Point:
    """Where to write on a province: the middle, by area, of its largest part."""
    geometry = feature["geometry"]
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = [part[0] for part in parts]
    return _centre(max(rings, key=lambda ring: abs(_area(ring))))


def _area(ring: list[list[float]]) -> float:
    """Of a ring of points, in square degrees, with a sign for its direction."""
    pairs = pairwise(ring)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _centre(ring: list[list[float]]) -> Point:
    """The centre of gravity of a ring of points."""
    pairs = list(pairwise(ring))
    turns = [x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs]
    whole = 3 * sum(turns) or 1.0
    x = sum((p[0] + q[0]) * turn for (p, q), turn in zip(pairs, turns, strict=True)) / whole
    y = sum((p[1] + q[1]) * turn for (p, q), turn in zip(pairs, turns, strict=True)) / whole
    return x, y
