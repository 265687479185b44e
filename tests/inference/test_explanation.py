"""The answer in Python: the tables of an Explanation, its files, and the one call that makes it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner
from valleys import valley
from written import (
    BY,
    NAMES,
    NETWORKS,
    P_VALUE,
    POSTERIOR,
    PRIOR,
    REGRESSION,
    SD,
    written_answer,
    written_mechanisms,
)

import boomerang
from boomerang.case import write_case
from boomerang.cli.main import app
from boomerang.errors import InputError
from boomerang.report.charts import CHARTS
from boomerang.report.charts.rendered import pictured
from boomerang.report.data.parameters import read_posterior
from boomerang.report.explain import default_folder
from boomerang.report.explanation import Explanation

pytestmark = pytest.mark.usefixtures("undrawn")

ORDER = ["restriction", "boomerang", "ties", "chance"]
STOPPED = valley(
    count="stop",
    value=20,
    explanations={
        name: {"by": by, "mechanisms": on}
        for name, by, on in [("chance", "a sceptic", []), ("restriction", "a man", ["restriction"])]
    },
)


@pytest.fixture
def written() -> Explanation:
    return Explanation(written_answer(), date(2014, 9, 2), 12.3456, inclusion=written_mechanisms())


def test_the_posterior_is_a_table_likeliest_first(written: Explanation) -> None:
    expected = pd.DataFrame(
        {
            "probability": POSTERIOR,
            "sd": SD,
            "prior": PRIOR,
            "networks": NETWORKS,
            "regression": REGRESSION,
            "p_value": P_VALUE,
            "mistaken": [0.29, 0.48, 0.37, 0.61],
            "possible": [True, True, False, True],
            "never": ["", "", "the fall of 1972-75", ""],
        },
        index=pd.Index(NAMES, name="explanation"),
    )
    pd.testing.assert_frame_equal(written.posterior, expected.loc[ORDER])


def test_what_fitted_countries_make_is_a_table(written: Explanation) -> None:
    found = written.fitted
    assert found.index.names == ["name", "explanation"]
    row = found.loc[("the fall of 1972-75", "ties")]
    assert row.to_dict() == {
        "kind": "fall", "of": "raids", "unit": "factor", "observed": 50, "least": 1, "low": 2, "median": 3,
        "high": 4, "most": 8, "apart": 6.3, "tail": 0, "p": 0.0025, "never": True,
    }  # fmt: skip
    assert found["never"].sum() == 1
    assert len(found) == 2 * len(NAMES)


def test_predictions_by_count_explanation_and_month(written: Explanation) -> None:
    found = written.predictions
    assert found.index.names == ["count", "explanation", "month"]
    assert list(found.columns) == ["5%", "25%", "50%", "75%", "95%"]
    last = found.loc[("depart", "ties", pd.Timestamp("2014-12-31"))]
    assert last[["5%", "50%", "95%"]].tolist() == [290, 300, 310]
    assert len(found) == 5 * 60
    assert found.loc[("depart", "Average", pd.Timestamp("2014-12-31")), "5%"] == 100


def test_what_to_observe_next_and_which_mechanisms(written: Explanation) -> None:
    further = written.next_observations
    assert further.loc["empty chairs"].tolist() == pytest.approx([0.12, 0.1, 0.19])
    assert (further.index.name, list(further)) == ("quantity", ["gain", "low", "high"])
    mechanisms = written.mechanisms
    assert mechanisms is not None
    assert mechanisms.loc["deterrence"].tolist()[1:] == [0.41, 0.13, 0.36, True]
    assert mechanisms.loc["justification", "claim"] == "Each departure is a reason for more stops."
    assert Explanation(written.answer, None, 1.0).mechanisms is None


def test_parameters_are_draws_with_where_they_come_from(written: Explanation) -> None:
    tree = written.parameters
    talk = tree["ties/posterior"]["mechanisms.ties.parameters.talk"].values
    assert {value: (talk == value).mean() for value in (0.3, 3.0, 4.0)} == {0.3: 0.2, 3.0: 0.6, 4.0: 0.2}
    assert (
        tree["chance/prior"]["parameters.sympathy"].values.ravel().tolist() == np.linspace(0, 1, 30).tolist()
    )
    assert tree.attrs == {
        "case": "village", "version": "1.2", "digest": written.table.digest, "seed": 7
    }  # fmt: skip


def test_a_notebook_shows_verdict_caution_and_table(written: Explanation) -> None:
    page = written._repr_html_()
    assert "<b>A valley, a rule about beards, and what comes back</b>: these data cannot separate" in page
    assert "<b>Caution:</b> The prior is not even" in page
    row = page[page.index("<th>restriction</th>") :]
    assert [float(cell.split("</td>")[0]) for cell in row.split("<td>")[1:8]] == [
        0.4, 0.02, 0.22, 0.37, 0.42, 0.05, 0.48
    ]  # fmt: skip
    assert repr(written) == ("<Explanation of village: these data cannot separate restriction and boomerang>")


def test_it_prints_what_the_command_prints(
    written: Explanation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    written.print()
    out = capsys.readouterr().out
    assert "known by 2014-09-02" in out
    assert out.index("Verdict:") < out.index("nothing else was written") < out.index("Which mechanisms")
    assert all(by in out for by in BY)


def test_it_is_written_with_its_charts(
    written: Explanation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boomerang.report.charts.pictured", pictured)
    assert written.to_dict()["charts"] == []
    written.write(tmp_path)
    data = json.loads((tmp_path / "explanation.json").read_text(encoding="utf-8"))
    assert data == json.loads(json.dumps(written.to_dict()))
    assert data["charts"] == written.charts
    assert data["charts"][0] == "charts/probabilities.svg"
    assert all(b"</svg>" in (tmp_path / name).read_bytes() for name in data["charts"])
    assert data["seconds"]["simulate"] == 12.35
    assert data["inclusion"]["deterrence"]["silent"] is True
    assert read_posterior(tmp_path / "posterior.nc").attrs["seed"] == 7


def test_a_chart_that_fails_leaves_the_answer(
    written: Explanation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> None:
        raise ZeroDivisionError

    whole = CHARTS["reliability"]
    monkeypatch.setattr("boomerang.report.charts.CHARTS", {"broken": fail, "reliability": whole})
    written.write(tmp_path)
    assert written.undrawn == ["the chart 'broken' cannot be drawn (ZeroDivisionError: )"]
    data = json.loads((tmp_path / "explanation.json").read_text(encoding="utf-8"))
    assert data["charts"] == ["charts/reliability.svg", "charts/loops-restriction.svg"]
    assert data["posterior"]["ties"] == 0.2
    assert read_posterior(tmp_path / "posterior.nc").attrs["case"] == "village"


def untimed(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in ("seconds", "charts")}


def test_a_report_that_fails_leaves_the_answer_and_the_charts(
    written: Explanation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("boomerang.report.filling.report_of", fail)
    written.write(tmp_path)
    assert written.undrawn == ["the report cannot be written (ZeroDivisionError: )"]
    assert (tmp_path / "charts/probabilities.svg").exists()
    assert not (tmp_path / "report.html").exists()


def test_one_call_does_what_the_command_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder only the tables are kept, where the command would keep them."""
    monkeypatch.chdir(tmp_path)
    write_case(STOPPED, tmp_path / "valley")
    told: list[int] = []
    found = boomerang.explain(
        "valley", 20, prior={"chance": 2}, seed=3, threads=1, mechanisms=True, progress=told.append
    )
    assert isinstance(found, boomerang.Explanation)
    assert told[-1] == 80
    assert told == sorted(told)
    home = default_folder(found.table.case)
    assert home == Path("explained") / STOPPED.name
    assert sorted(path.name for path in home.iterdir()) == ["subsets", "table"]
    words = ["explain", "valley", "--simulations", "20", "--prior", "chance=2", "--seed", "3", "--mechanisms"]
    done = CliRunner().invoke(app, [*words, "--resume", "--json"])
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert untimed(data) == untimed(json.loads(json.dumps(found.to_dict())))
    assert data["prior"] == {"chance": 0.6667, "restriction": 0.3333}
    assert {path.name for path in home.iterdir()} == {
        ".boomerang.json",
        "subsets", "table", "charts", "explanation.json", "posterior.nc", "report.html"
    }  # fmt: skip


