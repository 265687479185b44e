"""Whether such data could tell: errors, calibration, impossible data, verdicts and what to observe next."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from boomerang.errors import InputError
from boomerang.inference.learn.choice import Posterior, learn
from boomerang.inference.learn.honesty import (
    calibration,
    chance_error,
    confusion,
    error_rate,
    local_error,
    sensitivity,
)
from boomerang.inference.learn.next_observation import next_observations
from boomerang.inference.learn.outside import outside, p_values
from boomerang.inference.verdict import verdict

THIRDS = np.full(3, 1 / 3)
NAMES = ["chance", "restriction", "misrule"]
NONE = [""] * 3  # what each never makes
LABELS = np.tile(np.arange(3), 400)


def world(centres, seed=0, summaries=4):
    """Summaries of 400 countries of each explanation: unit normal around the explanation's centre."""
    noise = np.random.default_rng(seed).normal(size=(1200, summaries))
    return noise + np.asarray(centres, float)[LABELS, None]


def said_of(X, x0):
    learned = learn(X, LABELS, THIRDS)
    error = local_error(learned.rows, LABELS, learned.weights(x0))
    matrix = confusion(learned.rows, LABELS)
    keys = [f"figure {j}" for j in range(X.shape[1])]
    return verdict(learned.at(x0), NAMES, keys, outside(X, x0, LABELS), NONE, matrix, error)


def test_confusion_counts_each_mistake():
    rows = np.eye(3)[[0, 1, 1, 2, 2, 2]]
    matrix = confusion(rows, np.array([0, 0, 1, 1, 2, 2]))
    assert matrix == pytest.approx(np.array([[0.5, 0.5, 0], [0, 0.5, 0.5], [0, 0, 1]]))
    assert error_rate(matrix, np.array([0.5, 0.25, 0.25])) == pytest.approx(0.375)
    assert chance_error(np.array([0.5, 0.25, 0.25])) == 0.5


def test_local_error_is_higher_where_explanations_overlap():
    """Explanations at -2, 0 and 2: between two of them, half are misjudged; beyond the last, hardly any."""
    X = world([-2, 0, 2], summaries=1)
    learned = learn(X, LABELS, THIRDS)
    between, beyond = (local_error(learned.rows, LABELS, learned.weights(np.array([x]))) for x in (1.0, 3.5))
    assert between == pytest.approx(0.5, abs=0.1)
    assert beyond < 0.08


def truths(rows, seed):
    return (np.random.default_rng(seed).random((len(rows), 1)) > rows.cumsum(axis=1)).sum(axis=1)


def test_calibration_tells_honest_from_boastful_probabilities():
    """Labels drawn from the probabilities themselves, which are then sharpened: p^3, normalised."""
    rows = np.random.default_rng(1).dirichlet(np.ones(3), 20_000)
    labels = truths(rows, 2)
    share = np.bincount(labels) / len(labels)
    honest = calibration(rows, labels, share)
    boastful = calibration(rows**3 / (rows**3).sum(axis=1, keepdims=True), labels, share)
    assert honest.error < 0.015
    assert honest.observed == pytest.approx(honest.predicted, abs=0.03)
    assert boastful.error > 0.08
    assert boastful.observed[-1] < boastful.predicted[-1] - 0.1
    assert honest.share.sum() == pytest.approx(1)


def test_calibration_error_of_known_size():
    """Said 0.8 and 0.2, true 6 and 4 times in 10: off by 0.2 for both."""
    found = calibration(np.tile([0.8, 0.2], (10, 1)), np.repeat([0, 1], [6, 4]), np.array([0.6, 0.4]))
    assert found.error == pytest.approx(0.2)
    assert found.predicted == pytest.approx([0.2, 0.8])
    assert found.observed == pytest.approx([0.4, 0.6])


def test_calibration_weighs_explanations_by_the_prior():
    """Honest under the prior, but the table holds too many countries of the first explanation."""
    rows = np.random.default_rng(3).dirichlet(np.ones(3), 40_000)
    labels = truths(rows, 4)
    kept = (labels == 0) | (np.random.default_rng(5).random(len(labels)) < 0.3)
    prior = np.bincount(labels) / len(labels)
    assert calibration(rows[kept], labels[kept], prior).error < 0.02
    assert calibration(rows[kept], labels[kept], np.bincount(labels[kept]) / kept.sum()).error > 0.1


