"""Every figure of a case: those that stand in it, and those of the files that it names."""

from dataclasses import dataclass

from boomerang.case.parts.filed.entry import Filed, SeriesFile
from boomerang.case.parts.filed.events import read_events
from boomerang.case.parts.filed.filing import Filing
from boomerang.case.parts.filed.series import read_series
from boomerang.case.parts.record import Observation
from boomerang.case.parts.schema import Case
from boomerang.case.text.errors import Problem
from boomerang.case.text.yaml_text import path_text


@dataclass(frozen=True)
class Recorded:
    """One figure.

    Attributes:
        number: of the entry under `observations`.
        series: what all figures of this entry are together, where it names a file; unique in the case.
        line: of the file of the entry, where it is a row of that.
    """

    observation: Observation
    number: int
    series: str | None = None
    line: int | None = None


def recorded(case: Case) -> list[Recorded]:
    """Every figure that is used, in the order of the case, and of the rows of its files.

    Raises:
        CaseError: a file cannot be used.
    """
    found: list[Recorded] = []
    taken: set[str] = set()
    for number, entry in enumerate(case.observations):
        if entry.unused is not None:
            continue
        if isinstance(entry, Observation):
            found.append(Recorded(entry, number))
        else:
            filing = read_filing(case, number)
            name = _once(filing.name, taken)
            taken.add(name)
            rows = zip(filing.observations, filing.lines, strict=True)
            found += [Recorded(figure, number, name, line) for figure, line in rows]
    return found


def problem_of(case: Case, figure: Recorded, key: str, message: str) -> Problem:
    """What is wrong with a figure: in the row of its file, or under a key of its entry."""
    entry, steps = case.observations[figure.number], ("observations", figure.number)
    if isinstance(entry, SeriesFile) and figure.line is not None:
        column = {"low": entry.low, "high": entry.high}.get(key) or entry.value
        return Problem(entry.file, figure.line, column, message)
    if isinstance(entry, Filed):
        return Problem(
            case.file, case.line(steps), path_text(steps), f"{_days(figure.observation)}: {message}"
        )
    return Problem(case.file, case.line((*steps, key)), path_text((*steps, key)), message)


def _days(observation: Observation) -> str:
    """The days that a figure counts, as text."""
    return f"of {observation.start} to {observation.last}"


def read_filing(case: Case, number: int) -> Filing:
    """The figures of the entry with this number, which names a file; it is read once.

    Raises:
        CaseError: the file cannot be used.
    """
    entry = case.observations[number]
    assert isinstance(entry, Filed)
    steps = ("observations", number)
    if steps not in case._filings:
        read = (
            read_series(case, entry, steps)
            if isinstance(entry, SeriesFile)
            else read_events(case, entry, steps)
        )
        case._filings[steps] = read
    found: Filing = case._filings[steps]
    return found


def _once(name: str, taken: set[str]) -> str:
    """A name that is not taken."""
    further = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(other for other in further if other not in taken)
