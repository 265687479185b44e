"""The fast engine beside the reference, seed by seed, and whether they differ by more than luck.

Both run the same people with the same ties for each seed, so runs come in pairs. If the engines follow the
same law, the two runs of a pair could be swapped, and the difference d of anything measured on both is as
likely to be -d. Then P(|sum d| / sqrt(sum d^2) >= z) <= 2 exp(-z^2 / 2), exactly, for whatever is measured
and however few the runs (Efron 1969, "Student's t-test under symmetry conditions"; it is Hoeffding's
inequality for random signs). Means are compared so, and variances through squared deviations from the common
mean of both engines.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from features import FEATURES, feature
from measure import measure
from numpy.typing import NDArray

from boomerang.engine.model import Model
from boomerang.engine.reference import simulate_reference
from boomerang.engine.simulate import Outcome, seeded, simulate_model

SEEDS = 100
ROUNDING = 1e-9  # relative difference that is left to arithmetic
FALSE_ALARM = 0.001  # chance that a right engine fails the comparisons of all features together
COMPARISONS = 8000  # of the whole suite; test_agreement.py counts them
LIMIT = float(np.sqrt(2 * np.log(2 * COMPARISONS / FALSE_ALARM)))  # of z: 5.76

Measured = dict[str, NDArray[np.float64]]  # what is measured -> one number for each seed


@dataclass(frozen=True)
class Comparison:
    """One thing measured on both engines; `error` is the standard error of the difference over n pairs."""

    name: str
    estimate: float
    reference: float
    error: float
    n: int
    z: float

    def __str__(self) -> str:
        return (
            f"{self.name}: fast engine {self.estimate:.5g}, reference {self.reference:.5g},"
            f" standard error {self.error:.2g}, n = {self.n}, z = {self.z:.2f} (limit {LIMIT:.2f})"
        )


def compare(fast: Measured, reference: Measured) -> list[Comparison]:
    """Mean and variance of everything that is measured."""
    assert fast.keys() == reference.keys()
    comparisons = []
    for name in fast:
        comparisons.append(_compare(f"mean of {name}", fast[name], reference[name]))
        centre = (fast[name].mean() + reference[name].mean()) / 2
        squares = [(values - centre) ** 2 for values in (fast[name], reference[name])]
        comparisons.append(_compare(f"variance of {name}", *squares))
    return comparisons


def _compare(name: str, fast: NDArray[np.float64], reference: NDArray[np.float64]) -> Comparison:
    difference = fast - reference
    difference[np.abs(difference) <= ROUNDING * np.abs(reference).max()] = 0
    size = float(np.sqrt((difference**2).sum()))
    z = float(difference.sum()) / size if size > 0 else 0.0
    return Comparison(name, fast.mean(), reference.mean(), size / len(difference), len(difference), z)


def rejected(comparisons: list[Comparison]) -> list[Comparison]:
    """Those that differ by more than luck, the worst first."""
    return sorted((c for c in comparisons if abs(c.z) > LIMIT), key=lambda c: -abs(c.z))


@cache
def reference_runs(name: str) -> Measured:
    """What the reference does in a feature's case."""

    def run(ready: Model, seed: int) -> Outcome:
        return simulate_reference(ready, np.random.default_rng(seed), feature(name).later)

    return _runs(name, run)


def fast_runs(name: str, model: Model | None = None) -> Measured:
    """What the fast engine does in a feature's case, or with a model that somebody has tampered with."""
    compiled = feature(name)

    def run(_: Model, seed: int) -> Outcome:
        now = model or compiled.model
        return simulate_model(now, seed, compiled.events, compiled.layers, later=compiled.later)

    return _runs(name, run)


def _runs(name: str, run: Callable[[Model, int], Outcome]) -> Measured:
    """What is measured on the runs of all seeds; every feature has seeds of its own."""
    compiled = feature(name)
    first = 1000 * FEATURES.index(name)
    rows = []
    for seed in range(first, first + SEEDS):
        ready = seeded(compiled.model, seed, compiled.events, compiled.layers)
        rows.append(measure(compiled, ready, run(ready, seed)))
    return {name: np.array([row[name] for row in rows], float) for name in rows[0]}
