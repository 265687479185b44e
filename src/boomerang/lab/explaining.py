"""Which explanation fits: an answer that lies in a folder, or that is worked out for a page."""

from __future__ import annotations

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
from boomerang.inference.learn.choice import FEWEST
from boomerang.report.document.blocks import Paper
from boomerang.report.document.page import html_of
from boomerang.report.explain import explain
from boomerang.report.sections.findings import Found
from boomerang.report.sections.whole import report_of

MOST = 500  # simulations of each explanation that a page may ask for
SIMULATED, COMPARED = 0.7, 0.9  # how much of the work is done then
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
        paper = report_of([Found.read(folder)])
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
        go_on: called now and then; what it raises ends the work.

    Raises:
        InputError: as of `explain`.
    """
    total = simulations * len(asked.case.explanations)

    def simulated(done: int) -> None:
        go_on()
        tell(Progress(SIMULATED * done / total, f"{done:,} of {total:,} countries simulated"))

    def analysed(done: int, of: int) -> None:
        go_on()
        share = SIMULATED + (COMPARED - SIMULATED) * done / of
        tell(Progress(share, "comparing them with what was observed" if done < of else "writing it down"))

    with TemporaryDirectory(prefix="boomerang-lab-") as folder:
        find = partial(explain, asked, simulations, known_by=known_by, seed=seed, threads=1)
        find(folder=Path(folder) / asked.case.name, progress=simulated, analysis=analysed)
        go_on()
        return Answered.read(Path(folder) / asked.case.name)


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
