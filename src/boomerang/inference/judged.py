"""What pairs of twins come to: decisions, effects, and what they hang on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boomerang.arrays import Floats2
from boomerang.case.parts.schema import AS_IT_WAS
from boomerang.inference.belief import under
from boomerang.inference.decision import Decision, decide
from boomerang.inference.effects import Effect, by_draw, effects, variance_factor
from boomerang.inference.idle import idle_parts, is_idle
from boomerang.inference.pairs import EACH, Pairs
from boomerang.inference.turning import Turning, turning
from boomerang.study.draws import in_base_units


@dataclass(frozen=True, eq=False, repr=False)
class Judged:
    """What policies change under each explanation, as arrays and words.

    Attributes:
        pairs: all that was simulated.
        more: whether more of the outcome is better.
        notes: what must be known before it is quoted.
    """

    pairs: Pairs
    more: bool = False
    notes: tuple[str, ...] = ()

    @property
    def policies(self) -> tuple[str, ...]:
        """All that are compared; the first leaves everything as it was."""
        return (AS_IT_WAS, *self.pairs.policies)

    @property
    def explanations(self) -> tuple[str, ...]:
        """In the order of the case."""
        return self.pairs.belief.explanations

    @cached_property
    def differences(self) -> dict[str, Floats2]:
        """float64[policies, pairs] of each explanation, the outcome less that as it was: first of itself."""
        found = {}
        for name in self.explanations:
            before, after = self.pairs.totals(name)
            found[name] = np.concatenate([np.zeros((1, len(before))), after - before])
        return found

    @cached_property
    def decision(self) -> Decision:
        """All numbers of the tables, as arrays."""
        return decide([*self.differences.values()], self.pairs.belief.weights, more=self.more)

    def weight(self, explanation: str) -> float:
        """How likely an explanation is."""
        return float(self.pairs.belief.weights[self.explanations.index(explanation)])

    @cached_property
    def effects(self) -> dict[str, dict[str, Effect]]:
        """For each policy its mean effect under each explanation, with its 90 % confidence interval."""
        return dict(zip(self.pairs.policies, effects(self.pairs), strict=True))

    @cached_property
    def turning(self) -> dict[str, Turning | None]:
        """For each policy the parameter on which it hangs whether it lowers or raises the outcome."""
        from pandas import DataFrame

        draws = {name: np.array(self.pairs.kept(name)) // EACH for name in self.explanations}
        parameters = {
            name: in_base_units(DataFrame(self.pairs.belief.draws[name])).loc[np.unique(used)]
            for name, used in draws.items()
        }
        found = {}
        for number, policy in enumerate(self.policies[1:], start=1):
            given = {name: by_draw(each[number], draws[name]) for name, each in self.differences.items()}
            found[policy] = turning(given, parameters)
        return found

    @property
    def fewest_draws(self) -> int:
        """Of the parameters, that were simulated under an explanation."""
        return min(len({pair // EACH for pair in self.pairs.kept(name)}) for name in self.explanations)

    @cached_property
    def factors(self) -> dict[str, float]:
        """For each policy the variance of paired differences over that of independent ones; NaN for none."""
        return {name: variance_factor(self.pairs, p) for p, name in enumerate(self.pairs.policies)}

    def idle(self, policy: str) -> dict[str, list[str]]:
        """For each explanation what a policy cannot do there, and why; nothing for those without."""
        case = self.pairs.scenario.case
        on = {name: under(self.pairs.scenario, name).mechanisms for name in self.explanations}
        told = {name: idle_parts(case, policy, mechanisms) for name, mechanisms in on.items()}
        for name in told:
            if self.effects[policy][name].nothing and not self.is_idle(policy, name):
                told[name].append(f"{self.pairs.outcome} changes in no pair")
        return {name: reasons for name, reasons in told.items() if reasons}

    def is_idle_everywhere(self, policy: str) -> bool:
        """Whether it has nothing to change under any explanation."""
        return all(each.nothing and self.is_idle(policy, name) for name, each in self.effects[policy].items())

    def is_idle(self, policy: str, explanation: str) -> bool:
        """Whether a policy has nothing to change under an explanation."""
        mechanisms = under(self.pairs.scenario, explanation).mechanisms
        return is_idle(self.pairs.scenario.case, policy, mechanisms)
