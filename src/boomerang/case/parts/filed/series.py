"""Reading a series: every row of a file is a figure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from boomerang.case.parts.filed.entry import Becoming, SeriesFile
from boomerang.case.parts.filed.filing import Filing, days_used, figure_of, filing_of, is_state, known_after
from boomerang.case.parts.filed.parts import PartsOfRows, parts_of
from boomerang.case.parts.filed.rows import Rows, chosen, read_rows
from boomerang.case.parts.filed.spans import Span, last_day, overlapping
from boomerang.case.parts.record import Observation
from boomerang.case.parts.schema import Case
from boomerang.case.text.texts import show
from boomerang.case.text.yaml_text import Steps

Figures = Iterator[tuple[Observation, int]]


def read_series(case: Case, entry: SeriesFile, steps: Steps) -> Filing:
    """The figures of a series, in the order of the rows.

    Raises:
        CaseError: a row, a column or the file cannot be used.
    """
    rows = read_rows(case, entry.file, steps, entry.file_key)
    rows.check_columns(_columns(entry))
    parts = parts_of(case, entry, rows)
    found = list(_figures(case, entry, rows, parts))
    return filing_of(entry, rows, [figure for figure, _ in found], [line for _, line in found])


def _columns(entry: SeriesFile) -> dict[Steps, str | None]:
    """Every column that the entry names, by the path that names it."""
    known = entry.known.column if isinstance(entry.known, Becoming) else None
    return {
        **{("period", index): name for index, name in enumerate(entry.period)},
        **{(key,): getattr(entry, key) for key in ("value", "low", "high", "place", "province")},
        ("known", "column"): known,
        **{("where", column): column for column in entry.where},
    }


def _figures(case: Case, entry: SeriesFile, rows: Rows, parts: PartsOfRows) -> Figures:
    """The figure of each row that has one, with its line."""
    first, last = days_used(case, entry)
    lasts = not is_state(case, entry)
    earlier: dict[str, dict[Span, int]] = {}  # of each part of the people
    for line, cells in chosen(rows, entry.where):
        span = _span(entry, rows, line, cells, lasts)
        said = {key: rows.number(line, cells, getattr(entry, key)) for key in ("value", "low", "high")}
        if span is None:
            continue
        if not (first <= span[0] and span[1] <= last):
            rows.left_out[f"not from {first} to {last}"] += 1
        elif all(figure is None for figure in said.values()):
            rows.left_out["without a value"] += 1
        elif (part := parts.of(rows, line, cells)) is None:
            continue
        elif (days := span if lasts else (span[1], span[1])) in (lines := earlier.setdefault(part, {})):
            message = f"line {lines[days]} has the same days; say under where which rows are meant"
            rows.wrong(line, entry.period[0], message)
        elif known := _known(entry, rows, line, cells, span[1]):
            lines[days] = line
            yield figure_of(case, entry, parts.selectors(part), span, known, **said), line
    _refuse_overlaps(entry, rows, earlier.values())


def _refuse_overlaps(entry: SeriesFile, rows: Rows, parts: Iterable[Mapping[Span, int]]) -> None:
    """Note rows with days that another row counts too, other than running totals by columns of both days."""
    for lines in parts:
        for line, other, (first, last) in overlapping(lines, running=len(entry.period) > 1):
            message = (
                f"line {other} counts {first} to {last}, and with it days of this row would count twice;"
                " say under where which rows are meant"
            )
            rows.wrong(line, entry.period[0], message)


def _span(entry: SeriesFile, rows: Rows, line: int, cells: list[str], lasts: bool) -> Span | None:
    """The days that a row counts; None where they cannot be read, which is noted."""
    column = entry.period[-1]
    ends = [rows.span(line, cells, name) for name in entry.period]
    if ends[0] is None or ends[-1] is None:
        return None
    first, end = ends[0][0], ends[-1][1]
    if first > end:
        rows.wrong(line, column, f"this row counts from {first} to {end}; swap them")
    elif entry.every:
        return _lasting(entry, rows, line, cells, (first, end))
    elif first == end and lasts and len(ends) == 1:
        rows.wrong(line, column, f"{first} is one day; say with every how long a figure counts")
    else:
        return first, end
    return None


def _lasting(entry: SeriesFile, rows: Rows, line: int, cells: list[str], span: Span) -> Span | None:
    """A span of `every` from its first day on."""
    first, end = span
    try:
        last = last_day(first, str(entry.every))
    except (ValueError, OverflowError):
        last = date.max
    if last < end:
        given = show(rows.cell(cells, entry.period[0]))
        rows.wrong(line, entry.period[0], f"{given} is longer than a {entry.every}, which every says")
        return None
    return first, last


def _known(entry: SeriesFile, rows: Rows, line: int, cells: list[str], end: date) -> date | None:
    """When a figure became known; None where that cannot be read, which is noted."""
    if isinstance(entry.known, Becoming) and entry.known.column:
        span = rows.span(line, cells, entry.known.column)
        return span[1] if span else None
    return known_after(entry, end)
