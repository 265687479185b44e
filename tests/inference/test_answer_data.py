"""The answer as JSON: every value under every key."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from answers import MONTHS
from written import (
    CONFUSION,
    DROPPED,
    LAST,
    MADE_BOUND,
    NAMES,
    NETWORKS,
    P_VALUE,
    POSTERIOR,
    PRIOR,
    REASON,
    REGRESSION,
    SD,
    SHIFT,
    written_answer,
    written_mechanisms,
)

from boomerang.case.scenario import scenario
from boomerang.report.data.answer import answer_data
from boomerang.report.data.mechanisms import mechanisms_data
from boomerang.report.data.plain import json_text
from boomerang.report.document.blocks import TextTable
from boomerang.report.sections.findings import Findings
from boomerang.report.sections.limits import limits

KEYS = [
    "depart ever by 2013-06-30, the district office",
    "bound",
    "depart ever by 2014-06-30 within place Mill, the second secretary of the district office",
]


def named(values: list[float]) -> dict[str, float]:
    return dict(zip(NAMES, values, strict=True))


def around(last: float) -> dict[str, list[float]]:
    medians = [last - 59 + month for month in range(60)]
    return {
        "low": [median - 10 for median in medians],
        "median": medians,
        "high": [median + 10 for median in medians],
    }


EXPECTED: dict[str, Any] = {
    "case": "village",
    "version": "1.2",
    "known_by": "2014-09-02",
    "simulations": 30,
    "refused": {"chance": 0, "restriction": 0.25, "ties": 0.1429, "boomerang": 0.5},
    "seed": 7,
    "persons": None,
    "verdict": "these data cannot separate restriction and boomerang",
    "cautions": [
        "The prior is not even: chance 12%, restriction 22%, ties 32%, boomerang 34%. Errors are those under"
        " it."
    ],
    "posterior": named(POSTERIOR),
    "posterior_sd": named(SD),
    "prior": named(PRIOR),
    "methods": {"networks": named(NETWORKS), "regression": named(REGRESSION)},
    "disagreement": 0.18,
    "error_rate": 0.47,
    "chance_error": 0.66,
    "local_error": 0.58,
    "calibration_error": 0.0213,
    "reliability": {"predicted": [0.15, 0.42], "observed": [0.24, 0.33], "share": [0.75, 0.25]},
    "confusion": {name: named(row) for name, row in zip(NAMES, CONFUSION, strict=True)},
    "p_value": named(P_VALUE),
    "outside": ["bound"],
    "never": {"chance": [], "restriction": [], "ties": ["the fall of 1972-75"], "boomerang": []},
    "ruled_out": ["ties"],
    "series": {},
    "fitted": [
        {
            "kind": "figure",
            "of": KEYS[0],
            "name": f"“{KEYS[0]}”",
            "unit": "count",
            "observed": 12,
            "explanations": {
                name: {
                    "least": 1 + k,
                    "low": 2,
                    "median": 3,
                    "high": 4,
                    "most": 5,
                    "apart": [0.1, -0.2, 0.3, -0.4][k],
                    "tail": [0.4, 0.5, 0.6, 0.7][k],
                    "p": [0.91, 0.92, 0.93, 0.94][k],
                    "never": False,
                }
                for k, name in enumerate(NAMES)
            },
        },
        {
            "kind": "fall",
            "of": "raids",
            "name": "the fall of 1972-75",
            "unit": "factor",
            "observed": 50,
            "explanations": {
                name: {
                    "least": [11, 11, 1, 11][k],
                    "low": [12, 12, 2, 12][k],
                    "median": [13, 13, 3, 13][k],
                    "high": [14, 14, 4, 14][k],
                    "most": [60, 61, 8, 63][k],
                    "apart": [1.1, 1.2, 6.3, 1.4][k],
                    "tail": [0.2, 0.1, 0, 0.3][k],
                    "p": [0.81, 0.82, 0.0025, 0.84][k],
                    "never": name == "ties",
                }
                for k, name in enumerate(NAMES)
            },
        },
    ],
    "sensitivity": {
        key: {"shift": shift, "posterior": named(row)}
        for key, shift, row in zip(KEYS, SHIFT, DROPPED, strict=True)
    },
    "decisive": [
        {
            "without": "bound",
            "shift": 0.31,
            "posterior": {"without": named(DROPPED[1]), "with": named(POSTERIOR)},
            "figure": "bound",
            "observed": 15,
            "made": {
                name: dict(zip(("low", "median", "high"), made, strict=True))
                for name, made in zip(NAMES, MADE_BOUND, strict=True)
            },
        }
    ],
    "beyond_prior": {
        "chance": {},
        "restriction": {},
        "ties": {"mechanisms.ties.parameters.talk": 0.8, "parameters.sympathy": 0.2},
        "boomerang": {},
    },
    "predictive": {
        "months": [str(month) for month in MONTHS],
        "counts": {  # the average has a test of its own
            "depart": {name: around(last) for name, last in LAST.items()}
        },
    },
    "next_observations": [
        {"quantity": "letters", "gain": 0.31, "low": 0.29, "high": 0.38},
        {"quantity": "empty chairs", "gain": 0.12, "low": 0.1, "high": 0.19},
        {"quantity": "radios", "gain": -0.05, "low": -0.07, "high": 0.02},
    ],
    "not_computed": [f"depart within practice visible: share: {REASON}"],
    "observations": dict(zip(KEYS, [12, 15, 3], strict=True)),
    "charts": ["charts/one.svg"],
    "seconds": {"simulate": 12.35, "analyse": 6.79},
    "digest": None,  # of the table
}


@cache
def data() -> dict[str, Any]:
    given = answer_data(
        written_answer(), known_by=date(2014, 9, 2), simulated=12.3456, charts=["charts/one.svg"]
    )
    return json.loads(json.dumps(given, allow_nan=False))


def test_every_key_is_tested_in_the_order_in_which_it_is_read() -> None:
    assert list(data()) == list(EXPECTED)


@pytest.mark.parametrize("key", [key for key in EXPECTED if key not in ("predictive", "digest")])
def test_what_stands_under_a_key(key: str) -> None:
    assert data()[key] == EXPECTED[key]


def test_names_are_in_the_order_of_the_case_and_the_furthest_parameter_first() -> None:
    for key in ("refused", "posterior", "posterior_sd", "prior", "confusion", "p_value"):
        assert list(data()[key]) == NAMES
    assert list(data()["sensitivity"]) == list(data()["observations"]) == KEYS
    assert list(data()["beyond_prior"]["ties"]) == list(EXPECTED["beyond_prior"]["ties"])


def test_predictions_of_each_explanation_and_of_their_average() -> None:
    """The average in the last month: 90, 100, 110, 190 ... with the weights 0.02, 0.06, 0.02, 0.08 ..."""
    found = data()["predictive"]
    assert list(found) == ["months", "counts"]
    assert found["months"] == EXPECTED["predictive"]["months"]
    found = found["counts"]
    assert list(found["depart"]) == [*NAMES, "Average"]
    assert {name: found["depart"][name] for name in NAMES} == EXPECTED["predictive"]["counts"]["depart"]
    average = found["depart"]["Average"]
    last = {side: values[-1] for side, values in average.items()}
    assert last == {
        "low": 100,
        "median": round(210 + 80 * (0.5 - 0.46) / (0.52 - 0.46), 1),
        "high": round(400 + 10 * (0.95 - 0.85) / (0.97 - 0.85), 1),
    }
    assert {side: values[0] for side, values in average.items()} == {
        side: pytest.approx(value - 59, abs=0.051) for side, value in last.items()
    }


def test_the_digest_is_that_of_the_table_and_persons_are_those_asked_for() -> None:
    given = written_answer()
    table = given.data.table
    assert data()["digest"] == table.digest
    few = replace(table, about=replace(table.about, persons=1000))
    small = answer_data(
        replace(given, data=replace(given.data, table=few)), known_by=None, simulated=0, charts=[]
    )
    assert (small["persons"], small["known_by"], small["charts"]) == (1000, None, [])


def test_mechanisms() -> None:
    given = written_mechanisms()
    claims = {name: mechanism.claim for name, mechanism in given.table.case.mechanisms.items()}
    assert json.loads(json.dumps(mechanisms_data(given), allow_nan=False)) == {
        "inclusion": {
            name: {
                "claim": claims[name], "probability": probability, "sd": sd, "prior": prior, "silent": silent,
            }
            for name, probability, sd, prior, silent in [
                ("restriction", 0.93, 0.02, 0.51, False),
                ("deterrence", 0.41, 0.13, 0.36, True),
                ("justification", 0.57, 0.04, 0.49, False),
            ]
        },
        "subsets": {"countries": 1200, "shared": ["ties"], "refused": 0.2, "digest": given.table.digest},
    }  # fmt: skip


def test_json_has_no_number_for_what_is_none() -> None:
    """Python alone reads NaN and Infinity; other readers refuse the whole text."""
    given = {"a": [1.5, math.nan, (math.inf,)], "b": {"c": -math.inf, "d": None, "e": "NaN"}}
    text = json_text(given)
    assert json.loads(text, parse_constant=lambda name: f"not {name}") == {
        "a": [1.5, None, [None]],
        "b": {"c": None, "d": None, "e": "NaN"},
    }


def test_a_report_has_the_reason_of_what_is_decisive_likeliest_first() -> None:
    found = Findings.of(scenario("village"), written_answer().data.table.about, data(), {})
    (table,) = (block for block in limits(found).blocks if isinstance(block, TextTable))
    assert table.caption == (
        "Decisive: “bound” moves the probabilities by 31%. What each explanation, fitted to everything else,"
        " makes of it, where 15 was observed"
    )
    assert table.rows == (
        ("restriction", "10%", "40%", "6", "4", "9"),
        ("boomerang", "70%", "30%", "8", "4", "9"),
        ("ties", "15%", "20%", "7", "4", "9"),
        ("chance", "5%", "10%", "5", "4", "9"),
    )
