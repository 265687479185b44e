"""The schedules of a case, with the values of those that stand in files."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from boomerang.case.parts.fields import FROM_FILE
from boomerang.case.parts.filed.filing import told_left_out
from boomerang.case.parts.filed.rows import Rows, chosen, read_rows
from boomerang.case.parts.filed.spans import Span, overlapping
from boomerang.case.parts.schedule import (
    OTHER,
    START,
    AnySchedule,
    FiledSchedule,
    Lines,
    Moment,
    Path,
    Schedule,
    ScheduleChange,
    Steps,
    single_schedules,
)
from boomerang.case.parts.schema import Case
from boomerang.case.parts.values import Expression
from boomerang.case.text.errors import CaseError

MOST_VALUES = 50_000  # of one schedule that stands in a file
ALL = ""  # the part that is everybody


@dataclass(frozen=True)
class Point:
    """A value in a file: in which line it stands, of which part it is, and from which day on it holds.

    number: as it stands there; value: as it counts.
    """

    line: int
    part: str
    day: datetime.date
    number: float
    value: float


@dataclass(frozen=True)
class Course:
    """What a file says of a quantity over time.

    Attributes:
        file: its name.
        points: in the order of the rows.
        parts: the schedule of each category, province or place, or of everybody.
        left_out: how many rows are not used, by the reason.
    """

    file: str
    points: tuple[Point, ...]
    parts: Mapping[str, Schedule]
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class Schedules:
    """The schedule of each part by its name; of everybody under no name."""

    parts: Mapping[str, Schedule]

    @property
    def whole(self) -> Schedule | None:
        """The schedule of everybody; None where parts have their own."""
        return self.parts.get(ALL)

    def of(self, label: str) -> Schedule | None:
        """The schedule of one part; None where nothing is said of it."""
        return next((self.parts[name] for name in (label, OTHER, ALL) if name in self.parts), None)


def given_schedules(case: Case) -> Iterator[tuple[Path, AnySchedule | ScheduleChange]]:
    """The schedules of climates, levers and policies as they are given, each with its path."""
    for name, climate in case.climates.items():
        if climate.schedule is not None:
            yield ("climates", name, "schedule"), climate.schedule
    for name, lever in case.levers.items():
        yield ("levers", name, "schedule"), lever.schedule
    for policy, changed in case.policies.items():
        for kind, entries in (("levers", changed.levers), ("climates", changed.climates)):
            yield from ((("policies", policy, kind, name), given) for name, given in entries.items())


def filed_schedules(case: Case) -> Iterator[tuple[Path, FiledSchedule]]:
    """Those of the schedules of a case that stand in files."""
    for path, given in given_schedules(case):
        for steps, single in single_schedules(given, path):
            if isinstance(single, FiledSchedule):
                yield steps, single


def schedules_of(case: Case, given: AnySchedule) -> Schedules:
    """The schedules that are given somewhere in a case, and read where they stand in a file.

    Raises:
        CaseError: a file cannot be used.
    """
    parts: dict[str, Schedule] = {}
    for path, single in single_schedules(given, ()):
        label = str(path[-1]) if path else ALL
        if isinstance(single, Schedule):
            parts[label] = single
        else:
            read = read_course(case, single, path).parts
            parts |= {label or part: schedule for part, schedule in read.items()}
    return Schedules(parts)


def read_course(case: Case, given: FiledSchedule, steps: Path) -> Course:
    """What a file says of a quantity; it is read once.

    Args:
        steps: where it is given, which is told of what is wrong.

    Raises:
        CaseError: a row, a column or the file cannot be used.
    """
    key = repr(given)
    if key not in case._filings:
        case._filings[key] = _read(case, given, steps)
    found: Course = case._filings[key]
    return found


def _read(case: Case, given: FiledSchedule, steps: Path) -> Course:
    rows = read_rows(case, given.file, steps, FROM_FILE)
    rows.check_columns(
        {
            **{(key,): getattr(given, key) for key in ("date", "value", "by")},
            **{("where", column): column for column in given.where},
        }
    )
    points = tuple(_points(given, rows))
    rows.raise_problems()
    _check_number(rows, points)
    parts: dict[str, dict[datetime.date, float]] = {}
    for point in points:
        parts.setdefault(point.part, {})[point.day] = point.value
    if given.straight and (short := next((part for part in parts if len(parts[part]) < 2), None)) is not None:
        message = f"straight lines join 2 values or more, and {short or rows.file} has one"
        raise CaseError([rows.problem(("as",), message)])
    schedules = {part: _schedule(given, values) for part, values in parts.items()}
    return Course(rows.file, points, schedules, dict(rows.left_out))


def _points(given: FiledSchedule, rows: Rows) -> Iterator[Point]:
    """The value of each row that has one."""
    earlier: dict[tuple[str, datetime.date], int] = {}
    parts: dict[str, dict[Span, int]] = {}
    for line, cells in chosen(rows, given.where):
        span, number = rows.span(line, cells, given.date), rows.number(line, cells, given.value)
        part = rows.cell(cells, given.by) if given.by else ALL
        if span is None:
            continue
        if number is None:
            rows.left_out["without a value"] += 1
        elif given.by and not part:
            rows.left_out[f"without a {given.by}"] += 1
        elif (part, span[0]) in earlier:
            message = f"line {earlier[part, span[0]]} has the same day; say under where which rows are meant"
            rows.wrong(line, given.date, message)
        else:
            earlier[part, span[0]] = parts.setdefault(part, {})[span] = line
            yield Point(line, part, span[0], number, number / given.per)
    for spans in parts.values():
        for line, other, (first, last) in overlapping(spans):
            message = (
                f"line {other} is of {first} to {last}, in which this row begins; write {first} there if it"
                " holds until then, or say under where which rows are meant"
            )
            rows.wrong(line, given.date, message)


def _check_number(rows: Rows, points: tuple[Point, ...]) -> None:
    """Raise CaseError where there are no values or too many."""
    if not points:
        reasons = "; ".join(told_left_out(rows.left_out))
        raise CaseError([rows.problem((), f"no row of {rows.file} gives a value: {reasons}")])
    if len(points) > MOST_VALUES:
        message = f"{len(points):,} values of one schedule are too many; at most {MOST_VALUES:,} are allowed"
        raise CaseError([rows.problem((), f"{message}; say under where which rows are meant")])


def _schedule(given: FiledSchedule, values: Mapping[datetime.date, float]) -> Schedule:
    """A schedule as it would be written. It is made unchecked, which is fast: the rows are checked."""
    points = {day: Expression((value,)) for day, value in values.items()}
    if given.straight:
        return Schedule.model_construct(root=Lines.model_construct(points=points))
    held: dict[Moment, Expression] = dict(points.items())
    if given.start is not None:
        held[START] = given.start
    return Schedule.model_construct(root=Steps.model_construct(root=held))
