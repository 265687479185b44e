"""Checking what the parts of a case mean together."""

from collections.abc import Hashable, Mapping

from boomerang.case.check.changed_parameters import check_changed_parameters
from boomerang.case.check.counted_twice import check_counted_twice
from boomerang.case.check.events import check_events
from boomerang.case.check.everybody import note_all_alike
from boomerang.case.check.feedback import check_feedback
from boomerang.case.check.files import check_files
from boomerang.case.check.interventions import check_interventions
from boomerang.case.check.limits import check_limits, check_step
from boomerang.case.check.measurable import check_measurable
from boomerang.case.check.names import check_names
from boomerang.case.check.population import check_population
from boomerang.case.check.quantities import all_quantities, check_parameters, check_quantities
from boomerang.case.check.record import check_record
from boomerang.case.check.review import Review, path_to
from boomerang.case.check.schedules import check_schedules
from boomerang.case.parts.meaning import meaning
from boomerang.case.parts.places import COORDINATES
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.priors.family import range_text
from boomerang.case.parts.schema import Case, Policy
from boomerang.case.text.errors import Problem
from boomerang.case.text.source import Source

FAMILIES = (
    check_files,
    check_population,
    check_names,
    check_quantities,
    check_changed_parameters,
    check_schedules,
    check_events,
    check_interventions,
    check_feedback,
    check_counted_twice,
    check_record,
    check_limits,
)


def check(case: Case) -> list[Problem]:
    """List what is wrong with a case whose parts are each well formed; empty if it can be used."""
    return check_against(case, Source(plain_data(case)))


def check_against(case: Case, source: Source) -> list[Problem]:
    """Check a case and say where in its source each problem stands."""
    review = Review(case, source)
    for family in FAMILIES:
        family(review)
    return review.problems


def check_values(case: Case, source: Source, all_that_is_drawn: bool) -> list[Problem]:
    """Check a case again of which only values of parameters changed: no other family looks at them.

    What priors can draw stays the same where only parameters that have one changed.
    """
    review = Review(case, source)
    check_parameters(review, all_that_is_drawn)
    if all_that_is_drawn:
        check_changed_parameters(review)
    check_step(review)
    return review.problems


def warnings(case: Case) -> list[Problem]:
    """List what is allowed but probably not meant, such as parameters that nothing uses, or what is alike."""
    review = Review(case, case.source_of(plain_data(case)))
    used = {(mechanism, name) for mechanism, _, quantity in all_quantities(review) for name in quantity.names}
    for mechanism, parameters in case.own_parameters().items():
        for name in parameters:
            if not any(taken == name and mechanism in (None, user) for user, taken in used):
                review.report(
                    (*path_to(mechanism), "parameters", name), f"nothing uses the parameter '{name}'"
                )
    for index, observable in enumerate(case.observable):
        if observable.unused is None:
            check_measurable(review, observable, ("observable", index))
    _note_unlikely(review)
    note_all_alike(review)
    _note_alike(review)
    there = [name for name in COORDINATES if review.places and name in review.places.columns]
    if len(there) == 1:
        message = f"of {' and '.join(COORDINATES)} there is only '{there[0]}', so that no map is drawn"
        review.report(("population", "places"), message)
    return review.problems


def _note_unlikely(review: Review) -> None:
    """Note parameters with a value beyond the two points of their prior."""
    for mechanism, parameters in review.case.own_parameters().items():
        for name, given in parameters.items():
            low, high = (given.prior.low, given.prior.high) if given.prior else (None, None)
            if low is not None and high is not None and not low <= given.value.number <= high:
                message = (
                    f"{given.value} lies outside {range_text(low, high)}, where nine in ten draws of its"
                )
                steps = (*path_to(mechanism), "parameters", name, "value")
                review.report(steps, f"{message} own prior lie")


def _note_alike(review: Review) -> None:
    """Note explanations of the same mechanisms, and policies that change the same from the same day on."""
    case = review.case
    explained = {name: frozenset(given.mechanisms) for name, given in case.explanations.items()}
    followed = {name: _changed(case, given) for name, given in case.policies.items()}
    alike: dict[str, Mapping[str, Hashable]] = {"explanations": explained, "policies": followed}
    for kind, meant in alike.items():
        first: dict[Hashable, str] = {}
        for name, given in meant.items():
            earlier = first.setdefault(given, name)
            if earlier != name:
                review.report((kind, name), f"this comes to the same as '{earlier}'; leave one out")


def _changed(case: Case, policy: Policy) -> Hashable:
    """What a policy changes, and from when; who proposed it and where that stands do not count."""
    start = max(policy.start or case.period.start, case.period.start)
    schedules = {(name, repr(change)) for name, change in (policy.levers | policy.climates).items()}
    others = policy.interventions, policy.without, policy.parameters
    return start, frozenset(schedules), tuple(map(meaning, others))
