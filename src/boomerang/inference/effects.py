"""What policies change: how sure the direction is under each explanation, and what sharing luck is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Floats2, Ints
from boomerang.case.text.texts import rounded
from boomerang.inference.pairs import EACH, Pairs

SURE = 0.95  # one-sided confidence in the sign of a mean, from which a policy is said to lower or to raise
LEAST = 0.05  # change that is not rounded to nothing
OR_LUCK = "; it may be luck"


@dataclass(frozen=True)
class Effect:
    """What a policy changes under one explanation, on average.

    Attributes:
        change: the mean difference; low, high: between which it lies with 90 % confidence, from the spread
            between draws.
        before: the mean outcome as it was.
        nothing: whether it is the same in every pair.
    """

    change: float
    low: float
    high: float
    before: float
    nothing: bool = False

    @property
    def lowers(self) -> bool:
        """Whether the outcome falls, beyond luck."""
        return self.high < 0

    @property
    def raises(self) -> bool:
        """Whether it rises, beyond luck."""
        return self.low > 0


def effects(pairs: Pairs) -> list[dict[str, Effect]]:
    """For each policy its effect under each explanation."""
    totals = {name: pairs.totals(name) for name in pairs.belief.explanations}
    draws = {name: np.array(pairs.kept(name)) // EACH for name in totals}
    return [
        {name: effect_of(before, after[p] - before, draws[name]) for name, (before, after) in totals.items()}
        for p in range(len(pairs.policies))
    ]


def effect_of(before: Floats, differences: Floats, draws: Ints) -> Effect:
    """The spread is that between draws; where pairs of a draw cancel so that it shows none, that of pairs."""
    given, same = by_draw(differences, draws), not differences.any()
    mean = float(differences.mean())
    error = 0.0 if same else _error(given if given.any() else differences)
    return Effect(mean, mean - error, mean + error, float(before.mean()), same)


def _error(given: Floats) -> float:
    """Half of the 90 % interval of a mean; infinite for one number."""
    from scipy.stats import t

    if len(given) < 2:
        return np.inf
    return float(given.std(ddof=1) / np.sqrt(len(given)) * t.ppf(SURE, len(given) - 1))


def by_draw(differences: Floats, draws: Ints) -> Floats:
    """float64[draws]: the mean difference of the pairs of each draw."""
    sums, counts = np.bincount(draws, differences), np.bincount(draws)
    return sums[counts > 0] / counts[counts > 0]


def variance_factor(pairs: Pairs, policy: int) -> float:
    """The variance of paired differences over that of differences between countries with luck of their own.

    Of luck alone: it is taken between pairs that share their draw, over all explanations under which
    anything changes. NaN where nothing does, or where no two pairs share a draw.
    """
    found = [_variances(pairs, name, policy) for name in pairs.belief.explanations]
    paired, independent = np.sum(found, axis=0)
    return float(paired / independent) if independent else np.nan


def _variances(pairs: Pairs, explanation: str, policy: int) -> tuple[float, float]:
    """Sums of squared differences within draws: of paired differences, and of both outcomes by themselves."""
    numbers, (before, after) = pairs.kept(explanation), pairs.totals(explanation)
    place = {number: index for index, number in enumerate(numbers)}
    first = np.array([place[n] for n in numbers if n % EACH == 0 and n + 1 in place], np.int64)
    if not len(first) or not (after[policy] - before).any():
        return 0.0, 0.0

    def within(given: Floats | Floats2) -> float:
        return float(((given[first] - given[first + 1]) ** 2).sum())

    return within(after[policy] - before), within(before) + within(after[policy])


def sentence(policy: str, outcome: str, found: dict[str, Effect], seen: str = "") -> str:
    """What a policy does to the outcome under the explanations, in one sentence.

    Args:
        seen: the pairs in which that it changes nothing was seen; empty where nothing follows from it.
    """
    lowering = [each for each in found.values() if each.lowers]
    raising = [each for each in found.values() if each.raises]
    if all(each.nothing for each in found.values()):
        if seen:
            return f"'{policy}' does not change {outcome} in {seen} under {_any(found)}"
        return f"'{policy}' changes nothing under {_of(len(found), len(found))}"
    told = [
        f"{verb} {outcome} under {_of(len(some), len(found))} by {_range(some)}"
        for verb, some in (("lowers", lowering), ("raises", raising))
        if some
    ]
    if not told:
        return f"'{policy}' is not seen to lower or raise {outcome} under {_any(found)}{OR_LUCK}"
    every = raising or len(lowering) == len(found)
    return f"'{policy}' {' and '.join(told)}" + ("" if every else _at_most(found))


def _of(some: int, all_: int) -> str:
    if all_ == 1:
        return "this explanation"
    every = "both explanations" if all_ == 2 else f"all {all_} explanations"
    return every if some == all_ else f"{some} of {all_} explanations"


def _any(found: dict[str, Effect]) -> str:
    return "this explanation" if len(found) == 1 else "any explanation"


def _range(given: list[Effect]) -> str:
    """The least and the greatest change, in per cent of the outcome as it was unless that is 0."""
    if all(each.before > 0 for each in given):
        shares = sorted(100 * abs(each.change) / each.before for each in given)
        low, high = (f"{share:.2g}" if share < 10 else f"{share:.0f}" for share in (shares[0], shares[-1]))
        return f"{low} %" if low == high else f"{low} to {high} %"
    sizes = sorted(abs(each.change) for each in given)
    low, high = (rounded(size) if size >= LEAST else f"{size:.1g}" for size in (sizes[0], sizes[-1]))
    return low if low == high else f"{low} to {high}"


def _at_most(found: dict[str, Effect]) -> str:
    """How much it may raise the outcome where that cannot be told from nothing."""
    shares = [100 * each.high / each.before for each in found.values() if each.before > 0]
    most = max(shares, default=0.0)
    if most <= 0:
        return "; under none does it raise it"
    return f"; under none does it raise it by more than {most:.2g} %"
