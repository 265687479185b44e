"""Checks that observations and observables share: what is counted, of whom, and when."""

import datetime
from collections.abc import Iterable

from boomerang.case.check.review import Review
from boomerang.case.parts.record import Quantity
from boomerang.case.parts.selectors import Selector, as_value, names_of
from boomerang.case.text.texts import show
from boomerang.case.text.yaml_text import Steps

PLACES = ("place", "province")


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


def check_part(review: Review, text: str, steps: Steps) -> None:
    """Check a part of the people: a place, a province, or a selection by trait or track."""
    subject, _, rest = text.partition(" ")
    subjects = [*PLACES, *review.names.values]
    if not review.is_known(subject, "place, province, trait or track", subjects, steps):
        return
    if not rest:
        review.report(steps, f"{show(text)} does not say which; write a name after it")
    elif subject not in PLACES:
        review.is_known_selector(Selector(subject, names_of(rest)), subjects, "trait", steps)
    else:
        _check_places(review, subject, rest, steps)


def _check_places(review: Review, subject: str, text: str, steps: Steps) -> None:
    """Check the names of places or provinces."""
    known = review.places.known[subject] if review.places else {}
    names = _names(subject, text)
    if text in known and names != (text,):
        said = f"'{text}' is one {subject}; write its name in quotes"
        review.report(steps, f"{said}: {subject} {as_value(text)}")
    elif not names:
        review.report(steps, f"'{text}' cannot be read; put a name that holds 'or' or '->' in double quotes")
    elif review.places is not None:
        review.check_once(names, steps, in_list=False)
        for name in names:
            review.is_known(name, subject, known, steps)


def _names(subject: str, text: str) -> tuple[str, ...]:
    """The names that a text means; none where it is badly written."""
    try:
        return Selector.from_text(f"{subject} {text}").values
    except ValueError:
        return ()
