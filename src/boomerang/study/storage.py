"""Runs on disk: run.nc, events.parquet and the resolved case, in one folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boomerang.case import case_to_yaml, read_case, write_case
from boomerang.case.case_files import files_of
from boomerang.case.read import CASE_FILE
from boomerang.errors import InputError
from boomerang.study.event_log import columns_of, table_of
from boomerang.study.netcdf import read_netcdf, write_netcdf
from boomerang.study.run import Options, Run
from boomerang.version import version

if TYPE_CHECKING:
    from boomerang.study.simulate import Prepared

RUN_FILE, LOG_FILE = "run.nc", "events.parquet"


def write_run(run: Run, folder: Path) -> Path:
    """Write a run into a folder, made if there is none. Every file is put in place whole, run.nc last."""
    check_folder(folder)
    with _filled(folder) as new:
        write_case(run.case, new)
        _write_log(run, new / LOG_FILE)
        write_netcdf(new / RUN_FILE, run.variables, run.provenance)
    return folder


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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as place:
            new = Path(place)
            yield new
            for file in sorted(new.rglob("*"), key=lambda file: file.name == RUN_FILE):
                if file.is_file():
                    target = folder / file.relative_to(new)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    file.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"{folder}: the results cannot be written ({reason}); choose another folder"
        ) from None


def _write_log(run: Run, file: Path) -> None:
    from pyarrow import parquet

    parquet.write_table(table_of(run.log), file)


def read_run(folder: Path) -> Run:
    """Read what `write_run` wrote.

    Raises:
        InputError: there is no run in the folder. CaseError: its case is not valid.
    """
    missing = [name for name in (RUN_FILE, LOG_FILE, CASE_FILE) if not (folder / name).is_file()]
    if missing:
        raise InputError(f"{folder}: there is no run in this folder ({', '.join(missing)} missing)")
    from pyarrow import parquet

    variables, facts = read_netcdf(folder / RUN_FILE)
    until = facts.get("until")
    options = Options(
        mechanisms=tuple(name for name in str(facts["mechanisms"]).split(", ") if name),
        persons=int(facts["scaled_to_persons"]) if "scaled_to_persons" in facts else None,
        until=date.fromisoformat(str(until)) if until else None,
        given=tuple(np.atleast_1d(facts.get("given", [])).tolist()),
    )
    return Run(
        case=read_case(folder),
        seed=int(facts["seed"]),
        options=options,
        variables=variables,
        log=columns_of(parquet.read_table(folder / LOG_FILE)),
        version=str(facts["version"]),
        digest=str(facts["digest"]),
        **{name: int(facts[name]) for name in ("persons", "steps", "touched", "touches")},
    )


def digest_of_inputs(prepared: Prepared, seed: int, replicates: int) -> str:
    """SHA-256 over all that decides the results: version, case with its tables, options and seeds."""
    case = prepared.compiled.case
    total = hashlib.sha256(case_to_yaml(case).encode())
    for name in files_of(case):
        total.update((case.folder / name).read_bytes())
    total.update(repr((version(), prepared.options, seed, replicates)).encode())
    return total.hexdigest()
