"""What each policy of a case changes, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boomerang.case import Case
from boomerang.case.parts.interventions import InterventionChange
from boomerang.case.parts.parameter_change import ParameterChange
from boomerang.case.parts.schedule import (
    LINES,
    AnyScheduleChange,
    FiledSchedule,
    OneSchedule,
    ScheduleChange,
)
from boomerang.case.parts.schema import Policy
from boomerang.case.text.texts import listed

MOST_VALUES = 3  # of a schedule that are told


@dataclass(frozen=True)
class PolicyLine:
    """A policy.

    Attributes:
        name, by: of the policy; `by` is None where nobody is named.
        start: its first day, None for the whole period.
        changes: what it changes, one phrase each.
    """

    name: str
    by: str | None
    start: str | None
    changes: tuple[str, ...]

    def __str__(self) -> str:
        when = f"from {self.start}: " if self.start else ""
        by = f" ({self.by})" if self.by else ""
        return f"{self.name}: {when}{'; '.join(self.changes) or 'nothing changes'}{by}"


def policies(case: Case) -> tuple[PolicyLine, ...]:
    """One line for each policy."""
    return tuple(
        PolicyLine(
            name, given.by, given.start.isoformat() if given.start else None, tuple(_changes(case, given))
        )
        for name, given in case.policies.items()
    )


def _changes(case: Case, given: Policy) -> Iterator[str]:
    for name, change in (given.levers | given.climates).items():
        yield f"{name} {_change(change)}"
    for name, intervention in given.interventions.items():
        yield f"{name} dropped" if intervention == "drop" else f"{name} {_otherwise(intervention)}"
    for path, value in given.parameters.items():
        owner, parameter = case.parameter_paths()[path]
        of = f"{owner}: {parameter}" if owner else parameter
        yield f"{of} times {value.times}" if isinstance(value, ParameterChange) else f"{of} {value}"
    if given.without:
        yield f"without {listed(given.without)}"


def _otherwise(given: InterventionChange) -> str:
    """The day and the number of people that an intervention gets."""
    on = [f"on {given.on}"] if given.on is not None else []
    return " ".join(on + ([f"to {given.people}"] if given.people is not None else []))


def _change(given: AnyScheduleChange) -> str:
    if not isinstance(given, ScheduleChange):
        return f"set to {_schedule(given)}"
    where = f" within {', '.join(map(str, given.within))}" if given.within else ""
    if given.schedule is not None:
        return f"set to {_schedule(given.schedule)}{where}"
    return f"times {given.times}{where}"


def _schedule(given: OneSchedule) -> str:
    """The values of a schedule, the first of them where there are many, or the file that has them."""
    if isinstance(given, FiledSchedule):
        return f"the values of {given.file}"
    values = [str(given.start)] if given.start is not None else []
    values += [
        f"{value} on {day}" if given.straight else f"{value} from {day}" for day, value in given.points
    ]
    more = f" and {len(values) - MOST_VALUES} more" if len(values) > MOST_VALUES else ""
    lines = f" {LINES}" if given.straight else ""
    return f"{', '.join(values[:MOST_VALUES])}{more}{lines}"
