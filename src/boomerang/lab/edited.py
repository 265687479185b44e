"""A case as text that somebody edits, and what is wrong with it, line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from boomerang.case import Case, CaseError, Problem, case_from_text
from boomerang.case.parts.case_files import CASE_FILE
from boomerang.case.read import MOST_MEGABYTES
from boomerang.case.scenario import scenario
from boomerang.case.text.errors import first_of_kinds, more_problems
from boomerang.case.text.files import MEGABYTE
from boomerang.case.text.texts import so_many
from boomerang.compile.case import compile_case
from boomerang.preview.loop import find_loops, loop_warnings
from boomerang.preview.suspicions import suspicions

MOST_SHOWN = 50  # problems


@dataclass(frozen=True)
class Edited:
    """A text that was read as a case.

    Attributes:
        text: as it was given.
        case: what it says; None where it is no valid case.
        problems: all that is wrong with it, in the order of the lines.
        warnings: what is worth a look though it is valid.
    """

    text: str
    case: Case | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines, from 1, at which something is wrong; problems of other files are at none."""
        found = {problem.line for problem in self.problems if problem.line and problem.file == CASE_FILE}
        return tuple(sorted(found))


def read_edited(text: str, folder: Path, go_on: Callable[..., None] | None = None) -> Edited:
    """Read a text as `boomerang check` reads a file.

    Args:
        folder: where the files lie that the text may name; it names none elsewhere.
        go_on: called between the steps; what it raises ends the reading.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode()) > MOST_MEGABYTES * MEGABYTE:
        message = f"the text is larger than the {MOST_MEGABYTES} MB that are allowed"
        return Edited(text, None, (Problem(CASE_FILE, None, "", message),))
    try:
        case = case_from_text(text, folder)
        if go_on is not None:
            go_on()
        return Edited(text, case, warnings=_worth_a_look(case))
    except CaseError as error:
        return Edited(text, None, tuple(error.problems))


def _worth_a_look(case: Case) -> tuple[str, ...]:
    compiled = compile_case(scenario(case))
    return (*suspicions(compiled), *loop_warnings(find_loops(compiled)))


def told(edited: Edited) -> list[tuple[int, str]]:
    """What is said of a text, as (line, message); line 0 where it stands at none."""
    found = [_told(problem) for problem in first_of_kinds(edited.problems)]
    more = len(found) - MOST_SHOWN
    return found[:MOST_SHOWN] + ([(0, f"and {more_problems(more)}")] if more > 0 else [])


def _told(problem: Problem) -> tuple[int, str]:
    if problem.file != CASE_FILE or problem.line is None:
        return 0, str(problem)
    return problem.line, str(replace(problem, file="", line=None))


def verdict(edited: Edited) -> str:
    """In a sentence, whether a text is a case."""
    if edited.case is not None:
        return f"Valid: {edited.case.name}, {so_many(edited.text.count(chr(10)), 'line')}."
    if len(edited.problems) == 1:
        return "1 problem; nothing of this text is simulated until it is put right."
    return f"{len(edited.problems):,} problems; nothing of this text is simulated until they are put right."
