"""Which figures, and which shapes of a series, an explanation does not make even when it is fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Flags, Floats
from boomerang.inference.checks import Check, Kind, checks
from boomerang.inference.compare import Data
from boomerang.inference.learn.fitted import fitted
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.learn.weighted import Sample

RANKS: dict[Kind, int] = {"level": 0, "date of the peak": 2, "figure": 3}  # shapes are 1
SHARES = (0.0, 0.05, 0.5, 0.95, 1.0)


@dataclass(frozen=True)
class FittedCheck:
    """How the fitted countries of each of k explanations compare with the observed one in one quantity.

    Attributes:
        check: the quantity.
        made: float64[k, 5], what they show, in its unit: the least, 5 %, the median, 95 %, the most.
        tail, apart, p: float64[k]; never: bool[k]; see `inference.learn.fitted.Fitted`.
    """

    check: Check
    made: Floats
    tail: Floats
    apart: Floats
    p: Floats
    never: Flags


def fits_of(data: Data, estimates: Sequence[Estimate]) -> tuple[FittedCheck, ...]:
    """Compare every figure and series with the fitted countries of each explanation."""
    given = checks(data)
    Q, q0 = np.stack([each.values for each in given], axis=1), np.array([each.observed for each in given])
    found = fitted(Q, q0, data.X, data.x0, data.table.labels, estimates)
    return tuple(
        FittedCheck(
            check,
            _made(check, estimates),
            tail=found.tail[:, j],
            apart=found.apart[:, j],
            p=found.p[:, j],
            never=found.never[:, j],
        )
        for j, check in enumerate(given)
    )


def _made(check: Check, estimates: Sequence[Estimate]) -> Floats:
    near = [each.near for each in estimates]
    return np.stack([Sample(check.shown[each.rows], each.weights).quantiles(SHARES) for each in near])


def never(fits: Sequence[FittedCheck], k: int) -> list[FittedCheck]:
    """What explanation k does not make: levels, shapes, dates of peaks, figures; those furthest out first."""
    found = [fit for fit in fits if fit.never[k]]
    return sorted(found, key=lambda fit: (RANKS.get(fit.check.kind, 1), -abs(fit.apart[k])))


def first_never(fits: Sequence[FittedCheck], count: int) -> list[str]:
    """The first of that for each of so many explanations; empty where there is nothing."""
    found = [never(fits, k) for k in range(count)]
    return [each[0].check.name if each else "" for each in found]
