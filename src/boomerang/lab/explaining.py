"""Which explanation fits: an answer that lies in a folder, or that is worked out for a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from boomerang.case.parts.fields import as_date
from boomerang.case.scenario import Scenario
from boomerang.errors import InputError
from boomerang.inference.compare import compare
from boomerang.inference.explain import analyse
from boomerang.inference.learn.choice import FEWEST
from boomerang.inference.table.table import build
from boomerang.inference.where import where_it_happens
from boomerang.measure.figures import figures_by
from boomerang.report.charts import specifications
from boomerang.report.charts.rendered import Specification
from boomerang.report.document.blocks import Paper
from boomerang.report.document.page import html_of
from boomerang.report.explanation import Explanation
from boomerang.report.filling import as_read
from boomerang.report.sections.findings import TABLE, Findings, Found
from boomerang.report.sections.whole import report_of

MOST = 500  # simulations of each explanation that a page may ask for
SIMULATED, COMPARED = 0.8, 0.95  # how much of the work is done then
USUAL = 50


@dataclass(frozen=True)
class Progress:
    """How much of an answer is done: a share from 0 to 1, and in words."""

    share: float
    words: str


@dataclass(frozen=True, eq=False)
class Answered:
    """An answer as it is read.

    Attributes:
        paper: the report, whose texts are plain; page: the same as one HTML file.
    """

    paper: Paper
    page: bytes

    @classmethod
    def read(cls, folder: Path) -> Answered:
        """Read what `explain`, or another command, has written into a folder.

        Raises:
            InputError: there is no result in it, or a file of it is damaged.
        """
        return cls.of(report_of([Found.read(folder)]))

    @classmethod
    def of(cls, paper: Paper) -> Answered:
        """The answer that a report tells."""
        return cls(paper, html_of(paper).encode())


def answer(
    asked: Scenario,
    simulations: int,
    *,
    known_by: date | None = None,
    seed: int = 1,
    tell: Callable[[Progress], Any],
    go_on: Callable[..., None],
) -> Answered:
    """Work out which explanation fits; nothing of it is kept on disk.

    Args:
        simulations, known_by, seed: as of `explain`.
        tell: called with how much is done.
        go_on: called now and then, between charts too; what it raises ends the work.

    Raises:
        InputError: as of `explain`.
    """
    figures_by(asked.case, known_by)  # refuses a day by which nothing was known, before any time is spent
    total = simulations * len(asked.case.explanations)

    def simulated(done: int) -> None:
        go_on()
        tell(Progress(SIMULATED * done / total, f"{done:,} of {total:,} countries simulated"))

    def analysed(done: int, of: int) -> None:
        go_on()
        share = SIMULATED + (COMPARED - SIMULATED) * done / of
        tell(Progress(share, "comparing them with what was observed"))

    with TemporaryDirectory(prefix="boomerang-lab-") as folder:
        start = time.perf_counter()
        make = partial(build, seed=seed, threads=1, progress=simulated)
        table = make(asked, simulations, folder=Path(folder) / TABLE)
        seconds = time.perf_counter() - start
        found = analyse(compare(table, by=known_by), threads=1, progress=analysed)
        where = where_it_happens(found, threads=1)
        return written(Explanation(found, known_by, seconds, where=where), tell, go_on)


def written(found: Explanation, tell: Callable[[Progress], Any], go_on: Callable[..., None]) -> Answered:
    """The report of an answer, with its charts as specifications: a page draws them itself.

    Args:
        tell, go_on: as of `answer`, before each chart.
    """
    charts: dict[str, Specification] = {}
    drawings, table = found.drawings, found.table
    for done, (name, draw) in enumerate(drawings.items()):
        go_on()
        share = COMPARED + (1 - COMPARED) * done / len(drawings)
        tell(Progress(share, f"drawing chart {done + 1} of {len(drawings)}"))
        charts |= specifications({name: draw})[0]
    go_on()
    data, drawn = as_read(found.to_dict()), as_read(charts)
    return Answered.of(report_of([Findings.of(table.scenario, table.about, data, drawn)]))


def read_simulations(text: str) -> int:
    """Read how many countries are simulated of each explanation.

    Raises:
        InputError: it is no number that a page may ask for.
    """
    plain = text.replace(",", "").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 7 and FEWEST <= int(plain) <= MOST):
        raise InputError(f"write a whole number from {FEWEST} to {MOST}; the command can do more")
    return int(plain)


def read_known_by(text: str) -> date | None:
    """Read by when something was known; None for everything.

    Raises:
        InputError: it is no day.
    """
    try:
        return as_date(text.strip()) if text.strip() else None
    except ValueError as error:
        raise InputError(str(error)) from None
