"""Cautions beside the verdict."""

from dataclasses import replace

import numpy as np
from answers import toy_answer
from written import written_answer

from boomerang.inference.caution import cautions, reaches
from boomerang.inference.explain import Answer
from boomerang.inference.table.shards import About

ABOUT = About("0", "village", "", [], None, None, [], None, 1, ("explanation 0", "explanation 1"), 60)


def asked(**about: object) -> Answer:
    given = toy_answer()
    errors = replace(given.honesty, error_rate=0.3)
    calm = replace(given, disagreement=0.1, next=replace(given.next, loss=0.1), honesty=errors)
    return replace(
        calm, data=replace(calm.data, table=replace(calm.data.table, about=replace(ABOUT, **about)))
    )


def test_nothing_is_said_of_a_sound_answer() -> None:
    assert cautions(asked()) == []


def test_each_reason_has_its_sentence() -> None:
    few = cautions(asked(simulations=2))[0]
    assert few.startswith("There are 2 countries of each explanation and 3 figures: with fewer")
    (size,) = cautions(asked(persons=1000))
    assert size.startswith("The simulated countries have 1,000 people")
    (methods,) = cautions(replace(asked(), disagreement=0.5))
    assert methods.startswith("The two methods disagree about 50% of the probability")
    far = replace(asked().outside, p_value=np.full(3, 1 / 61))
    (least,) = cautions(replace(asked(), outside=far))
    assert least.startswith("No simulated country, under any explanation")
    assert (
        cautions(replace(asked(simulations=200), outside=replace(far, p_value=far.p_value * 61 / 201))) == []
    )
    for loss, said in ((np.log(3) - 0.01, 0), (np.log(3) + 0.01, 1)):  # of three explanations
        assert len(cautions(replace(asked(), next=replace(asked().next, loss=loss)))) == said
    (gains,) = cautions(replace(asked(), next=replace(asked().next, loss=9.0)))
    assert gains.startswith("The log loss is above that of knowing nothing")


def test_errors_as_frequent_as_guessing_are_told() -> None:
    """Of 30 countries of each of three explanations, of which half are judged right, luck is 5 %."""
    given = asked()
    for rate, said in ((0.55, 0), (0.58, 1), (0.7, 1)):
        errors = replace(given.honesty, error_rate=rate, confusion=np.full((3, 3), 0.5))
        told = cautions(replace(given, honesty=errors))
        assert len(told) == said
    assert told[0].startswith("The method errs in 70% of simulated countries, and guessing in 67%: these")
    assert "those before" not in told[0]
    even = replace(given.posterior, probability=given.data.prior)
    (same,) = cautions(replace(given, honesty=errors, posterior=even))
    assert "do not quote the probabilities, which are those before them; simulate more" in same
    only = replace(given.honesty, error_rate=0.0, chance_error=0.0)
    assert cautions(replace(given, honesty=only)) == []


def test_predictions_at_the_edge_of_the_table_are_told() -> None:
    given = asked()
    most = given.data.table.paths["depart"].max(axis=0)
    path, told = given.paths["depart"], []
    for least in (most, most - 1):
        far = {
            name: replace(sample, values=np.broadcast_to(least, sample.values.shape))
            for name, sample in path.by_explanation.items()
        }
        told.append(cautions(replace(given, paths={"depart": replace(path, by_explanation=far)})))
    assert told[0][0].startswith("What is predicted of depart is the most that any simulated country has")
    assert told[1] == []


def test_an_uneven_prior_is_told() -> None:
    given = asked()
    prior = np.array([0.75, *np.full(len(given.data.prior) - 1, 0.25 / (len(given.data.prior) - 1))])
    (sentence,) = cautions(replace(given, data=replace(given.data, prior=prior)))
    assert sentence.startswith("The prior is not even: explanation 0 75%, ")


def test_only_likely_explanations_that_reach_far_are_told() -> None:
    """The verdict is about restriction and boomerang; under ties two parameters reach beyond their prior."""
    given = written_answer()
    assert reaches(given) == []
    third = replace(given, verdict=replace(given.verdict, explanations=(1, 3, 2)))
    assert reaches(third) == []
    second = replace(given, verdict=replace(given.verdict, explanations=(1, 2, 3)))
    assert reaches(second) == [
        "Under ties the fit reaches beyond every draw of the prior for ties: talk (80%), sympathy (20%):"
        " simulate more, or widen the prior."
    ]
