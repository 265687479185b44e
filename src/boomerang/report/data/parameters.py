"""Draws of the parameters, as ArviZ reads them and as posterior.nc holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.values import Measure
from boomerang.errors import InputError
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.learn.weighted import resampled
from boomerang.study.netcdf import read_datasets, write_datasets

if TYPE_CHECKING:
    from xarray import Dataset, DataTree

DRAWS = 1000  # of each explanation in a file
PLAIN = "1"  # the unit of a number


def to_datatree(
    results: list[Estimate],
    attributes: Mapping[str, str | int | float],
    written: Mapping[str, Measure],
    *,
    draws: int = DRAWS,
) -> DataTree:
    """Posterior and prior draws as ArviZ reads them: `tree[explanation]` holds `posterior` and `prior`.

    The weighted sample becomes `draws` draws of equal weight, in one chain; the prior is every draw made.
    Each parameter is in the unit in which the case writes it, which is its attribute `units`: `months`, `per
    person-year`, or `1` for a number.

    Args:
        results: one for each explanation.
        attributes: where it comes from (version, digest of the table, seed, cut and the like).
        written: for each path of a parameter a value in the unit of the case.
        draws: how many of each posterior.
    """
    from xarray import DataTree

    tree = DataTree()
    tree.attrs = dict(attributes)
    for result in results:
        chosen = result.sample.values[resampled(result.sample.weights, draws)]
        tree[result.explanation] = DataTree.from_dict(
            {
                "posterior": _dataset(chosen, result.parameters, attributes, written),
                "prior": _dataset(result.prior, result.parameters, attributes, written),
            }
        )
        tree[result.explanation].attrs = {
            "effective_sample_size": result.effective_size,
            "countries_kept": len(result.near.rows),
            "countries_simulated": len(result.prior),
        }
    return tree


def _dataset(
    values: Floats,
    parameters: tuple[str, ...],
    attributes: Mapping[str, str | int | float],
    written: Mapping[str, Measure],
) -> Dataset:
    from xarray import Dataset

    columns = {
        name: (("chain", "draw"), column[None, :] / measure.in_base(1.0), {"units": _units(measure)})
        for name, column in zip(parameters, values.T, strict=True)
        for measure in [written[name]]
    }
    where = {"chain": np.arange(1), "draw": np.arange(len(values))}
    return Dataset(columns, where, {**attributes, "inference_library": "boomerang"})


def _units(measure: Measure) -> str:
    """What stands after a number in a case, and 1 where nothing does."""
    text = str(replace(measure, number=2.0))
    return text.partition(" ")[2] or PLAIN


def settings_of(draws: Dataset, draw: int = 0) -> dict[str, str | float]:
    """One draw of `posterior.nc` as `settings` of a scenario: `{"parameters.memory": "18.5 months"}`.

    Args:
        draws: a group of the tree, such as `tree["ties/posterior"].to_dataset()`.
        draw: its number.

    Raises:
        InputError: there is no such draw.
    """
    if not 0 <= draw < draws.sizes["draw"]:
        raise InputError(f"there is no draw {draw}; they run from 0 to {draws.sizes['draw'] - 1}")
    chosen = draws.isel(chain=0, draw=draw)
    return {
        str(name): float(value) if value.units == PLAIN else f"{float(value)!r} {value.units}"
        for name, value in chosen.data_vars.items()
    }


def write_posterior(tree: DataTree, file: Path) -> None:
    """Write what `to_datatree` made as netCDF."""
    write_datasets(file, {node.path: node.to_dataset(inherit=False) for node in tree.subtree})


def read_posterior(file: Path) -> DataTree:
    """Read what `write_posterior` wrote, all of it into memory."""
    from xarray import DataTree

    return DataTree.from_dict(read_datasets(file))
