"""Which explanation fits: against exact probabilities, and with data that say nothing."""

import numpy as np
import pytest
import toy
from sklearn.ensemble import RandomForestClassifier

from boomerang.errors import InputError
from boomerang.inference.learn.choice import (
    checked_prior,
    disagreement,
    inclusion,
    learn,
    stacked,
)
from boomerang.inference.learn.forest import _trees, grow_classifier, grow_regressor
from boomerang.inference.learn.softmax import fit_softmax, reweigh

EVEN = np.array([0.5, 0.5])


@pytest.mark.parametrize(("prior", "error"), [(EVEN, 0.0), (np.array([0.2, 0.8]), 0.0), (EVEN, toy.ERROR)])
def test_known_bayes_factor(prior, error):
    """1,000 countries of each explanation, 40 data sets; 0.05 on average (5,000 reach 0.03)."""
    truth, said = toy.answers(1000, 40, 3, prior, error)
    for name, posteriors in said.items():
        off = np.abs(toy.distance(truth, posteriors)).mean()
        assert off <= 0.05, f"{name}: mean absolute error {off:.3f}"


def test_errors_that_are_left_out_of_account_are_noticed():
    """What counts with large errors say is not what the same numbers say as exact counts."""
    labels = np.array([0, 1] * 20)
    counts, told = (toy.countries(labels, np.random.default_rng(6), error) for error in (0.0, 1.0))
    wrong = np.abs(toy.exact(told) - toy.exact_with_errors(told, 1.0))[:, 0].mean()
    small = np.abs(toy.exact(counts) - toy.exact_with_errors(counts, 0.01))[:, 0].mean()
    assert small < 0.01 < 0.05 < wrong


def test_the_two_methods_agree_and_disagree():
    truth, said = toy.answers(1000, 10, 4)
    pairs = list(zip(said["networks"], said["regression"], strict=True))
    assert np.mean([disagreement(one, other) for one, other in pairs]) < 0.1
    order = truth[:, 0].argsort()
    assert disagreement(pairs[order[0]][0], pairs[order[-1]][0]) > 0.5


def test_standard_deviation_is_of_the_right_size():
    """Twelve tables, one data set: the tables disagree by as much as each of them says it could be off."""
    x0 = np.log1p([5.0, 4, 6, 5, 6])
    said = [learn(*toy.table(200, seed), EVEN, seed=seed).at(x0) for seed in range(12)]
    between = np.std([p.probability[0] for p in said], ddof=1)
    claimed = np.mean([p.sd[0] for p in said])
    assert 1 / 2.5 < claimed / between < 2.5, f"claimed {claimed:.3f}, between tables {between:.3f}"


def test_plus_and_minus_two_sd_hold_the_exact_answer():
    """Six tables, 40 data sets each: 92 to 97 % over many tables; below 85 % is no luck."""
    held = []
    for seed in range(6):
        truth, said = toy.answers(200, 40, seed + 20)
        off = np.abs(toy.distance(truth, said["average"]))
        held += (off <= 2 * np.array([posterior.sd[0] for posterior in said["average"]])).tolist()
    assert 0.85 <= np.mean(held) <= 0.99


def test_weights_go_to_the_method_that_predicts_unseen_rows():
    labels = np.tile([0, 1], 200)
    right = np.where(labels[:, None] == [0, 1], 0.8, 0.2)
    even, boastful = np.full((400, 2), 0.5), np.where(labels[:, None] == [0, 1], 0.001, 0.999)
    assert stacked(right, even, labels) > 0.85
    assert stacked(even, right, labels) < 0.15
    assert stacked(boastful, even, labels) < 0.15
    assert stacked(even, even, labels) == pytest.approx(0.5)
    assert stacked(right[:2], even[:2], labels[:2]) == pytest.approx(0.5, abs=0.1)  # two rows say little


def test_chance_data_are_not_explained_away():
    """Labels that have nothing to do with the summaries leave the prior, whatever was observed."""
    rng = np.random.default_rng(5)
    X, labels = rng.normal(size=(1800, 8)), np.tile(np.arange(3), 600)
    prior = np.array([0.5, 0.3, 0.2])
    learned = learn(X, labels, prior)
    for x0 in (np.zeros(8), X[7], np.full(8, 2.0)):
        assert np.abs(learned.at(x0).probability - prior).max() < 0.12
    assert np.abs(learned.rows - prior).mean() < 0.03


def test_no_summaries_leave_the_prior():
    labels = np.tile([0, 1, 2], 50)
    prior = np.array([0.6, 0.3, 0.1])
    learned = learn(np.zeros((150, 0)), labels, prior)
    for said in (learned.at(np.zeros(0)), *learned.methods_at(np.zeros(0)).values()):
        assert said.probability == pytest.approx(prior, abs=0.01)


def test_explanations_of_unequal_size_count_as_the_prior_says():
    """Three quarters of the rows are of the first explanation; the prior is even, and so is the answer."""
    X, labels = toy.table(1200, 6)
    kept = (labels == 0) | (np.arange(2400) % 3 == 0)
    x0 = np.log1p([5.0, 4, 6, 5, 6])
    truth = toy.exact([[5, 4, 6, 5, 6]])[0, 0]
    learned = learn(X[kept], labels[kept], EVEN)
    for said in (learned.at(x0), *learned.methods_at(x0).values()):
        assert said.probability[0] == pytest.approx(truth, abs=0.12)


def test_an_explanation_that_the_prior_rules_out_has_no_probability():
    X, labels = toy.table(200, 7)
    assert learn(X, labels, np.array([0.0, 2.0])).at(X[0]).probability == pytest.approx([0, 1])


