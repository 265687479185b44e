"""Simulate again what is in a folder of results, and compare digests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.addresses import random_at
from boomerang.case.parts.case_files import RUN_FILE
from boomerang.errors import InputError
from boomerang.folders import check_unchanged
from boomerang.inference.table.shards import ABOUT
from boomerang.inference.table.table import Table, rebuild
from boomerang.study.run import Run
from boomerang.study.simulate import simulate
from boomerang.version import version

FEW = 4  # countries of many that are simulated again


@dataclass(frozen=True)
class Again:
    """A country that was simulated again.

    Attributes:
        what: which, in words; version: of boomerang that made it.
        wanted: the digest that it had; found: the one that it has now.
        of: how many there are, of which it was drawn.
    """

    what: str
    version: str
    wanted: str
    found: str
    of: int = 1

    @property
    def same(self) -> bool:
        """Whether it came out the same."""
        return self.wanted == self.found

    @property
    def sentence(self) -> str:
        """What came out."""
        if self.same:
            return f"{self.what}: the same, {self.found[:16]}"
        here = version()
        why = f" (made by version {self.version}, this is {here})" if self.version != here else ""
        return f"{self.what}: not the same, {self.wanted[:16]} then and {self.found[:16]} now{why}"


def verify(
    folder: str | Path,
    *,
    countries: int = FEW,
    seed: int = 1,
    progress: Callable[[int, int], Any] | None = None,
) -> list[Again]:
    """Simulate what `run` or `explain` has written into a folder again, and compare digests.

    Args:
        folder: of a run, of replicates, or of an answer.
        countries: of many, so many are drawn; all of them if there are no more.
        seed: of this draw.
        progress: called with how many are done, and of how many.

    Raises:
        InputError: there is nothing of the kind in the folder, or it is not as it was written.
    """
    if countries < 1:
        raise InputError(f"{countries} countries cannot be simulated again; give 1 or more")
    every = list(_found(Path(folder)))
    chosen, compared = _chosen(every, countries, seed), []
    for number, again in enumerate(chosen, start=1):
        compared.append(replace(again(), of=len(every)))
        if progress is not None:
            progress(number, len(chosen))
    return compared


def _chosen(given: list[Callable[[], Again]], countries: int, seed: int) -> list[Callable[[], Again]]:
    """So many of them, in their order."""
    if len(given) <= countries:
        return given
    picked = random_at(f"verify, seed {seed}").choice(len(given), countries, replace=False)
    return [given[i] for i in np.sort(picked)]


def _found(folder: Path) -> Iterator[Callable[[], Again]]:
    """What compares each country of a folder."""
    if (folder / RUN_FILE).is_file():
        yield lambda: _run(folder, "the run")
        return
    runs = sorted(place for place in folder.glob("*") if place.name.isdigit() and place.is_dir())
    tables = sorted(place.parent for place in folder.glob(f"*/{ABOUT}"))
    if not (runs or tables):
        raise InputError(f"{folder}: this folder holds nothing that boomerang run or explain has made")
    for place in runs:
        yield lambda place=place: _run(place, f"run {place.name}")  # type: ignore[misc]
    if tables:
        check_unchanged(folder, "explain it again")
    for place in tables:
        table = Table.read(place)
        for row in range(len(table.labels)):
            yield lambda table=table, row=row: _row(table, row)  # type: ignore[misc]


def _run(place: Path, what: str) -> Again:
    was = Run.read(place)
    now = simulate(was.scenario, seed=was.seed)
    return Again(f"{what}, seed {was.seed}", was.version, was.digest, now.digest)


def _row(table: Table, row: int) -> Again:
    name, draw = table.names[table.labels[row]], table.draws[row]
    what = f"{table.folder.name}, country {draw} of {name}"
    return Again(what, table.about.version, table.run_digest(row), rebuild(table, row).digest)
