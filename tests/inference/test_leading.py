"""The best policy is spoken of as surely as the pairs allow, and not where there is none."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from boomerang.case.scenario import as_scenario
from boomerang.inference.advice import choice
from boomerang.inference.belief import Belief
from boomerang.inference.judged import Judged
from boomerang.inference.pairs import Pairs
from boomerang.measure.paired import TOTAL
from boomerang.report.charts.decision import regrets
from boomerang.report.charts.policies import finding

HAMLET = as_scenario(Path(__file__).parents[1] / "cli" / "hamlet.yaml")
NAMES = ("first", "second")


def judged(
    *differences: Any, explanations: tuple[str, ...] = ("chance", "rule"), more: bool = False
) -> Judged:
    """Of each policy the difference in each pair, the same under each explanation."""
    records = [
        {TOTAL: SimpleNamespace(values=np.array([[40.0, 40.0 + change] for change in pair]))}
        for pair in zip(*differences, strict=True)
    ]
    weights = np.full(len(explanations), 1 / len(explanations))
    belief = Belief(explanations, weights, {name: [] for name in explanations}, "the priors")
    pairs = Pairs(
        HAMLET, NAMES[: len(differences)], belief, "depart", 1, dict.fromkeys(explanations, records)
    )
    return Judged(pairs, more)


SURE, LESS, NOTHING = [-9.0, -8.0] * 6, [-3.0, -4.0] * 6, [0.0] * 12
UNSURE = [-9.0, -9.0, -8.0, -8.0, 6.0, 6.0] * 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (judged(SURE, LESS), "'first' has the lowest average of depart over all explanations"),
        (judged(SURE, SURE), "'first' and 'second' have the lowest average of depart over all explanations"),
        (
            judged(UNSURE, LESS),
            "'first' has the lowest average of depart over all explanations, but luck alone may part it from"
            " 'as it was' and 'second'",
        ),
        (
            judged(NOTHING, SURE, more=True),
            "'as it was' and 'first' have the highest average of depart over all explanations",
        ),
        (
            judged(UNSURE, explanations=("rule",)),
            "'first' has the lowest average of depart, but luck alone may part it from 'as it was'",
        ),
    ],
)
def test_the_choice_is_as_sure_as_the_pairs(given: Judged, said: str) -> None:
    assert choice(given).split("; ")[-1] == said


def test_where_nothing_changes_there_is_no_choice() -> None:
    assert choice(judged(NOTHING)) == "no policy changes depart in any pair, so there is nothing to choose"
    assert finding(judged(NOTHING)) == "No policy changes depart in any pair"


def test_few_pairs_are_told_before_everything() -> None:
    few = judged(SURE[:8], LESS[:8])
    assert choice(few).startswith(
        "in so few pairs, perhaps by luck: with 'first' not knowing the explanation"
    )
    assert finding(few) == "In so few pairs, perhaps by luck:\n'first' lowers depart by 8.5 on average"
    assert finding(judged(SURE)) == "'first' lowers depart by 8.5 on average"
    assert finding(judged(UNSURE)) == "'first' lowers depart by 3.7 on average; it may be luck"


def test_all_that_cost_least_are_framed() -> None:
    data = regrets(judged(SURE, SURE)).to_dict()["datasets"]
    framed = [row["policy"] for rows in data.values() for row in rows if row.get("least")]
    assert framed == ["first", "second"]


def test_pairs_that_were_refused_do_not_count() -> None:
    given = judged(SURE, LESS)
    records = {name: [*rows[:4], *[{}] * 8] for name, rows in given.pairs.records.items()}
    assert choice(replace(given, pairs=replace(given.pairs, records=records))).startswith("in so few pairs")
