"""The pairs behind numbers as arrays with named dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from boomerang.case.parts.places import PLACE, PROVINCE
from boomerang.case.text.texts import free_names
from boomerang.study.number import Number

if TYPE_CHECKING:
    from xarray import Dataset

COUNTED = ("acts", "moment", "before")  # of each pair
EXPLANATION, PAIR, WEIGHT, STEP, SINCE = "explanation", "pair", "weight", "step", "since"
BY_PART, BY_PLACE, BY_MOVED, PART, MOVED = "by_part", "by_place", "by_moved", "part", "moved"
ABOUT = {
    "acts": "acts that were added",
    "moment": "when, in steps since the start of the run",
    "before": "how often the outcome happened without them",
    SINCE: "how much more often with them, in each step since; after the end of the run NaN",
    BY_PART: "how much more often, by way of whom",
    BY_PLACE: "how much more often, by the place where it happened",
    BY_MOVED: "how much more often, by the feelings and climates that the act kicks",
}
MANY = {  # how names of variables begin, of which there is one for a trait, place or province
    "by trait": "how much more often, by the category of those to whom it happened",
    "acts to": "acts that were added to this group alone; 0 where nobody in it can meet them",
    "further to": "how much more often the outcome happened then",
}
OWN = {  # dimensions and variables, besides those of traits
    *(EXPLANATION, PAIR, WEIGHT, STEP, SINCE, PART, MOVED, PLACE, PROVINCE, BY_PART, BY_PLACE, BY_MOVED),
    *COUNTED,
}


def dataset_of(numbers: Mapping[str, Number]) -> Dataset:
    """The pairs that count of each explanation; variables as of `Numbers.dataset`."""
    import xarray

    names = xarray.DataArray(list(numbers), dims=EXPLANATION, name=EXPLANATION)
    parts = [_of_one(given) for given in numbers.values()]
    how: dict[str, Any] = {"join": "outer", "coords": "minimal", "compat": "override", "fill_value": np.nan}
    found: Dataset = xarray.concat(parts, names, **how)
    for name, variable in found.data_vars.items():
        about = ABOUT.get(str(name)) or next(
            told for begin, told in MANY.items() if str(name).startswith(begin)
        )
        variable.attrs["long_name"] = f"{about}; NaN where an explanation has fewer pairs or none of this"
    return found


def _of_one(given: Number) -> Dataset:
    """The pairs of one explanation."""
    import xarray

    records, of_traits = given.records, _axes_of_traits(given)
    found: dict[str, Any] = {name: (PAIR, [float(record[name]) for record in records]) for name in COUNTED}
    since = max(len(record[SINCE]) for record in records)
    found[SINCE] = ((PAIR, STEP), [_padded(record[SINCE], since) for record in records])
    axes: dict[str, Any] = {PAIR: np.arange(len(records)), STEP: np.arange(since)}
    for name, (dim, rows) in _tables(given, of_traits).items():
        axes[dim] = list(rows[0])
        found[name] = ((PAIR, dim), [[float(each) for each in row.values()] for row in rows])
    for by in records[0]["whom"]:
        dim = of_traits.get(by, by)
        axes[dim] = list(records[0]["whom"][by])
        both = np.array([list(record["whom"][by].values()) for record in records], float)
        found[f"acts to {by}"], found[f"further to {by}"] = (((PAIR, dim), both[..., k]) for k in (0, 1))
    return xarray.Dataset(found, axes)


def _axes_of_traits(given: Number) -> dict[str, str]:
    """The dimension of each trait: its name, unless something else here has it."""
    return free_names(given.records[0]["traits"], "trait", set(OWN))


def _tables(given: Number, of_traits: dict[str, str]) -> dict[str, tuple[str, list[dict[str, float]]]]:
    """What has one number for each name: its dimension, and a row a pair."""
    records = given.records
    made = [{name: sum(more) for name, more in record["moved"].items()} for record in records]
    whose = {BY_PART: (PART, "parts"), BY_PLACE: (PLACE, "places")}
    tables = {name: (dim, [record[kind] for record in records]) for name, (dim, kind) in whose.items()}
    tables[BY_MOVED] = MOVED, made
    for trait, dim in of_traits.items():
        tables[f"by trait {trait}"] = dim, [record["traits"][trait] for record in records]
    return tables


def _padded(values: list[float], length: int) -> list[float]:
    return [*map(float, values), *[float("nan")] * (length - len(values))]
