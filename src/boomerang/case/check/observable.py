"""Checks of what could be collected: its counts, its part of the people, its dates, its statistic."""

from boomerang.case.check.counts import check_count, check_date, check_dates, check_order, check_part
from boomerang.case.check.review import Review
from boomerang.case.parts.fields import as_date
from boomerang.case.parts.record import Observable
from boomerang.case.parts.schedule import Each
from boomerang.case.parts.statistics.statistic import STATISTICS, Asked
from boomerang.case.text.yaml_text import Steps


def check_observable(review: Review, observable: Observable, steps: Steps) -> None:
    """Check an observable. Of one that is not used, only what is counted and when."""
    check_count(review, observable.count, (*steps, "count"))
    check_dates(review, observable, steps)
    check_order(review, observable, steps)
    if observable.unused is not None:
        return
    review.check_once(observable.within, (*steps, "within"))
    for index, part in enumerate(observable.within):
        check_part(review, part, (*steps, "within", index))
    if observable.by is not None and observable.end is not None:
        review.report((*steps, "by"), "counting ends twice; give either by or to")
    _check_statistic(review, observable, steps)
    _check_moments(review, observable, steps)


def _check_statistic(review: Review, observable: Observable, steps: Steps) -> None:
    statistic, at = observable.statistic, (*steps, "statistic")
    other = statistic.compared_with
    for count in (observable.count, other):
        if statistic.timed and _is_state(review, count):
            review.report(
                at, f"people are in '{count}' for a while; '{statistic}' is of events, which have a day"
            )
    for fault in statistic.faults(_asked(review, observable)):
        review.report(at, fault)
    columns = review.places.numbers() if review.places is not None and statistic.takes_columns else ()
    if other:
        check_count(review, other, at, columns)


def _is_state(review: Review, count: str) -> bool:
    return count not in review.names.events and count.partition(" ")[0] in review.names.tracks


def _asked(review: Review, observable: Observable) -> Asked:
    period = review.case.period
    first, last = observable.start or period.start, observable.end or observable.by or period.end
    return Asked(observable.within, observable.after, first, last)


def _check_moments(review: Review, observable: Observable, steps: Steps) -> None:
    """Check what a change comes after."""
    if observable.after and not observable.statistic.of_moments:
        forms = " or ".join(f"a '{kind.form}'" for kind in STATISTICS if kind.of_moments)
        review.report((*steps, "after"), f"only {forms} comes after something; leave this out")
        return
    review.check_once(observable.after, (*steps, "after"))
    for index, moment in enumerate(observable.after):
        _check_moment(review, moment, (*steps, "after", index))


def _check_moment(review: Review, moment: str, steps: Steps) -> None:
    levers = review.case.levers
    if moment in levers:
        schedule = levers[moment].schedule
        if isinstance(schedule, Each) or schedule.straight:
            review.report(steps, f"'{moment}' does not rise for all at once on given days; write the dates")
        return
    try:
        check_date(review, as_date(moment), steps)
    except ValueError:
        review.is_known(moment, "date, event or lever", [*review.names.events, *levers], steps)
