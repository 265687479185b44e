"""What a comparison of policies comes to, in plain sentences."""

from __future__ import annotations

from dataclasses import replace

from boomerang.case.text.texts import rounded
from boomerang.inference.effects import OR_LUCK, sentence
from boomerang.inference.judged import Judged
from boomerang.inference.leading import alike, carefully, rivals, unmoved
from boomerang.inference.scales import measures_of
from boomerang.inference.turning import FEWEST

NONE = "on none"
DIGITS = 2  # of the value at which a sign turns


def sentences(given: Judged) -> list[str]:
    """What each policy does, then which to choose."""
    return [*(says(given, name) for name in given.pairs.policies), choice(given)]


def says(given: Judged, policy: str) -> str:
    """What a policy does under the explanations; first, where it matters, that few pairs tell it."""
    found, outcome = given.effects[policy], given.pairs.outcome
    if given.is_idle_everywhere(policy):
        return sentence(policy, outcome, found)
    told = sentence(policy, outcome, found, given.pairs.any)
    return f"{careful}: {told.removesuffix(OR_LUCK)}" if (careful := carefully(given)) else told


def choice(given: Judged) -> str:
    """Which policy to choose when the explanation is not known, and what that costs at most."""
    found, outcome = given.decision, given.pairs.outcome
    first = f"{careful}: " if (careful := carefully(given)) else ""
    if len(alike(given, given.policies[found.best])) == len(given.policies):
        return f"{first}{unmoved(given)}, so there is nothing to choose"
    if len(given.explanations) == 1:
        return first + _average(given)
    safe, worst = alike(given, given.policies[found.minimax]), found.worst[found.minimax]
    cost = {"0": "nothing", "0.0": "almost nothing"}.get(
        told := rounded(worst), f"at most {told} of {outcome}"
    )
    costs = f"with {_named(safe, 'or')} not knowing the explanation costs {cost} on average"
    return f"{first}{costs}; {_average(given)}"


def _average(given: Judged) -> str:
    """Which policies are best on average, and from which they cannot be told."""
    best = alike(given, given.policies[given.decision.best])
    verb, extreme = "has" if len(best) == 1 else "have", "highest" if given.more else "lowest"
    over = " over all explanations" if len(given.explanations) > 1 else ""
    luck = [] if carefully(given) else rivals(given)
    but = f", but luck alone may part {'it' if len(best) == 1 else 'them'} from {_named(luck, 'and')}"
    said = f"{_named(best, 'and')} {verb} the {extreme} average of {given.pairs.outcome}{over}"
    return said + (but if luck else "")


def _named(policies: list[str], last: str) -> str:
    """Policies in words; `last` stands before the last of several."""
    *some, end = [f"'{policy}'" for policy in policies] or [""]
    return f"{', '.join(some)} {last} {end}" if some else end


def hangs(given: Judged, policy: str) -> str | None:
    """On which parameter it hangs whether a policy lowers or raises the outcome, in one line; 'on none'.

    None where there are too few draws to tell.
    """
    found = given.turning[policy]
    if found is None:
        return None if given.fewest_draws < FEWEST else NONE
    below, above = ("lowers", "raises") if found.rising else ("raises", "lowers")
    measure = measures_of(given.pairs.scenario.case)[found.parameter]
    value = float(f"{found.value / measure.in_base(1.0):.{DIGITS}g}")
    turns = f"{below} {given.pairs.outcome} where {found.parameter} is below {replace(measure, number=value)}"
    return f"under {found.explanation} '{policy}' {turns} and {above} it above"


def cannot(given: Judged, policy: str) -> list[str]:
    """What a policy cannot do, one line for each reason with the explanations."""
    by_reason: dict[str, list[str]] = {}
    for explanation, reasons in given.idle(policy).items():
        for reason in reasons:
            by_reason.setdefault(reason, []).append(explanation)
    return [f"'{policy}': {reason} under {', '.join(names)}" for reason, names in by_reason.items()]
