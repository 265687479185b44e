"""What each policy of a case changes, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boomerang.case import Case
from boomerang.case.parts.parameter_change import ParameterChange
from boomerang.case.parts.schedule import AnyScheduleChange, ScheduleChange
from boomerang.case.parts.schema import Policy
from boomerang.case.text.texts import listed


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
        yield f"{name} dropped" if intervention == "drop" else f"{name} otherwise"
    for path, value in given.parameters.items():
        owner, parameter = case.parameter_paths()[path]
        of = f"{owner}: {parameter}" if owner else parameter
        yield f"{of} times {value.times}" if isinstance(value, ParameterChange) else f"{of} {value}"
    if given.without:
        yield f"without {listed(given.without)}"


def _change(given: AnyScheduleChange) -> str:
    if not isinstance(given, ScheduleChange):
        return "set otherwise"
    where = f" within {', '.join(map(str, given.within))}" if given.within else ""
    return (f"times {given.times}" if given.times is not None else "set otherwise") + where
