"""What is taken home from the lab."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

import boomerang
from boomerang.case import case_from_text, case_to_yaml, read_case
from boomerang.lab import exported as lab
from boomerang.lab.country import Countries, Look, Question, own_policy
from boomerang.lab.state import YOUR_OWN, State
from boomerang.report.charts.guesses import guesses_chart
from boomerang.report.charts.rendered import specification

VILLAGE = boomerang.load("village")
WRITTEN = (VILLAGE.folder / "case.yaml").read_text(encoding="utf-8")
OWN = State(case="village", policy=YOUR_OWN, levers={"restriction": 0.5})

Pairs = tuple[Question, list[list[Look]]]


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    asked = Question.of(VILLAGE, OWN)
    countries = Countries()
    return asked, [countries.pair(asked, number) for number in range(2)]


def unpacked(content: bytes, folder: Path) -> Path:
    ZipFile(BytesIO(content)).extractall(folder)
    return folder


def test_a_case_as_it_is_keeps_how_it_was_written(tmp_path: Path) -> None:
    content = lab.zipped("village", lab.case_files(VILLAGE, State(case="village"), WRITTEN))
    folder = unpacked(content, tmp_path) / "village"
    assert (folder / "case.yaml").read_text(encoding="utf-8") == WRITTEN
    assert read_case(folder) == VILLAGE


def test_a_case_has_what_was_chosen(tmp_path: Path, pairs: Pairs) -> None:
    path, text = next((p, "0.5 per person-year") for p in VILLAGE.parameter_paths() if p.endswith("stops"))
    state = OWN.changed(settings={path: text})
    folder = unpacked(lab.zipped("mine", lab.case_files(VILLAGE, state, WRITTEN)), tmp_path) / "mine"
    found = read_case(folder)
    owner, name = found.parameter_paths()[path]
    assert str(found.own_parameters()[owner][name].value) == text
    assert found.observations == VILLAGE.observations
    assert found.policies[YOUR_OWN] == pairs[0].after.case.policies[YOUR_OWN]  # type: ignore[union-attr]


def test_a_run_of_what_is_taken_home_is_what_was_seen(tmp_path: Path, pairs: Pairs) -> None:
    folder = unpacked(lab.zipped("mine", lab.case_files(VILLAGE, OWN)), tmp_path) / "mine"
    again = boomerang.simulate(boomerang.scenario(folder, policy=YOUR_OWN), seed=2)
    assert again.digest == pairs[1][1][1].digest


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode())))


def test_data_have_every_country(pairs: Pairs) -> None:
    asked, looks = pairs
    found = lab.data_files(asked, looks)
    over_time, runs = rows(found["over-time.csv"]), rows(found["runs.csv"])
    assert [(row["pair"], row["seed"], row["side"]) for row in runs] == [
        (str(number), str(number + 1), side) for number in (0, 1) for side in lab.SIDES
    ]
    last = {(row["seed"], row["side"]): float(row["so_far"]) for row in over_time if row["event"] == "depart"}
    assert last == {
        (str(number + 1), side): look.counts["depart"]
        for number in (0, 1)
        for side, look in zip(lab.SIDES, looks[number], strict=True)
    }
    places = [row for row in rows(found["by-place.csv"]) if row["event"] == "depart" and row["seed"] == "1"]
    assert sum(int(row["events"]) for row in places) == sum(look.counts["depart"] for look in looks[0])
    assert {row["place"] for row in places} == set(looks[0][0].places.tolist())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t="])
def test_no_cell_is_a_formula(text: str) -> None:
    cells = lab._csv(("place", "n"), iter([(text, -3)])).decode()
    assert next(csv.reader([cells.splitlines()[1]])) == [f"'{text}", "-3"]


def test_charts_are_pictures_and_specifications() -> None:
    found = lab.chart_files({"guesses": specification(guesses_chart([3], "depart"))})
    assert list(found) == ["guesses.svg", "guesses.png", "guesses.json"]
    assert found["guesses.svg"].startswith(b"<svg")
    assert b'"container"' not in found["guesses.json"]


def test_the_same_files_are_the_same_bytes() -> None:
    files = lab.case_files(VILLAGE, State())
    assert files["case.yaml"].decode() == case_to_yaml(VILLAGE)
    assert lab.zipped("a", files) == lab.zipped("a", files)


def test_a_policy_of_the_case_called_your_own_is_one_of_its_own() -> None:
    theirs = VILLAGE.policies["no stops"]
    case = VILLAGE.model_copy(update={"policies": {**VILLAGE.policies, YOUR_OWN: theirs}})
    followed = Question.of(case, State(policy=YOUR_OWN)).after
    assert followed is not None
    assert followed.case.policies[YOUR_OWN] == theirs
    pulled = State(policy=own_policy(case), levers={"restriction": 0.5})
    assert pulled.policy == "your own policy"
    files = lab.case_files(case, pulled)
    policies = case_from_text(files["case.yaml"].decode(), VILLAGE.folder).policies
    assert policies[YOUR_OWN] == theirs
    assert str(policies["your own policy"].levers["restriction"]) != str(theirs.levers["restriction"])
