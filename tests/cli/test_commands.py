"""What the commands print and write."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import boomerang
from boomerang.report.terminal.bars import sparkline

Command = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.usefixtures("undrawn")


def as_json(command: Command, *arguments: object) -> dict[str, Any]:
    code, out, err = command(*arguments, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


def test_version(command: Command) -> None:
    assert command("--version") == (0, f"boomerang {boomerang.__version__}\n", "")


def test_cases(command: Command) -> None:
    code, out, _ = command("cases")
    assert code == 0
    assert re.search(r"^village +3,000 ", out, re.MULTILINE)
    rows = {row["case"]: row for row in as_json(command, "cases")["cases"]}
    assert rows["tajikistan-2015"]["persons"] == 8_450_000
    assert rows["northern-ireland-1969"]["persons"] == 1_566_000
    assert "boomerang" in rows["village"]["explanations"]


def test_new_check_run(command: Command, tmp_path: Path) -> None:
    code, out, err = command("new", "valley", "--from", "village")
    assert (code, out, err) == (0, "Wrote valley/case.yaml. Edit it, then: boomerang check valley\n", "")
    source = Path(boomerang.__file__).parent / "cases" / "village"
    copied, original = (tmp_path / "valley" / "case.yaml").read_text(), (source / "case.yaml").read_text()
    assert copied == original.replace("case: village", "case: valley", 1)
    assert as_json(command, "check", "valley")["case"] == "valley"
    assert as_json(command, "run", "valley", "--out", "results")["case"] == "valley"


def test_run_under_a_policy(command: Command) -> None:
    """The same people and luck: nothing differs before the policy's day, and what it forbids ends with it."""
    before, after = (as_json(command, "run", "village", *more) for more in ((), ("--policy", "no stops")))
    assert (before["policy"], after["policy"]) == (None, "no stops")
    assert before["out"] != after["out"]
    assert 0 < after["events"]["stop"] < before["events"]["stop"]
    assert "\npolicy: no stops\n" in command("run", "village", "--policy", "no stops")[1]
    code, _, err = command("run", "village", "--policy", "no stop")
    assert (code, "did you mean 'no stops'?" in err) == (2, True)


def test_check(command: Command) -> None:
    code, out, err = command("check", "village")
    assert (code, err) == (0, "")
    for part in (
        "village is valid",
        "sex: woman 0.5, man 0.5",
        "What can happen",
        "Mechanisms",
        "Explanations",
        "A run here takes",
    ):
        assert part in out
    found = as_json(command, "check", "village")
    assert found["valid"] is True
    assert {
        "persons",
        "traits",
        "layers",
        "events",
        "mechanisms",
        "observations",
        "warnings",
        "forecast",
    } <= found.keys()


def test_run(command: Command) -> None:
    code, out, err = command("run", "village", "--seed", 2)
    assert (code, err) == (0, "")
    folder = Path(re.search(r"^Results: (.*)$", out, re.MULTILINE)[1])
    assert re.fullmatch(r"runs/village-seed2-[0-9a-f]{8}", str(folder))
    run = boomerang.Run.read(folder)
    assert run.seed == 2
    for event, count in run.counts.items():
        assert re.search(rf"^{event} +{count:,}\b", out, re.MULTILINE)
    for part in ("where: ", "Seconds: load ", "village, seed 2"):
        assert part in out


def test_run_json(command: Command) -> None:
    found = as_json(
        command,
        "run",
        "village",
        "--explanation",
        "boomerang",
        "--without",
        "ties",
        "--persons",
        1000,
        "--until",
        "2011-12-31",
    )
    run = boomerang.Run.read(found["out"])
    assert found["digest"] == run.digest
    assert found["events"] == run.counts
    assert found["mechanisms"] == list(run.mechanisms)
    assert "ties" not in found["mechanisms"]
    assert (found["persons"], found["steps"], found["seed"]) == (1000, 105, 1)
    assert (found["touched"], found["touches"], found["version"]) == (run.touched, run.touches, run.version)
    assert {"load", "compile", "simulate"} <= found["seconds"].keys()
    assert found["peak_memory_mb"] > 0


def test_replicates(command: Command) -> None:
    one = as_json(command, "run", "village", "--replicates", 3, "--threads", 1, "--out", "one")
    two = as_json(command, "run", "village", "--replicates", 3, "--threads", 2, "--out", "two")
    assert one["digest"] == two["digest"]
    assert len(set(one["digest"])) == 3
    assert all(len(counts) == 3 for counts in one["events"].values())
    assert [boomerang.Run.read(f"one/{n}").digest for n in (1, 2, 3)] == one["digest"]
    assert as_json(command, "run", "village", "--seed", 2)["digest"] == one["digest"][1]
    for more in ((), ("--resume",)):
        code, out, _ = command("run", "village", "--replicates", 2, *more)
        assert code == 0
        assert "2 countries, seeds 1 to 2" in out
    assert len(list(Path("runs").glob("village-seed1-*"))) == 1


def test_set(command: Command) -> None:
    path = "mechanisms.restriction.parameters.stops"
    found = as_json(command, "run", "village", "--set", f"{path}=3 per person-year")
    case = boomerang.load(found["out"])
    assert case.parameters_of("restriction")["stops"].value.base == 3


def test_other_inputs_go_to_other_folders(command: Command) -> None:
    choices = [
        (),
        ("--seed", 2),
        ("--without", "ties"),
        ("--persons", 900),
        ("--until", "2013-01-01"),
        ("--replicates", 2),
    ]
    folders = [as_json(command, "run", "village", *choice)["out"] for choice in choices]
    assert len(set(folders)) == len(folders)
    assert as_json(command, "run", "village")["out"] == folders[0]


def test_sparkline() -> None:
    assert sparkline([0, 1, 2, 7]) == " ▂▃█"
    assert sparkline([0, 0]) == ""
    assert len(sparkline(range(1000))) == 28


def test_story(command: Command, tmp_path: Path) -> None:
    code, out, err = command("story", "village", "--who", "event = depart", "--out", "life")
    assert (code, err) == (0, "")
    assert "Hazard of depart" in out
    assert out.endswith("Everything is in life: story.json, charts, report.html.\n")
    found = as_json(command, "story", "village", "--who", "event = depart")
    assert json.loads((tmp_path / "life" / "story.json").read_text()) == found
    assert found["matching"] == as_json(command, "run", "village")["events"]["depart"]
    assert [line["event"] for line in found["stories"][0]["lines"]][-1] == "depart"
    policy = as_json(command, "story", "village", "--who", "event = stop", "--policy", "no stops")
    assert policy["policy"] == "no stops"
    followed = boomerang.simulate(boomerang.scenario("village", policy="no stops"))
    assert policy["digest"] == followed.digest != found["digest"]
    smaller = ("--persons", 600, "--set", "parameters.leaving=1 per person-year", "--without", "ties")
    other = as_json(command, "story", "village", "--who", "sex man", "--number", 3, *smaller)
    assert (other["persons"], len(other["stories"])) == (600, 3)
    assert other["mechanisms"] == ["restriction", "deterrence", "justification"]
    given = "stop: practice visible in 2010-01-01..2010-01-02"
    planned = as_json(command, "story", "village", "--who", "event = stop", "--given", given, "--number", 300)
    told = [line["planned"] for each in planned["stories"] for line in each["lines"] if line["kind"] == "own"]
    assert sum(told) == 1
