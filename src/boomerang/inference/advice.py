"""What a comparison of policies comes to, in plain sentences."""

from __future__ import annotations

from dataclasses import replace

from boomerang.inference.effects import sentence
from boomerang.inference.judged import Judged
from boomerang.inference.scales import measures_of

NONE = "on none"
DIGITS = 2  # of the value at which a sign turns


def sentences(given: Judged) -> list[str]:
    """What each policy does, then which to choose."""
    told = [sentence(name, given.pairs.outcome, found) for name, found in given.effects.items()]
    return [*told, choice(given)]


def choice(given: Judged) -> str:
    """Which policy to choose when the explanation is not known, and what that costs at most."""
    found, extreme = given.decision, "highest" if given.more else "lowest"
    safe, best = given.policies[found.minimax], given.policies[found.best]
    outcome, worst = given.pairs.outcome, found.worst[found.minimax]
    average = f"'{best}' has the {extreme} average of {outcome}"
    if len(given.explanations) == 1:
        return average
    cost = f"at most {worst:,.3g} of {outcome} on average" if worst > 0 else "nothing on average"
    knows = f"with '{safe}' not knowing the explanation costs {cost}"
    return f"{knows}; {average} over all explanations"


def hangs(given: Judged, policy: str) -> str:
    """On which parameter it hangs whether a policy lowers or raises the outcome, in one line; 'on none'."""
    found = given.turning[policy]
    if found is None:
        return NONE
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