def test_probabilities_of_unseen_countries_are_calibrated():
    learned = learn(world([-1, 0, 1]), LABELS, THIRDS)
    assert calibration(learned.rows, LABELS, THIRDS).error < 0.05


def test_false_alarms_of_outside_are_as_rare_as_promised():
    """200 countries of the first explanation: p < 0.05 at most in 5 %, give or take 3 standard errors."""
    X = np.expm1(world([0, 1, 2], summaries=6))  # skewed
    observed = np.expm1(np.random.default_rng(6).normal(size=(200, 6)))
    alarms = np.mean([outside(X, x0, LABELS).p_value[0] < 0.05 for x0 in observed])
    assert alarms <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
    assert alarms >= 0.01


def test_few_countries_of_each_suffice_for_what_hardly_ever_goes_apart():
    """Ten explanations, 32 countries each, twelve pairs of lists of the same thing; one pair is 5 apart."""
    rng, found, by_luck = np.random.default_rng(8), [], []
    labels = np.repeat(np.arange(10), 32)
    for trial in range(60):
        X = np.repeat(rng.normal(size=(321, 12)), 2, axis=1) + rng.normal(size=(321, 24)) / 4
        x0 = X[-1].copy()
        by_luck.append(p_values(X[:-1], x0, labels)[0] <= 0.05)
        x0[2 * (trial % 12)] += 5 * np.sqrt(2) / 4
        found.append(p_values(X[:-1], x0, labels)[0] <= 0.05)
    assert np.mean(found) >= 0.45  # 0.63; one in ten with what 32 countries tell by themselves


@pytest.mark.parametrize("summaries", [10, 44])
def test_five_standard_deviations_in_one_summary_are_found_with_few_countries(summaries: int) -> None:
    """32 of each of ten explanations; in 90 of 100 trials, and hardly ever where nothing is planted."""
    rng, labels, found, by_luck = np.random.default_rng(8), np.repeat(np.arange(10), 32), [], []
    for _ in range(30):
        mixed = rng.normal(size=(summaries, summaries))
        X = rng.normal(size=(321, summaries)) @ mixed
        x0 = X[-1].copy()
        by_luck.append(p_values(X[:-1], x0, labels)[0] <= 0.05)
        one = rng.integers(summaries)
        x0[one] = 5 * np.sqrt((mixed[:, one] ** 2).sum())
        found.append(p_values(X[:-1], x0, labels)[0] <= 0.05)
    assert np.mean(found) >= 0.9
    assert np.mean(by_luck) <= 0.15


def test_outside_flags_what_no_explanation_makes():
    X = world([0, 1, 2])
    found = outside(X, np.array([0.0, 9, 1, 1]), LABELS)
    assert found.summaries.tolist() == [1]
    assert (found.p_value < 0.01).all()
    one = outside(X, np.array([0.0, 4, 1, 1]), LABELS)
    assert not len(one.summaries)
    assert one.p_value[0] < 0.01 < one.p_value[2]


def test_outside_flags_an_impossible_combination_of_possible_summaries():
    X = world([0, 0, 0])
    X[:, 1] = X[:, 0] + 0.01 * X[:, 1]
    found = outside(X, np.array([1.0, -1, 0, 0]), LABELS)
    assert not len(found.summaries)
    assert (found.p_value < 0.01).all()


def test_outside_takes_figures_that_are_always_the_same():
    """A summary that every country shares with the observed one says nothing; one that none shares, all."""
    X = world([0, 1, 2])
    X[:, 3] = 7
    assert outside(X, np.array([1.0, 1, 1, 7]), LABELS).p_value[1] > 0.5
    found = outside(X, np.array([1.0, 1, 1, 8]), LABELS)
    assert found.summaries.tolist() == [3]
    assert (found.p_value < 0.01).all()
    assert outside(np.zeros((1200, 0)), np.zeros(0), LABELS).p_value == pytest.approx(np.ones(3))


def test_verdict_on_explanations_far_apart():
    said = said_of(world([-3, 0, 3]), np.zeros(4))
    assert said.kind == "best"
    assert said.sentence.startswith("only restriction can produce these data (probability ")


