"""Checks of observations: what is counted, when, and whether a run could count as many."""

from math import inf

from boomerang.case.check.counts import check_count, check_dates, check_order, check_part
from boomerang.case.check.review import Review
from boomerang.case.parts.record import Observation
from boomerang.case.parts.values import Expression
from boomerang.case.text.texts import number_text
from boomerang.case.text.yaml_text import Steps

MOST_PER_STEP = 16  # events of a kind that one person can have in one step


def check_observation(review: Review, observation: Observation, steps: Steps) -> None:
    """Check an observation. Whether a run could count as many is checked of those that are used."""
    check_count(review, observation.count, (*steps, "count"))
    check_dates(review, observation, steps)
    check_order(review, observation, steps)
    _check_bounds(review, observation, steps)
    if observation.within is not None:
        check_part(review, observation.within, (*steps, "within"))
    if observation.unused is None:
        _check_announced(review, observation, steps)
        _check_reach(review, observation, steps)


def _check_bounds(review: Review, observation: Observation, steps: Steps) -> None:
    low, high = observation.low, observation.high
    if low is not None and high is not None and low > high:
        review.report(
            (*steps, "low"), f"low is {number_text(low)} and high is {number_text(high)}; swap them"
        )


def _check_announced(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that what was counted can have been announced by the day it became known."""
    last = observation.end or observation.by
    if last is not None and observation.known < last <= review.case.period.end:
        message = f"it counts up to {last} and was known on {observation.known}, before that day"
        review.report((*steps, "known"), message)
    if observation.delay is not None and review.days(observation.delay) == inf:
        message = f"with a delay of '{observation.delay}' nothing would ever be announced; leave it out"
        review.report((*steps, "delay"), message)
    if observation.detected is not None and _is_zero(review, observation.detected):
        review.report((*steps, "detected"), "with a detected share of 0 nothing would be counted")


def _is_zero(review: Review, given: Expression) -> bool:
    values = review.case.values_of()
    return set(given.names) <= set(values) and given.value(values) == 0


def _check_reach(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that the least figure given is not more than all people together can make."""
    given = [observation.value, observation.low, observation.at_least]
    least = min((figure for figure in given if figure is not None), default=0.0)
    is_event = observation.count in review.names.events
    is_state = observation.count.partition(" ")[0] in review.names.tracks
    if review.places is None or not (is_event or is_state):
        return
    people = int(review.places.people.sum())
    most = people * (MOST_PER_STEP * _steps(review) if is_event else 1.0)
    if 0 < most < least:
        said = f"{number_text(least)} is more than {people:,} people can come to in a run"
        review.report(steps, f"{said}, which is {most:,.0f}")


def _steps(review: Review) -> float:
    """How many steps a run has, or one more."""
    period, days = review.case.period, review.days(review.case.period.step) or inf
    return ((period.end - period.start).days + 1) / days + 1
