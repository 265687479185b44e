"""Regret and expected-best against brute force, on a toy of four policies and three explanations."""

from itertools import product

import numpy as np
import pytest

from boomerang.inference.decision import Decision, decide

POLICIES, EXPLANATIONS, PAIRS = 4, 3, 25
WEIGHTS = np.array([0.2, 0.5, 0.3])


@pytest.fixture(scope="module")
def differences() -> list[np.ndarray]:
    random = np.random.default_rng(11)
    given = [np.round(random.normal(0, 4, (POLICIES, PAIRS)), 1) for _ in range(EXPLANATIONS)]
    for part in given:
        part[0] = 0
    return given


def brute(differences: list[np.ndarray], sign: int) -> tuple[list[list[float]], int, int, list[float]]:
    """Regrets, the minimax and the best policy, and how likely each is better than as it was."""
    loss = [[sign * sum(given[p]) / PAIRS for given in differences] for p in range(POLICIES)]
    regret = [
        [loss[p][e] - min(loss[q][e] for q in range(POLICIES)) for e in range(EXPLANATIONS)]
        for p in range(POLICIES)
    ]
    minimax = min(range(POLICIES), key=lambda p: max(regret[p]))
    expected = [sum(WEIGHTS[e] * loss[p][e] for e in range(EXPLANATIONS)) for p in range(POLICIES)]
    better = [0.0] * POLICIES
    for p, e, r in product(range(POLICIES), range(EXPLANATIONS), range(PAIRS)):
        better[p] += WEIGHTS[e] / PAIRS * (sign * differences[e][p][r] < 0)
    return regret, minimax, int(np.argmin(expected)), better


@pytest.mark.parametrize(("more", "sign"), [(False, 1), (True, -1)])
def test_regret_and_best_are_those_of_brute_force(
    differences: list[np.ndarray], more: bool, sign: int
) -> None:
    found = decide(differences, WEIGHTS, more=more)
    regret, minimax, best, better = brute(differences, sign)
    np.testing.assert_allclose(found.regret, regret, atol=1e-12)
    np.testing.assert_allclose(found.worst, np.max(regret, axis=1), atol=1e-12)
    np.testing.assert_allclose(found.better, better, atol=1e-12)
    assert (found.minimax, found.best) == (minimax, best)


def test_the_two_choices_can_differ() -> None:
    """The first is best on average, and worst by far under the third explanation."""
    means = {0: (0, 0, 0), 1: (-6, -6, 9), 2: (-2, -2, 0), 3: (5, 5, 5)}
    given = [np.array([[means[p][e]] * 4 for p in means], float) for e in range(EXPLANATIONS)]
    found: Decision = decide(given, WEIGHTS)
    assert (found.minimax, found.best) == (2, 1)


def test_what_has_no_weight_has_no_say_in_regret(differences: list[np.ndarray]) -> None:
    found = decide(differences, np.array([0.0, 1.0, 0.0]))
    np.testing.assert_allclose(found.worst, found.regret[:, 1])
    assert found.minimax == found.best == int(differences[1].mean(axis=1).argmin())


def test_the_average_is_weighted(differences: list[np.ndarray]) -> None:
    found = decide(differences, WEIGHTS)
    expected = sum(w * given.mean(axis=1) for w, given in zip(WEIGHTS, differences, strict=True))
    np.testing.assert_allclose(found.average, expected)
    assert (found.average_low <= found.average_median).all()
    assert (found.average_median <= found.average_high).all()
    assert not found.average[0]
    assert not found.average_high[0]