def test_verdict_on_explanations_alike():
    said = said_of(world([-4, 2, 2]), np.full(4, 2.0))
    assert said.kind == "cannot separate"
    assert set(said.explanations) == {1, 2}
    assert said.sentence in (
        "these data cannot separate restriction and misrule",
        "these data cannot separate misrule and restriction",
    )


def test_verdict_on_data_that_nothing_makes():
    said = said_of(world([0, 1, 2]), np.array([0.0, 9, 1, 1]))
    assert said.kind == "none fits"
    assert said.sentence == (
        "no explanation can produce these data: “figure 1” lies outside the central 99 % of all explanations"
    )


FITS = outside(world([0, 0, 0]), np.zeros(4), LABELS)


@pytest.mark.parametrize(
    ("probability", "matrix", "error", "sentence"),
    [
        (
            [0.96, 0.03, 0.01],
            np.eye(3),
            0.05,
            "chance fits best (probability 96 %, 5 % of countries like this one",
        ),
        ([0.96, 0.03, 0.01], np.eye(3), 0.3, "these data cannot separate chance and restriction"),
        ([0.85, 0.12, 0.03], np.eye(3), 0.1, "these data cannot separate chance and restriction"),
        ([0.2, 0.3, 0.5], np.eye(3), 0.5, "these data cannot separate misrule, restriction and chance"),
        # The confusion matrix adds an explanation of small probability, but not one that is out.
        (
            [0.75, 0.23, 0.02],
            [[0.7, 0, 0.3], [0, 1, 0], [0, 0, 1]],
            0.3,
            "cannot separate chance, restriction and",
        ),
        (
            [0.75, 0.245, 0.005],
            [[0.7, 0, 0.3], [0, 1, 0], [0, 0, 1]],
            0.3,
            "cannot separate chance and restriction",
        ),
    ],
)
def test_verdict_rules(probability, matrix, error, sentence):
    p = Posterior(np.array(probability), np.zeros(3))
    assert sentence in verdict(p, NAMES, ["figure"] * 4, FITS, NONE, np.array(matrix), error).sentence


def judged(probability, never, p_value=(0.5, 0.5, 0.5), matrix=None, error=0.3):
    found = replace(FITS, p_value=np.array(p_value), summaries=np.zeros(0, int))
    matrix = np.eye(3) if matrix is None else np.array(matrix)
    return verdict(Posterior(np.array(probability), np.zeros(3)), NAMES, [], found, never, matrix, error)


def test_an_explanation_with_a_small_p_is_ruled_out_however_likely():
    """Only chance could make these data, whatever the probability of restriction."""
    found = outside(world([9, 0, 0]), np.full(4, 9.0), LABELS)
    p = Posterior(np.array([0.02, 0.95, 0.03]), np.zeros(3))
    said = verdict(p, NAMES, [], found, NONE, np.eye(3), 0.01)
    assert (said.kind, said.explanations, said.ruled_out) == ("best", (0,), (1, 2))
    assert said.sentence == (
        "only chance can produce these data (probability 2 %, 1 % of countries like this one misjudged);"
        " restriction (95 %) hardly ever makes data like these (p = 0.0025);"
        " misrule (3 %) hardly ever makes data like these (p = 0.0025)"
    )


def test_what_an_explanation_never_makes_rules_it_out():
    never = ["the fall of 1972-75", "", ""]
    said = judged([0.45, 0.35, 0.2], never)
    assert (said.kind, said.explanations, said.ruled_out) == ("cannot separate", (1, 2), (0,))
    assert said.sentence == (
        "these data cannot separate restriction and misrule; chance (45 %) never makes the fall of 1972-75"
    )
    assert judged([0.45, 0.35, 0.2], NONE).explanations == (0, 1, 2)


def test_what_is_ruled_out_is_told_only_if_it_is_likely():
    never = ["the fall of 1972-75", "", ""]
    assert judged([0.03, 0.6, 0.37], never).sentence == "these data cannot separate restriction and misrule"
    mixed = [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]
    assert judged([0.03, 0.6, 0.37], never, matrix=mixed).explanations == (1, 2)
    assert judged([0.03, 0.6, 0.37], NONE, matrix=mixed).explanations == (1, 2, 0)


