"""What is believed of a country: how likely each explanation is, and draws of its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.scenario import Scenario
from boomerang.case.text.texts import unknown
from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError
from boomerang.study.draws import draw_priors

Settings = Mapping[str, Any]
PRIORS = "the priors"  # a source


@dataclass(frozen=True, eq=False)
class Belief:
    """Explanations with their weights, and for each as many draws as are needed.

    Attributes:
        explanations: in the order of the case; weights: float64[explanations], which sum to 1.
        draws: of each explanation, `settings` of a scenario, all draws of the same weight.
        source: where it comes from, in words.
    """

    explanations: tuple[str, ...]
    weights: Floats
    draws: Mapping[str, Sequence[Settings]]
    source: str

    @property
    def digest(self) -> str:
        """SHA-256 over weights and source, in hexadecimal digits; draws follow from these and the seed."""
        return digest_of(canonical_json([self.explanations, self.weights.tolist(), self.source]))


def believed_before(scenario: Scenario, explanations: Sequence[str], count: int, seed: int) -> Belief:
    """What is believed before any data are seen: explanations weigh the same, parameters have their priors.

    Args:
        scenario: a mechanism that is off in it is off under every explanation.
        explanations: names of the case; none for all. count: draws of each.

    Raises:
        InputError: there is no such explanation.
    """
    names = chosen_explanations(scenario, explanations)
    draws = {}
    for name in names:
        drawn = draw_priors(under(scenario, name), count, seed=seed)
        draws[name] = [drawn.loc[row].to_dict() for row in range(count)]
    return Belief(names, np.full(len(names), 1 / len(names)), draws, PRIORS)


def chosen_explanations(scenario: Scenario, wanted: Sequence[str]) -> tuple[str, ...]:
    """The explanations that are asked for, in the order of the case; all, where none is.

    Raises:
        InputError: the case has none, or no such one.
    """
    case = scenario.case
    if not case.explanations:
        raise InputError(f"{case.name} has no explanations, under which policies could be compared")
    for name in wanted:
        if name not in case.explanations:
            raise InputError(unknown(name, f"explanation of {case.name}", case.explanations))
    return tuple(name for name in case.explanations if not wanted or name in wanted)


def under(scenario: Scenario, explanation: str) -> Scenario:
    """A scenario with the mechanisms of an explanation, as far as they are on in it."""
    meant = scenario.case.explanations[explanation].mechanisms
    return scenario.changed(mechanisms=[name for name in scenario.mechanisms if name in meant])
