"""Dates that look mistaken: outside the period, closer than a step, or where a file seems to end early."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from boomerang.case import Case
from boomerang.case.parts.filed.entry import EventsFile
from boomerang.case.parts.filed.filing import Filing, days_used
from boomerang.case.parts.recorded import read_filing
from boomerang.case.parts.schedule import OneSchedule, Schedule, single_schedules
from boomerang.case.parts.scheduled import filed_schedules, given_schedules, read_course, schedules_of
from boomerang.case.text.texts import so_many
from boomerang.case.text.yaml_text import Steps, path_text
from boomerang.compile.case import Compiled
from boomerang.preview.standing import standing

MOST_SHORT = 3  # values of one climate or lever that are told one by one


def out_of_time(case: Case) -> list[str]:
    """Schedules whose dates lie outside the period or that begin twice, files that seem to end before it."""
    return [*_outside(case), *_twice(case), *_values_that_end(case), *_lists_that_end(case)]


def shorter_than_a_step(compiled: Compiled) -> list[str]:
    """Climates and levers with a value that another follows within a step, which has the mean of both."""
    period, days, said = compiled.case.period, compiled.clock.days, []
    for steps, schedules, _ in _scheduled(compiled.case):
        dates = [[day for day, _ in schedule.points] for schedule in schedules if not schedule.straight]
        pairs = {(a, (b - a).days) for some in dates for a, b in pairwise(some) if b > period.start}
        short = sorted((day, length) for day, length in pairs if length < days and day <= period.end)
        told = [
            f"its value of {day} holds for {so_many(length, 'day')}, less than a step of {days:g}"
            f" days, which"
            " has its mean; take a shorter step if the days matter"
            for day, length in short[:MOST_SHORT]
        ]
        if len(short) > MOST_SHORT:
            more = so_many(len(short) - MOST_SHORT, "more of its values holds", "more of its values hold")
            told.append(f"{more} for less than a step")
        said += [standing(compiled.case, steps, _name(steps), message) for message in told]
    return said


def _scheduled(case: Case) -> Iterator[tuple[Steps, list[Schedule], date]]:
    """The schedules of each climate and lever that has one, and from which day on they count."""
    for steps, given in given_schedules(case):
        since = case.policies[str(steps[1])].start if steps[0] == "policies" else None
        parts = [schedule for _, single in single_schedules(given, ()) for schedule in _parts(case, single)]
        yield steps, parts, since or case.period.start


def _parts(case: Case, given: OneSchedule) -> Iterable[Schedule]:
    return schedules_of(case, given).parts.values()


def _name(steps: Steps) -> str:
    """What a climate or lever is called, and a lever under a policy."""
    return f"policy {steps[1]}: {steps[3]}" if steps[0] == "policies" else str(steps[1])


def _outside(case: Case) -> Iterator[str]:
    """Climates and levers whose dates all lie before or all after the time in which they count."""
    for steps, schedules, first in _scheduled(case):
        last = case.period.end
        dates = [day for schedule in schedules for day, _ in schedule.points]
        if dates and (max(dates) < first or min(dates) > last):
            side = "before" if max(dates) < first else "after"
            period = "the period" if first == case.period.start else "the time of the policy"
            message = f"all dates of its schedule lie {side} {period}, {first} to {last}"
            yield standing(case, steps, _name(steps), message)


def _twice(case: Case) -> Iterator[str]:
    """Climates and levers of which the first day is said twice: by its date, which counts, and otherwise."""
    for steps, schedules, first in _scheduled(case):
        if any(part.start is not None and part.points and part.points[0][0] == first for part in schedules):
            message = f"its value from the start never holds, as that of {first}, the first day, does"
            yield standing(case, steps, _name(steps), message)


def _values_that_end(case: Case) -> Iterator[str]:
    """Schedules in files whose last value holds longer than any other."""
    first, last = case.period.start, case.period.end
    for steps, given in filed_schedules(case):
        schedules = read_course(case, given, steps).parts.values()
        dates = [[day for day, _ in schedule.points] for schedule in schedules]
        ends = [
            days[-1]
            for days in dates
            if len(days) > 2 and days[-1] >= first and _is_longest(days, days[-1], last)
        ]
        if ends:
            what = path_text(tuple(step for step in steps if step != "schedule"))
            yield (
                f"{given.file} ({what}): its last value, of {min(ends)}, holds until {last}, longer than any"
                " other"
            )


def _lists_that_end(case: Case) -> Iterator[str]:
    """Lists of events in files that begin long after what is counted of them does, or end long before."""
    for number, entry in enumerate(case.observations):
        if isinstance(entry, EventsFile) and entry.unused is None:
            yield from _silences(read_filing(case, number), *days_used(case, entry))


def _silences(filing: Filing, first: date, last: date) -> Iterator[str]:
    """What is counted before the first event and after the last, if longer than any silence within."""
    spans = {(figure.start or first, figure.last or last) for figure in filing.observations}
    begin, end = filing.days[0], filing.days[-1]
    before, after = sum(to < begin for _, to in spans), sum(start > end for start, _ in spans)
    if before and _is_longest(filing.days, first, begin):
        yield (
            f"{filing.file}: it has no event before {begin}, so that"
            f" {so_many(before, 'span counts', 'spans count')} 0; write from"
            " if the list begins there"
        )
    if after and _is_longest(filing.days, end, last):
        yield (
            f"{filing.file}: it has no event after {end}, so that"
            f" {so_many(after, 'span counts', 'spans count')} 0; write to if the"
            " list ends there"
        )


def _is_longest(days: Sequence[date], first: date, last: date) -> bool:
    """Whether a time is longer than that between any two neighbours of some days."""
    return (last - first).days > max(((b - a).days for a, b in pairwise(days)), default=0)
