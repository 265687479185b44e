"""Days and spans of time as files write them."""

import re
from calendar import month_abbr, month_name, monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from boomerang.case.text.texts import show

Every = Literal["day", "week", "month", "quarter", "year"]
Span = tuple[date, date]  # the first and the last day

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
ONE_DAY = timedelta(days=1)
DAY = r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+Z?)?"
DAY_IN_WORDS = r"(\d{1,2}) ([A-Za-z]+) (\d{4})"
LONGER = {
    "year": r"(?P<year>\d{4})",
    "quarter": r"(?P<year>\d{4})[- ]?[Qq](?P<quarter>[1-4])",
    "month": r"(?P<year>\d{4})-(?P<month>\d{1,2})",
}
DATES = "year-month-day, such as 2012-01-31, or a month or a year, such as 2012-01 or 2012"
FORMS = "2010-01-31, 31 January 2010, 2010-01, 2010-Q1 or 2010"


@lru_cache(maxsize=10_000)
def read_span(cell: str) -> Span:
    """The days that a cell means: one, or all those of a month, a quarter or a year. Long lists repeat them.

    ValueError says what is wrong with it.
    """
    try:
        return _day(cell) or _longer(cell)
    except (ValueError, OverflowError):
        given = show(cell) if cell else "an empty cell"
        raise ValueError(f"{given} is no day that can be read; write {FORMS}") from None


def read_end(text: str, last: bool) -> date:
    """A day, or the first or the last of a month, a quarter or a year; ValueError says what is wrong."""
    try:
        return read_span(text)[last]
    except ValueError:
        raise ValueError(f"{show(text)} is no date; write {DATES}") from None


def last_day(first: date, every: str) -> date:
    """The last day of a span that begins on a day; ValueError or OverflowError after the year 9999."""
    if every in DAYS:
        return first + timedelta(days=DAYS[every] - 1)
    month = first.month - 1 + MONTHS[every]
    year, month = first.year + month // 12, month % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1])) - ONE_DAY


def spans(first: date, last: date, every: Every) -> Iterator[Span]:
    """The spans between two days, cut at both ends.

    Days and weeks are counted from the first day on; months, quarters and years are those of the calendar.
    """
    while True:
        end = last_day(_start(first, every), every)
        yield first, min(end, last)
        if end >= last:
            return
        first = end + ONE_DAY


def overlapping(lines: Mapping[Span, int], running: bool = False) -> Iterator[tuple[int, int, Span]]:
    """Of each span that has days in common with further ones: the line of the first of these and its own.

    `running`: spans may begin on the same day, as running totals do.
    """
    widest = told = None
    for span in sorted(lines, key=lambda span: (span[0], -span[1].toordinal())):
        if widest and span[0] <= widest[1] and widest != told and not (running and span[0] == widest[0]):
            yield lines[span], lines[widest], widest
            told = widest
        if widest is None or span[1] > widest[1]:
            widest = span


def _start(day: date, every: Every) -> date:
    """Where the span begins in which a day lies; the day itself where the calendar does not say."""
    if every in DAYS:
        return day
    months = MONTHS[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _longer(cell: str) -> Span:
    """A year, a quarter or a month; ValueError for anything else."""
    for every, pattern in LONGER.items():
        if found := re.fullmatch(pattern, cell):
            given = {"month": "1", "quarter": "1", **found.groupdict()}
            month = int(given["month"]) + 3 * (int(given["quarter"]) - 1)
            first = date(int(given["year"]), month, 1)
            return first, last_day(first, every)
    raise ValueError


def _day(cell: str) -> Span | None:
    """One day; None for another form."""
    if found := re.fullmatch(DAY, cell):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(DAY_IN_WORDS, cell):
        day, month, year = int(found[1]), _month(found[2].capitalize()), int(found[3])
    else:
        return None
    return date(year, month, day), date(year, month, day)


def _month(word: str) -> int:
    """The number of a month by its English name, whole or short; ValueError for another word."""
    return (list(month_name) if word in month_name else list(month_abbr)).index(word)
