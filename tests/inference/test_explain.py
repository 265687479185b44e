"""The whole way from a case to an answer, on the village."""

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import boomerang
from boomerang.case import case_from_data
from boomerang.case.parts.plain import plain_data
from boomerang.cli.main import app
from boomerang.errors import InputError
from boomerang.inference.compare import compare, weights_of
from boomerang.inference.explain import Answer, analyse
from boomerang.inference.table.table import Table, build
from boomerang.measure.figures import figures
from boomerang.report.data.parameters import read_posterior

pytestmark = pytest.mark.usefixtures("one_chart")

EXPLANATIONS = ["chance", "restriction", "ties", "boomerang"]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return build(boomerang.load("village"), 40, folder=tmp_path_factory.mktemp("village") / "table")


@pytest.fixture(scope="module")
def answer(table: Table) -> Answer:
    return analyse(compare(table))


def test_probabilities_and_predictions(answer: Answer) -> None:
    assert answer.posterior.probability.sum() == pytest.approx(1)
    assert answer.data.table.names == EXPLANATIONS
    assert set(answer.paths) == {"depart"}
    middle = answer.paths["depart"].average.quantiles([0.5])[0]
    assert (middle[1:] >= middle[:-1]).all()
    assert len(middle) == 60
    assert "cannot separate" in answer.verdict.sentence


def test_the_same_answer_with_another_number_of_threads(answer: Answer) -> None:
    again = analyse(answer.data, threads=1)
    assert again.posterior.probability.tolist() == answer.posterior.probability.tolist()
    assert again.next.gain.tolist() == answer.next.gain.tolist()


def test_the_prior_counts(table: Table, answer: Answer) -> None:
    even = answer.posterior.probability
    most = analyse(compare(table, prior={"ties": 50})).posterior.probability
    assert most[2] > 0.8 > 0.5 > even[2]


def test_weights() -> None:
    assert weights_of(["a", "b"], {"a": 3}).tolist() == [0.75, 0.25]
    assert weights_of(["a", "b"], {"a": 1e308, "b": 1e308}).tolist() == [0.5, 0.5]
    with pytest.raises(InputError, match="'c' is no explanation of the table"):
        weights_of(["a", "b"], {"c": 1})
    with pytest.raises(InputError, match="the case has no explanations; write at least one"):
        weights_of([], {})
    with pytest.raises(InputError, match="the prior leaves no explanation"):
        weights_of(["a"], {"a": 0})


def test_nothing_known_yet(table: Table) -> None:
    with pytest.raises(
        InputError, match="nothing was known by 2010-01-01; the first observation became known"
    ):
        compare(table, by=date(2010, 1, 1))


def test_command(tmp_path: Path) -> None:
    words = ["explain", "village", "--persons", "500", "--simulations", "25", "--json"]
    words += ["--out", str(tmp_path / "why")]
    first = CliRunner().invoke(app, words)
    assert first.exit_code == 0, first.output
    given = json.loads(first.stdout)
    assert list(given["posterior"]) == EXPLANATIONS
    assert {
        "error_rate",
        "chance_error",
        "calibration_error",
        "confusion",
        "verdict",
        "predictive",
        "next_observations",
        "beyond_prior",
        "simulations",
        "seconds",
        "digest",
    } <= set(given)
    assert given["simulations"] == 25
    assert json.loads((tmp_path / "why" / "explanation.json").read_text(encoding="utf-8")) == given
    assert "posterior" in read_posterior(tmp_path / "why" / "posterior.nc")["ties"]
    assert "charts/probabilities.svg" in given["charts"]
    assert all((tmp_path / "why" / name).is_file() for name in given["charts"])
    longer = CliRunner().invoke(app, [*words, "--resume", "--simulations", "30"])
    assert longer.exit_code == 0, longer.output
    assert json.loads(longer.stdout)["simulations"] == 30


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--prior", "ties"], "--prior 'ties': write EXPLANATION=WEIGHT, such as chance=2"),
        (["--prior", "tis=2"], "'tis' is no explanation of the table"),
        (["--known-by", "soon"], "--known-by: "),
        (["--simulations", "5"], "5 simulations are too few: the comparison needs at least 20 of each"),
    ],
)
def test_what_is_refused(tmp_path: Path, more: list[str], sentence: str) -> None:
    words = ["explain", "village", "--simulations", "20", "--out", str(tmp_path / "why"), "--no-progress"]
    done = CliRunner().invoke(app, [*words, *more])
    assert done.exit_code == 2
    assert sentence in done.output


def test_tallies_that_a_figure_needs_are_added(tmp_path: Path) -> None:
    """The village counts nobody who relents by sex, and does not log them."""
    said = {
        "count": "relent",
        "by": "2013-06-30",
        "value": 3,
        "error": "none",
        "said by": "x",
        "known": "2013-07-01",
        "source": "x",
    }
    data = plain_data(boomerang.load("village"))
    data["observations"] = [said | {"within": "sex woman"}, said]
    case = case_from_data(data, boomerang.load("village").folder)
    table = build(case, 20, folder=tmp_path / "table")
    women, all_of_them = (table.summaries[figure.key].to_numpy() for figure in figures(case))
    assert set(table.case.tallies) == set(case.tallies)
    assert 0 < women.sum() < all_of_them.sum()
