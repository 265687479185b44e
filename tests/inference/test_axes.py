"""Where there are more summaries than rows, fits are made along as many axes as there are rows."""

import numpy as np
import pytest

from boomerang.inference.learn import network, softmax
from boomerang.inference.learn.axes import along_rows
from boomerang.inference.learn.choice import learn
from boomerang.inference.learn.honesty import sensitivity
from boomerang.inference.learn.network import fit_network
from boomerang.inference.learn.softmax import fit_softmax

RANDOM = np.random.default_rng(3)
SEEN, LABELS = RANDOM.normal(size=(30, 90)), np.arange(30) % 3


def test_axes_are_at_right_angles_and_lose_nothing() -> None:
    axes, along = along_rows(SEEN)
    assert axes is not None
    np.testing.assert_allclose(axes.T @ axes, np.eye(30), atol=1e-12)
    np.testing.assert_allclose(along @ axes.T, SEEN, atol=1e-12)
    assert along_rows(SEEN.T)[0] is None


@pytest.mark.parametrize("k", [2, 3])
def test_summaries_beyond_the_number_of_rows_change_no_regression(
    monkeypatch: pytest.MonkeyPatch, k: int
) -> None:
    few = fit_softmax(SEEN, LABELS % k, k, spread=0.1)
    monkeypatch.setattr(softmax, "along_rows", lambda rows: (None, rows))
    whole = fit_softmax(SEEN, LABELS % k, k, spread=0.1)
    np.testing.assert_allclose(few.slopes, whole.slopes, atol=1e-4)
    others = RANDOM.normal(size=(50, 90))
    np.testing.assert_allclose(few(others), whole(others), atol=1e-3)


def test_what_no_row_sees_moves_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the rows it says the same; along what no row sees, it keeps what it begins with, or nothing."""

    def fitted() -> network.Network:
        return fit_network(SEEN, LABELS, 3, 6.0, np.random.default_rng(1))

    few = fitted()
    monkeypatch.setattr(network, "along_rows", lambda rows: (None, rows))
    np.testing.assert_allclose(few(SEEN), fitted()(SEEN), atol=0.02)
    aside = RANDOM.normal(size=90)
    aside -= SEEN.T @ np.linalg.lstsq(SEEN.T, aside)[0]
    np.testing.assert_allclose(few(SEEN + 100 * aside), few(SEEN), atol=1e-6)


def test_how_many_threads_learn_without_a_summary_changes_nothing() -> None:
    random = np.random.default_rng(6)
    labels = np.repeat([0, 1], 30)
    X = random.normal(size=(60, 3)) + labels[:, None]
    like, told = learn(X, labels, np.ones(2), threads=1, members=4), []
    one = sensitivity(X, labels, X[0], like, threads=1, progress=lambda *done: told.append(done))
    three = sensitivity(X, labels, X[0], like, threads=3)
    assert one.dropped.tobytes() == three.dropped.tobytes()
    assert told == [(done, 6) for done in range(1, 7)]