def test_with_a_folder_everything_is_written_there(tmp_path: Path) -> None:
    found = boomerang.explain(
        boomerang.scenario(STOPPED, persons=500), 20, known_by="2010-03-01", folder=tmp_path / "why"
    )
    data = json.loads((tmp_path / "why" / "explanation.json").read_text(encoding="utf-8"))
    assert (data["known_by"], data["persons"], data["simulations"]) == ("2010-03-01", 500, 20)
    assert data["charts"] == found.charts != []
    assert found.folder == tmp_path / "why"
    assert found.scores is None
    assert found.backtest is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"known_by": "soon"}, "known_by: 'soon' is no date"),
        ({"known_by": date(2009, 1, 1)}, "nothing was known by 2009-01-01"),
        ({"simulations": 19}, "19 simulations are too few: the comparison needs at least 20 of each"),
        ({"prior": {"tis": 1}}, "'tis' is no explanation of the table"),
        ({"backtest": True}, "a backtest needs 3 observations"),
        ({"score": "nowhere.yaml"}, "nowhere.yaml: there is no such file"),
    ],
)
def test_what_is_refused_costs_no_time(tmp_path: Path, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        boomerang.explain(STOPPED, **{"folder": tmp_path / "why", **options})
    assert not (tmp_path / "why").exists()
