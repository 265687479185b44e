"""Checks of numbers: parameters, expressions, rates, durations, schedules, and the period."""

import datetime
from collections.abc import Iterator

from boomerang.case.check.review import Review, path_to
from boomerang.case.parts.quantities import Quantity
from boomerang.case.parts.schedule import EACH, OTHER, START, Climate, Each, Lever, Schedule, single_schedules
from boomerang.case.parts.schema import Parameter
from boomerang.case.parts.values import OWN, Duration, Expression, Kind, Rate
from boomerang.case.text.texts import listed, number_text
from boomerang.case.text.yaml_text import Steps

MOST_STEPS = 100_000
RATIOS = ("hazard ratios", "chance ratios")


def check_quantities(review: Review) -> None:
    """Check every parameter and every quantity, wherever it stands."""
    found = list(all_quantities(review))
    for mechanism, steps, quantity in found:
        if not (quantity == OWN and set(steps) & set(RATIOS)):
            _check_quantity(review, quantity, steps, mechanism)
    for mechanism, parameters in review.case.own_parameters().items():
        for name, parameter in parameters.items():
            _check_parameter(review, parameter, (*path_to(mechanism), "parameters", name))
    _check_half_lives(review, found)
    _check_levels(review)
    _check_beginnings(review)
    _check_period(review)


def all_quantities(review: Review) -> Iterator[tuple[str | None, Steps, Quantity]]:
    """Give every quantity with its path and the mechanism whose parameters it may name."""
    for steps, quantity in review.case.quantities():
        yield (str(steps[1]) if steps[0] == "mechanisms" else None), steps, quantity


def _check_quantity(review: Review, quantity: Quantity, steps: Steps, mechanism: str | None) -> None:
    parameters = review.case.parameters_of(mechanism)
    missing = [name for name in quantity.names if name not in parameters]
    for name in missing:
        _check_parameter_name(review, name, list(parameters), steps)
    if missing or not quantity.names:
        return
    wanted, kinds = _wanted(quantity), [parameters[name].value.kind for name in quantity.names]
    dimensions = [kind for kind in kinds if kind != "number"]
    if dimensions != ([] if wanted == "number" else [wanted]):
        given = " times a ".join(dimensions) or "number"
        review.report(steps, f"'{quantity}' is a {given} where a {wanted} is wanted")
    elif wanted != "number" and (value := _base(review, quantity, mechanism)) < 0:
        review.report(steps, f"'{quantity}' comes to {number_text(value)}; a {wanted} is 0 or more")


def _check_parameter_name(review: Review, name: str, known: list[str], steps: Steps) -> None:
    owners = [owner for owner, own in review.case.own_parameters().items() if name in own]
    if owners:
        message = f"'{name}' is a parameter of the mechanism {owners[0]}, and only that one can name it"
        review.report(steps, message)
    else:
        review.is_known(name, "parameter", known, steps)


def _wanted(quantity: Quantity) -> Kind:
    return "number" if isinstance(quantity, Expression) else quantity.wanted


def _base(review: Review, quantity: Quantity, mechanism: str | None) -> float:
    values = review.case.values_of(mechanism)
    if isinstance(quantity, Rate):
        return quantity.per_year(values)
    return quantity.days(values) if isinstance(quantity, Duration) else quantity.value(values)


def _check_parameter(review: Review, parameter: Parameter, steps: Steps) -> None:
    prior, number = parameter.prior, parameter.value.number
    if prior is None:
        return
    ends = [end for end in (prior.low, prior.high) if end is not None]
    if not prior.allows(number):
        review.report((*steps, "value"), f"{number_text(number)} is not possible under its prior '{prior}'")
    elif not all(prior.allows(end) for end in ends):
        review.report(
            (*steps, "prior"), f"'{prior}' has an end that a {prior.family} distribution cannot reach"
        )


def _check_half_lives(review: Review, found: list[tuple[str | None, Steps, Quantity]]) -> None:
    for mechanism, steps, quantity in found:
        if steps[-1] in ("half-life", "relaxes over") and isinstance(quantity, Duration):
            days = review.days(quantity, mechanism)
            if days is not None and days <= 0:
                review.report(steps, f"'{quantity}' is not above 0; write a duration like 6 months, or never")
    for name, climate in review.case.climates.items():
        if climate.half_life is None and climate.schedule is None:
            message = (
                "a climate needs a half-life (if events kick it) or a schedule (if it comes from outside)"
            )
            review.report(("climates", name), message)


