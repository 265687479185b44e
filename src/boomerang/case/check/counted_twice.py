"""Checks that nothing counts twice: what the case says, a mechanism need not say again."""

from collections.abc import Hashable, Iterator
from itertools import product

from boomerang.case.check.review import Review, path_to
from boomerang.case.parts.bundle import Bundle, Kick
from boomerang.case.parts.meaning import meaning, whom
from boomerang.case.parts.names import own_events
from boomerang.case.text.yaml_text import Steps

Said = Iterator[tuple[Steps, Hashable]]


def check_counted_twice(review: Review) -> None:
    """Report kicks, hazard ratios and responses of a mechanism that are those of the case, in effect."""
    if review.problems or review.source.removed:
        return
    by_case: dict[Hashable, Steps] = {}
    for mechanism, bundle in review.case.bundles().items():  # the case itself comes first
        said = by_case if mechanism is None else dict(by_case)
        told: set[Steps] = set()
        for steps, meant in _said(bundle, path_to(mechanism)):
            earlier = said.setdefault(meant, steps)
            if earlier != steps and steps not in told:
                told.add(steps)
                _report(review, steps, earlier)


def _report(review: Review, steps: Steps, earlier: Steps) -> None:
    other = review.source.problem(earlier, "")
    line = f" (line {other.line})" if other.line else ""
    message = f"{other.path}{line} says the same, and both count while this does; leave one of them out"
    review.report(steps, message)


def _said(bundle: Bundle, steps: Steps) -> Said:
    """Everything that adds to something else, with what it means."""
    for index, kick in enumerate(bundle.kicks):
        for event, (name, amount) in product(dict.fromkeys(kick.when), kick.amounts.items()):
            yield (*steps, "kicks", index), ("kick", event, name, meaning(amount), reached(kick))
    yield from _ratios(bundle, steps)
    for lever, response in bundle.responses.items():
        yield (*steps, "responses", lever), ("response", lever, meaning(response))


def _ratios(bundle: Bundle, steps: Steps) -> Said:
    """Those of each event where it is defined, and those that are added to it."""
    key = "hazard ratios"
    own = [
        ((*steps, f"{type(event).__name__.lower()}s", name, key), name, event.hazard_ratios)
        for name, event in own_events(bundle)
    ]
    added = [((*steps, key, name), name, ratios) for name, ratios in bundle.hazard_ratios.items()]
    for at, event, ratios in [*own, *added]:
        for term, ratio in ratios.items():
            yield (*at, term), ("ratio", event, meaning(whom(term)), meaning(ratio))


def reached(kick: Kick) -> Hashable:
    """Whom a kick reaches, and how hard."""
    weights = {who: by for who, by in kick.weighed_by.items() if by != 1}
    return kick.to, meaning(weights), meaning(kick.times)
