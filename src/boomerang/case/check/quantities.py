"""Checks of numbers: parameters, expressions, rates, durations, and the period."""

from collections.abc import Iterator, Mapping
from math import inf

from boomerang.case.check.ranges import CLIMATE, MOST_STEPS, RATIOS, TRAIT, range_of
from boomerang.case.check.reach import Reach
from boomerang.case.check.review import Review, path_to, steps_to_parameter
from boomerang.case.parts.population import numeric_values
from boomerang.case.parts.priors.family import FIXED
from boomerang.case.parts.quantities import Quantity
from boomerang.case.parts.schedule import START
from boomerang.case.parts.schema import Parameter
from boomerang.case.parts.values import OWN, Duration, Expression, Kind, Rate
from boomerang.case.text.texts import number_text
from boomerang.case.text.yaml_text import Steps, path_text

_WRITTEN: dict[Kind, str] = {
    "number": "a number is written without a unit",
    "rate": "a rate is written like {} per person-year",
    "duration": "a duration is written like {} months",
}

MOST_COUNTED = 1e12  # steps; of more nobody reads the number


def check_quantities(review: Review) -> None:
    """Check every parameter and every quantity, wherever it stands."""
    check_parameters(review)
    for mechanism, steps, quantity in all_quantities(review):
        if not quantity.names:
            _check_value(review, quantity, steps, mechanism)
    _check_traits(review)
    _check_sources(review)
    _check_period(review)


def check_parameters(review: Review, all_that_is_drawn: bool = True) -> None:
    """Check every parameter and what it is a factor of: the values, and all that its prior can draw."""
    reach = Reach(review) if all_that_is_drawn else None
    for mechanism, parameters in review.case.own_parameters().items():
        for name, parameter in parameters.items():
            _check_parameter(review, reach, parameter, (*path_to(mechanism), "parameters", name))
    for mechanism, steps, quantity in all_quantities(review):
        if quantity.names and not (quantity == OWN and set(steps) & set(RATIOS)):
            check_product(review, reach, quantity, steps, mechanism)


def all_quantities(review: Review) -> Iterator[tuple[str | None, Steps, Quantity]]:
    """Give every quantity with its path and the mechanism whose parameters it may name."""
    for steps, quantity in review.case.quantities():
        yield (str(steps[1]) if steps[0] == "mechanisms" else None), steps, quantity


def check_product(
    review: Review, reach: Reach | None, quantity: Quantity, steps: Steps, mechanism: str | None
) -> None:
    """Check a quantity that names parameters: these, its kind, its value, and what can be drawn of it."""
    parameters = review.case.parameters_of(mechanism)
    missing = [name for name in quantity.names if name not in parameters]
    for name in missing:
        _check_parameter_name(review, name, list(parameters), steps)
    if missing or not _is_wanted(review, quantity, parameters, steps, mechanism):
        return
    if _check_value(review, quantity, steps, mechanism) and reach is not None:
        reach.check(quantity, steps, mechanism)


def _check_value(review: Review, quantity: Quantity, steps: Steps, mechanism: str | None) -> bool:
    """Whether the value of a quantity is possible where it stands; reports it if it is not."""
    value, wanted = _base(review, quantity, mechanism), range_of(steps, quantity, review)
    possible = wanted.holds(value)
    if not possible and steps[0] != "period":  # of whose step more is said
        review.report(steps, wanted.fault(quantity, value))
    return possible


def _check_parameter_name(review: Review, name: str, known: list[str], steps: Steps) -> None:
    owners = [owner for owner, own in review.case.own_parameters().items() if name in own]
    if owners:
        message = f"'{name}' is a parameter of the mechanism {owners[0]}, and only that one can name it"
        review.report(steps, message)
    else:
        review.is_known(name, "parameter", known, steps)


def _is_wanted(
    review: Review,
    quantity: Quantity,
    parameters: Mapping[str, Parameter],
    steps: Steps,
    mechanism: str | None,
) -> bool:
    """Whether the parameters of a quantity make it a number, rate or duration, as is wanted."""
    wanted: Kind = "number" if isinstance(quantity, Expression) else quantity.wanted
    dimensions = [kind for name in quantity.names if (kind := parameters[name].value.kind) != "number"]
    if dimensions == ([] if wanted == "number" else [wanted]):
        return True
    given, values = " times a ".join(dimensions) or "number", {}
    for name in quantity.names:
        at = path_text(steps_to_parameter(review.case, name, mechanism))
        values[at] = f"{at} is {parameters[name].value}"
    how = _WRITTEN[wanted].format(number_text(parameters[quantity.names[0]].value.number))
    message = f"'{quantity}' is a {given} where a {wanted} is wanted; {', '.join(values.values())}, and {how}"
    review.report(steps, message)
    return False


def _base(review: Review, quantity: Quantity, mechanism: str | None) -> float:
    values = review.case.values_of(mechanism)
    if isinstance(quantity, Rate):
        return quantity.per_year(values)
    return quantity.days(values) if isinstance(quantity, Duration) else quantity.value(values)


def _check_parameter(review: Review, reach: Reach | None, parameter: Parameter, steps: Steps) -> None:
    fault = _fault(parameter)
    if fault is not None:
        key, message = fault
        review.report((*steps, key), message)
        if reach is not None:
            reach.leave_out(steps)
    elif parameter.prior is not None and reach is not None:
        reach.check_parameter(parameter, steps)


def _fault(parameter: Parameter) -> tuple[str, str] | None:
    """The key of a parameter that does not fit its prior, and what is wrong with it."""
    prior, number = parameter.prior, parameter.value.number
    if prior is None:
        return None
    if not prior.allows(number):
        return "value", f"{number_text(number)} is not possible under its prior '{prior}'"
    if not all(prior.allows(end) for end in (prior.low, prior.high) if end is not None):
        return "prior", f"'{prior}' has an end that a {prior.family} distribution cannot reach"
    if prior.family != FIXED and number == inf:
        return "value", f"'{parameter.value}' has no unit for its prior; write a duration"
    return None


def _check_traits(review: Review) -> None:
    """Check that numeric traits stand for numbers that can be computed with."""
    for name in review.names.numeric_traits:
        values = numeric_values(review.names.traits[name]) or ()
        wrong = next((value for value in values if not TRAIT.holds(value)), None)
        if wrong is not None:
            steps = ("population", "traits", name)
            review.report(steps, f"'{name}' stands for {wrong:g}, and {TRAIT}; write smaller numbers")


def _check_sources(review: Review) -> None:
    """Check that every climate has something that moves it, and begins somewhere."""
    for name, climate in review.case.climates.items():
        begins = climate.from_the_start or 0.0
        if not CLIMATE.holds(begins):
            review.report(("climates", name, START), CLIMATE.fault(Expression((begins,)), begins))
        if climate.half_life is None and climate.schedule is None:
            message = (
                "a climate needs a half-life (if events kick it) or a schedule (if it comes from outside)"
            )
            review.report(("climates", name), message)


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
        many = f"{count:,.0f}" if count < MOST_COUNTED else "far too many"
        message = f"steps of {period.step} make {many} of them; at most {MOST_STEPS:,} are allowed"
        review.report(("period", "step"), message)
