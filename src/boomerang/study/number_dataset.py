"""The pairs behind numbers as arrays with named dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from boomerang.study.number import Number

if TYPE_CHECKING:
    from xarray import Dataset

EXPLANATION, PAIR = "explanation", "pair"


def dataset_of(numbers: Mapping[str, Number]) -> Dataset:
    """The pairs that count of each explanation; variables as of `Numbers.dataset`."""
    import xarray

    names = xarray.DataArray(list(numbers), dims=EXPLANATION, name=EXPLANATION)
    parts = [_of_one(given) for given in numbers.values()]
    return xarray.concat(parts, names, join="outer", coords="minimal", compat="override", fill_value=np.nan)


def _of_one(given: Number) -> Dataset:
    """The pairs of one explanation."""
    import xarray

    records, first = given.records, given.records[0]
    found: dict[str, Any] = {
        name: (PAIR, [float(record[name]) for record in records]) for name in ("acts", "moment", "before")
    }
    since = max(len(record["since"]) for record in records)
    found["since"] = ((PAIR, "step"), [_padded(record["since"], since) for record in records])
    named = {"parts": ("by_part", "part"), "places": ("by_place", "place")}
    tables = {name: (dim, [record[kind] for record in records]) for kind, (name, dim) in named.items()}
    made = [{name: sum(more) for name, more in record["moved"].items()} for record in records]
    tables["by_moved"] = "moved", made
    for trait in first["traits"]:
        tables[f"by trait {trait}"] = trait, [record["traits"][trait] for record in records]
    axes: dict[str, Any] = {PAIR: np.arange(len(records)), "step": np.arange(since)}
    for name, (dim, rows) in tables.items():
        axes[dim] = list(rows[0])
        found[name] = ((PAIR, dim), [[float(each) for each in row.values()] for row in rows])
    for by in first["whom"]:
        axes[by] = list(first["whom"][by])
        both = np.array([list(record["whom"][by].values()) for record in records], float)
        found[f"acts to {by}"], found[f"further to {by}"] = (((PAIR, by), both[..., k]) for k in (0, 1))
    return xarray.Dataset(found, axes)


def _padded(values: list[float], length: int) -> list[float]:
    return [*map(float, values), *[float("nan")] * (length - len(values))]
