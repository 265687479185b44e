"""A folder that stands in the place of a file of results costs that file alone, and nothing of before."""

import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

import boomerang
from boomerang.case import case_from_data
from boomerang.errors import InputError
from boomerang.report.report import write_report
from boomerang.report.sections.findings import Found

pytestmark = pytest.mark.usefixtures("undrawn")

PRIOR = {"value": 1, "prior": "lognormal 0.5 to 2", "source": "assumption"}
RULE: dict[str, Any] = {
    "case": "ruled",
    "title": "A rule, and who leaves",
    "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 month"},
    "population": {"places": [{"place": "here", "people": 60}, {"place": "there", "people": 40}]},
    "tracks": {"stance": ["in", "out"]},
    "parameters": {"pull": PRIOR},
    "levers": {"rule": 0.5},
    "transitions": {
        "go": {"moves": "stance in -> out", "rate": "0.5 per person-year", "times": "rule"},
    },
    "acts": {"stop": {"rate": "1 per person-year", "times": "rule"}},
    "feelings": {"anger": {"half-life": "1 month"}},
    "kicks": [{"when": "stop", "to": "self", "anger": "pull"}],
    "mechanisms": {"anger": {"claim": "It is so.", "by": "one", "hazard ratios": {"go": {"anger": 2}}}},
    "explanations": {
        "chance": {"by": "one", "mechanisms": []},
        "rule": {"by": "two", "mechanisms": ["anger"]},
    },
    "policies": {"ease": {"from": "2010-06-01", "levers": {"rule": 0}}},
    "observations": [
        {"count": "go", "kind": "ever", "by": f"2010-{month}-01", "value": value, "said by": "me"}
        | {"known": f"2010-{month}-02", "source": "counted"}
        for month, value in (("05", 8), ("11", 19))
    ],
}


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def made(command: str, folder: Path, resume: bool = False) -> Any:
    """One of the results, small, in a folder."""
    case, how = case_from_data(RULE), {"folder": folder, "resume": resume, "threads": 1}
    if command == "explain":
        return boomerang.explain(case, 20, **how)
    if command == "sensitivity":
        return boomerang.sensitivity(case, "go", simulations=10, **how)
    if command == "number":
        return boomerang.number(case, "stop", "go", pairs=3, acts=2, explanations=["rule"], **how)
    return boomerang.whatif(case, "go", pairs=3, explanations=["rule"], **how)


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory, undrawn: None) -> Path:
    folder = tmp_path_factory.mktemp("ruled") / "explained"
    with warnings.catch_warnings(action="ignore"):
        made("explain", folder)
    return folder


def copied(explained: Path, command: str, folder: Path) -> None:
    """One of the results in a folder; an answer, which takes long, is copied."""
    if command == "explain":
        shutil.copytree(explained, folder)
    else:
        made(command, folder)


