"""Checks of what is counted, what is explained, and what could be done differently."""

import datetime

from .check_quantities import check_within
from .population_schema import Census
from .record import Observable, Observation
from .review import Review
from .selectors import Selector
from .texts import number_text, show
from .yaml_text import Steps

PLACES = ("place", "province")


def check_record(review: Review) -> None:
    """Check observations, observables, tallies, the log, explanations, policies and the range of climates."""
    for index, observation in enumerate(review.case.observations):
        _check_observation(review, observation, ("observations", index))
    for index, observable in enumerate(review.case.observable):
        _check_count(review, observable.count, ("observable", index, "count"))
        _check_order(review, observable, ("observable", index))
    _check_tallies(review)
    for index, event in enumerate(review.case.log):
        review.check_undergone(event, ("log", index))
    _check_explanations(review)
    _check_policies(review)
    _check_ranges(review)


def _check_observation(review: Review, observation: Observation, steps: Steps) -> None:
    _check_count(review, observation.count, (*steps, "count"))
    _check_dates(review, observation, steps)
    _check_order(review, observation, steps)
    low, high = observation.low, observation.high
    if low is not None and high is not None and low > high:
        review.report(
            (*steps, "low"), f"low is {number_text(low)} and high is {number_text(high)}; swap them"
        )
    if observation.detected is not None:
        check_within(review, observation.detected, None, (*steps, "detected"), "a detected share")
    if observation.within is not None:
        _check_within(review, observation.within, (*steps, "within"))


def _check_count(review: Review, count: str, steps: Steps) -> None:
    subject, _, states = count.partition(" ")
    if subject in review.names.tracks and states and count not in review.names.events:
        selector = Selector(subject, tuple(states.split(" or ")))
        review.is_known_selector(selector, review.names.tracks, "track", steps)
    else:
        review.is_known(count, "event or state", review.names.events, steps)


def _check_dates(review: Review, observation: Observation, steps: Steps) -> None:
    for key, date in (("by", observation.by), ("from", observation.start), ("to", observation.end)):
        _check_date(review, date, (*steps, key))


def _check_date(review: Review, date: datetime.date | None, steps: Steps) -> None:
    period = review.case.period
    if date is not None and not period.start <= date <= period.end:
        review.report(steps, f"{date} is outside the period from {period.start} to {period.end}")


def _check_order(review: Review, counted: Observation | Observable, steps: Steps) -> None:
    start, end = counted.start, counted.end
    if start is not None and end is not None and start > end:
        review.report((*steps, "from"), f"from is {start} and to is {end}; swap them")


def _check_within(review: Review, text: str, steps: Steps) -> None:
    """Check a part of the people: a place, a province, or a selection by trait or track."""
    subject, _, rest = text.partition(" ")
    subjects = [*PLACES, *review.names.values]
    if not review.is_known(subject, "place, province, trait or track", subjects, steps):
        return
    if not rest:
        review.report(steps, f"{show(text)} does not say which; write a name after it")
    elif subject not in PLACES:
        review.is_known_selector(Selector(subject, tuple(rest.split(" or "))), subjects, "trait", steps)
    elif review.places is not None:
        known = dict.fromkeys(review.places.texts()[subject])
        for name in rest.split(" or "):
            review.is_known(name, subject, known, steps)


def _check_tallies(review: Review) -> None:
    for name, tally in review.case.tallies.items():
        for index, event in enumerate(tally.count):
            review.is_known(event, "event", review.names.events, ("tallies", name, "count", index))
        for index, by in enumerate(tally.by):
            allowed = [*PLACES, *review.names.traits]
            review.is_known(by, "place, province or trait", allowed, ("tallies", name, "by", index))


def _check_explanations(review: Review) -> None:
    for name, explanation in review.case.explanations.items():
        for index, mechanism in enumerate(explanation.mechanisms):
            steps = ("explanations", name, "mechanisms", index)
            review.is_known(mechanism, "mechanism", review.case.mechanisms, steps)


def _check_policies(review: Review) -> None:
    for name, policy in review.case.policies.items():
        _check_date(review, policy.start, ("policies", name, "from"))
        for lever in policy.levers:
            review.is_known(lever, "lever", review.names.levers, ("policies", name, "levers", lever))
        for index, mechanism in enumerate(policy.without):
            steps = ("policies", name, "without", index)
            review.is_known(mechanism, "mechanism", review.case.mechanisms, steps)


def _check_ranges(review: Review) -> None:
    """Check what climates are of and what scales levers."""
    for name, climate in review.case.climates.items():
        allowed = ["nation", "province", "place", *review.names.traits]
        review.is_known(climate.of, "range or trait", allowed, ("climates", name, "of"))
    for name, lever in review.case.levers.items():
        if lever.scaled_by is not None:
            _check_scale(review, lever.of, lever.scaled_by, ("levers", name, "scaled by"))


def _check_scale(review: Review, of: str, column: str, steps: Steps) -> None:
    """Check that a lever is scaled by a column of the places, and is kept by place."""
    if isinstance(review.case.population, Census):
        review.report(steps, "a population of listed persons has no columns of places to scale a lever by")
    elif review.places is not None:
        review.is_known(column, "numeric column of the places", review.places.numbers(), steps)
    if of != "place":
        review.report(steps, f"this lever is of {of}; only a lever `of: place` can be scaled by a column")
