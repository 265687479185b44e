"""Checks that observations and observables share: what is counted, of whom, and when."""

import datetime
from collections.abc import Iterable

from boomerang.case.check.review import Review
from boomerang.case.parts.record import Quantity
from boomerang.case.parts.selectors import Selector, names_of
from boomerang.case.text.yaml_text import Steps


def check_count(review: Review, count: str, steps: Steps, columns: Iterable[str] = ()) -> None:
    """Check what is counted: an event, or a state of a track; where `columns` are given, or one of these."""
    subject, _, states = count.partition(" ")
    if subject in review.names.tracks and states and count not in review.names.events:
        selector = Selector(subject, names_of(states))
        review.is_known_selector(selector, review.names.tracks, "track", steps)
    elif columns != () and review.places is not None and count in review.places.no_numbers:
        review.is_number_column(count, steps)
    else:
        what = "event, state or numeric column of the places" if columns else "event or state"
        review.is_known(count, what, [*review.names.events, *columns], steps)


def check_dates(review: Review, counted: Quantity, steps: Steps) -> None:
    """Check that the dates of a count lie in the period."""
    for key, date in (("by", counted.by), ("from", counted.start), ("to", counted.end)):
        check_date(review, date, (*steps, key))


def check_date(review: Review, date: datetime.date | None, steps: Steps) -> None:
    """Check that a date lies in the period."""
    period = review.case.period
    if date is not None and not period.start <= date <= period.end:
        review.report(steps, f"{date} is outside the period from {period.start} to {period.end}")


def check_order(review: Review, counted: Quantity, steps: Steps) -> None:
    """Check that counting begins before it ends."""
    start, end = counted.start, counted.end
    if start is not None and end is not None and start > end:
        review.report((*steps, "from"), f"from is {start} and to is {end}; swap them")
