"""netCDF files of variables with named dimensions, as xarray reads them; no need to import xarray itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError
from boomerang.study.results import Variable, is_coordinate

if TYPE_CHECKING:
    from xarray import Dataset

SINCE = "days since "
EPOCH = np.datetime64("1970-01-01", "s")
FIRST, LAST = np.datetime64("1678-01-01", "s"), np.datetime64("2262-01-01", "s")  # in nanoseconds since EPOCH
MOST_DAYS = 4e6  # since EPOCH, which is beyond the year 9999
AS_TEXT = {"time_format": "ISO 8601"}  # how times beyond are written, as xarray itself counts nanoseconds
CONTENT = "content_digest"  # attribute: SHA-256 over all variables and the other attributes
CONVENTIONS, COORDINATES = "Conventions", "coordinates"
LEAST_COMPRESSED = 4096  # bytes; below, compression costs more than it saves


def write_netcdf(
    file: Path, variables: Mapping[str, Variable], attributes: Mapping[str, str | int | float | list[str]]
) -> None:
    """Write variables and the attributes of the whole file. The same results give the same bytes.

    Raises:
        OSError: it cannot be written.
    """
    sizes = {dim: size for v in variables.values() for dim, size in zip(v.dims, v.values.shape, strict=True)}
    in_days = all(_are_near(v.values) for v in variables.values() if v.values.dtype.kind == "M")
    elsewhere = [name for name, v in variables.items() if is_coordinate(name, v) and v.dims != (name,)]
    with _written(file) as target:
        target.dimensions = sizes
        for name, variable in variables.items():
            _write_variable(target, name, variable, in_days)
        target.attrs[CONVENTIONS] = "CF-1.11"
        if elsewhere:
            target.attrs[COORDINATES] = " ".join(elsewhere)
        for name, given in attributes.items():
            target.attrs[name] = given
        target.attrs[CONTENT] = digest_of(*_content(variables, attributes))


def write_datasets(file: Path, datasets: Mapping[str, Dataset]) -> None:
    """Write datasets by their groups, `/` for the file itself: the bytes of xarray's own, in half the time.

    Raises:
        OSError: it cannot be written.
    """
    from xarray.backends import H5NetCDFStore

    with _written(file) as target:
        for group, dataset in datasets.items():
            dataset.dump_to_store(H5NetCDFStore(target, group=group, mode="w"))


def read_datasets(file: Path) -> dict[str, Dataset]:
    """Read what `write_datasets` wrote, all of it into memory, in half of the time of xarray's own."""
    from xarray import open_dataset
    from xarray.backends import H5NetCDFStore

    with _source(file) as source:
        return {path: open_dataset(H5NetCDFStore(group)).load() for path, group in _groups(source, "/")}


