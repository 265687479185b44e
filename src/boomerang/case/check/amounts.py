"""Checks that what pushes feelings, climates and levers is neither infinite nor beyond all measure."""

from math import isfinite, prod

from boomerang.case.check.review import Review, path_to
from boomerang.case.parts.bundle import Bundle, Kick
from boomerang.case.parts.population import numeric_values
from boomerang.case.parts.schedule import LINES, START, Schedule, single_schedules
from boomerang.case.parts.values import Expression
from boomerang.case.text.texts import number_text
from boomerang.case.text.yaml_text import Steps

LARGEST = 1e9  # feelings and climates are single-precision numbers, and many kicks add up


def check_amounts(review: Review) -> None:
    """Check amounts and weights of kicks, gains of responses, levels of climates, and numbers of traits."""
    for mechanism, bundle in review.case.bundles().items():
        _check_kicks(review, bundle, mechanism)
        for lever, response in bundle.responses.items():
            steps = (*path_to(mechanism), "responses", lever, "gain")
            _check_expression(review, response.gain, mechanism, steps)
    for name, trait in review.names.traits.items():
        largest = max(numeric_values(trait) or (0.0,), key=abs)
        _check_number(review, largest, ("population", "traits", name))
    for name, climate in review.case.climates.items():
        if climate.from_the_start is not None:
            _check_number(review, climate.from_the_start, ("climates", name, START))
        if climate.schedule is not None:
            for steps, schedule in single_schedules(climate.schedule, ("climates", name, "schedule")):
                _check_schedule(review, schedule, steps)


def _check_schedule(review: Review, schedule: Schedule, steps: Steps) -> None:
    for at, level in schedule.values:
        _check_expression(review, level, None, (*steps, *((LINES, at) if schedule.straight else (at,))))


def _check_kicks(review: Review, bundle: Bundle, mechanism: str | None) -> None:
    for index, kick in enumerate(bundle.kicks):
        steps = (*path_to(mechanism), "kicks", index)
        for name, amount in kick.amounts.items():
            _check_expression(review, amount, mechanism, (*steps, name), _most_weight(kick))


def _most_weight(kick: Kick) -> float:
    """By how much the weights of one person can multiply a kick."""
    return prod(max(1.0, weight) for weight in kick.weighed_by.values())


def _check_expression(
    review: Review, given: Expression, mechanism: str | None, steps: Steps, weight: float = 1.0
) -> None:
    value = review.number(given, mechanism)
    if value is not None:
        _check_number(review, value, steps, weight)


def _check_number(review: Review, value: float, steps: Steps, weight: float = 1.0) -> None:
    if abs(value * weight) <= LARGEST:
        return
    shown = number_text(value) if isfinite(value) else "more than any number"
    weighed = f" and weights make it {number_text(weight)} times that" if weight > 1 else ""
    review.report(steps, f"this comes to {shown}{weighed}; the largest amount allowed is {LARGEST:,.0f}")