def test_of_many_that_are_ruled_out_three_have_reasons_and_the_others_names():
    names, found = list("abcdef"), replace(FITS, p_value=np.full(6, 0.5), summaries=np.zeros(0, int))
    never = ["", *(f"thing {number}" for number in range(5))]
    p = Posterior(np.array([0.25, 0.2, 0.17, 0.15, 0.13, 0.1]), np.zeros(6))
    said = verdict(p, names, [], found, never, np.eye(6), 0.3)
    assert said.sentence.endswith(
        "; b (20 %) never makes thing 0; c (17 %) never makes thing 1; d (15 %) never makes thing 2;"
        " e and f cannot either"
    )


def test_none_fits_if_all_are_ruled_out_in_one_way_or_another():
    said = judged([0.5, 0.3, 0.2], ["the fall of 1972-75", "the rise of 1968-72", ""], (0.5, 0.5, 0.001))
    assert (said.kind, said.explanations, said.ruled_out) == ("none fits", (), (0, 1, 2))
    assert said.sentence == (
        "no explanation can produce these data: chance never makes the fall of 1972-75 and restriction never"
        " makes the rise of 1968-72"
    )
    assert "all together are not" in judged([0.5, 0.3, 0.2], NONE, (0.001, 0.001, 0.001)).sentence


def test_dropping_the_decisive_summary_changes_the_answer():
    X = world([0, 0, 0])
    X[:, 2] += 4 * LABELS
    told: list[tuple[int, int]] = []
    found = sensitivity(
        X,
        LABELS,
        np.array([0.0, 0, 4, 0]),
        learn(X, LABELS, THIRDS),
        progress=lambda *done: told.append(done),
    )
    assert told == [(done, 7) for done in range(1, 8)]
    assert found.full[1] > 0.9
    assert found.dropped[2] == pytest.approx(THIRDS, abs=0.25)
    assert found.shift[2] > 0.4
    assert np.delete(found.shift, 2).max() < 0.1 > found.noise


def test_next_observation_ranks_what_decides_first_and_what_does_not_at_zero():
    """Without summaries that say anything: a quantity that gives the label away is worth log 3."""
    rng = np.random.default_rng(7)
    weights = np.full(1200, 1 / 1200)
    observables = pd.DataFrame(
        {
            "useless": rng.normal(size=1200),
            "decisive": LABELS + 0.01 * rng.normal(size=1200),
            "helpful": LABELS + rng.normal(size=1200),
            "constant": np.ones(1200),
        }
    )
    found = next_observations(world([0, 0, 0]), LABELS, weights, observables)
    assert found.names[:2] == ("decisive", "helpful")
    assert found.loss == pytest.approx(np.log(3), abs=0.05)
    assert found.gain[0] == pytest.approx(np.log(3), abs=0.15)
    for name in ("useless", "constant"):
        i = found.names.index(name)
        assert found.low[i] <= 0.005
        assert abs(found.gain[i]) < 0.02


def test_next_observation_of_what_is_known_already_gains_nothing():
    X, weights = world([0, 1, 2]), np.full(1200, 1 / 1200)
    observables = pd.DataFrame(
        {"known": X.sum(axis=1), "new": LABELS + np.random.default_rng(8).normal(size=1200)}
    )
    found = next_observations(X, LABELS, weights, observables, threads=1)
    assert found.names[0] == "new"
    assert abs(found.gain[1]) < 0.03
    again = next_observations(X, LABELS, weights, observables, threads=3)
    assert again.gain.tobytes() == found.gain.tobytes()


def test_next_observation_is_judged_on_countries_not_used_to_learn():
    """With 60 countries a useless quantity would seem to help; on others it can only harm."""
    weights = np.where(np.arange(1200) < 60, 1 / 60, 0)
    useless = pd.DataFrame(np.random.default_rng(9).normal(size=(1200, 10)))
    assert next_observations(world([0, 0, 0]), LABELS, weights, useless).gain.mean() < 0


def test_next_observation_refuses_gaps():
    with pytest.raises(InputError, match="the quantity 'gap' is missing"):
        next_observations(
            world([0, 1, 2]), LABELS, np.full(1200, 1 / 1200), pd.DataFrame({"gap": np.full(1200, np.nan)})
        )


@pytest.mark.filterwarnings("error")
def test_outside_takes_rows_that_are_all_alike() -> None:
    """Nobody differs from anybody in anything, so nobody is strange."""
    found = outside(np.ones((6, 1)), np.ones(1), np.array([0, 0, 0, 1, 1, 1]))
    assert found.p_value.tolist() == [1, 1]
