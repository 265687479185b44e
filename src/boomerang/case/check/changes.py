"""Checks of what policies make of the schedules of levers and climates."""

from boomerang.case.check.people import check_selector
from boomerang.case.check.review import Review
from boomerang.case.parts.places import PLACE, PROVINCE
from boomerang.case.parts.schedule import AnyScheduleChange, ScheduleChange
from boomerang.case.text.yaml_text import Steps


def check_changed_schedules(review: Review, policy: str) -> None:
    """Check that a policy changes levers and climates that have a schedule, in parts that they have."""
    changed = review.case.policies[policy]
    for name, given in changed.levers.items():
        steps = ("policies", policy, "levers", name)
        if review.is_known(name, "lever", review.names.levers, steps):
            _check_change(review, given, review.case.levers[name].of, steps)
    for name, given in changed.climates.items():
        steps = ("policies", policy, "climates", name)
        if review.is_known(name, "climate", review.names.climates, steps):
            climate = review.case.climates[name]
            if climate.schedule is None:
                review.report(steps, f"'{name}' has no schedule, only kicks; no policy sets it")
            else:
                _check_change(review, given, climate.of, steps)


def _check_change(review: Review, given: AnyScheduleChange, of: str, steps: Steps) -> None:
    if not isinstance(given, ScheduleChange):
        return
    if (given.times is None) == (given.schedule is None):
        review.report(steps, "write times or schedule, and not both")
    review.check_once(given.within, (*steps, "within"))
    for index, selector in enumerate(given.within):
        at = (*steps, "within", index)
        if check_selector(review, selector, at) and not _has_parts(review, of, selector.subject):
            one = "the nation is one" if of == "nation" else f"each {of} has a value of its own"
            review.report(at, f"'{steps[-1]}' is not kept by {selector.subject}: {one}")


def _has_parts(review: Review, of: str, subject: str) -> bool:
    """Whether a lever or climate of some range has a value for each part that a subject means."""
    if of == PLACE:
        return review.names.is_of_places(subject)
    return subject == of and (of == PROVINCE or of in review.names.traits)
