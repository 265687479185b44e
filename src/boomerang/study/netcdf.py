"""netCDF files of variables with named dimensions, as xarray reads them; no need to import xarray itself."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.study.results import Variable, is_coordinate

SINCE = "days since "
EPOCH = np.datetime64("1970-01-01", "s")
LEAST_COMPRESSED = 4096  # bytes; below, compression costs more than it saves


def write_netcdf(
    file: Path, variables: Mapping[str, Variable], attributes: Mapping[str, str | int | float | list[str]]
) -> None:
    """Write variables and the attributes of the whole file. The same results give the same bytes.

    The file is made in memory first: where a disk is full, HDF5 ends the whole process instead of raising an
    error.

    Raises:
        OSError: it cannot be written.
    """
    import h5netcdf

    sizes = {dim: size for v in variables.values() for dim, size in zip(v.dims, v.values.shape, strict=True)}
    elsewhere = [name for name, v in variables.items() if is_coordinate(name, v) and v.dims != (name,)]
    with h5netcdf.File(content := BytesIO(), "w") as target:
        target.dimensions = sizes
        for name, variable in variables.items():
            _write_variable(target, name, variable)
        target.attrs["Conventions"] = "CF-1.11"
        if elsewhere:
            target.attrs["coordinates"] = " ".join(elsewhere)
        for name, given in attributes.items():
            target.attrs[name] = given
    file.write_bytes(content.getbuffer())


def _write_variable(target: Any, name: str, variable: Variable) -> None:
    import h5py

    values = variable.values
    more: dict[str, str] = {}
    if values.dtype.kind == "M":
        values, more = _days(values)
    is_text = values.dtype.kind == "U"
    kind = h5py.string_dtype() if is_text else values.dtype
    small = is_text or values.nbytes < LEAST_COMPRESSED
    packing = {} if small else {"compression": "gzip", "compression_opts": 1, "shuffle": True}
    data = values.astype(object) if is_text else values
    written = target.create_variable(name, variable.dims, kind, data=data, **packing)
    written.attrs.update({**variable.attributes, **more})


def _days(times: NDArray[np.datetime64]) -> tuple[NDArray[Any], dict[str, str]]:
    """Times as days since 1970, and the attributes that say so; whole numbers where they are whole days."""
    days = (times - EPOCH) / np.timedelta64(1, "D")
    whole = days.astype(np.int64)
    packed = whole if np.array_equal(days, whole) else days
    return packed, {"units": f"{SINCE}1970-01-01", "calendar": "proleptic_gregorian"}


def read_netcdf(file: Path) -> tuple[dict[str, Variable], dict[str, Any]]:
    """Read what `write_netcdf` wrote."""
    import h5netcdf

    with h5netcdf.File(file, "r", decode_vlen_strings=True) as source:
        variables = {name: _read_variable(variable) for name, variable in source.variables.items()}
        return variables, dict(source.attrs)


def _read_variable(variable: Any) -> Variable:
    values, attributes = variable[...], dict(variable.attrs)
    if attributes.get("units", "").startswith(SINCE):
        del attributes["units"], attributes["calendar"]
        values = EPOCH + np.round(values * 86_400).astype("timedelta64[s]")
    if values.dtype.kind == "O":
        values = values.astype(np.str_)
    return Variable(variable.dimensions, values, attributes)
