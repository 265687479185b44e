"""Checks that a quantity measures something: of people whom there are, and around moments with room."""

from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from boomerang.case.check.people import selectors_of
from boomerang.case.check.review import Review
from boomerang.case.parts.bundle import Transition
from boomerang.case.parts.meaning import meaning
from boomerang.case.parts.moments import days_of
from boomerang.case.parts.record import Quantity
from boomerang.case.parts.selectors import Selector
from boomerang.case.text.errors import CaseError
from boomerang.case.text.texts import listed
from boomerang.case.text.yaml_text import Steps


def check_measurable(review: Review, quantity: Quantity, steps: Steps) -> None:
    """Check that a quantity of which all names are known can come out in more than one way."""
    parts, at = selectors_of(quantity.within), (*steps, "within")
    inhabited = review.places is None or review.places.people.all()
    if (len(parts) > 1 or not inhabited) and is_of_nobody(review, parts):
        together = " and ".join(f"'{part}'" for part in quantity.within)
        review.report(at, f"nobody is of {together}; leave out what cannot hold")
    else:
        _check_starts(review, quantity, parts, at)
    _check_other(review, quantity, (*steps, "statistic"))
    _check_room(review, quantity, (*steps, "after"))


def is_of_nobody(review: Review, parts: Iterable[Selector]) -> bool:
    """Whether nobody is of all these parts, as far as a trait, a track or the table of places tells."""
    allowed: dict[str, set[str]] = {}
    table = review.places
    lived = table.people > 0 if table is not None else np.ones(1, bool)
    for part in parts:
        values = allowed.setdefault(part.subject, set(part.values))
        values &= set(part.values)
        if (
            table is not None
            and part.subject in review.names.columns
            and review.names.is_of_places(part.subject)
        ):
            lived = lived & np.isin(table.texts()[part.subject], list(part.values))
    return not all(allowed.values()) or not lived.any()


def _check_starts(review: Review, quantity: Quantity, parts: Iterable[Selector], steps: Steps) -> None:
    """Check that what is counted moves people who are in these states before it."""
    events = [review.names.events.get(count) for count in quantity.count]
    moves = [event.moves for event in events if isinstance(event, Transition)]
    if len(moves) < len(events):
        return
    for part in parts:
        if all(move.track == part.subject and not {*move.sources} & {*part.values} for move in moves):
            sources = dict.fromkeys(source for move in moves for source in move.sources)
            message = f"'{quantity.counted}' does not start from '{part}', but from {listed(sources)}"
            review.report(steps, f"{message}; `within` is of the state before, so that this is always 0")


def _check_other(review: Review, quantity: Quantity, steps: Steps) -> None:
    """Check that a count is not compared with itself."""
    other = quantity.statistic.compared_with
    if other and meaning(quantity) == meaning(quantity.model_copy(update={"count": (other,)})):
        message = f"'{quantity.statistic}' compares '{quantity.counted}' with itself"
        review.report(steps, f"{message}, which is the same in every run; name another count")


def _check_room(review: Review, quantity: Quantity, steps: Steps) -> None:
    """Check that a moment has the weeks before and after it: in the period, and up to the last day."""
    statistic, period = quantity.statistic, review.case.period
    if not statistic.span:
        return
    first, last = quantity.start or period.start, quantity.last or period.end
    least = max((first - period.start).days, statistic.span)
    most = (last - period.start).days + 1 - statistic.span
    if least > most:
        room = f"no day from {first} to {last} has {statistic.span // 7:,} weeks of the period before it"
        review.report(steps, f"{room} and as many after it up to {last}; take fewer weeks")
    elif not any(moment in review.names.events for moment in quantity.after):
        _check_days(review, quantity, range(least, most + 1), steps)


def _check_days(review: Review, quantity: Quantity, room: range, steps: Steps) -> None:
    """Check that one of the days around which a change is sought, of the run, has room."""
    start, moments = review.case.period.start, listed(quantity.after)
    try:
        days = days_of(review.case, quantity.after)
    except (CaseError, KeyError, ValueError):
        return  # what is wrong with a moment, or with the schedule of a lever, is told there
    if not days:
        review.report(steps, f"{moments} never rises, so that nothing comes after it; write dates")
    elif not any((day - start).days in room for day in days):
        ends = [start + timedelta(days=day) for day in (room[0], room[-1])]
        weeks = f"only days from {ends[0]} to {ends[1]} have {quantity.statistic.span // 7:,} weeks"
        given = listed(dict.fromkeys(str(day) for day in days))
        review.report(steps, f"{weeks} before and after them, and this is {given}; take fewer weeks")