def test_a_prior_may_have_any_sum():
    labels = np.tile([0, 1], 20)
    assert checked_prior(np.zeros((40, 0)), labels, np.array([3.0, 1.0])).tolist() == [0.75, 0.25]


def test_one_explanation_is_certain():
    X, _ = toy.table(50, 7)
    assert learn(X, np.zeros(100, np.int64), np.ones(1)).at(X[0]).probability == pytest.approx([1])


def test_bayes_rule_is_exact():
    """One summary of three values: probabilities under the table's shares become those under the prior."""
    likelihood = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])  # of a value under an explanation
    share, prior = np.array([0.25, 0.75]), np.array([0.9, 0.1])
    joint = share[:, None] * likelihood
    wanted = prior[:, None] * likelihood
    told = reweigh((joint / joint.sum(axis=0)).T, share, prior)
    assert told == pytest.approx((wanted / wanted.sum(axis=0)).T, abs=1e-12)


def test_softmax_finds_the_shares_of_labels_and_skips_absent_ones():
    labels = np.repeat([0, 2, 3], [60, 30, 10])
    features = np.random.default_rng(0).normal(size=(100, 2))
    said = fit_softmax(features, labels, 5)(features)
    assert said.sum(axis=1) == pytest.approx(np.ones(100))
    assert said.mean(axis=0) == pytest.approx([0.6, 0, 0.3, 0.1, 0], abs=1e-4)
    two = fit_softmax(features, np.repeat([1, 4], 50), 5, np.repeat([1.0, 3], 50))(features)
    assert np.average(two, axis=0, weights=np.repeat([1, 3], 50)) == pytest.approx(
        [0, 0.25, 0, 0, 0.75], abs=1e-4
    )


def test_same_seed_same_bytes_for_any_number_of_threads():
    X, labels = toy.table(150, 8)
    one, two, other = (learn(X, labels, EVEN, seed=s, threads=t) for s, t in ((1, 1), (1, 3), (2, 1)))
    for a, b in ((one.rows, two.rows), (one.weights(X[3]), two.weights(X[3]))):
        assert a.tobytes() == b.tobytes()
    assert one.at(X[3]).probability.tobytes() == two.at(X[3]).probability.tobytes()
    assert one.rows.tobytes() != other.rows.tobytes()


def test_weights_prefer_countries_like_the_observed_one():
    X, labels = toy.table(500, 9)
    weights = learn(X, labels, EVEN).weights(X[2])
    size = X.sum(axis=1)
    assert weights.sum() == pytest.approx(1)
    near = np.average(np.abs(size - size[2]), weights=weights)
    assert near < 0.5 * np.abs(size - size[2]).mean()


def test_inclusion_finds_the_mechanism_at_work():
    """The first mechanism adds 2 to the first summary, the second nothing; the third is always on."""
    rng = np.random.default_rng(10)
    on = rng.random((1500, 3)) < [0.5, 0.3, 1.1]
    X = rng.normal(size=(1500, 4))
    X[:, 0] += 2 * on[:, 0]
    for value, truth in ((2.5, 1 / (1 + np.exp(-3))), (-0.5, 1 / (1 + np.exp(3))), (1.0, 0.5)):
        said = inclusion(X, on, np.array([value, 0, 0, 0]))
        assert said.probability[0] == pytest.approx(truth, abs=0.1)
        assert said.probability[1] == pytest.approx(0.3, abs=0.12)
        assert said.probability[2] == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prior": np.array([-1.0, 2.0])}, "must be numbers of at least 0"),
        ({"labels": np.repeat([0, 1], [85, 15])}, "explanation 2 of 2 has 15 simulated countries"),
        ({"X": np.full((100, 2), np.nan)}, "not a finite number"),
    ],
)
def test_what_cannot_be_compared_is_said(change, message):
    given = {"X": np.zeros((100, 2)), "labels": np.tile([0, 1], 50), "prior": EVEN} | change
    with pytest.raises(InputError, match=message):
        learn(**given)


def test_forests_leave_the_filters_of_warnings_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """scikit-learn's own parallel loops set and reset them for all threads; ours must not enter these."""
    from sklearn.utils import parallel

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a parallel loop inside a thread")

    monkeypatch.setattr(parallel.Parallel, "__call__", refuse)
    rng = np.random.default_rng(1)
    labels = np.repeat(np.arange(3), 60)
    X = rng.normal(size=(180, 2)) + labels[:, None]
    grow_classifier(X, labels, seed=1, threads=4, groups=4, trees=3)
    grow_regressor(X, rng.random((180, 2)) < 0.5, seed=1, threads=4, groups=4, trees=3)


def test_trees_are_those_of_a_random_forest() -> None:
    """The same luck and the same votes, tree by tree."""
    rng = np.random.default_rng(2)
    labels = np.repeat(np.arange(3), 60)
    X = (rng.normal(size=(180, 2)) + labels[:, None]).astype(np.float32)
    forest = RandomForestClassifier(5, min_samples_leaf=10, max_features="sqrt", random_state=7).fit(
        X, labels
    )
    mine = _trees(X, np.eye(3)[labels], 5, 7)
    for tree, other in zip(mine, forest.estimators_, strict=True):
        assert np.array_equal(tree.tree_.threshold, other.tree_.threshold)
        assert np.allclose(tree.tree_.value[:, :, 0], other.tree_.value[:, 0], rtol=1e-12, atol=0)
