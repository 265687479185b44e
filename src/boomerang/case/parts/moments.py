"""The days around which a change is sought: dates, and the rises of levers."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from boomerang.case.parts.fields import as_date
from boomerang.case.parts.names import Names
from boomerang.case.parts.scheduled import schedules_of
from boomerang.case.parts.schema import Case


def days_of(case: Case, after: Iterable[str]) -> list[date]:
    """The days of dates and levers, in their order; events have theirs in a run.

    Raises:
        CaseError: the file of a schedule cannot be used.
    """
    days: list[date] = []
    for moment in after:
        if moment in case.levers:
            days.extend(_rises(case, moment))
        elif moment not in Names(case).events:
            days.append(as_date(moment))
    return days


def _rises(case: Case, lever: str) -> list[date]:
    """The days from which the level of a lever is higher than before, at the central values of the case."""
    schedule, values = schedules_of(case, case.levers[lever].schedule).whole, case.values_of()
    if schedule is None:
        return []
    levels = [(at, level.value(values)) for at, level in schedule.points]
    if schedule.start is not None:
        levels.insert(0, (case.period.start, schedule.start.value(values)))
    return [at for (_, before), (at, level) in pairwise(levels) if level > before]
