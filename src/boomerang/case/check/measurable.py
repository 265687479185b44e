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
from boomerang.case.parts.statistics.change import Change
from boomerang.case.parts.statistics.share import ShareOfAll
from boomerang.case.text.errors import CaseError
from boomerang.case.text.texts import listed
from boomerang.case.text.yaml_text import Steps


def check_measurable(review: Review, quantity: Quantity, steps: Steps) -> None:
    """Check that a quantity of which all names are known can come out in more than one way."""
    parts, at = selectors_of(quantity.within), (*steps, "within")
    if is_of_nobody(review, parts):
        review.report(at, f"nobody is of {_together(quantity)}; leave out what cannot hold")
    elif isinstance(quantity.statistic, ShareOfAll) and all(is_of_all(review, part) for part in parts):
        review.report(at, f"everybody is of {_together(quantity)}, and the share of all in all is always 1")
    else:
        _check_starts(review, quantity, parts, at)
    _check_other(review, quantity, (*steps, "statistic"))
    _check_room(review, quantity, (*steps, "after"))


def _together(quantity: Quantity) -> str:
    return " and ".join(f"'{part}'" for part in quantity.within)


def is_of_nobody(review: Review, parts: Iterable[Selector]) -> bool:
    """Whether nobody is of all these parts, as far as a trait, a track or the table of places tells."""
    allowed: dict[str, set[str]] = {}
    table = review.places
    lived = table.people > 0 if table is not None else np.ones(1, bool)
    for part in parts:
        values = allowed.setdefault(part.subject, set(part.values))
        values &= set(part.values)
        if table is not None and review.names.is_of_places(part.subject):
            lived = lived & np.isin(table.texts()[part.subject], list(part.values))
    return not all(allowed.values()) or not lived.any()


def is_of_all(review: Review, part: Selector) -> bool:
    """Whether everybody is of a part; never of a list of persons by where they live, which is read later."""
    if review.names.is_of_places(part.subject):
        return review.places is not None and review.places.known[part.subject].keys() <= set(part.values)
    return set(review.names.values[part.subject]) <= set(part.values)


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
    if not isinstance(statistic, Change):
        return
    first, last = quantity.start or period.start, quantity.last or period.end
    days = 7 * statistic.weeks
    before, after = (first - period.start).days, (last - period.start).days + 1 - days
    least = max(before, days)
    if least > after:
        room = f"no day from {first} to {last} has {statistic.weeks} weeks of the period before it"
        review.report(steps, f"{room} and as many after it, up to {last}; take fewer weeks")
        return
    if any(moment in review.names.events for moment in quantity.after):
        return
    try:
        found = [(day - period.start).days for day in days_of(review.case, quantity.after)]
    except (CaseError, KeyError):
        return  # what is wrong with the schedule of a lever is told there
    if not found:
        review.report(steps, f"{listed(quantity.after)} never rises, so that nothing comes after it")
    elif not any(least <= day <= after for day in found):
        ends = [period.start + timedelta(days=day) for day in (least, after)]
        said = f"{statistic.weeks} weeks before and after it are counted of days from {ends[0]} to {ends[1]}"
        review.report(steps, f"{said}, and none of {listed(quantity.after)} comes then")
