"""Checks of what was counted: the count, the part of the people, the days, and the figure."""

from math import inf

from boomerang.case.check.counts import PLACES, check_count, check_dates, check_order, check_part
from boomerang.case.check.review import Review
from boomerang.case.parts.record import FINE, NOW, Observation
from boomerang.case.text.texts import number_text
from boomerang.case.text.yaml_text import Steps


def check_observation(review: Review, observation: Observation, steps: Steps) -> None:
    """Check an observation. Of one that is not used, only what is counted, where and when."""
    before = len(review.problems)
    check_count(review, observation.count, (*steps, "count"))
    check_dates(review, observation, steps)
    check_order(review, observation, steps)
    low, high = observation.low, observation.high
    if low is not None and high is not None and low > high:
        review.report(
            (*steps, "low"), f"low is {number_text(low)} and high is {number_text(high)}; swap them"
        )
    if observation.within is not None:
        check_part(review, observation.within, (*steps, "within"))
    if observation.unused is None and len(review.problems) == before:
        _check_kind(review, observation, steps)
        _check_days(review, observation, steps)
        _check_figure(review, observation, steps)
        _check_announced(review, observation, steps)
        if observation.within is not None:
            _check_counted_within(review, observation, observation.within, (*steps, "within"))


def _is_state(review: Review, observation: Observation) -> bool:
    count = observation.count
    return count not in review.names.events and count.partition(" ")[0] in review.names.tracks


def _check_kind(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that a state is counted on a day, and an event over time."""
    count, state = observation.count, _is_state(review, observation)
    if state and (observation.kind != NOW or observation.start is not None):
        message = f"'{count}' is a state, counted on one day; write kind: now and by, or count an event"
        review.report(steps, message)
    elif not state and observation.kind == NOW:
        message = f"'{count}' is an event, which nobody is in; count a state or write kind: ever"
        review.report((*steps, "kind"), message)


def _check_days(review: Review, observation: Observation, steps: Steps) -> None:
    last = observation.end or observation.by
    if last is None or observation.by not in (None, last):
        review.report(steps, "the last day of counting is not clear; give either by or to")
        return
    if observation.end is None and observation.start is not None and observation.start > last:
        review.report((*steps, "from"), f"from is {observation.start} and by is {last}; swap them")
    if observation.known < last:
        known = f"it counts up to {last} and was known on {observation.known}, before that day"
        review.report((*steps, "known"), known)


def _check_figure(review: Review, observation: Observation, steps: Steps) -> None:
    value, low, high = observation.value, observation.low, observation.high
    least = observation.at_least
    if all(given is None for given in (value, low, high, least)):
        message = "there is no figure; give value, low and high, or at least, or say why it is unused"
        review.report(steps, message)
    for key, given in {"value": value, "low": low, "high": high, "at least": least}.items():
        if given is not None and given < 0:
            message = f"the figure {number_text(given)} is below 0; people and events are counted"
            review.report((*steps, key), message)
    low = least if low is None else low
    if value is not None and not (-inf if low is None else low) <= value <= (inf if high is None else high):
        ends = [number_text(value if end is None else end) for end in (low, high)]
        message = f"the value {number_text(value)} does not lie between {ends[0]} and {ends[1]}"
        review.report((*steps, "value"), message)


def _check_announced(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that what was announced can have been: something was, unless the figure may be 0."""
    ends = [observation.low, observation.at_least, observation.value]
    if not next((end for end in ends if end is not None), 0):
        return
    detected, delay, values = observation.detected, observation.delay, review.case.values_of()
    if detected is not None and set(detected.names) <= set(values) and detected.value(values) == 0:
        review.report((*steps, "detected"), "nothing is detected, and the figure is above 0")
    if delay is not None and review.days(delay) == inf:
        review.report((*steps, "delay"), "it is never announced, and the figure is above 0")


def _check_counted_within(review: Review, observation: Observation, within: str, steps: Steps) -> None:
    """Check that a run counts in this part of the people."""
    subject, count, case = within.partition(" ")[0], observation.count, review.case
    if subject in PLACES:
        return
    if subject in review.names.tracks:
        message = f"nothing is counted within '{within}'; write place, province or a trait and a name"
        review.report(steps, message)
    elif _is_state(review, observation):
        review.report(steps, f"people in a state are counted by place and province, not by {subject}")
    elif not any(
        tally.count == (count,) and subject in tally.by and tally.every in FINE
        for tally in case.tallies.values()
    ):
        tally = f"{{count: {count}, every: month, by: {subject}}}"
        review.report(steps, f"no tally counts '{count}' alone by {subject}; add {tally}")
