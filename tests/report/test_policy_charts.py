"""The charts of policies and of the number show the numbers of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import pytest

import boomerang
from boomerang.case import Case
from boomerang.inference.judged import Judged
from boomerang.inference.numbers import Numbers
from boomerang.report.charts.decision import decision_dots, regrets
from boomerang.report.charts.descent import descent_trees
from boomerang.report.charts.map import policy_map
from boomerang.report.charts.number import number_chart
from boomerang.report.charts.number_course import number_course
from boomerang.report.charts.policies import policy_differences
from boomerang.report.charts.style import COLOURS
from boomerang.report.data.number import number_data, per_of
from boomerang.report.terminal.number import _fed, _told
from boomerang.study.accounting_descent import NONE


@pytest.fixture(scope="module")
def judged() -> Judged:
    policies, explanations = ["no stops", "no answer"], ["restriction", "boomerang"]
    return boomerang.whatif(
        "village", "depart", policies=policies, explanations=explanations, pairs=6, threads=1
    ).judged


@pytest.fixture(scope="module")
def numbers() -> Numbers:
    return boomerang.number(
        "village", "stop", "depart", explanations=["boomerang"], pairs=6, acts=20, threads=1
    )


def spec(chart: Any) -> dict[str, Any]:
    found: dict[str, Any] = chart.to_dict()
    alt.Root.validate(found)
    return found


def rows(chart: Any, *fields: str) -> Iterator[dict[str, Any]]:
    for data in spec(chart)["datasets"].values():
        yield from (row for row in data if set(fields) <= set(row))


def test_differences_end_where_the_decision_is_made(judged: Judged) -> None:
    found = list(rows(policy_differences(judged), "policy", "explanation", "month", "mean"))
    last = max(row["month"] for row in found)
    for p, policy in enumerate(judged.pairs.policies):
        ends = {r["explanation"]: r["mean"] for r in found if r["policy"] == policy and r["month"] == last}
        assert ends["average"] == pytest.approx(judged.decision.average[p + 1], abs=0.01)
        for e, name in enumerate(judged.explanations):
            if name in ends:
                assert ends[name] == pytest.approx(judged.decision.mean[p + 1, e], abs=0.01)
            else:
                assert judged.effects[policy][name].nothing


def test_a_policy_begins_on_its_day(judged: Judged) -> None:
    assert "2013-01-01" in str(spec(policy_differences(judged))["datasets"])


def test_dots_and_regrets_are_those_of_the_table(judged: Judged) -> None:
    for row in rows(decision_dots(judged), "policy", "explanation", "mean", "low"):
        p = judged.policies.index(row["policy"])
        if row["whole"]:
            assert row["mean"] == pytest.approx(judged.decision.average[p])
        else:
            e = judged.explanations.index(row["explanation"])
            assert row["low"] == pytest.approx(judged.decision.low[p, e])
    least = [row for row in rows(regrets(judged), "regret", "least") if row["least"]]
    assert [row["policy"] for row in least] == [judged.policies[judged.decision.minimax]]
    assert least[0]["regret"] == pytest.approx(judged.decision.worst.min())


def test_one_explanation_has_no_regret_to_compare(judged: Judged) -> None:
    weights = judged.pairs.belief.weights * 0 + [1.0, 0.0]
    belief = replace(judged.pairs.belief, weights=weights)
    assert regrets(replace(judged, pairs=replace(judged.pairs, belief=belief))) is None


def test_an_explanation_has_its_colour_even_when_others_are_left_out(judged: Judged) -> None:
    case: Case = judged.pairs.scenario.case
    scales = str(spec(decision_dots(judged)))
    assert COLOURS[list(case.explanations).index("boomerang")] in scales
    assert COLOURS[0] not in scales.replace("#0072b2x", "")  # chance is not shown


def test_places_add_up_to_the_difference(judged: Judged) -> None:
    shown = list(rows(policy_map(judged), "name", "events", "rate", "low", "high"))
    assert sum(row["events"] for row in shown) == pytest.approx(sum(judged.decision.average[1:]), abs=0.1)
    for row in shown:
        assert row["rate"] == pytest.approx(100_000 * row["events"] / row["people"], abs=1)
        assert row["low"] <= row["rate"] <= row["high"]
    assert any(row["low"] < row["high"] for row in shown)


def test_chart_and_terminal_tell_the_number_of_as_many_acts(numbers: Numbers) -> None:
    rare = replace(numbers, of={"boomerang": _scaled(numbers.of["boomerang"], 1e-3)})
    for found, per in ((numbers, 1), (rare, 1000)):
        assert per_of(found) == number_data(found)["told_per"] == per
        row = next(row for row in rows(number_chart(found), "part", "value") if row["whole"])
        number = found.of["boomerang"].number
        assert row["value"] == pytest.approx(per * number.value)
        assert _told(number, per).split(" ")[0][:4] == f"{row['value']:.6f}"[:4] or per == 1
    assert "per 1,000 more occurrences of stop" in str(spec(number_chart(rare)))


def test_of_few_pairs_nothing_is_said_flatly(numbers: Numbers) -> None:
    number = numbers.of["boomerang"]
    itself = replace(number, asked=replace(number.asked, outcome="stop"))
    few, many = (replace(itself, records=[*number.records] * times) for times in (1, 2))
    luck = "in so few pairs, perhaps by luck: "
    assert _fed(few).startswith(f"{luck}by itself one more stop brings ")
    assert _fed(many).startswith("by itself one more stop brings ")
    sure = replace(
        number, records=[{**each, "parts": dict.fromkeys(each["parts"], 1)} for each in number.records]
    )
    found = replace(numbers, of={"boomerang": sure})
    assert number_data(found)["says"] == f"I{luck[1:]}one more stop brings 0.2 further depart"
    assert spec(number_chart(found))["title"]["text"][0] == f"I{luck[1:-1]}"
    assert number_data(found)["notes"] == list(found.notes) != []
    found = replace(numbers, of={"boomerang": replace(sure, records=[*sure.records] * 2)})
    assert number_data(found)["says"] == "One more stop brings 0.2 further depart"
    assert found.notes == ()


def _scaled(number: Any, share: float) -> Any:
    """The same with so many times the acts, and so the same outcomes per fewer of them."""
    return replace(number, records=[{**each, "acts": each["acts"] / share} for each in number.records])


def test_the_course_is_that_of_the_number(numbers: Numbers) -> None:
    found = {row["at"]: row["value"] for row in rows(number_course(numbers), "at", "value")}
    wanted = {**numbers.of["boomerang"].since, **numbers.of["boomerang"].by_year}
    assert found == pytest.approx({str(at): each.value for at, each in wanted.items()})


def test_trees_show_each_event_below_what_moved_it() -> None:
    known = boomerang.descent(boomerang.history("village", seed=4))
    found = {row["row"]: row for row in rows(descent_trees(known), "row", "from row", "person")}
    largest = int(known.cascades.max())
    assert all(row["from row"] < number for number, row in found.items())
    roots = [number for number, row in found.items() if row["from row"] == -1]
    assert roots[0] == 0
    assert roots[1] == largest
    assert len(found) == sum(size for size in known.cascades if size > 1) <= 120
    assert descent_trees(replace(known, parents=np.full(len(known.lines), NONE))) is None
