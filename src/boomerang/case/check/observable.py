"""Checks of what could be collected: its counts, its part of the people, its dates, its statistic."""

from functools import partial

import numpy as np

from boomerang.case.check.counts import check_count, check_date, check_dates, check_order
from boomerang.case.check.people import check_part
from boomerang.case.check.review import Review
from boomerang.case.parts.fields import as_date
from boomerang.case.parts.places import PLACE
from boomerang.case.parts.record import Observable, Quantity
from boomerang.case.parts.schedule import rises_at_once
from boomerang.case.parts.selectors import names_of
from boomerang.case.parts.statistics.statistic import STATISTICS, Asked
from boomerang.case.text.yaml_text import Steps


def check_observable(review: Review, observable: Observable, steps: Steps) -> None:
    """Check an observable. Of one that is not used, only what is counted and when."""
    check_counts(review, observable, steps)
    if observable.unused is None:
        check_measured(review, observable, steps)


def check_counts(review: Review, quantity: Quantity, steps: Steps) -> None:
    """Check what is counted, and when."""
    for index, count in enumerate(quantity.count):
        check_count(review, count, (*steps, "count", index))
        if len(quantity.count) > 1 and is_state(review, count):
            message = f"'{count}' is a state, and several counts are events; count states one by one"
            review.report((*steps, "count", index), message)
    review.check_once(quantity.count, (*steps, "count"))
    check_dates(review, quantity, steps)
    check_order(review, quantity, steps)
    if quantity.by is not None and quantity.end is not None:
        review.report((*steps, "by"), "counting ends twice; give either by or to")


def check_measured(review: Review, quantity: Quantity, steps: Steps) -> None:
    """Check of whom is counted, and what is done with the counts."""
    review.check_once(quantity.within, (*steps, "within"))
    for index, part in enumerate(quantity.within):
        check_part(review, part, (*steps, "within", index))
    _check_statistic(review, quantity, steps)
    _check_moments(review, quantity, steps)


def _check_statistic(review: Review, quantity: Quantity, steps: Steps) -> None:
    statistic, at = quantity.statistic, (*steps, "statistic")
    other = statistic.compared_with
    for count in (*quantity.count, other):
        if statistic.timed and is_state(review, count):
            review.report(
                at, f"people are in '{count}' for a while; '{statistic}' is of events, which have a day"
            )
    for fault in statistic.faults(asked_of(review, quantity)):
        review.report(at, fault)
    columns = review.places.numbers() if review.places is not None and statistic.takes_columns else ()
    if other:
        check_count(review, other, at, columns)


def is_state(review: Review, count: str) -> bool:
    """Whether people in a state are counted."""
    return count not in review.names.events and count.partition(" ")[0] in review.names.tracks


def asked_of(review: Review, quantity: Quantity) -> Asked:
    """What a statistic is asked with."""
    period = review.case.period
    first, last = quantity.start or period.start, quantity.last or period.end
    return Asked(quantity.within, quantity.after, first, last, partial(_counted, review, quantity))


def _counted(review: Review, quantity: Quantity, among: str) -> int:
    """How many months, places or provinces are counted; 0 where that is not known."""
    if among == "month":
        period = review.case.period
        first, last = quantity.start or period.start, quantity.last or period.end
        return 12 * (last.year - first.year) + last.month - first.month + 1
    table = review.places
    if table is None:
        return 0
    texts, chosen = table.texts(), np.ones(len(table.names), bool)
    for part in quantity.within:
        subject, _, values = part.partition(" ")
        if review.names.is_of_places(subject) and subject in texts:
            chosen &= np.isin(texts[subject], names_of(values))
    return len(set(np.array(table.names if among == PLACE else table.provinces)[chosen].tolist()))


def _check_moments(review: Review, quantity: Quantity, steps: Steps) -> None:
    """Check what a change comes after."""
    if quantity.after and not quantity.statistic.of_moments:
        forms = " or ".join(f"a '{kind.form}'" for kind in STATISTICS if kind.of_moments)
        review.report((*steps, "after"), f"only {forms} comes after something; leave this out")
        return
    review.check_once(quantity.after, (*steps, "after"))
    for index, moment in enumerate(quantity.after):
        _check_moment(review, moment, (*steps, "after", index))


def _check_moment(review: Review, moment: str, steps: Steps) -> None:
    levers = review.case.levers
    if moment in levers:
        if not rises_at_once(levers[moment].schedule):
            review.report(steps, f"'{moment}' does not rise for all at once on given days; write the dates")
        return
    try:
        check_date(review, as_date(moment), steps)
    except ValueError:
        review.is_known(moment, "date, event or lever", [*review.names.events, *levers], steps)
