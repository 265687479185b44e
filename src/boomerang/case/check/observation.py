"""Checks of what was counted: the count, the part of the people, the days, and the figure."""

from math import inf

from boomerang.case.check.figure import check_range, check_reach
from boomerang.case.check.measurable import check_measurable
from boomerang.case.check.observable import check_counts, check_measured, is_state
from boomerang.case.check.review import Review
from boomerang.case.parts.record import NOW, Observation
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.case.parts.statistics.scale import COUNT, RATIO
from boomerang.case.parts.values import Expression
from boomerang.case.text.texts import listed, number_text
from boomerang.case.text.yaml_text import Steps

MOST_DAYS = 36_525  # between what happens, a figure of it, and when that became known


def check_observation(review: Review, observation: Observation, steps: Steps) -> None:
    """Check an observation. Of one that is not used, only what is counted, where and when."""
    before = len(review.problems)
    check_counts(review, observation, steps)
    check_measured(review, observation, steps)
    check_ends(review, observation, steps)
    if observation.unused is not None or len(review.problems) > before:
        return
    check_measurable(review, observation, steps)
    _check_kind(review, observation, steps)
    _check_days(review, observation, steps)
    check_figure(review, observation, steps)
    check_agency(review, observation, steps)


def check_figure(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that somebody can have said this by the day on which it became known."""
    _check_figure(review, observation, steps)
    _check_announced(review, observation, steps)
    check_reach(review, observation, steps)


def check_agency(review: Review, observation: Observation, steps: Steps) -> None:
    """Check what is said of how the agency counts, and that a run counts in these parts of the people."""
    _check_delay(review, observation, steps)
    if observation.statistic != HOW_MANY:
        _check_register(review, observation, steps)
    _check_counted_within(review, observation, steps)


def _is_state(review: Review, observation: Observation) -> bool:
    return is_state(review, observation.counted)


def _check_kind(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that a state is counted on a day, and an event over time."""
    count, state = observation.counted, _is_state(review, observation)
    if state and (observation.kind not in (None, NOW) or observation.start is not None):
        message = f"'{count}' is a state, counted on one day; write kind: now and by, or count an event"
        review.report(steps, message)
    elif not state and observation.kind == NOW:
        message = f"'{count}' is an event, which nobody is in; count a state or write kind: ever"
        review.report((*steps, "kind"), message)


def _check_days(review: Review, observation: Observation, steps: Steps) -> None:
    last = observation.last
    if last is None:
        review.report(steps, "the last day of counting is not clear; give either by or to")
        return
    if observation.end is None and observation.start is not None and observation.start > last:
        review.report((*steps, "from"), f"from is {observation.start} and by is {last}; swap them")


def check_ends(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that the least is not above the most."""
    low, high = observation.low, observation.high
    if low is not None and high is not None and low > high:
        review.report(
            (*steps, "low"), f"low is {number_text(low)} and high is {number_text(high)}; swap them"
        )


def _check_figure(review: Review, observation: Observation, steps: Steps) -> None:
    value, low, high = observation.value, observation.low, observation.high
    least = observation.at_least
    if all(given is None for given in (value, low, high, least)):
        message = "there is no figure; give value, low and high, or at least, or say why it is unused"
        review.report(steps, message)
    if least is not None and (beside := _beside(observation)):
        message = f"'at least' is a lower bound with no figure, and {listed(beside)} stands here too"
        review.report((*steps, "at least"), f"{message}; write 'low' for the least that a figure may be")
    for key, given in {"value": value, "low": low, "high": high, "at least": least}.items():
        if given is not None:
            _check_possible(review, observation, given, (*steps, key))
    low = least if low is None else low
    if value is not None and not (-inf if low is None else low) <= value <= (inf if high is None else high):
        ends = [number_text(value if end is None else end) for end in (low, high)]
        message = f"the value {number_text(value)} does not lie between {ends[0]} and {ends[1]}"
        review.report((*steps, "value"), message)


def _beside(observation: Observation) -> list[str]:
    """What of a figure is given besides a lower bound."""
    given = {"value": observation.value, "low": observation.low, "high": observation.high}
    return [key for key, number in given.items() if number is not None]


def _check_possible(review: Review, observation: Observation, given: float, steps: Steps) -> None:
    """Check that a figure can be one of its statistic."""
    scale = observation.statistic.scale
    if scale == COUNT and given < 0:
        message = f"the figure {number_text(given)} is below 0; people and events are counted"
        review.report(steps, message)
    elif scale == RATIO and given <= 0:
        review.report(steps, f"the figure {number_text(given)} is not above 0, as a ratio is")
    elif not scale.least <= given <= scale.most:
        ends = f"{number_text(scale.least)} to {number_text(scale.most)}"
        review.report(steps, f"the figure {number_text(given)} is outside {ends}, the range of {scale.what}")
    elif scale != COUNT:
        check_range(review, observation, given, steps)


def _check_register(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that only of counts it is said how an agency keeps them."""
    for key, given in (("detected", observation.detected), ("delay", observation.delay)):
        if given is not None:
            message = f"'{observation.statistic}' is not kept in a list of cases; leave this out"
            review.report((*steps, key), message)
    if observation.drift is not None:
        review.report((*steps, "drift"), "this changes the share of a count that is detected; leave it out")


def _check_announced(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that what was counted can have been announced by the day it became known."""
    last = observation.last
    if last is not None and observation.known < last:
        message = f"it counts up to {last} and was known on {observation.known}, before that day"
        review.report((*steps, "known"), message)


def _check_delay(review: Review, observation: Observation, steps: Steps) -> None:
    delay = review.days(observation.delay) if observation.delay is not None else None
    if delay == inf:
        message = f"with a delay of '{observation.delay}' nothing would ever be announced; leave it out"
        review.report((*steps, "delay"), message)
    elif delay is not None and delay > MOST_DAYS:
        message = f"'{observation.delay}' is more than 100 years, in which hardly anything would be announced"
        review.report((*steps, "delay"), f"{message}; write a shorter time")
    if observation.detected is not None and _is_zero(review, observation.detected):
        review.report((*steps, "detected"), "with a detected share of 0 nothing would be counted")


def _is_zero(review: Review, given: Expression) -> bool:
    values = review.case.values_of()
    return set(given.names) <= set(values) and given.value(values) == 0


def _check_counted_within(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that a run counts in these parts of the people."""
    for part in observation.within:
        subject = part.partition(" ")[0]
        unread = review.places is None and subject not in review.names.values  # what is wrong is told there
        if unread or review.names.is_of_places(subject):
            continue
        for count in observation.count:
            _check_told(review, observation, count, subject, (*steps, "within"))


def _check_told(review: Review, observation: Observation, count: str, subject: str, steps: Steps) -> None:
    """Check that a run tells an event by a trait or a state, from its log or from a tally."""
    apart = subject in review.names.tracks or len(observation.within) > 1 or observation.statistic.placed
    if is_state(review, count):
        review.report(steps, f"people in a state are counted by place and province, not by {subject}")
    elif apart and count not in review.case.log:
        review.report(steps, f"no run tells '{count}' by {subject} here; add '{count}' to log")
