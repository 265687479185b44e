"""What `boomerang sensitivity` prints and writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import altair as alt
import pytest

pytestmark = pytest.mark.usefixtures("one_chart")

Command = Callable[..., tuple[int, str, str]]


def test_a_design_is_simulated_and_written(command: Command, tmp_path: Path) -> None:
    words = ("sensitivity", "village", "--explanation", "ties", "--outcome", "depart", "--simulations", 80)
    code, out, err = command(*words, "--out", "here")
    assert code == 0
    assert err.startswith("72 countries (8 trajectories of 9 points, 1 at each): it takes about ")
    assert "Morris' elementary effects from 72 countries, with 95 % intervals." in out
    assert "of 8 parameters are told from one that changes nothing" in out
    code, out, err = command(*words, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads((tmp_path / "here" / "sensitivity.json").read_text())
    assert sorted(file.name for file in (tmp_path / "here" / "charts").iterdir()) == [
        "sensitivity.json",
        "sensitivity.png",
        "sensitivity.svg",
    ]
    spec = json.loads((tmp_path / "here" / "charts" / "sensitivity.json").read_text())
    alt.Root.validate(spec)
    assert spec["title"]["text"] == "depart depends most on sympathy"
    code, _, err = command(*words, "--simulations", 40, "--out", "here", "--resume")
    assert code == 2
    assert "results of 72 simulations, not of 36 simulations; ask for 72 simulations, choose another" in err
    code, _, err = command(*words, "--seed", 2, "--out", "here")
    assert code == 2
    assert (
        "this folder holds results of other settings or another seed (seed: 1 there, 2 asked); choose" in err
    )


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from boomerang.inference.table.table import build

    folder = tmp_path_factory.mktemp("explained") / "table"
    build("village", 100, folder=folder, explanations=["ties"])
    return folder


def test_a_table_is_enough(command: Command, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the folder of the table or the one above, and only if it is of the same."""
    monkeypatch.setattr(
        "boomerang.study.sensitivity_methods.FEWER", 3
    )  # resamples; how wide is no matter here
    words = ("sensitivity", "village", "--outcome", "depart", "--json", "--table")
    code, out, err = command(*words, table, "--explanation", "ties")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["explanation"], found["countries"]) == ("ties", 100)
    assert set(found["outcomes"]["depart"]["indices"]) == {"pawn", "delta"}
    assert command(*words, table.parent, "--explanation", "ties")[1] == out
    for more, message in (
        ((), "no explanation of this table has just these mechanisms on (restriction, deterrence, ties,"),
        (("--explanation", "ties", "--persons", 4000), "this table is not of village as it is here"),
    ):
        code, _, err = command(*words, table, *more)
        assert code == 2
        assert message in err
    code, _, err = command(*words, table, "--explanation", "ties", "--outcome", "relent")
    assert (code, err) == (2, "'relent' is no count that this table follows (depart)\n")


def test_a_table_of_few_countries_says_nothing(command: Command, tmp_path: Path) -> None:
    from boomerang.inference.table.table import build

    build("village", 3, folder=tmp_path / "few", explanations=["ties"])
    code, _, err = command(
        "sensitivity", "village", "--outcome", "depart", "--explanation", "ties", "--table", "few"
    )
    assert code == 2
    assert "3 countries of ties are too few for indices; make the table longer, with 100 or more" in err
