"""What was learned of parameters, in the units of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from boomerang.arrays import Floats
from boomerang.case import Case
from boomerang.case.parts.values import Measure
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.reach import plain_name

ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Learned:
    """What is believed of a parameter of an explanation before and after the observations.

    Attributes:
        explanation, name: whose, and which.
        posterior: float64[3], 5 %, median and 95 % after the observations, in base units.
        before, after: the 90 % intervals in the `unit` of the case.
        shrinkage: see `Estimate.shrinkage`.
    """

    explanation: str
    name: str
    posterior: Floats
    before: str
    after: str
    unit: str
    shrinkage: float


def learned(estimate: Estimate, case: Case) -> list[Learned]:
    """The parameters of an explanation, most narrowed first."""
    before, after = np.quantile(estimate.prior, ENDS, axis=0), estimate.sample.quantiles(ENDS)
    shrinkage = estimate.shrinkage
    found = []
    for j in np.argsort(-shrinkage, kind="stable"):
        value = _value(case, estimate.parameters[j])
        found.append(
            Learned(
                explanation=estimate.explanation,
                name=plain_name(estimate.parameters[j]),
                posterior=after[:, j],
                before=_text(value, before[:, j]),
                after=_text(value, after[:, j]),
                unit=str(replace(value, number=2.0)).removeprefix("2").strip(),
                shrinkage=float(shrinkage[j]),
            )
        )
    return found


def most_learned(estimates: Sequence[Estimate], case: Case) -> list[Learned]:
    """The parameters of several explanations, most narrowed first, each where it is narrowed most."""
    every = [each for estimate in estimates for each in learned(estimate, case)]
    best: dict[str, Learned] = {}
    for each in sorted(every, key=lambda each: -each.shrinkage):
        best.setdefault(each.name, each)
    return list(best.values())


def _value(case: Case, path: str) -> Measure:
    """The value of a parameter as the case writes it."""
    owner, _, name = path.rpartition("parameters.")
    return case.own_parameters()[owner.removeprefix("mechanisms.").rstrip(".") or None][name].value


def _text(value: Measure, ends: Floats) -> str:
    """The ends of an interval in the unit of a value."""
    low, high = (f"{float(f'{end / value.in_base(1.0):.2g}'):,g}" for end in (ends[0], ends[-1]))
    return f"{low} to {high}"