def _groups(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    """A group and those within it, each with its path."""
    yield path, group
    for name, within in group.groups.items():
        yield from _groups(within, f"{path.rstrip('/')}/{name}")


@contextmanager
def _written(file: Path) -> Iterator[Any]:
    """A netCDF file of h5netcdf, which is written when all of it is there.

    It is made in memory first: where a disk is full, HDF5 ends the whole process instead of raising an error.

    Raises:
        OSError: it cannot be written.
    """
    import h5netcdf

    content = BytesIO()
    with _file()(content, "w", track_order=True) as opened, h5netcdf.File(opened, "w") as target:
        yield target
    file.write_bytes(content.getbuffer())


@cache
def _file() -> Any:
    """The class of files that open nothing twice, as h5netcdf asks again and again."""
    import h5py

    class OpenedFile(h5py.File):  # type: ignore[misc]
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self.known: dict[str, Any] = {}

        def __getitem__(self, name: Any) -> Any:
            if not isinstance(name, str):  # a reference
                return super().__getitem__(name)
            if name not in self.known:
                found = super().__getitem__(name)
                self.known[name] = OpenedGroup(self, found.id) if type(found) is h5py.Group else found
            return self.known[name]

    class OpenedGroup(h5py.Group):  # type: ignore[misc]
        def __init__(self, within: OpenedFile, bound: Any) -> None:
            super().__init__(bound)
            self.within = within

        def __delitem__(self, name: str) -> None:
            self.within.known.clear()
            super().__delitem__(name)

    return OpenedFile


def _are_near(times: NDArray[np.datetime64]) -> bool:
    """Whether xarray can read all of these by itself when they are numbers."""
    return bool(((times >= FIRST) & (times < LAST)).all())


def _write_variable(target: Any, name: str, variable: Variable, in_days: bool) -> None:
    import h5py

    values = variable.values
    more: dict[str, str] = {}
    if values.dtype.kind == "M":
        values, more = _days(values) if in_days else (values.astype(np.str_), AS_TEXT)
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
    """Read what `write_netcdf` wrote: variables, and the attributes that were given.

    Raises:
        InputError: the file is damaged, or its content is not what was written.
    """
    with _opened(file) as source:
        variables = {name: _read_variable(variable) for name, variable in source.variables.items()}
        facts = dict(source.attrs)
    digest = facts.pop(CONTENT, None)
    facts = {name: given for name, given in facts.items() if name not in (CONVENTIONS, COORDINATES)}
    if digest != digest_of(*_content(variables, facts)):
        raise InputError(f"{file}: this is not as this version of boomerang wrote it; simulate the run again")
    return variables, facts


def read_variable(file: Path, name: str) -> Variable:
    """Read one variable of a file whose bytes are known to be as they were written.

    Raises:
        InputError: the file is damaged.
    """
    with _opened(file) as source:
        return _read_variable(source.variables[name])


@contextmanager
def _source(file: Path) -> Iterator[Any]:
    with (
        file.open("rb") as content,
        _file()(content, "r") as opened,
        _reader()(opened, "r", decode_vlen_strings=True) as source,
    ):
        yield source


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    try:
        with _source(file) as source:
            yield source
    except (OSError, KeyError, ValueError, TypeError, AttributeError, RuntimeError):
        raise InputError(f"{file}: this file is damaged; simulate the run again") from None


@cache
def _reader() -> Any:
    """The class of files that are read; of one that was half opened it complains once."""
    import h5netcdf

    class Reader(h5netcdf.File):  # type: ignore[misc]
        def __del__(self) -> None:
            with suppress(AttributeError):
                self.close()

    return Reader


def _content(variables: Mapping[str, Variable], attributes: Mapping[str, Any]) -> Iterator[bytes]:
    """All that a file says, in the order of names, for a digest."""
    yield _said(attributes)
    for name, variable in sorted(variables.items()):
        values = variable.values
        yield canonical_json([name, variable.dims, values.shape, values.dtype.kind])
        yield _said(variable.attributes)
        yield canonical_json(values.ravel().tolist()) if values.dtype.kind == "U" else values.tobytes()


def _said(attributes: Mapping[str, Any]) -> bytes:
    """Attributes, which come back from a file as numbers and texts of other types."""
    texts = {name: np.atleast_1d(given).astype(np.str_).tolist() for name, given in attributes.items()}
    return canonical_json(sorted(texts.items()))


def _read_variable(variable: Any) -> Variable:
    values, attributes = variable[...], dict(variable.attrs)
    if attributes.get("units", "").startswith(SINCE):
        del attributes["units"], attributes["calendar"]
        if not (np.abs(values) < MOST_DAYS).all():
            raise ValueError("a time that no calendar has")
        values = EPOCH + np.round(values * 86_400).astype("timedelta64[s]")
    if values.dtype.kind == "O":
        values = values.astype(np.str_)
    if AS_TEXT.items() <= attributes.items():
        attributes = {name: given for name, given in attributes.items() if name not in AS_TEXT}
        values = values.astype("datetime64[s]")
    return Variable(variable.dimensions, values, attributes)
