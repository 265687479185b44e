"""Many explanations and many observations: other ways of computing, the same answers."""

import time

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from boomerang.inference.learn import forest, softmax
from boomerang.inference.learn.forest import discriminants
from boomerang.inference.learn.softmax import fit_softmax


def clouds(labels: int, columns: int, each: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng([labels, columns])
    centres, label = rng.normal(size=(labels, columns)), np.repeat(np.arange(labels), each)
    return centres[label] + 2 * rng.normal(size=(len(label), columns)), label


def test_both_ways_of_fitting_end_in_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    features, labels = clouds(7, 5, 60)
    direct = fit_softmax(features, labels, 8)
    monkeypatch.setattr(softmax, "MOST_NEWTON", 0)
    by_steps = fit_softmax(features, labels, 8)
    assert np.abs(by_steps(features) - direct(features)).max() < 1e-4
    assert (by_steps(features) != direct(features)).any()


def test_a_regression_of_sixty_explanations_takes_no_minute() -> None:
    features, labels = clouds(60, 60, 60)
    with threadpool_limits(1):
        before = time.process_time()
        fit_softmax(features, labels, 60)
    assert time.process_time() - before < 6


@pytest.mark.parametrize("labels", [2, 4, 30])
def test_both_ways_of_finding_axes_find_the_same(monkeypatch: pytest.MonkeyPatch, labels: int) -> None:
    X, label = clouds(labels, 20, 40)
    directly = discriminants(X, label)
    monkeypatch.setattr(forest, "MOST_SOLVED", 0)
    among_means = discriminants(X, label)
    assert among_means.directions.shape == directly.directions.shape == (20, min(labels - 1, 20))
    np.testing.assert_allclose(np.abs(among_means.of(X)), np.abs(directly.of(X)), atol=2e-6)
