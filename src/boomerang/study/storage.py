"""Runs on disk: run.nc, events.parquet and the resolved case, in one folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.case import read_case, write_case
from boomerang.case.read import CASE_FILE
from boomerang.case.scenario import Scenario, scenario
from boomerang.errors import InputError
from boomerang.files import told_plainly
from boomerang.study.event_log import Column, columns_of, table_of
from boomerang.study.netcdf import read_netcdf, write_netcdf
from boomerang.study.results import Results, Variable

RUN_FILE, LOG_FILE = "run.nc", "events.parquet"


def write_results(folder: Path, results: Results, facts: Mapping[str, str | int | float | list[str]]) -> None:
    """Write results into a folder, made if there is none. Every file is put in place whole, run.nc last.

    Args:
        facts: attributes of run.nc.

    Raises:
        InputError: as of `check_folder`, or the disk is full.
    """
    check_folder(folder)
    with _filled(folder) as new:
        write_case(results.case, new)
        _write_log(results.log, new / LOG_FILE)
        write_netcdf(new / RUN_FILE, results.variables, facts)


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written, or in which a case would be overwritten.

    Raises:
        InputError: it holds a case and no run, a file has its name, or writing is not allowed.
    """
    if folder.is_file():
        raise InputError(f"{folder}: this is a file; choose a folder for the results")
    if (folder / CASE_FILE).exists() and not (folder / RUN_FILE).exists():
        raise InputError(
            f"{folder}: this folder holds a case, which the results would overwrite; choose another folder"
        )
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise InputError(f"{folder}: nothing can be written there; choose another folder")


@contextmanager
def _filled(folder: Path) -> Iterator[Path]:
    """Give a temporary folder, whose files move into `folder` once all are written."""
    with told_plainly(folder, "results", "choose another folder"):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as place:
            new = Path(place)
            yield new
            for file in sorted(new.rglob("*"), key=lambda file: file.name == RUN_FILE):
                if file.is_file():
                    target = folder / file.relative_to(new)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    file.replace(target)


def _write_log(log: dict[str, Column], file: Path) -> None:
    from pyarrow import parquet

    parquet.write_table(table_of(log), file)


def read_results(folder: Path) -> tuple[Scenario, dict[str, Variable], dict[str, Column], dict[str, Any]]:
    """Read what `write_results` wrote: the scenario, the variables, the log and the facts.

    Raises:
        InputError: there is no run in the folder. CaseError: its case is not valid.
    """
    missing = [name for name in (RUN_FILE, LOG_FILE, CASE_FILE) if not (folder / name).is_file()]
    if missing:
        raise InputError(f"{folder}: there is no run in this folder ({', '.join(missing)} missing)")
    from pyarrow import parquet

    variables, facts = read_netcdf(folder / RUN_FILE)
    log = columns_of(parquet.read_table(folder / LOG_FILE))
    return _scenario_of(folder, facts), variables, log, facts


def _scenario_of(folder: Path, facts: Mapping[str, Any]) -> Scenario:
    """What was simulated, from the case in the folder and the facts."""
    return scenario(
        read_case(folder),
        mechanisms=[name for name in str(facts["mechanisms"]).split(", ") if name],
        persons=int(facts["scaled_to_persons"]) if "scaled_to_persons" in facts else None,
        until=facts.get("until"),
        given=np.atleast_1d(facts.get("given", [])).tolist(),
        policy=facts.get("policy"),
    )
