"""The fast engine agrees with the reference in distribution, feature by feature."""

import numpy as np
import pytest
from compare import COMPARISONS, FALSE_ALARM, LOOKS, Measured, compare, differences, rejected
from features import FEATURES, feature
from measure import measure

from boomerang.engine.reference import World, simulate_reference
from boomerang.engine.simulate import seeded


@pytest.mark.parametrize("name", FEATURES)
def test_fast_engine_agrees_with_the_reference(name: str) -> None:
    wrong = differences(name)
    assert not wrong, "\n".join(map(str, wrong))


def test_comparisons_are_no_more_than_the_false_alarm_allows_for() -> None:
    compared = 0
    for name in FEATURES:
        compiled = feature(name)
        ready = seeded(compiled.model, 1, compiled.events, compiled.layers)
        world = World(ready)
        outcome = simulate_reference(world, np.random.default_rng(1))
        compared += len(LOOKS) * 2 * len(measure(compiled, world.contacts, outcome))
    assert compared <= COMPARISONS


def test_pairs_that_follow_one_law_are_seldom_told_apart() -> None:
    """No more often than the bound says, also for a few pairs of rare and skewed counts."""
    random = np.random.default_rng(1)
    shared = random.gamma(0.3, size=(12, 4000))  # what two runs of a pair have in common
    fast, reference = (_columns(random.negative_binomial(1, 1 / (1 + shared))) for _ in range(2))
    chances = np.array([comparison.chance for comparison in compare(fast, reference)])
    for chance in (0.09, 0.01, 0.001):
        assert np.mean(chances <= chance) <= chance
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
