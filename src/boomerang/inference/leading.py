"""Which policies cannot be told from the best one, and how carefully the best is to be spoken of."""

from __future__ import annotations

import numpy as np

from boomerang.case.parts.schema import AS_IT_WAS
from boomerang.inference.effects import Effect, effect_of
from boomerang.inference.judged import Judged
from boomerang.inference.pairs import EACH, luck_in


def carefully(given: Judged) -> str:
    """What stands before all that is said of policies where there are few pairs, which luck may decide."""
    luck = luck_in(min(len(given.pairs.kept(name)) for name in given.explanations))
    return luck if luck and not all(map(given.is_idle_everywhere, given.pairs.policies)) else ""


def unmoved(given: Judged) -> str:
    """That no policy changes anything, and in how many pairs that was seen."""
    return f"no policy changes {given.pairs.outcome} in {given.pairs.any}"


def alike(given: Judged, policy: str) -> list[str]:
    """A policy and those under which every pair is as under it, in order."""
    p = given.policies.index(policy)
    every = np.concatenate([*given.differences.values()], axis=1)
    return [name for q, name in enumerate(given.policies) if (every[q] == every[p]).all()]


def rivals(given: Judged) -> list[str]:
    """The policies that differ from the best one by no more than luck, on average."""
    best = given.policies[given.decision.best]
    same = alike(given, best)
    return [name for name in given.policies if name not in same and not _worse(given, name, best)]


def may_be_luck(given: Judged) -> bool:
    """Whether what the best policy changes on average may be luck alone."""
    return bool(carefully(given)) or AS_IT_WAS in rivals(given)


def _worse(given: Judged, policy: str, best: str) -> bool:
    """Whether a policy's average is beyond luck worse than that of the best."""
    p, b = given.policies.index(policy), given.policies.index(best)
    more, variance = 0.0, 0.0
    for name in given.explanations:
        if weight := given.weight(name):
            apart = _apart(given, name, p, b)
            more, variance = (
                more + weight * apart.change,
                variance + (weight * (apart.high - apart.change)) ** 2,
            )
    return abs(more) > np.sqrt(variance)


def _apart(given: Judged, explanation: str, p: int, q: int) -> Effect:
    """By how much one policy has more of the outcome than another."""
    each, numbers = given.differences[explanation], np.array(given.pairs.kept(explanation))
    return effect_of(given.pairs.totals(explanation)[0], each[p] - each[q], numbers // EACH)
