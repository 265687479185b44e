"""Observations on which an answer hangs, and what the explanations make of them."""

from dataclasses import replace

import numpy as np
import pytest
from answers import ROWS, toy_answer

from boomerang.inference.compare import Data
from boomerang.inference.decisive import decisive
from boomerang.inference.learn.honesty import Sensitivity
from boomerang.measure.figures import snap, targets
from boomerang.report.charts.value import observation_shifts
from boomerang.report.data.answer import _sensitivity
from boomerang.report.terminal.answer import _hanging

WITHOUT, ALL = np.array([[0.3, 0.7], [0.5, 0.5], [0.45, 0.55]]), np.array([0.5, 0.5])


def data() -> Data:
    """Three figures of one count; under the second explanation the last is ten times it, and ten."""
    given = toy_answer(2).data
    summaries = given.table.summaries.copy()
    place = summaries.columns[2]
    summaries.iloc[ROWS:, 2] = 10 * summaries[place].iloc[ROWS:] + 10
    table = replace(given.table, summaries=summaries)
    X, x0 = snap(summaries, targets(given.figures))
    return replace(given, table=table, X=X, x0=x0)


def moved(*shifts: float, noise: float = 0.02) -> Sensitivity:
    return Sensitivity(ALL, WITHOUT, np.array(shifts), noise)


def test_what_moves_more_than_fifteen_per_cent_and_twice_luck_is_decisive() -> None:
    given = data()
    assert [each.entry for each in decisive(given, moved(0.16, 0.15, 0.4))] == [given.keys[2], given.keys[0]]
    assert [each.shift for each in decisive(given, moved(0.16, 0.15, 0.4, noise=0.1))] == [0.4]
    assert decisive(given, moved(0.15, 0.1, 0.0)) == ()


def test_a_decisive_observation_says_what_each_explanation_makes_of_it() -> None:
    """In its own unit, from the countries fitted to everything else, which is 12, and 15 or more."""
    given = data()
    (found,) = decisive(given, moved(0.0, 0.0, 0.2))
    assert (found.key, found.observed) == (given.keys[2], 3)
    assert found.change.tolist() == pytest.approx([0.05, -0.05])
    assert 11 < found.made[0, 1] < 18
    np.testing.assert_allclose(found.made[1], 10 * found.made[0] + 10, rtol=0.1)
    assert (np.diff(found.made, axis=1) > 0).all()


def test_of_a_file_the_figure_is_told_on_which_explanations_differ_most() -> None:
    given = data()
    figures = [given.figures[0], *(replace(figure, series="list.csv") for figure in given.figures[1:])]
    (found,) = decisive(
        replace(given, figures=figures), Sensitivity(ALL, WITHOUT[:2], np.array([0.0, 0.2]), noise=0.0)
    )
    assert (found.entry, found.key) == ("list.csv", given.keys[2])


def test_the_only_observation_leaves_nothing_to_judge_by() -> None:
    """Nothing is said of what is without it: no likeliest explanation, and no chart of shifts."""
    answer = toy_answer(2)
    figures = [replace(figure, series="list.csv") for figure in answer.data.figures]
    alone = replace(answer, data=replace(answer.data, figures=figures))
    without = Sensitivity(ALL, WITHOUT[:1], np.array([0.2]), noise=0.0)
    assert decisive(alone.data, without) == ()
    only = replace(alone, sensitivity=without)
    told = "“list.csv” is all that was observed: without it nothing is left to judge by."
    assert _hanging(only) == [told]
    assert observation_shifts(only) is None
    assert _sensitivity(only) == {}
    assert observation_shifts(answer) is not None
