"""Fits made side by side: they end as L-BFGS-B and as fits made alone, whatever the summaries."""

import numpy as np
import pytest
from scipy.optimize import minimize

from boomerang.inference.learn import line_search, softmax
from boomerang.inference.learn.choice import learn
from boomerang.inference.learn.descent import least
from boomerang.inference.learn.honesty import sensitivity
from boomerang.inference.learn.line_search import LineSearch, Place
from boomerang.inference.learn.network import fit_networks
from boomerang.inference.learn.sides import Sides
from boomerang.inference.learn.softmax import fit_softmax, fit_softmaxes


def valley(point: np.ndarray, bend: float) -> tuple[float, np.ndarray]:
    """Rosenbrock's, along each pair of neighbours."""
    x, y = point[:-1], point[1:]
    off = y - x**2
    slope = np.zeros_like(point)
    slope[:-1] += -4 * bend * off * x - 2 * (1 - x)
    slope[1:] += 2 * bend * off
    return float((bend * off**2 + (1 - x) ** 2).sum()), slope


@pytest.mark.parametrize("steps", [7, 25, 400])
def test_a_descent_goes_where_lbfgsb_goes(steps: int) -> None:
    bends, start = np.array([1.0, 10, 100]), np.random.default_rng(1).normal(size=(3, 6))

    def heights(points, which):
        found = [valley(point, bends[i]) for point, i in zip(points, which, strict=True)]
        return np.array([height for height, _ in found]), np.array([slope for _, slope in found])

    found = least(heights, start, steps=steps)
    options = {"maxiter": steps, "maxcor": 20}
    for bend, here, end in zip(bends, start, found, strict=True):
        told = minimize(valley, here, args=(bend,), jac=True, method="L-BFGS-B", options=options)
        np.testing.assert_allclose(end, told.x, atol=1e-6)


def test_a_line_search_ends_where_a_step_is_enough() -> None:
    """From far too short and far too long a first step, along lines that bend and wave."""
    lines = [
        (lambda x: (x - 3) ** 2, lambda x: 2 * (x - 3)),
        (lambda x: -x / (x * x + 2), lambda x: (x * x - 2) / (x * x + 2) ** 2),
        (lambda x: np.sin(3 * x) / 4 + (x - 4) ** 2, lambda x: 3 * np.cos(3 * x) / 4 + 2 * (x - 4)),
    ]
    for height, slope in lines:
        for far in (1e-3, 0.1, 1.0, 10.0, 1000.0):
            search, looks = LineSearch(float(height(0.0)), float(slope(0.0))), 0
            here = Place(far, float(height(far)), float(slope(far)))
            while (further := search.further(here)) is not None:
                here, looks = Place(further, float(height(further)), float(slope(further))), looks + 1
                assert looks < 20
            assert line_search.enough(search.height, search.slope, *here), (far, here)


def test_summaries_beyond_the_number_of_rows_cost_nothing_and_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(3)
    seen, labels = random.normal(size=(40, 90)), np.arange(40) % 3
    parts = [np.arange(20), np.arange(15, 40)]
    assert Sides.of(seen, labels, parts, 3).width == 25

    def fits():
        luck = [np.random.default_rng(g) for g in range(2)]
        networks = fit_networks(seen, labels, parts, 3, 6.0, luck)
        return [fit(seen) for fit in (*networks, *fit_softmaxes(seen, labels, parts, 3, spread=0.1))]

    few = fits()
    whole = lambda _, *of: sides_as_they_are(*of)  # noqa: E731
    monkeypatch.setattr(Sides, "of", classmethod(whole))
    for one, other in zip(few, fits(), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-4)


def sides_as_they_are(seen, labels, parts, k, weights=None):
    n = max(map(len, parts))
    rows, truth = np.zeros((len(parts), n, seen.shape[1])), np.zeros((len(parts), n, k))
    for b, part in enumerate(parts):
        rows[b, : len(part)], truth[b, np.arange(len(part)), labels[part]] = seen[part], 1
    return Sides(rows, truth, None)


@pytest.mark.parametrize("newton", [0, 100])
@pytest.mark.parametrize("k", [2, 5])
def test_regressions_side_by_side_are_those_alone(
    monkeypatch: pytest.MonkeyPatch, newton: int, k: int
) -> None:
    monkeypatch.setattr(softmax, "MOST_NEWTON", newton)
    random = np.random.default_rng(4)
    seen, labels = random.normal(size=(60, 4)), np.arange(60) % k
    parts = [np.arange(30), np.arange(25, 60)]
    for part, fitted in zip(parts, fit_softmaxes(seen, labels, parts, k, spread=0.5), strict=True):
        alone = fit_softmax(seen[part], labels[part], k, spread=0.5)
        np.testing.assert_allclose(fitted(seen), alone(seen), atol=1e-5)


@pytest.mark.parametrize("newton", [0, 100])
@pytest.mark.parametrize("k", [2, 4])
def test_a_regression_is_the_likeliest(monkeypatch: pytest.MonkeyPatch, newton: int, k: int) -> None:
    """Weights are as good as repeated rows; the answer is that of scikit-learn, also between two labels."""
    from sklearn.linear_model import LogisticRegression

    monkeypatch.setattr(softmax, "MOST_NEWTON", newton)
    random = np.random.default_rng(5)
    labels = np.arange(80) % k
    features, often = random.normal(size=(80, 3)) + labels[:, None] / 2, random.integers(0, 3, 80)
    found = fit_softmax(features, labels, k, often.astype(float), spread=2.0)
    rows = np.repeat(np.arange(80), often)
    told = LogisticRegression(C=2.0 / often[often > 0].mean(), tol=1e-10, max_iter=1000)
    told.fit(features[rows], labels[rows])
    np.testing.assert_allclose(found(features), told.predict_proba(features), atol=2e-4)


def test_how_many_threads_learn_without_a_summary_changes_nothing() -> None:
    random = np.random.default_rng(6)
    labels = np.repeat([0, 1], 30)
    X = random.normal(size=(60, 3)) + labels[:, None]
    like, told = learn(X, labels, np.ones(2), threads=1, members=4), []
    one = sensitivity(X, labels, X[0], like, threads=1, progress=lambda *done: told.append(done))
    three = sensitivity(X, labels, X[0], like, threads=3)
    assert one.dropped.tobytes() == three.dropped.tobytes()
    assert told == [(done, 6) for done in range(1, 7)]
