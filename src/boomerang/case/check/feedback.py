"""Checks of what comes back: kicks and responses."""

from collections.abc import Hashable, Sequence
from itertools import product

from boomerang.case.check.counted_twice import reached
from boomerang.case.check.events import check_times
from boomerang.case.check.people import check_selector
from boomerang.case.check.ranges import WEIGHT
from boomerang.case.check.review import Review, path_to
from boomerang.case.parts.bundle import Bundle, Kick, Response
from boomerang.case.parts.meaning import meaning
from boomerang.case.parts.names import RANGES
from boomerang.case.parts.values import Expression
from boomerang.case.text.texts import listed
from boomerang.case.text.yaml_text import Steps, path_text


def check_feedback(review: Review) -> None:
    """Check every kick and every response of the case and of its mechanisms."""
    for mechanism, bundle in review.case.bundles().items():
        _check_differ(review, bundle.kicks, (*path_to(mechanism), "kicks"))
        for index, kick in enumerate(bundle.kicks):
            _check_kick(review, kick, mechanism, (*path_to(mechanism), "kicks", index))
        _check_responses(review, bundle, path_to(mechanism))


def _check_differ(review: Review, kicks: Sequence[Kick], steps: Steps) -> None:
    """Report kicks that say the same as an earlier one, or kick as an earlier one does after one event."""
    before = len(review.problems)
    review.check_differ(kicks, steps)
    first: dict[Hashable, int] = {}
    for index, kick in enumerate(kicks if len(review.problems) == before else ()):
        whom = reached(kick)
        for event, (name, amount) in product(dict.fromkeys(kick.when), kick.amounts.items()):
            earlier = first.setdefault((event, name, meaning(amount), whom), index)
            if earlier != index:
                same = path_text(review.source.written((*steps, earlier)))
                message = f"after '{event}' {same} kicks '{name}' in the same way; leave one of them out"
                review.report((*steps, index), message)
                break


def _check_kick(review: Review, kick: Kick, mechanism: str | None, steps: Steps) -> None:
    review.check_once(kick.when, (*steps, "when"))
    for index, event in enumerate(kick.when):
        review.is_known(event, "event", review.names.events, (*steps, "when", index))
    check_times(review, kick.times, steps)
    _check_kept_by_place(review, kick, steps)
    _check_weights(review, kick, steps)
    if not kick.amounts:
        review.report(steps, "a kick needs an amount: a feeling or climate and how far it is pushed")
    layers = ["self", *review.names.layers]
    allowed = [*layers, *RANGES, *review.names.traits]
    if review.is_known(kick.to, "contact layer, range or trait", allowed, (*steps, "to")):
        for name in kick.amounts:
            _check_target(review, name, kick.to, kick.to in layers, (*steps, "amounts", name))


def _check_kept_by_place(review: Review, kick: Kick, steps: Steps) -> None:
    """Check that what multiplies a kick has a value where the event happens."""
    for index, name in enumerate(kick.times):
        climate = review.case.climates.get(name)
        if climate is not None and climate.of in review.names.traits:
            message = f"'{name}' is a climate of {climate.of}; what multiplies a kick is of {listed(RANGES)}"
            review.report((*steps, "times", index), message)


def _check_target(review: Review, name: str, to: str, to_people: bool, steps: Steps) -> None:
    """Check that people are kicked in their feelings, and the nation or a group in its climates."""
    feelings, climates = review.case.feelings, review.case.climates
    if to_people and name in climates:
        review.report(
            steps, f"'{name}' is a climate, which is kicked with `to: {climates[name].of}`, not `to: {to}`"
        )
    elif not to_people and name in feelings:
        review.report(
            steps, f"'{name}' is a feeling, which is kicked in self or a contact layer, not `to: {to}`"
        )
    elif _is_target(review, name, "feeling" if to_people else "climate", steps) and not to_people:
        of = climates[name].of
        if of != to:
            review.report(steps, f"'{name}' is a climate of {of}; write `to: {of}` instead of `to: {to}`")
        elif climates[name].half_life is None:
            review.report(steps, f"'{name}' only follows its schedule; to be kicked it needs a half-life")


def _is_target(review: Review, name: str, what: str, steps: Steps) -> bool:
    """Whether a feeling or climate is known; a mistyped key looks like one."""
    known = review.case.feelings if what == "feeling" else review.case.climates
    keys = Kick.written_keys()
    if name in keys:  # under `amounts`
        return review.is_known(name, what, known, steps)
    return review.is_known(name, f"{what} or key of a kick", [*known, *keys], steps)


def _check_weights(review: Review, kick: Kick, steps: Steps) -> None:
    names = review.names
    to_people = kick.to == "self" or kick.to in names.layers
    review.check_once(kick.weighed_by, (*steps, "weighed by"), in_list=False)
    for selector, weight in kick.weighed_by.items():
        inner = (*steps, "weighed by", str(selector))
        if to_people and selector.subject in names.tracks:
            message = "kicks of feelings are weighed by traits and places of the receiver"
            review.report(inner, f"'{selector}' is a state; {message}")
        else:
            check_selector(review, selector, inner)
        if not WEIGHT.holds(weight):
            review.report(inner, WEIGHT.fault(Expression((weight,)), weight))


def _check_responses(review: Review, bundle: Bundle, steps: Steps) -> None:
    for lever, response in bundle.responses.items():
        inner = (*steps, "responses", lever)
        lever_known = review.is_known(lever, "lever", review.names.levers, inner)
        climate_known = review.is_known(response.to, "climate", review.names.climates, (*inner, "to"))
        if lever_known and climate_known:
            _check_fineness(review, lever, response, (*inner, "to"))


def _check_fineness(review: Review, lever: str, response: Response, steps: Steps) -> None:
    """Check that a lever does not follow a climate that differs within the lever's own range."""
    of, climate_of = review.case.levers[lever].of, review.case.climates[response.to].of
    if climate_of in RANGES and RANGES.index(climate_of) <= RANGES.index(of):
        return
    climate = f"'{response.to}', a climate of {climate_of}"
    review.report(steps, f"the lever '{lever}' of {of} cannot follow {climate}, which is finer")