def _check_levels(review: Review) -> None:
    """Check that levers stay within [0, 1], under every policy."""
    for name, lever in review.case.levers.items():
        for steps, schedule in single_schedules(lever.schedule, ("levers", name, "schedule")):
            _check_level(review, schedule, steps)
    for policy, part in review.case.policies.items():
        for name, schedule in part.levers.items():
            _check_level(review, schedule, ("policies", policy, "levers", name))


def _check_level(review: Review, schedule: Schedule, steps: Steps) -> None:
    for at, expression in schedule.values:
        inner = ("in straight lines", at) if schedule.straight else (at,)
        check_within(review, expression, None, (*steps, *inner), "a lever")


def _check_beginnings(review: Review) -> None:
    """Check that schedules say what holds from the first day on, and for each part."""
    case, first = review.case, review.case.period.start
    parts: list[tuple[str, str, Lever | Climate]] = []
    parts += [("levers", name, lever) for name, lever in case.levers.items()]
    parts += [("climates", name, climate) for name, climate in case.climates.items()]
    for kind, name, part in parts:
        if part.schedule is None:
            continue
        path = (kind, name, "schedule")
        if isinstance(part.schedule, Each):
            _check_parts(review, part.schedule, part.of, path)
        for steps, schedule in single_schedules(part.schedule, path):
            _check_beginning(review, schedule, first, steps)
    for policy, changed in case.policies.items():
        for name, schedule in changed.levers.items():
            _check_beginning(review, schedule, changed.start or first, ("policies", policy, "levers", name))


def _check_parts(review: Review, each: Each, of: str, steps: Steps) -> None:
    """Check that every category, province or place has a schedule, and that no other is named."""
    table = review.places
    known: list[str] = []
    if of in review.names.traits:
        known = list(review.names.traits[of].categories())
    elif table is not None and of in ("province", "place"):
        known = list(dict.fromkeys(table.provinces if of == "province" else table.names))
    if of == "nation":
        review.report(steps, "'for each' needs `of: province`, `of: place` or `of: TRAIT`; the nation is one")
    elif known:
        allowed = dict.fromkeys([*known, OTHER])
        for label in each.parts:
            review.is_known(label, f"part of '{of}'", allowed, (*steps, EACH, label))
        missing = [label for label in known if each.of(label) is None]
        if missing:
            review.report(steps, f"nothing is said of {listed(missing[:3])}; add '{OTHER}: VALUE'")


def _check_beginning(review: Review, schedule: Schedule, first: datetime.date, steps: Steps) -> None:
    if "period" not in review.source.kept():
        return
    given = [day for day, _ in schedule.points]
    if given and given[0] > first and schedule.start is None and not schedule.straight:
        message = f"nothing says what holds from {first} until {given[0]}; add '{START}: VALUE'"
        review.report(steps, message)


def check_within(review: Review, share: Expression, mechanism: str | None, steps: Steps, what: str) -> None:
    """Check that an expression lies in [0, 1]."""
    value = review.number(share, mechanism)
    if value is not None and not 0 <= value <= 1:
        given = f"'{share}' comes to {number_text(value)}, which" if share.names else number_text(value)
        review.report(steps, f"{given} is outside 0 to 1, the range of {what}")


def _check_period(review: Review) -> None:
    period = review.case.period
    step = review.days(period.step)
    if period.end <= period.start:
        review.report(
            ("period", "to"), f"the period ends on {period.end}, not after its start on {period.start}"
        )
    elif step is not None and step <= 0:
        review.report(("period", "step"), f"'{period.step}' is not above 0; write a duration like 1 week")
    elif step is not None and (period.end - period.start).days / step > MOST_STEPS:
        count = (period.end - period.start).days / step
        message = f"steps of {period.step} make {count:,.0f} of them; at most {MOST_STEPS:,} are allowed"
        review.report(("period", "step"), message)