@pytest.mark.parametrize(
    ("command", "chart", "file"),
    [
        ("explain", "probabilities", "explanation.json"),
        ("whatif", "decision", "whatif.json"),
        ("number", "number", "number.json"),
        ("sensitivity", "sensitivity", "sensitivity.json"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_folder_in_the_place_of_a_file(
    explained: Path, tmp_path: Path, command: str, chart: str, file: str
) -> None:
    folder = tmp_path / command
    copied(explained, command, folder)
    before = content(folder)
    for name in (f"charts/{chart}.svg", f"charts/{chart}.json", "report.html"):
        (folder / name).unlink()
        (folder / name).mkdir()
        del before[name]
    if command == "explain":
        told = made(command, folder, resume=True).undrawn
    else:
        with pytest.warns(UserWarning, match="the rest is there") as caught:
            made(command, folder, resume=True)
        told = [str(each.message).removesuffix("; the rest is there") for each in caught]
    assert [sentence for sentence in told if "there is a folder of that name" in sentence] == [
        f"{name} cannot be written (there is a folder of that name)"
        for name in (f"charts/{chart}.json", f"charts/{chart}.svg", "report.html")
    ]
    after = content(folder)
    assert after.keys() == before.keys()
    assert [name for name in after if name != file and after[name] != before[name]] == [".boomerang.json"]
    with pytest.raises(InputError, match=r"'report\.html' in this folder is a folder itself; move it away"):
        write_report([folder])
    (folder / file).rename(folder / "kept")
    (folder / file).mkdir()
    with pytest.raises(InputError, match=rf"'{file}' in this folder is a folder itself; move it away"):
        made(command, folder, resume=True)
    assert after.keys() - content(folder).keys() == {file}


def test_results_are_read_past_a_folder_among_the_charts(tmp_path: Path) -> None:
    made("number", tmp_path / "number")
    (tmp_path / "number" / "charts" / "course.json").unlink()
    (tmp_path / "number" / "charts" / "course.json").mkdir()
    assert list(Found.read(tmp_path / "number").charts) == ["number"]


@pytest.mark.parametrize(
    ("command", "file", "text", "resume"),
    [
        ("number", "parts/notes.txt", "mine", True),
        ("number", "parts/rule/00000.json", '{"mine": 1}', False),
        ("sensitivity", "parts/00000.json", "[1, 2]", False),
        ("sensitivity", "parts/of mine/notes.txt", "mine", True),
        ("whatif", "pairs/notes.txt", "mine", False),
        ("whatif", "pairs/mine.nc", "mine", True),
    ],
)
def test_what_stands_among_pairs_and_parts_is_left_alone(
    tmp_path: Path, command: str, file: str, text: str, resume: bool
) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text)
    kept, name = file.split("/", 1)
    with pytest.raises(InputError) as told:
        made(command, tmp_path, resume)
    said = f"'{name}' in this folder is not of this command; choose another folder, or an empty one"
    assert str(told.value) == f"{tmp_path / kept}: {said}"
    assert content(tmp_path) == {file: text.encode()}


def test_no_folder_is_made_on_the_way_to_one_above_it(tmp_path: Path) -> None:
    for command in ("number", "explain"):
        with pytest.raises(
            InputError, match=r"there is no folder \S*sub to go up from; write it without '\.\.'"
        ):
            made(command, tmp_path / "sub" / ".." / "results")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "sub").mkdir()
    boomerang.simulate(case_from_data(RULE)).write(tmp_path / "sub" / ".." / "results")
    assert (tmp_path / "results" / "run.nc").is_file()


@pytest.mark.parametrize(("command", "file"), [("number", "case/case.yaml"), ("explain", "explanation.json")])
def test_no_report_is_written_of_what_was_changed(
    explained: Path, tmp_path: Path, command: str, file: str
) -> None:
    copied(explained, command, tmp_path / "made")
    changed = tmp_path / "made" / file
    changed.write_text(changed.read_text() + "\n")
    with pytest.raises(InputError, match=rf"'{file}' in this folder was changed after it was written"):
        write_report([tmp_path / "made"], tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def test_no_report_is_written_of_a_table_with_another_case(explained: Path, tmp_path: Path) -> None:
    copied(explained, "explain", tmp_path / "made")
    case = tmp_path / "made" / "table" / "case" / "case.yaml"
    case.write_text(case.read_text().replace("0.5 per person-year", "0.6 per person-year"))
    with pytest.raises(InputError, match=r"table: the case of this table was changed; build the table again"):
        write_report([tmp_path / "made"], tmp_path / "report.html")


@pytest.mark.filterwarnings("ignore:invalid value")
def test_an_answer_with_another_case_of_its_subsets_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    found = boomerang.explain(case_from_data(RULE), 20, folder=folder, threads=1, mechanisms=True)
    edited = folder / "subsets" / "case" / "case.yaml"
    edited.write_text(edited.read_text().replace("0.5 per person-year", "0.6 per person-year"))
    said = r"subsets: the case of this table was changed; build the table again"
    with pytest.raises(InputError, match=said):
        write_report([folder], tmp_path / "report.html")
    for table in ("subsets", "table"):
        with pytest.raises(InputError, match=f"{table}: the case of this table was changed"):
            boomerang.whatif(found.answer.data.table.case, "go", pairs=2, posterior=folder)
        (folder / "subsets" / "case").rename(folder / "table" / "case-edited")
        (folder / "table" / "case").rename(folder / "subsets" / "case")
        (folder / "table" / "case-edited").rename(folder / "table" / "case")
