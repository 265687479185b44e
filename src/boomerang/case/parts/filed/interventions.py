"""Reading interventions: every row of a file is one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from boomerang.case.parts.fields import FROM_FILE
from boomerang.case.parts.filed.filing import told_left_out
from boomerang.case.parts.filed.parts import PartsOfRows, parts_of
from boomerang.case.parts.filed.rows import Rows, chosen, read_rows
from boomerang.case.parts.interventions import Headcount, Intervention, InterventionsFile
from boomerang.case.parts.schema import Case
from boomerang.case.text.errors import CaseError
from boomerang.case.text.texts import number_text, show
from boomerang.case.text.yaml_text import Steps

MOST_INTERVENTIONS = 1_000  # each costs a look at everybody who was touched so far


@dataclass(frozen=True)
class Timetable:
    """The interventions of one entry.

    Attributes:
        file: the name of its file, if it names one.
        interventions: one a row, in the order of the rows; or one alone.
        lines: where each stands in the file.
        left_out: how many rows are not used, by the reason.
    """

    file: str | None
    interventions: tuple[Intervention, ...]
    lines: tuple[int | None, ...]
    left_out: Mapping[str, int]


def read_interventions(case: Case, entry: InterventionsFile, steps: Steps) -> Timetable:
    """The interventions of a file.

    Raises:
        CaseError: a row, a column or the file cannot be used.
    """
    rows = read_rows(case, entry.interventions_file, steps, FROM_FILE)
    rows.check_columns(_columns(entry))
    found = list(_interventions(case, entry, rows, parts_of(case, entry, rows)))
    rows.raise_problems()
    if not found:
        reasons = "; ".join(told_left_out(rows.left_out))
        raise CaseError([rows.problem((), f"no row of {rows.file} gives an intervention: {reasons}")])
    return Timetable(
        file=rows.file,
        interventions=tuple(intervention for intervention, _ in found),
        lines=tuple(line for _, line in found),
        left_out=dict(rows.left_out),
    )


def _columns(entry: InterventionsFile) -> dict[Steps, str | None]:
    """Every column that the entry names, by the path that names it."""
    return {
        ("on",): entry.on,
        (entry.event,): entry.column,
        ("place",): entry.place,
        ("province",): entry.province,
        **{("where", column): column for column in entry.where},
    }


def _interventions(
    case: Case, entry: InterventionsFile, rows: Rows, parts: PartsOfRows
) -> Iterator[tuple[Intervention, int]]:
    """The intervention of each row that has one, with its line."""
    first, last = case.period.start, case.period.end
    earlier: dict[tuple[str, date], int] = {}
    for line, cells in chosen(rows, entry.where):
        day, people = _day(entry, rows, line, cells), _people(entry, rows, line, cells)
        if day is None:
            continue
        if not first <= day <= last:
            rows.left_out[f"not from {first} to {last}"] += 1
        elif people is None:
            rows.left_out["without a number"] += 1
        elif (part := parts.of(rows, line, cells)) is None:
            continue
        elif (part, day) in earlier:
            same = f"line {earlier[part, day]} has the same day{' and ' + parts.apart if part else ''}"
            rows.wrong(line, entry.on, f"{same}; add the numbers up, or say under where which rows are meant")
        else:
            earlier[part, day] = line
            yield _intervention(entry, day, people, part), line


def _intervention(entry: InterventionsFile, day: date, people: float, part: str) -> Intervention:
    where = {entry.apart: part} if part else {}
    happens = {entry.event: Headcount((people,), up_to=entry.up_to)}
    return Intervention(on=day, happens=happens, who=entry.who, **where)


def _day(entry: InterventionsFile, rows: Rows, line: int, cells: list[str]) -> date | None:
    """The day of a row; None where it is, which is noted, no single day."""
    span = rows.span(line, cells, entry.on)
    if span is None or span[0] == span[1]:
        return span and span[0]
    rows.wrong(line, entry.on, f"{show(rows.cell(cells, entry.on))} is more than one day; write one")
    return None


def _people(entry: InterventionsFile, rows: Rows, line: int, cells: list[str]) -> float | None:
    """How many people a row is about; None where it does not say, or, which is noted, something else."""
    people = rows.number(line, cells, entry.column)
    if people is not None and not (people >= 0 and people.is_integer()):
        rows.wrong(line, entry.column, f"{number_text(people)} is no whole number of people")
    return people
