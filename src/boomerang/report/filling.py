"""Charts and a report beside results, in a folder that is held."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boomerang.files import told_plainly
from boomerang.folders import OutputFolder
from boomerang.report.data.call import Call
from boomerang.report.data.plain import json_text
from boomerang.report.document.page import html_of
from boomerang.report.sections.findings import CHARTS, Found
from boomerang.report.sections.whole import REPORT_FILE, report_of
from boomerang.study.netcdf import write_datasets

if TYPE_CHECKING:
    from xarray import Dataset

Specifications = Mapping[str, dict[str, Any]]


def fill(
    held: OutputFolder,
    call: Call,
    data: dict[str, Any],
    drawings: Mapping[str, Callable[[], Any]],
    advice: str,
    beside: Callable[[Path], Any] | None = None,
) -> None:
    """Write COMMAND.json, the call, the case, the charts and report.html.

    The result comes first. What cannot be drawn brings a warning, and the rest is there.

    Args:
        beside: writes more files into a folder; advice: what to do where the disk fails.

    Raises:
        InputError: a file of the user's is in the way, or the disk is full.
    """
    from boomerang.report.charts import specifications

    file = f"{call.command}.json"
    with told_plainly(held.folder, held.made.what, advice), held.replacing(file) as new:
        if beside is not None:
            beside(new)
        call.write(new)
        (new / file).write_text(json_text(data) + "\n", encoding="utf-8")
    specs, undrawn = specifications(drawings)
    undrawn += add_charts(held, specs, advice)[1]
    undrawn += add_report(held, lambda: Found(call, as_read(data), as_read(specs)), advice)
    for sentence in undrawn:
        warnings.warn(f"{sentence}; the rest is there", stacklevel=2)


def write_dataset(dataset: Dataset, name: str, folder: Path) -> None:
    """Write a dataset as a netCDF file into a folder."""
    write_datasets(folder / name, {"/": dataset})


def add_charts(
    held: OutputFolder, specs: Specifications, advice: str, only_json: Collection[str] = ()
) -> tuple[list[str], list[str]]:
    """Write charts; gives those written, and a sentence for each that cannot be drawn.

    Raises:
        InputError: as of `fill`.
    """
    from boomerang.report.charts import write_charts

    with told_plainly(held.folder / CHARTS, "charts", advice), held.adding() as new:
        drawn, undrawn = write_charts(specs, new, only_json=only_json)
        for file in sorted(f"{CHARTS}/{file.name}" for file in (new / CHARTS).iterdir()):
            if held.is_blocked(file):
                (new / file).unlink()
                undrawn.append(f"{file} cannot be written (there is a folder of that name)")
        return [file for file in drawn if (new / file).exists()], undrawn


def add_report(held: OutputFolder, found: Callable[[], Found], advice: str) -> list[str]:
    """Write the report of a result; gives a sentence if there cannot be one.

    Raises:
        InputError: as of `fill`.
    """
    if held.is_blocked(REPORT_FILE):
        return [f"{REPORT_FILE} cannot be written (there is a folder of that name)"]
    try:
        page = html_of(report_of([found()])).encode()
    except Exception as error:  # whatever it is, the results and the charts stand
        return [f"the report cannot be written ({type(error).__name__}: {error})"]
    with told_plainly(held.folder, "report", advice), held.adding() as new:
        (new / REPORT_FILE).write_bytes(page)
    return []


def as_read(data: Any) -> Any:
    """Data as it is read from a file, so that a report of it is the same."""
    return json.loads(json_text(data))
