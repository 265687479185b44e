"""`boomerang new` starts from any case, takes the tables that it names along, and overwrites nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from boomerang.case import read_case
from boomerang.case.bundled import find_case

Command = Callable[..., tuple[int, str, str]]
VALID = Path(__file__).parents[1] / "cases" / "valid"
WROTE = (0, "Wrote mine/case.yaml. Edit it, then: boomerang check mine\n", "")


def there(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


@pytest.mark.parametrize("name", ["village", "marenga", "northern-ireland-1969", "tajikistan-2015"])
def test_every_bundled_case_can_be_copied_with_its_comments(
    command: Command, tmp_path: Path, name: str
) -> None:
    assert command("new", "mine", "--from", name) == WROTE
    original = (find_case(name) / "case.yaml").read_text()
    copied = (tmp_path / "mine" / "case.yaml").read_text()
    assert copied == original.replace(f"case: {name}\n", "case: mine\n", 1)
    assert read_case(tmp_path / "mine").name == "mine"
    tables = {file.name for file in find_case(name).glob("*.csv")}
    assert there(tmp_path / "mine") == {"case.yaml", *tables}


def test_a_case_in_a_folder_goes_along_with_its_tables_and_nothing_else(
    command: Command, tmp_path: Path
) -> None:
    command("new", "first", "--from", "village")
    (tmp_path / "first" / "notes.txt").write_text("mine")
    assert command("new", "mine", "--from", "first") == WROTE
    assert there(tmp_path / "mine") == {"case.yaml", "places.csv"}


def test_a_file_becomes_the_case_of_a_folder_with_every_table_that_it_names(
    command: Command, tmp_path: Path
) -> None:
    for name in ("schedules-of-files", "series-of-files", "listed-persons"):
        assert command("new", name, "--from", VALID / f"{name}.yaml")[0] == 0
    assert there(tmp_path / "schedules-of-files") == {"case.yaml", "searches.csv"}
    assert there(tmp_path / "series-of-files") == {"case.yaml", "series.csv", "series-spans.csv"}
    assert there(tmp_path / "listed-persons") == {"case.yaml", "persons.csv", "edges.csv"}
    assert (tmp_path / "listed-persons" / "edges.csv").read_bytes() == (VALID / "edges.csv").read_bytes()


def test_a_case_on_disk_goes_before_a_bundled_one(command: Command, tmp_path: Path) -> None:
    shutil.copytree(find_case("marenga"), tmp_path / "village")
    assert command("new", "mine", "--from", "village") == WROTE
    assert read_case(tmp_path / "mine").title.startswith("Marenga")


def test_where_no_case_is_named_the_bundled_one_is_meant(command: Command, tmp_path: Path) -> None:
    shutil.copytree(find_case("marenga"), tmp_path / "village")
    assert command("new", "mine") == WROTE
    assert read_case(tmp_path / "mine").title.startswith("A valley")


def test_a_name_that_yaml_reads_otherwise(command: Command, tmp_path: Path) -> None:
    assert command("new", "null", "--from", "village")[0] == 0
    assert read_case(tmp_path / "null").name == "null"


NAMELESS = "the name cannot be replaced; write it on a line of its own, as case: NAME"
REFUSED = {
    "vilage": "'vilage' is no case file or bundled case (marenga, northern-ireland-1969, tajikistan-2015,"
    " village); did you mean 'village'?",
    "empty": "'empty': there is no case.yaml in this folder",
    "table.csv": "table.csv:1: a case is made of `key: value` lines, and this file is not",
    "below.yaml": f"below.yaml: {NAMELESS}",
    "flow.yaml": f"flow.yaml: {NAMELESS}",
    "wrong.yaml": "wrong.yaml:4 population.places: there is no file 'gone.csv' beside the case",
    "linked": "case.yaml:4 population.places: 'places.csv' is a link that leads out of the folder of the"
    " case; copy the file there",
}


@pytest.mark.parametrize(("source", "told"), REFUSED.items(), ids=list(REFUSED))
def test_what_is_no_case_or_cannot_be_copied_is_refused(
    command: Command, tmp_path: Path, source: str, told: str
) -> None:
    rest = """title: A tiny case
period: {from: 2010-01-01, to: 2010-12-31, step: 1 week}
population: {places: PLACES}
tracks: {stance: [loyal, departed]}
transitions: {depart: {moves: stance loyal -> departed, rate: 0.1 per person-year}}
"""
    inline, named = rest.replace("PLACES", "[{place: here, people: 9}]"), rest.replace("PLACES", "gone.csv")
    (tmp_path / "empty").mkdir()
    (tmp_path / "table.csv").write_text("place,people\nhere,3\n")
    (tmp_path / "below.yaml").write_text("case:\n  tiny\n" + inline)
    (tmp_path / "flow.yaml").write_text("{case: tiny, " + inline.strip().replace("\n", ", ") + "}\n")
    (tmp_path / "wrong.yaml").write_text("case: tiny\n" + named)
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "case.yaml").write_text("case: tiny\n" + named.replace("gone", "places"))
    (tmp_path / "linked" / "places.csv").symlink_to(tmp_path / "table.csv")
    before = there(tmp_path)
    assert command("new", "mine", "--from", source) == (2, "", told + "\n")
    assert there(tmp_path) == before


def test_nothing_of_the_users_is_overwritten(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "searches.csv").write_text("mine")
    code, out, err = command("new", "mine", "--from", VALID / "schedules-of-files.yaml")
    assert (code, out) == (2, "")
    assert err == "mine/searches.csv: this would be overwritten by the case; choose another folder\n"
    assert (tmp_path / "mine" / "searches.csv").read_text() == "mine"
    assert there(tmp_path / "mine") == {"searches.csv"}
