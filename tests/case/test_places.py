"""The table of places comes from a CSV file or from rows in the case."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from boomerang.case import CaseError, case_from_data, read_case, read_places
from boomerang.case.check.products import MOST_SCHEDULES

VALID = Path(__file__).parents[1] / "cases" / "valid"


def test_csv() -> None:
    table = read_places(read_case(VALID / "village.yaml"))
    assert table.names == ["Upper Bank", "Lower Bank", "Station"]
    assert table.people.dtype == np.int64
    assert table.people.tolist() == [420, 650, 930]
    assert table.provinces == ["north", "north", "south"]
    assert table.numbers()["migrants"].tolist() == [0.10, 0.18, 0.06]


def test_rows_in_the_case(tiny: dict[str, Any]) -> None:
    tiny["population"] = {
        "places": [{"place": "a", "people": 5, "tongue": "tajik"}, {"place": "b", "people": 7}]
    }
    table = read_places(case_from_data(tiny))
    assert table.provinces == ["tiny", "tiny"]
    assert table.texts()["tongue"] == ["tajik", ""]


def test_byte_order_mark_and_spaces(tiny: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_bytes("\ufeffplace, people\r\nhere , 10\r\n\r\n".encode())
    tiny["population"] = {"places": "places.csv"}
    table = read_places(case_from_data(tiny, tmp_path))
    assert (table.names, table.people.tolist()) == (["here"], [10])


def test_text_in_another_encoding(tiny: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_bytes("place,people\nCaf\xe9,10\n".encode("latin-1"))
    tiny["population"] = {"places": "places.csv"}
    with pytest.raises(CaseError, match=r"^places\.csv:2: the file is not UTF-8 text; save it as UTF-8$"):
        case_from_data(tiny, tmp_path)


def test_every_bad_row_is_named(tiny: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("place,people\na,-1\nb,many\n")
    tiny["population"] = {"places": "places.csv"}
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny, tmp_path)
    assert [problem.line for problem in caught.value.problems] == [2, 3]


def test_listed_persons_have_no_places() -> None:
    with pytest.raises(TypeError, match="no table of places"):
        read_places(read_case(VALID / "listed-persons.yaml"))


def said(tiny: dict[str, Any], folder: Path, table: str, **more: object) -> list[str]:
    """What is wrong with a case of this table of places."""
    (folder / "places.csv").write_text(table, encoding="utf-8")
    tiny["population"] = {"places": "places.csv"}
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny | more, folder)
    return str(caught.value).splitlines()


def test_other_columns_stay_free(tiny: dict[str, Any], tmp_path: Path) -> None:
    names = ["peace", "plate", "last", "loan", "place_id", "people 2020", "prevalence"]
    (tmp_path / "places.csv").write_text(f"place,people,{','.join(names)}\nhere,100,{','.join(names)}\n")
    tiny["population"] = {"places": "places.csv"}
    assert list(read_places(case_from_data(tiny, tmp_path)).columns) == names


@pytest.mark.parametrize(
    ("header", "column", "meant"),
    [
        ("Place,people", "Place", "place"),
        ("place,persons,People", "People", "people"),
        ("place,people,provinces", "provinces", "province"),
        ("place,people,province,PROVINCE", "PROVINCE", "province"),
        ("place,people,Lon", "Lon", "lon"),
        ("place,people,Latitude", "Latitude", "lat"),
    ],
)
def test_columns_that_look_like_known_ones(
    tiny: dict[str, Any], tmp_path: Path, header: str, column: str, meant: str
) -> None:
    row = ",".join(["1"] * len(header.split(",")))
    assert said(tiny, tmp_path, f"{header}\n{row}\n") == [
        f"places.csv:1: the column '{column}' looks like '{meant}'; write that, or another name"
    ]


def test_the_lines_of_a_table_count_empty_ones_and_breaks_within_cells(
    tiny: dict[str, Any], tmp_path: Path
) -> None:
    table = '\n\nplace,people,note\n\na,x,"one\n\nthree"\n,,\nb,y,\n'
    assert [line.split()[0] for line in said(tiny, tmp_path, table)] == ["places.csv:5", "places.csv:9"]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ('place,people\na,1\n"b,2\nc,3\n', "places.csv:3: this row cannot be read"),
        ('place,people\n"a"b,2\n', "places.csv:2: this row cannot be read"),
        ("place,people\na," + "9" * 200_000 + "\n", "places.csv:2: this row cannot be read"),
        ("place,people,\na,1,\n", "places.csv:1: column 3 has no name"),
        ("place,people,a,b,a,b\n", "places.csv:1: the column 'a' is there twice"),
        ("place,people\na,1\n\x00b,1\n", "places.csv:3: the character U+0000 cannot stand in a text"),
    ],
)
def test_tables_that_are_none(tiny: dict[str, Any], tmp_path: Path, table: str, problem: str) -> None:
    assert said(tiny, tmp_path, table)[0].startswith(problem)


def test_a_long_list_of_problems_is_cut_short(tiny: dict[str, Any], tmp_path: Path) -> None:
    table = "place,people,lat\n" + "".join(f"p{n},many,95\n" for n in range(1_234))
    lines = said(tiny, tmp_path, table)
    assert len(lines) == 42
    assert "places.csv:22 people: from here on there are 1,214 more problems of this kind" in lines


def test_accents_may_be_written_in_two_ways(tiny: dict[str, Any], tmp_path: Path) -> None:
    """Composed, or as letter and accent apart, which is how some systems save names."""
    apart, composed = "Ko\u030bszeg", "K\u0151szeg"
    (tmp_path / "places.csv").write_text(f"place,people,l{apart}\n{apart},100,1\nB,10,2\n", encoding="utf-8")
    tiny["population"] = {"places": "places.csv"}
    tiny["levers"] = {"push": {"of": "place", "schedule": {"for each": {composed: 1, "other": 0}}}}
    tiny["levers"]["push"]["scaled by"] = f"l{apart}"
    tiny["observable"] = [
        {"count": "depart", "within": f"place {name}"} for name in (apart, composed + " or B")
    ]
    case = case_from_data(tiny, tmp_path)
    assert read_places(case).names == [composed, "B"]
    assert case.observable[0].within == (f"place {composed}",)


def test_a_file_whose_name_only_looks_the_same(tiny: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "ko\u030bszeg.csv").write_text("place,people\na,1\n")
    if not (tmp_path / "k\u0151szeg.csv").exists():  # some systems take them for the same
        tiny["population"] = {"places": "k\u0151szeg.csv"}
        with pytest.raises(CaseError, match="but one whose name has the same letters in other codes"):
            case_from_data(tiny, tmp_path)
    tiny["population"] = {"places": "ko\u030bszeg.csv"}
    assert read_places(case_from_data(tiny, tmp_path)).names == ["a"]


def test_what_is_there_and_is_no_file(tiny: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "link.csv").symlink_to("nowhere")
    for name in ("folder.csv", "pipe.csv", "link.csv"):
        tiny["population"] = {"places": name}
        with pytest.raises(CaseError, match=f"no file '{name}' beside the case, but a folder, a pipe"):
            case_from_data(tiny, tmp_path)


MANY = 16_000
LARGE = "place,people\n" + "".join(f"Village number {n},100\n" for n in range(MANY))


def test_thousands_of_mistakes_are_found_at_once(tiny: dict[str, Any], tmp_path: Path) -> None:
    """Each takes the same time, or this test would take hours."""
    parts = [{"count": "depart", "within": f"place Village nomber {n}"} for n in range(5_000)]
    lines = said(tiny, tmp_path, LARGE, observable=parts)
    assert len(lines) == 21
    assert lines[20].endswith(": from here on there are 4,980 more problems of this kind")


def test_thousands_of_faulty_entries_are_found_at_once(tiny: dict[str, Any]) -> None:
    said_by = {"kind": "ever", "said by": "x", "known": "2010-06-01", "source": "x"}
    keys = [("depart", "valu"), ("dpart", "value")]
    faulty = [{"count": keys[n % 2][0], keys[n % 2][1]: n, **said_by} for n in range(5_000)]
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny | {"observations": faulty})
    assert len(caught.value.problems) == 5_000


def test_a_table_with_very_many_columns(tiny: dict[str, Any], tmp_path: Path) -> None:
    names, ones = ",".join(f"c{n}" for n in range(100_000)), ",".join("1" * 100_000)
    (tmp_path / "places.csv").write_text(f"place,people,{names}\nhere,100,{ones}\n")
    tiny["population"] = {"places": "places.csv"}
    assert len(read_places(case_from_data(tiny, tmp_path)).columns) == 100_000


def test_a_schedule_for_each_of_very_many_places(tiny: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(LARGE)
    tiny["population"] = {"places": "places.csv"}
    each = {"other": 0.4} | {f"Village number {n}": 0.5 for n in range(MOST_SCHEDULES - 1)}
    tiny["levers"] = {"push": {"of": "place", "schedule": {"for each": each}}}
    assert len(read_places(case_from_data(tiny, tmp_path)).names) == MANY


@pytest.mark.parametrize(("mark", "named"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright lines")])
def test_other_marks_than_commas(tiny: dict[str, Any], tmp_path: Path, mark: str, named: str) -> None:
    (tmp_path / "places.csv").write_text(f"place{mark}people\nhere{mark}1,5\n")
    tiny["population"] = {"places": "places.csv"}
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny, tmp_path)
    said = f"{named} stand between the names of the columns, where commas are wanted"
    assert str(caught.value) == f"places.csv:1: {said}; save the table as CSV with commas"


def test_shares_of_a_row_that_do_not_sum_to_1(tiny: dict[str, Any], tmp_path: Path) -> None:
    rows = "a,5,0.5,0.5\nb,5,0.5,0.7\n\nc,5,0.5,0.4\n"
    (tmp_path / "places.csv").write_text(f"place,people,old,young\n{rows}")
    tiny["population"] = {
        "places": "places.csv",
        "traits": {"age": {"old": "column old", "young": "column young"}},
    }
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny, tmp_path)
    said = "young: the shares of population.traits.age sum to"
    assert str(caught.value).splitlines() == [
        f"places.csv:3 {said} 1.2 in b; they must sum to 1",
        f"places.csv:5 {said} 0.9 in c; they must sum to 1",
    ]
