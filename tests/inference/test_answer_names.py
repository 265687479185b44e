"""Explanations and counts may have the names of what an answer itself is made of."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import boomerang
from boomerang.case import case_from_data
from boomerang.report.data.parameters import read_posterior

EXPLANATIONS = ["average", "months", "likeliest", "persistence", "posterior"]


def seen(count: str, kind: str, by: str, value: float) -> dict[str, Any]:
    return {
        "count": count,
        "kind": kind,
        "by": by,
        "value": value,
        "said by": "me",
        "known": by,
        "source": "counted",
    }


DATA: dict[str, Any] = {
    "case": "average",
    "title": "Names that answers use themselves",
    "period": {"from": "2010-01-01", "to": "2011-12-31", "step": "1 month"},
    "population": {"places": [{"place": "here", "people": 400}]},
    "tracks": {"average": ["in", "out"]},
    "transitions": {"months": {"moves": "average in -> out", "rate": "0.1 per person-year"}},
    "mechanisms": {
        name: {
            "claim": "x",
            "by": "y",
            "parameters": {
                "prior": {
                    "value": 1 + number,
                    "prior": f"lognormal {0.5 + number} to {2 + number}",
                    "source": "assumption",
                }
            },
            "hazard ratios": {"months": {"average in": "prior"}},
        }
        for number, name in enumerate(EXPLANATIONS)
    },
    "explanations": {name: {"by": "z", "mechanisms": [name]} for name in EXPLANATIONS},
    "observations": [
        seen("months", "ever", "2010-06-30", 30),
        seen("months", "ever", "2010-12-31", 60),
        seen("average out", "now", "2011-03-31", 80),
        seen("months", "ever", "2011-12-31", 110),
    ],
}


@pytest.mark.usefixtures("undrawn")
def test_an_answer_keeps_its_own_apart_from_what_the_case_names(tmp_path: Path) -> None:
    found = boomerang.explain(
        case_from_data(DATA), 24, mechanisms=True, backtest=True, folder=tmp_path / "answer"
    )
    assert found.undrawn == []
    data = json.loads((tmp_path / "answer" / "explanation.json").read_text())
    assert data == json.loads(json.dumps(found.to_dict()))
    assert list(data["posterior"]) == list(data["inclusion"]) == EXPLANATIONS
    assert data["predictive"]["months"][-1] == "2011-12-31"
    assert list(data["predictive"]["counts"]) == ["months", "average out"]
    for count, prediction in data["predictive"]["counts"].items():
        assert list(prediction) == [*EXPLANATIONS, "Average"]
        for name, sample in found.answer.paths[count].by_explanation.items():
            assert prediction[name]["median"] == np.round(sample.quantiles([0.5])[0], 1).tolist()
    summary = data["backtest_summary"]
    assert {*EXPLANATIONS, "Average", "Likeliest", "Persistence"} <= set(summary)
    cuts = len(data["backtest"])
    assert all(summary[name]["figures"] == summary["Average"]["figures"] >= cuts for name in EXPLANATIONS)
    assert found.predictions.index.get_level_values("explanation").nunique() == len(EXPLANATIONS) + 1
    tree = read_posterior(tmp_path / "answer" / "posterior.nc")
    for name in EXPLANATIONS:
        assert list(tree[name]["posterior"].data_vars) == [f"mechanisms.{name}.parameters.prior"]
        assert tree[name]["prior"].sizes["draw"] == 24
    chart = json.loads((tmp_path / "answer" / "charts" / "predictions.json").read_text())
    shown = chart["concat"][0]["layer"][1]["encoding"]["color"]["scale"]["domain"]
    assert sorted(shown) == sorted([*EXPLANATIONS, "Average"])
