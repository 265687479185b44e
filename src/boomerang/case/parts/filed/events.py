"""Reading a list of events: they are counted by spans of time, and by place where that is wanted."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice

from boomerang.case.parts.filed.entry import EventsFile
from boomerang.case.parts.filed.filing import (
    MOST_FIGURES,
    Filing,
    check_few,
    days_used,
    figure_of,
    filing_of,
    known_after,
)
from boomerang.case.parts.filed.parts import PartsOfRows, parts_of
from boomerang.case.parts.filed.rows import Rows, chosen, read_rows
from boomerang.case.parts.filed.spans import Span, spans
from boomerang.case.parts.record import Observation
from boomerang.case.parts.schema import Case
from boomerang.case.text.texts import number_text
from boomerang.case.text.yaml_text import Steps

NUMBERS = ("number", "low", "high")

Counts = dict[tuple[str, int], list[float]]  # of each part and span: the number, the least and the most


def read_events(case: Case, entry: EventsFile, steps: Steps) -> Filing:
    """The counts of a list of events, by part of the people and span.

    An event counts on its first day. Spans and parts without events count 0.

    Raises:
        CaseError: a row, a column or the file cannot be used.
    """
    rows = read_rows(case, entry.file, steps, entry.file_key)
    rows.check_columns(_columns(entry))
    parts = parts_of(case, entry, rows)
    windows = list(islice(spans(*days_used(case, entry), entry.every), MOST_FIGURES + 1))
    check_few(rows, len(windows) * max(1, len(parts.all)))
    days: set[date] = set()
    counts = _counted(entry, rows, parts, windows, days)
    named = parts.all or sorted({part for part, _ in counts})
    figures = list(_figures(case, entry, parts, named, windows, counts)) if counts else []
    return filing_of(entry, rows, figures, [None] * len(figures), days)


def _columns(entry: EventsFile) -> dict[Steps, str | None]:
    """Every column that the entry names, by the path that names it."""
    return {
        ("date" if entry.date else "format",): entry.dates,
        **{(key,): getattr(entry, key) for key in (*NUMBERS, "place", "province")},
        **{("where", column): column for column in entry.where},
    }


def _counted(
    entry: EventsFile, rows: Rows, parts: PartsOfRows, windows: list[Span], days: set[date]
) -> Counts:
    """The events of each part of the people and span that has some; notes the days of all."""
    counts: Counts = defaultdict(lambda: [0.0, 0.0, 0.0])
    starts = [first for first, _ in windows]
    for line, cells in chosen(rows, entry.where):
        span, numbers = rows.span(line, cells, entry.dates), _numbers(entry, rows, line, cells)
        if span is None:
            continue
        days.add(span[0])
        if not windows[0][0] <= span[0] <= windows[-1][1]:
            rows.left_out[f"not from {windows[0][0]} to {windows[-1][1]}"] += 1
        elif numbers is None:
            rows.left_out["without a number"] += 1
        elif (part := parts.of(rows, line, cells)) is not None:
            at = bisect_right(starts, span[0]) - 1
            counts[part, at] = [so_far + more for so_far, more in zip(counts[part, at], numbers, strict=True)]
    return counts


def _numbers(entry: EventsFile, rows: Rows, line: int, cells: list[str]) -> list[float] | None:
    """How many an event counts, the least and the most; None where the file does not say."""
    if entry.number is None:
        return [1.0, 1.0, 1.0]
    value, low, high = (rows.number(line, cells, getattr(entry, key)) for key in NUMBERS)
    if value is None:
        return None
    numbers = [value, value if low is None else low, value if high is None else high]
    if min(numbers) < 0:
        rows.wrong(line, entry.number, f"{number_text(min(numbers))} is below 0; events are counted")
    elif not numbers[1] <= value <= numbers[2]:
        least, most = (number_text(end) for end in numbers[1:])
        rows.wrong(line, entry.number, f"{number_text(value)} does not lie between {least} and {most}")
    return numbers


def _figures(
    case: Case, entry: EventsFile, parts: PartsOfRows, named: list[str], windows: list[Span], counts: Counts
) -> Iterator[Observation]:
    """One figure for each part of the people and span."""
    for name in named:
        for at, span in enumerate(windows):
            value, low, high = counts.get((name, at), (0.0, 0.0, 0.0))
            said = {"value": value}
            said |= {"low": low} if entry.low else {}
            said |= {"high": high} if entry.high else {}
            yield figure_of(case, entry, parts.selectors(name), span, known_after(entry, span[1]), **said)
