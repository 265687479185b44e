"""Draws of the parameters, as ArviZ reads them and as posterior.nc holds them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boomerang.arrays import Floats
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.learn.weighted import resampled

if TYPE_CHECKING:
    from xarray import Dataset, DataTree

DRAWS = 1000  # of each explanation in a file


def to_datatree(
    results: list[Estimate], attributes: Mapping[str, str | int | float], *, draws: int = DRAWS
) -> DataTree:
    """Posterior and prior draws as ArviZ reads them: `tree[explanation]` holds `posterior` and `prior`.

    The weighted sample becomes `draws` draws of equal weight, in one chain; the prior is every draw made.

    Args:
        results: one for each explanation.
        attributes: where it comes from (version, digest of the table, seed, cut and the like).
        draws: how many of each posterior.
    """
    from xarray import DataTree

    tree = DataTree()
    tree.attrs = dict(attributes)
    for result in results:
        chosen = result.sample.values[resampled(result.sample.weights, draws)]
        tree[result.explanation] = DataTree.from_dict(
            {
                "posterior": _dataset(chosen, result.parameters, attributes),
                "prior": _dataset(result.prior, result.parameters, attributes),
            }
        )
        tree[result.explanation].attrs = {
            "effective_sample_size": result.effective_size,
            "countries_kept": len(result.near.rows),
            "countries_simulated": len(result.prior),
        }
    return tree


def _dataset(
    values: Floats, parameters: tuple[str, ...], attributes: Mapping[str, str | int | float]
) -> Dataset:
    from xarray import Dataset

    columns = {
        name: (("chain", "draw"), column[None, :]) for name, column in zip(parameters, values.T, strict=True)
    }
    where = {"chain": np.arange(1), "draw": np.arange(len(values))}
    return Dataset(columns, where, {**attributes, "inference_library": "boomerang"})


def write_posterior(tree: DataTree, file: Path) -> None:
    """Write what `to_datatree` made as netCDF.

    It is made in memory first: where a disk is full, HDF5 ends the whole process instead of raising an error.
    """
    file.write_bytes(bytes(tree.to_netcdf(engine="h5netcdf")))


def read_posterior(file: Path) -> DataTree:
    """Read what `write_posterior` wrote, all of it into memory."""
    from xarray import open_datatree

    with open_datatree(file, engine="h5netcdf") as tree:
        return tree.load()
