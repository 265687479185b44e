"""Runs on disk: run.nc, events.parquet and the resolved case, in one folder."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.case import case_to_yaml, read_case, write_case
from boomerang.case.parts.case_files import CASE_FILE, LOG_FILE, RUN_FILE, log_file_of
from boomerang.case.scenario import Scenario, scenario
from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError
from boomerang.files import damage_told, told_plainly
from boomerang.folders import Made, appearing, check_unchanged, claimed, was_changed
from boomerang.study.event_log import Column, columns_of, table_of
from boomerang.study.netcdf import read_netcdf, write_netcdf
from boomerang.study.results import Results, Variable

ELSEWHERE, AGAIN = "choose another folder", "simulate it again"
GO_ON = "the runs that are there are whole, so make room and resume, or choose another folder"
NUMBERS = ("seed", "persons", "steps", "touched", "touches")  # attributes of run.nc
LOG_DIGEST, SCENARIO_DIGEST = "log_digest", "scenario_digest"  # attributes of run.nc: what belongs to it


def write_results(
    folder: Path, results: Results, facts: Mapping[str, str | int | float | list[str]], among: bool = False
) -> None:
    """Write results into a folder, made if there is none. Every file is put in place whole, run.nc last.

    Args:
        facts: attributes of run.nc.
        among: it is one of many in a folder that is held: a new one is there whole or not at all.

    Raises:
        InputError: the folder holds something else than this run, or the disk is full.
    """
    made = made_of(results.scenario, int(str(facts["seed"])), str(facts["version"]))
    advice, hold = GO_ON if among else ELSEWHERE, appearing if among and not folder.exists() else claimed
    with (
        hold(folder, made, advice) as held,
        told_plainly(folder, made.what, advice),
        held.replacing(RUN_FILE) as new,
    ):
        write_case(results.case, new)
        log = new / log_file_of(results.case)
        _write_log(results.log, log)
        beside = {
            LOG_DIGEST: digest_of(log.read_bytes()),
            SCENARIO_DIGEST: results.scenario.digest,
        }
        write_netcdf(new / RUN_FILE, results.variables, {**facts, **beside})


def made_of(scenario: Scenario, seed: int, version: str) -> Made:
    """What a run makes of a folder."""
    digest = digest_of(canonical_json([scenario.digest, seed]))
    return Made("run", scenario.case.name, version, digest)


def _write_log(log: dict[str, Column], file: Path) -> None:
    from pyarrow import parquet

    with file.open("wb") as target:  # a name with a colon would be taken for an address
        parquet.write_table(table_of(log), target)


def read_results(
    folder: Path, known: Scenario | None = None
) -> tuple[Scenario, dict[str, Variable], dict[str, Column], dict[str, Any]]:
    """Read what `write_results` wrote: the scenario, the variables, the log and the facts.

    Args:
        known: the scenario, where it is known.

    Raises:
        InputError: there is no run in the folder, or its files are not as they were written together.
            CaseError: its case is not valid.
    """
    if not all((folder / name).is_file() for name in (RUN_FILE, CASE_FILE)):
        _refuse_missing(folder, RUN_FILE, LOG_FILE, CASE_FILE)
    with damage_told(folder / RUN_FILE, AGAIN):
        variables, facts = read_netcdf(folder / RUN_FILE)
        wanted = {name: str(facts.pop(name)) for name in (LOG_DIGEST, SCENARIO_DIGEST)}
        facts |= {name: int(facts[name]) for name in NUMBERS}
        simulated = known or _scenario_of(folder, facts)
    if wanted[SCENARIO_DIGEST] != simulated.digest:
        raise InputError(f"{folder / CASE_FILE}: this is not the case of the run in {RUN_FILE}; {AGAIN}")
    log = _read_log(folder, log_file_of(simulated.case), wanted[LOG_DIGEST])
    _check_case(folder, str(facts["resolved_case"]))
    return simulated, variables, log, facts


def _refuse_missing(folder: Path, *names: str) -> None:
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise InputError(f"{folder}: there is no run in this folder ({', '.join(missing)} missing)")


def _check_case(folder: Path, resolved: str) -> None:
    """Refuse tables that were changed, and a case that says something else now, be it of other policies.

    How the case is written does not count.
    """
    check_unchanged(folder, AGAIN, but=CASE_FILE)
    if was_changed(folder, CASE_FILE) and case_to_yaml(read_case(folder)) != resolved:
        raise InputError(f"{folder / CASE_FILE}: this is not the case of the run in {RUN_FILE}; {AGAIN}")


def _read_log(folder: Path, name: str, digest: str) -> dict[str, Column]:
    """The event log whose bytes have a digest."""
    from pyarrow import parquet

    _refuse_missing(folder, name)
    content = (folder / name).read_bytes()
    if digest != digest_of(content):
        raise InputError(f"{folder / name}: this is not the log of the run in {RUN_FILE}; {AGAIN}")
    with damage_told(folder / name, AGAIN):
        return columns_of(parquet.ParquetFile(BytesIO(content)).read())


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
