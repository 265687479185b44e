"""What a file comes to: its figures as observations, each with the line where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from boomerang.case.parts.filed.entry import Filed
from boomerang.case.parts.filed.rows import Rows
from boomerang.case.parts.filed.spans import Span
from boomerang.case.parts.names import Names
from boomerang.case.parts.record import Observation, Reliability
from boomerang.case.parts.schema import Case
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.case.text.errors import CaseError

MOST_FIGURES = 1_000  # of one entry


@dataclass(frozen=True)
class Filing:
    """The figures of one entry.

    Attributes:
        name: of all of them together, such as `shoot by year, 1971-01-01 to 1976-12-31, the Army`.
        file: the name of the file.
        observations: the figures, in the order of the rows, or of places and spans.
        lines: where each stands; None for a span of events.
        left_out: how many rows are not used, by the reason.
        days: on which the events of a list were, in order of time, also those that are not counted.
    """

    name: str
    file: str
    observations: tuple[Observation, ...]
    lines: tuple[int | None, ...]
    left_out: Mapping[str, int]
    days: tuple[date, ...] = ()


def filing_of(
    entry: Filed,
    rows: Rows,
    figures: Sequence[Observation],
    lines: Sequence[int | None],
    days: Iterable[date] = (),
) -> Filing:
    """The figures that were found in the rows of an entry.

    Raises:
        CaseError: something is wrong with the rows, or there are no figures or too many.
    """
    rows.raise_problems()
    if not figures:
        reasons = "; ".join(told_left_out(rows.left_out)) or "none is meant"
        raise CaseError([rows.problem((), f"no row of {rows.file} gives a figure: {reasons}")])
    check_few(rows, len(figures))
    name = _name(entry, figures)
    return Filing(name, rows.file, tuple(figures), tuple(lines), dict(rows.left_out), tuple(sorted(days)))


def check_few(rows: Rows, figures: int) -> None:
    """Raise CaseError where one entry makes too many figures."""
    if figures > MOST_FIGURES:
        message = f"{figures:,} figures of one entry are too many; at most {MOST_FIGURES:,} are allowed"
        raise CaseError([rows.problem((), f"{message}; count longer spans, fewer places or fewer days")])


def told_left_out(left_out: Mapping[str, int]) -> list[str]:
    """How many rows are not used, one phrase a reason."""
    return [f"{number:,} {reason}" for reason, number in left_out.items() if number]


def days_used(case: Case, entry: Filed) -> Span:
    """The first and the last day that figures of an entry may count."""
    return entry.start or case.period.start, entry.end or case.period.end


def is_state(case: Case, entry: Filed) -> bool:
    """Whether people in a state are counted."""
    names, count = Names(case), entry.count[0]
    return count not in names.events and count.partition(" ")[0] in names.tracks


def figure_of(
    case: Case, entry: Filed, within: tuple[str, ...], span: Span, known: date, **said: float | None
) -> Observation:
    """One figure of a file as an observation of its own; people in a state are counted on the last day."""
    start, end = span
    days: dict[str, Any] = {"by": end} if is_state(case, entry) else {"start": start, "end": end}
    return Observation(
        count=entry.count,
        within=within,
        statistic=entry.statistic,
        said_by=entry.said_by,
        known=known,
        source=entry.source,
        **days,
        **said,
        **{name: getattr(entry, name) for name in Reliability.model_fields},
    )


def known_after(entry: Filed, end: date) -> date:
    """When a figure that counts to a day became known, where the entry says it."""
    if isinstance(entry.known, date):
        return entry.known
    days = entry.known.lag.days({}) if entry.known.lag else 0.0
    return end + timedelta(days=ceil(days))


def _name(entry: Filed, figures: Sequence[Observation]) -> str:
    ends = [figure.last for figure in figures if figure.last]
    starts = [figure.start for figure in figures if figure.start] or ends
    apart = " and ".join(word for word in (entry.every, entry.apart) if word)
    every = f" by {apart}" if apart else ""
    where = f" within {' and '.join(entry.within)}" if entry.within else ""
    what = f": {entry.statistic}" if entry.statistic != HOW_MANY else ""
    return f"{entry.counted}{every}{where}{what}, {min(starts)} to {max(ends)}, {entry.said_by}"
