"""Checks of what policies make of parameters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping

from boomerang.case.check.quantities import all_quantities, check_product
from boomerang.case.check.ranges import OF_KIND, RATIO, range_of
from boomerang.case.check.reach import Reach
from boomerang.case.check.review import Review
from boomerang.case.parts.parameter_change import ParameterChange, changed_value
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.priors.prior import Prior, in_doubt
from boomerang.case.parts.quantities import Quantity
from boomerang.case.parts.schema import Case, Parameter, Policy
from boomerang.case.parts.values import Measure
from boomerang.case.text.errors import Problem
from boomerang.case.text.source import Source
from boomerang.case.text.texts import nearest
from boomerang.case.text.yaml_text import Steps, path_text
from boomerang.characters import shortened
from boomerang.errors import InputError

UNCHANGED = ("period", "observations", "observable")  # a run follows no policy there
SAME = "this changes nothing; write another value or leave it out"


def check_changed_parameters(review: Review) -> None:
    """Check that each policy changes parameters that there are, to values that they can have."""
    for name, policy in review.case.policies.items():
        steps = ("policies", name, "parameters")
        sound = [_check_change(review, policy, path, (*steps, path)) for path in policy.parameters]
        if policy.parameters and all(sound):
            _check_products(review, policy, steps)


def followers(case: Case, policy: Policy, path: str) -> Iterator[tuple[str | None, Steps]]:
    """The mechanism (None for the case) and the place of all that names a parameter and follows a policy."""
    owner, name = case.parameter_paths()[path]
    own = case.own_parameters()
    for steps, quantity in case.quantities():
        user = str(steps[1]) if steps[0] == "mechanisms" else None
        meant = name in quantity.names and (owner == user or (owner is None and name not in own[user]))
        if meant and _is_simulated(case, policy, steps):
            yield user, steps


def _is_simulated(case: Case, policy: Policy, steps: Steps) -> bool:
    """Whether a run follows a quantity anew under a policy; interventions keep their numbers."""
    at = steps[2:] if steps[0] in ("mechanisms", "policies") else steps
    if steps[0] == "mechanisms" and steps[1] in policy.without:
        return False
    if steps[0] == "policies" and (case.policies[str(steps[1])] is not policy or at[0] == "parameters"):
        return False
    return at[0] not in (*UNCHANGED, "events")


def _check_change(review: Review, policy: Policy, path: str, steps: Steps) -> bool:
    """Whether a change is of a parameter, to a value of its kind; reports it if it is not."""
    places, change = review.case.parameter_paths(), policy.parameters[path]
    if path not in places:
        if path.rpartition(".")[2] not in review.lost:
            review.report(steps, _no_parameter(review.case, path, list(places)))
        return False
    owner, name = places[path]
    parameter, values = review.case.own_parameters()[owner][name], review.case.values_of()
    if isinstance(change, ParameterChange) and not _is_factor(change, values):
        return False  # told where quantities are checked
    value = changed_value(parameter.value, change, values)
    message = _fault(policy, owner, path, parameter, value)
    if not message and _is_same(parameter, change, value):
        message = SAME
    if not message and not any(followers(review.case, policy, path)):
        message = f"nothing in a run follows '{name}' under this policy; leave it out"
    if message:
        review.report(steps, message)
    return not message


def _is_factor(change: ParameterChange, values: Mapping[str, float]) -> bool:
    return set(change.times.names) <= set(values) and RATIO.holds(change.times.value(values))


def _no_parameter(case: Case, path: str, places: list[str]) -> str:
    """What is said of a path where no parameter stands."""
    if any(f"{path_text(steps)}.".startswith(f"{path}.") for steps, _ in case.quantities()):
        return f"'{path}' is no parameter, and only these change here; name a parameter there and change that"
    last = path.rpartition(".")[2]
    alike = [place for place in places if nearest(last, [place.rpartition(".")[2]])]
    close = nearest(path, alike) or (f"; did you mean '{alike[0]}'?" if alike else "")
    return f"there is no parameter '{shortened(path)}'{close}"


def _fault(policy: Policy, owner: str | None, path: str, parameter: Parameter, value: Measure) -> str:
    """What is wrong with the value of a parameter under a policy, if anything is."""
    wanted = parameter.value.kind
    if owner in policy.without:
        return f"this belongs to the mechanism {owner}, which this policy does without; leave it out"
    if value.kind != wanted:
        return f"'{value}' is a {value.kind} where a {wanted} is wanted; {path} is {parameter.value}"
    return "" if OF_KIND[wanted].holds(value.base) else OF_KIND[wanted].fault(str(value), value.base)


def _is_same(parameter: Parameter, change: ParameterChange | Measure, value: Measure) -> bool:
    """Whether a change leaves a parameter as it is, whatever is drawn."""
    if isinstance(change, ParameterChange):
        return not change.times.names and change.times.value({}) == 1
    return value.base == parameter.value.base and not in_doubt(parameter.prior)


def _check_products(review: Review, policy: Policy, steps: Steps) -> None:
    """Check all that changed parameters are a factor of: their values, and what can still be drawn."""
    case = _with_priors(review.case, policy)
    used = defaultdict[Steps, list[str]](list)
    for path in policy.parameters:
        for _, at in followers(case, policy, path):
            used[at].append(path)
    if not any(_faults(Review(case, Source(dict(case))), used)):
        return
    changed = Review(case, Source(plain_data(case)))  # which takes long, and is needed only to say where
    for at, quantity, problem in _faults(changed, used):
        drawn = f"what is drawn can bring '{quantity}' too far: {range_of(at, quantity, changed)}"
        message = problem.message if problem.path == path_text(changed.source.written(at)) else drawn
        review.report((*steps, used[at][0]), f"under this policy, at {path_text(at)}: {message}")


def _faults(changed: Review, used: Container[Steps]) -> Iterator[tuple[Steps, Quantity, Problem]]:
    """What is wrong with the quantities at some places of a case."""
    reach = Reach(changed)
    for mechanism, at, quantity in all_quantities(changed):
        before = len(changed.problems)
        if at in used and set(quantity.names) <= set(changed.case.parameters_of(mechanism)):
            check_product(changed, reach, quantity, at, mechanism)
        yield from ((at, quantity, problem) for problem in changed.problems[before:])


def _with_priors(case: Case, policy: Policy) -> Case:
    """The case under a policy, in which what is multiplied still reaches as far as it is drawn."""
    own, changed = case.own_parameters(), case.under(policy)
    own_changed = {owner: dict(of) for owner, of in changed.own_parameters().items()}
    for path, change in policy.parameters.items():
        owner, name = case.parameter_paths()[path]
        prior = own[owner][name].prior
        if isinstance(change, ParameterChange) and prior is not None and in_doubt(prior):
            scaled = _scaled(prior, change.times.value(case.values_of()))
            own_changed[owner][name] = own_changed[owner][name].model_copy(update={"prior": scaled})
    return changed.with_parameters(own_changed)


def _scaled(prior: Prior, factor: float) -> Prior | None:
    """A prior that reaches as far as another one times a factor; None where nothing is left of it."""
    try:
        least, most = sorted(factor * end for end in prior.bounds)
    except InputError:
        return None  # told of the prior itself
    return Prior("uniform", least, most) if least < most else None
