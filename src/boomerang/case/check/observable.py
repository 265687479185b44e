"""Checks of what could be collected: its counts, its part of the people, its dates, its statistic."""

from boomerang.case.check.counts import check_count, check_date, check_dates, check_order, check_part
from boomerang.case.check.review import Review
from boomerang.case.parts.fields import as_date
from boomerang.case.parts.record import Observable
from boomerang.case.parts.schedule import Each
from boomerang.case.text.yaml_text import Steps

OF_EVENTS = ("window", "lead", "change")  # statistics of when something happened


def check_observable(review: Review, observable: Observable, steps: Steps) -> None:
    """Check an observable. Of one that is not used, only what is counted and when."""
    check_count(review, observable.count, (*steps, "count"))
    check_dates(review, observable, steps)
    check_order(review, observable, steps)
    if observable.unused is not None:
        return
    for index, part in enumerate(observable.within):
        check_part(review, part, (*steps, "within", index))
    if observable.by is not None and observable.end is not None:
        review.report((*steps, "by"), "counting ends twice; give either by or to")
    _check_statistic(review, observable, steps)
    _check_moments(review, observable, steps)


def _check_statistic(review: Review, observable: Observable, steps: Steps) -> None:
    statistic, at = observable.statistic, (*steps, "statistic")
    if statistic.kind == "share" and not observable.within:
        review.report(at, "this is the share of all in all; say within which part, or write number")
    timed = statistic.kind in OF_EVENTS or statistic.among == "month"
    for count in (observable.count, statistic.other):
        if timed and count not in review.names.events and count.partition(" ")[0] in review.names.tracks:
            review.report(
                at, f"people are in '{count}' for a while; '{statistic}' is of events, which have a day"
            )
    if statistic.kind == "window":
        _check_window(review, observable, steps)
    columns = review.places.numbers() if review.places is not None and statistic.among == "place" else ()
    if statistic.other:
        check_count(review, statistic.other, at, columns)


def _check_window(review: Review, observable: Observable, steps: Steps) -> None:
    """Check that the days that are counted lie among those of which they are a share."""
    statistic, period = observable.statistic, review.case.period
    assert statistic.start is not None
    assert statistic.end is not None
    first = observable.start or period.start
    last = observable.end or observable.by or period.end
    if not statistic.start <= first <= last <= statistic.end:
        review.report(
            (*steps, "statistic"),
            f"the days from {first} to {last} do not lie between {statistic.start} and {statistic.end};"
            " widen these",
        )


def _check_moments(review: Review, observable: Observable, steps: Steps) -> None:
    """Check what the weeks of a change come after."""
    if observable.statistic.kind != "change":
        if observable.after:
            review.report(
                (*steps, "after"), "only a 'change over N weeks' comes after something; leave this out"
            )
        return
    if not observable.after:
        review.report(
            (*steps, "statistic"), "a change comes after something; say after which dates, event or lever"
        )
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
