"""What `explain` would refuse is told by `check`, and a cell that cannot stand where it is by its line."""

from pathlib import Path
from shutil import copytree

import pytest

import boomerang
from boomerang.case import CaseError, read_case
from boomerang.case.check.explained import lacking
from boomerang.case.scenario import scenario
from boomerang.preview.describe import describe
from boomerang.report.explain import explain
from boomerang.study.simulate import prepare

TOLD = [
    "case.yaml:1 explanations: `boomerang explain` compares explanations, and there is none;"
    " write at least one",
    "case.yaml:7 observations: `boomerang explain` needs an observation that is used, and there is none;"
    " add one",
]
UNUSED = """\
observations:
  - {count: depart, kind: ever, by: 2010-06-30, value: 1, said by: x, known: 2010-07-01, source: x, unused: y}
"""


def test_check_tells_what_explain_refuses(tmp_path: Path, tiny_text: str) -> None:
    (tmp_path / "case.yaml").write_text(tiny_text + UNUSED)
    given = scenario(tmp_path)
    assert describe(prepare(given).compiled).warnings[-2:] == tuple(TOLD)
    with pytest.raises(CaseError) as caught:
        explain(given, 20, folder=tmp_path / "out")
    assert str(caught.value).splitlines() == TOLD
    assert not (tmp_path / "out").exists()


def test_a_case_that_can_be_explained_lacks_nothing() -> None:
    assert not lacking(boomerang.load("village"))


def test_cells_that_are_no_shares_are_told_with_line_and_value(tmp_path: Path) -> None:
    home = tmp_path / "marenga"
    copytree(Path(boomerang.__file__).parent / "cases" / "marenga", home)
    table = home / "places.csv"
    text = table.read_text().replace("310000,0.02,", "310000,3,")
    table.write_text(text.replace("165000,0.01,", "165000,-1,"))
    with pytest.raises(CaseError) as caught:
        read_case(home)
    lines = str(caught.value).splitlines()
    assert [line.partition(", and ")[0] for line in lines[:2]] == [
        "places.csv:2 mining: 3 is outside 0 to 1",
        "places.csv:3 mining: -1 is outside 0 to 1",
    ]
    assert "takes it for a share; write 0.3, say" in lines[0]
