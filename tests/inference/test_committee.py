"""Committees of half-samples: what members see, what they say of rows they have not seen, and calibration."""

import numpy as np
import pytest
from scipy.stats import norm

from boomerang.inference.learn.calibration import calibrated
from boomerang.inference.learn.committee import Committee, NormalScores
from boomerang.inference.learn.forest import halves
from boomerang.inference.learn.network import HIDDEN, Loss, fit_network
from boomerang.inference.learn.regression import fit_regression


def test_normal_scores_are_of_ranks_whatever_the_scale() -> None:
    X = np.array([[0.0, 7], [0, 7], [1, 7], [5, 7]])
    scores = NormalScores.of_table(X)
    expected = norm.ppf([1 / 4, 1 / 4, 5 / 8, 7 / 8])
    np.testing.assert_allclose(scores.of(X)[:, 0], expected)
    np.testing.assert_allclose(scores.of(X)[:, 1], 0, atol=1e-12)
    stretched = np.exp(X)
    np.testing.assert_allclose(NormalScores.of_table(stretched).of(stretched), scores.of(X))


def test_between_values_scores_change_evenly_and_beyond_them_not_at_all() -> None:
    scores = NormalScores.of_table(np.array([[0.0], [2.0]]))
    ends = norm.ppf([0.25, 0.75])
    np.testing.assert_allclose(
        scores.of(np.array([[-9.0], [0.5], [9.0]]))[:, 0],
        [ends[0], 0.75 * ends[0] + 0.25 * ends[1], ends[1]],
    )


def test_a_network_sees_what_a_regression_cannot() -> None:
    """Whether two summaries are on the same side; a strong penalty leaves what is right without looking."""
    random = np.random.default_rng(2)
    seen = random.normal(size=(600, 2))
    labels = (seen[:, 0] * seen[:, 1] > 0).astype(np.int64)
    true = np.arange(600), labels
    network = fit_network(seen, labels, 2, 2.0, np.random.default_rng(1))
    assert (network(seen)[true] > 0.5).mean() > 0.9
    assert (fit_regression(seen, labels, 2, 1.0)(seen)[true] > 0.5).mean() < 0.65
    stiff = fit_network(seen, labels, 2, 1e6, np.random.default_rng(1))
    np.testing.assert_allclose(stiff(seen)[:, 1], labels.mean(), atol=0.01)


def test_the_slope_of_the_loss_is_what_small_changes_of_a_number_do() -> None:
    """Wherever the loss was asked for last."""
    random = np.random.default_rng(5)
    tight = random.uniform(0, 2, 4 * HIDDEN + 3 * (HIDDEN + 1))
    loss = Loss(random.normal(size=(40, 3)), random.integers(3, size=40), 3, tight)
    here, change = random.normal(size=len(tight)), 1e-5 * np.eye(len(tight))
    risen = [(loss.at(here + step) - loss.at(here - step)) / 2e-5 for step in change]
    np.testing.assert_allclose(loss.slope(here), risen, rtol=1e-6, atol=1e-7)


def test_members_judge_only_rows_that_they_have_not_seen() -> None:
    """Members that know their rows by heart say nothing of labels that are luck."""
    random = np.random.default_rng(3)
    seen, labels = random.normal(size=(200, 1)), random.integers(2, size=200)

    def by_heart(seen, labels, number):
        known = {float(x): label for x, label in zip(seen[:, 0], labels, strict=True)}
        return lambda rows: np.array([np.eye(2)[known.get(float(x), number % 2)] for x in rows[:, 0]])

    found = Committee.of(seen, labels, 2, halves(labels, 10, 1), by_heart, threads=1)
    right = found.votes[np.arange(200), labels].mean()
    assert right == pytest.approx(0.5, abs=0.1)
    assert np.abs(found.rows - 0.5).mean() < 0.1


def test_boastful_votes_become_modest_and_right_ones_stay() -> None:
    """Right in 7 of 10, said with 0.95; and few rows change votes little."""
    random = np.random.default_rng(4)
    labels = random.integers(2, size=2000)
    named = np.where(random.random(2000) < 0.7, labels, 1 - labels)
    for said, rows, expected, off in ((0.95, 2000, 0.7, 0.03), (0.7, 2000, 0.7, 0.03), (0.95, 4, 0.95, 0.1)):
        votes = np.log(np.where(named[:, None] == [0, 1], said, 1 - said))[:rows]
        probability = calibrated(votes, labels[:rows])(votes)[np.arange(rows), named[:rows]]
        assert probability.mean() == pytest.approx(expected, abs=off)
