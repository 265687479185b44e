"""`boomerang whatif`: what it prints and writes, and its mistakes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., tuple[int, str, str]]

WHATIF = ["whatif", "village", "--outcome", "depart", "--threads", "1", "--no-progress"]


def test_what_it_says(command: Command) -> None:
    asked = ("--pairs", "4", "--policy", "no answer", "--explanation", "all", "--until", "2013-03-31")
    code, out, err = command(*WHATIF, *asked)
    assert (code, err) == (0, "")
    assert "depart until 2013-03-31 under 1 policy and 4 explanations, 4 pairs of twins each" in out
    assert "Note: parameters are drawn from the priors and all explanations weigh the same" in out
    assert "'no answer': justification is off under chance, restriction, ties." in out
    told = " ".join(out.split())
    assert (
        "Choice: in so few pairs, perhaps by luck: no policy changes depart in any of the 4 pairs, so there"
        " is nothing to choose."
    ) in told
    assert "'no answer' does not change depart in any of the 4 pairs under any explanation." in told
    assert "difference" not in out  # a table without rows
    assert "hangs on none" not in out  # two draws cannot tell


def test_json_is_one_object_and_the_file(command: Command, tmp_path: Path) -> None:
    code, out, err = command(*WHATIF, "--pairs", "2", "--explanation", "restriction", "--out", "w", "--json")
    assert (code, err) == (0, "")
    said = json.loads(out)
    assert said == json.loads((tmp_path / "w" / "whatif.json").read_text())
    assert list(said["choice"]) == ["as it was", "no stops", "half the stops", "no rule", "no answer"]
    assert said["policies"]["no answer"]["hangs"] is None
    assert said["policies"]["no answer"]["cannot"] == ["'no answer': justification is off under restriction"]
    assert sorted(file.name for file in (tmp_path / "w" / "pairs").iterdir()) == [
        "restriction-00000.nc",
        "restriction-00001.nc",
    ]
    assert (tmp_path / "w" / "differences.nc").is_file()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            ["--policy", "no stop"],
            "'no stop' is no policy of village (no stops, half the stops, no rule, no answer); did you mean"
            " 'no stops'?",
        ),
        (
            ["--explanation", "chanse"],
            "'chanse' is no explanation of village (chance, restriction, ties, boomerang); did you mean"
            " 'chance'?",
        ),
        (["--resume"], "there is nothing to resume without a folder; give the folder of the pairs"),
        (
            ["--posterior", "why"],
            "why: there is no answer of explain in this folder (explanation.json, posterior.nc missing)",
        ),
        (
            ["--until", "2012-12-31", "--policy", "no stops"],
            "'no stops' begins on 2013-01-01, after the last day, 2012-12-31",
        ),
        (["--until", "soon"], "--until: 'soon' is no date"),
        (["--outcome", "stance away"], "'stance away' is no event or state of village"),
    ],
)
def test_mistakes(command: Command, more: list[str], message: str) -> None:
    code, out, err = command(*WHATIF, "--pairs", "2", *more)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1
