"""The fast engine beside the reference, seed by seed, and whether they differ by more than luck.

Both run the same people with the same ties for each seed, so runs come in pairs. If the engines follow the
same law, the two runs of a pair could be swapped, and the difference d of anything measured on both is as
likely to be -d. Then P(|sum d| >= s) <= 2 exp(-t s) prod cosh(t d) for every t > 0, exactly, for whatever is
measured and however few the runs (Markov's inequality for random signs). With t = s / sum d^2 that is at most
2 exp(-z^2 / 2), where z = s / sqrt(sum d^2) (Efron 1969, "Student's t-test under symmetry conditions"); a
greater t makes it less where few runs all say the same. Means are compared so, and variances through squared
deviations from the common mean of both engines.

Most seeds are run only of cases in which something looks doubtful after the first of them. An error of which
all seeds would tell seldom looks like nothing there: 90 seeds of this kind find as much as 100 that are all
run and judged by z alone, for differences of any size.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from features import FEATURES, feature
from measure import measure
from numpy.typing import NDArray

from boomerang.engine.model import Model
from boomerang.engine.reference import World, simulate_reference
from boomerang.engine.simulate import Outcome, seeded, simulate_model

LOOKS = (36, 90)  # seeds after which a case is judged
DOUBTFUL = 2.75  # z of a comparison for whose sake there is another look; one case in seven has such by luck
ROUNDING = 1e-9  # relative difference that is left to arithmetic
FALSE_ALARM = 0.001  # chance that a right engine fails the comparisons of all features together
COMPARISONS = 15_000  # of the whole suite, at all looks; test_agreement.py counts them
SHARPER = np.array([1, 1.1, 1.2, 1.35, 1.5, 2, 3, 6, 20])  # times s / sum d^2, for t

Measured = dict[str, NDArray[np.float64]]  # what is measured -> one number for each seed
Runs = Callable[[int], Measured]  # what is measured on the first so many seeds
Rows = list[dict[str, float]]
Run = Callable[[World, int], Outcome]


@dataclass(frozen=True)
class Comparison:
    """One thing measured on both engines; `error` is the standard error of the difference over n pairs.

    `chance` is at least the probability of so large a difference if both engines follow the same law.
    """

    name: str
    estimate: float
    reference: float
    error: float
    n: int
    z: float
    chance: float

    def __str__(self) -> str:
        return (
            f"{self.name}: fast engine {self.estimate:.5g}, reference {self.reference:.5g},"
            f" standard error {self.error:.2g}, n = {self.n}, z = {self.z:.2f}, chance {self.chance:.1g}"
        )


def differences(name: str, model: Model | None = None) -> list[Comparison]:
    """How the fast engine differs from the reference in a feature's case by more than luck, the worst first.

    The fast engine may be given a model that somebody has tampered with.
    """
    known: Rows = []
    return differ(
        lambda seeds: fast_runs(name, seeds, model, known), lambda seeds: reference_runs(name, seeds)
    )


def differ(fast: Runs, reference: Runs) -> list[Comparison]:
    """How the runs of two engines differ by more than luck, the worst first."""
    for seeds in LOOKS:
        comparisons = compare(fast(seeds), reference(seeds))
        wrong = rejected(comparisons)
        if wrong or all(abs(comparison.z) < DOUBTFUL for comparison in comparisons):
            break
    return wrong


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
    chance = _chance(difference / size, abs(z)) if size > 0 else 1.0
    return Comparison(name, fast.mean(), reference.mean(), size / len(difference), len(difference), z, chance)


def _chance(difference: NDArray[np.float64], z: float) -> float:
    """The bound on the chance of a difference that is given in units of its size."""
    t = z * SHARPER
    exponents = np.abs(t[:, None] * difference)
    log_cosh = exponents + np.log1p(np.exp(-2 * exponents)) - np.log(2)
    return float(2 * np.exp((log_cosh.sum(axis=1) - t * z).min()))


def rejected(comparisons: list[Comparison]) -> list[Comparison]:
    """Those that differ by more than luck, the worst first."""
    wrong = [comparison for comparison in comparisons if comparison.chance < FALSE_ALARM / COMPARISONS]
    return sorted(wrong, key=lambda comparison: comparison.chance)


def reference_runs(name: str, seeds: int) -> Measured:
    """What the reference does in a feature's case."""

    def run(world: World, seed: int) -> Outcome:
        return simulate_reference(world, np.random.default_rng(seed), feature(name).later)

    return _runs(name, seeds, run, _reference_rows(name))


@cache
def _reference_rows(name: str) -> Rows:
    """What is known of the reference so far."""
    return []


def fast_runs(name: str, seeds: int, model: Model | None, known: Rows) -> Measured:
    """What the fast engine does in a feature's case, or with another model."""
    compiled = feature(name)

    def run(_: World, seed: int) -> Outcome:
        now = model or compiled.model
        return simulate_model(now, seed, compiled.events, compiled.layers, later=compiled.later)

    return _runs(name, seeds, run, known)


def _runs(name: str, seeds: int, run: Run, known: Rows) -> Measured:
    """What is measured on the runs of so many seeds, some of which may be known; all that are, then, are."""
    for number in range(len(known), seeds):
        seed, world = _ready(name, number)
        known.append(measure(feature(name), world.contacts, run(world, seed)))
    return {what: np.array([row[what] for row in known[:seeds]], float) for what in known[0]}


@lru_cache(LOOKS[-1])
def _ready(name: str, number: int) -> tuple[int, World]:
    """A seed and its world, in which the reference runs once at most; every feature has seeds of its own."""
    compiled, seed = feature(name), 1000 * FEATURES.index(name) + number
    return seed, World(seeded(compiled.model, seed, compiled.events, compiled.layers))
