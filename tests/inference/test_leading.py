"""The best policy is spoken of as surely as the pairs allow, and not where there is none."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from boomerang.case.parts.schema import Policy
from boomerang.case.scenario import as_scenario
from boomerang.inference.advice import choice, hangs, says
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
    seen = "o policy changes depart in any of the 12 pairs"
    assert choice(judged(NOTHING)) == f"n{seen}, so there is nothing to choose"
    assert finding(judged(NOTHING)) == f"N{seen}"


def eased(change: float, explanation: str, pairs: int = 2) -> Judged:
    """The same change in each pair, under a policy of the hamlet and one explanation or two."""
    given = judged([change] * pairs, explanations=tuple(explanation.split()))
    return replace(given, pairs=replace(given.pairs, policies=("ease",)))


def test_that_nothing_changes_in_few_pairs_may_be_luck() -> None:
    few = eased(0.0, "rule")
    start = "n so few pairs, perhaps by luck:"
    assert (
        choice(few)
        == f"i{start} no policy changes depart in any of the 2 pairs, so there is nothing to choose"
    )
    assert (
        says(few, "ease")
        == f"i{start} 'ease' does not change depart in any of the 2 pairs under this explanation"
    )
    assert finding(few) == f"I{start}\nno policy changes depart in any of the 2 pairs"
    assert says(eased(0.0, "rule chance", 1), "ease").endswith("in the only pair under any explanation")


def test_what_can_change_nothing_is_no_luck() -> None:
    given = eased(0.0, "chance")
    case = HAMLET.case.model_copy(update={"policies": {"ease": Policy(without=("anger",))}})
    none = replace(given, pairs=replace(given.pairs, scenario=replace(HAMLET, case=case)))
    assert says(none, "ease") == "'ease' changes nothing under this explanation"
    assert choice(none).startswith("no policy changes depart")


def test_few_pairs_are_told_of_each_policy_once() -> None:
    assert says(eased(-3.0, "rule", 4), "ease") == (
        "in so few pairs, perhaps by luck: 'ease' lowers depart under this explanation by 7.5 %"
    )
    assert says(judged(UNSURE[3:7], explanations=("rule",)), "first") == (
        "in so few pairs, perhaps by luck: 'first' is not seen to lower or raise depart under this"
        " explanation"
    )
    assert says(judged(SURE), "first") == "'first' lowers depart under both explanations by 21 %"


@pytest.mark.parametrize(("draws", "told"), [(7, None), (8, "on none")])
def test_on_what_it_hangs_takes_some_draws(draws: int, told: str | None) -> None:
    given: Any = SimpleNamespace(turning={"ease": None}, fewest_draws=draws)
    assert hangs(given, "ease") == told
    assert judged(SURE).fewest_draws == 6


@pytest.mark.parametrize(
    ("worst", "cost"), [(0.0, "nothing"), (1 / 6, "at most 0.2 of depart"), (0.04, "almost nothing")]
)
def test_the_cost_is_that_of_the_table(worst: float, cost: str) -> None:
    less = [-9.0, -8.0 - 12 * worst, *SURE[2:]]
    other = judged(SURE, less)
    records = [
        {TOTAL: SimpleNamespace(values=pair[TOTAL].values[::-1])} for pair in other.pairs.records["rule"]
    ]
    both = replace(other, pairs=replace(other.pairs, records={**other.pairs.records, "rule": records}))
    assert f"costs {cost} on average" in choice(both)


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
