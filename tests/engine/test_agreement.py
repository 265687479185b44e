"""The fast engine agrees with the reference in distribution, feature by feature."""

import numpy as np
import pytest
from compare import COMPARISONS, FALSE_ALARM, Measured, compare, fast_runs, reference_runs, rejected
from features import FEATURES, feature
from measure import measure

from boomerang.engine.reference import simulate_reference
from boomerang.engine.simulate import seeded


@pytest.mark.parametrize("name", FEATURES)
def test_fast_engine_agrees_with_the_reference(name: str) -> None:
    wrong = rejected(compare(fast_runs(name), reference_runs(name)))
    assert not wrong, "\n".join(map(str, wrong))


def test_comparisons_are_no_more_than_the_false_alarm_allows_for() -> None:
    compared = 0
    for name in FEATURES:
        compiled = feature(name)
        ready = seeded(compiled.model, 1, compiled.events, compiled.layers)
        compared += 2 * len(measure(compiled, ready, simulate_reference(ready, np.random.default_rng(1))))
    assert compared <= COMPARISONS


def test_pairs_that_follow_one_law_are_seldom_told_apart() -> None:
    """P(|z| >= 2.5) is at most 2 exp(-2.5**2 / 2) = 0.088, also for a few pairs of rare and skewed counts."""
    random = np.random.default_rng(1)
    shared = random.gamma(0.3, size=(12, 4000))  # what two runs of a pair have in common
    fast, reference = (_columns(random.negative_binomial(1, 1 / (1 + shared))) for _ in range(2))
    far = np.mean([abs(comparison.z) >= 2.5 for comparison in compare(fast, reference)])
    assert far <= 2 * np.exp(-(2.5**2) / 2)
    assert FALSE_ALARM == 0.001


def test_a_shift_of_a_mean_or_a_variance_is_found() -> None:
    random = np.random.default_rng(1)
    reference = {"counts": random.poisson(100, 200).astype(float)}
    same, more = random.poisson(100, 200), random.poisson(107, 200)
    wider = random.negative_binomial(20, 1 / 6, 200)  # mean 100, variance 600
    found = [
        [comparison.name for comparison in rejected(compare({"counts": fast.astype(float)}, reference))]
        for fast in (same, more, wider)
    ]
    assert found == [[], ["mean of counts"], ["variance of counts"]]


def _columns(counts: np.ndarray) -> Measured:
    return {str(number): column.astype(float) for number, column in enumerate(counts.T)}
