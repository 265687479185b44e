"""Populations that are listed person by person."""

from pathlib import Path

import numpy as np
import pytest

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.engine.everybody import homes, ties
from boomerang.engine.simulate import seeded, simulate_model
from boomerang.errors import InputError
from boomerang.kernels.compiled import bind
from boomerang.population.explicit import read_edges, read_persons

CATEGORIES = {"sex": ("woman", "man"), "age": ("young", "old")}
PERSONS = """person,place,province,sex,age
ann,b,upper,woman,young
bob,a,upper,man,old
cem,c,lower,man,young
dov,a,upper,man,young
eva,b,upper,woman,young
fay,c,lower,woman,old
"""
EDGES = "a,b\nann,bob\nfay,ann\ndov,cem\n"


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    """A file with a text in it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def as_parquet(folder: Path, text: str, name: str = "table.parquet") -> Path:
    """The same table as a Parquet file."""
    from pyarrow import parquet, table

    header, *rows = (line.split(",") for line in text.strip().split("\n"))
    parquet.write_table(table(dict(zip(header, zip(*rows, strict=True), strict=True))), folder / name)
    return folder / name


@pytest.mark.parametrize("write", [written, as_parquet])
def test_persons_are_sorted_by_province_place_and_class(write, tmp_path: Path) -> None:
    listed = read_persons(write(tmp_path, PERSONS), CATEGORIES, "here")
    assert listed.places == ["b", "a", "c"]  # in order of mention
    assert listed.provinces == ["upper", "lower"]
    assert listed.province.tolist() == [0, 0, 1]
    assert listed.persons == ["ann", "eva", "dov", "bob", "fay", "cem"]
    assert listed.counts.sum(axis=1).tolist() == [2, 2, 2]
    classes = [
        (CATEGORIES["sex"][s], CATEGORIES["age"][a]) for s, a in zip(*listed.classes.values(), strict=True)
    ]
    told = {(row.split(",")[0]): tuple(row.split(",")[3:]) for row in PERSONS.strip().split("\n")[1:]}
    found = [classes[c] for counts in listed.counts for c, n in enumerate(counts) for _ in range(n)]
    assert dict(zip(listed.persons, found, strict=True)) == told


def test_without_places_everybody_lives_in_one(tmp_path: Path) -> None:
    listed = read_persons(written(tmp_path, "person\nann\nbob\n"), {}, "here")
    assert (listed.places, listed.provinces, listed.persons) == (["here"], ["here"], ["ann", "bob"])
    assert listed.counts.tolist() == [[2]]


@pytest.mark.parametrize("write", [written, as_parquet])
def test_edges_run_both_ways(write, tmp_path: Path) -> None:
    persons = ["ann", "eva", "dov", "bob", "fay", "cem"]
    start, contacts = read_edges(write(tmp_path, EDGES), persons)
    found = {persons[i]: [persons[c] for c in contacts[start[i] : start[i + 1]]] for i in range(6)}
    assert found == {
        "ann": ["bob", "fay"],
        "eva": [],
        "dov": ["cem"],
        "bob": ["ann"],
        "fay": ["ann"],
        "cem": ["dov"],
    }


def test_a_listed_population_is_what_the_tables_say(tmp_path: Path) -> None:
    written(tmp_path, PERSONS, "persons.csv")
    as_parquet(tmp_path, EDGES, "ties.parquet")
    compiled = compile_case(scenario(case_from_data(CASE, tmp_path)))
    people, model = compiled.people, seeded(compiled.model, 5, compiled.events, compiled.layers)
    place, trait_class = homes(bind(model.country))
    rows = [
        f"{name},{people.places[p]},{people.provinces[people.province[p]]},"
        + ",".join(people.categories[trait][people.classes[trait][c]] for trait in ("sex", "age"))
        for name, p, c in zip(people.persons, place, trait_class, strict=True)
    ]
    assert sorted(rows) == sorted(PERSONS.strip().split("\n")[1:])
    degree, contacts = (table[0] for table in ties(model))
    pairs = {
        tuple(sorted((people.persons[i], people.persons[c])))
        for i in range(6)
        for c in contacts[i, : degree[i]]
    }
    assert pairs == {tuple(sorted(line.split(","))) for line in EDGES.strip().split("\n")[1:]}
    assert simulate_model(compiled.model, 1, compiled.events, compiled.layers).people[-1].sum() == 6


CASE = {
    "case": "listed",
    "title": "Six people",
    "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 month"},
    "population": {
        "persons": "persons.csv",
        "traits": {name: list(given) for name, given in CATEGORIES.items()},
        "contacts": {"friends": {"edges": "ties.parquet"}},
    },
    "tracks": {"stance": ["loyal", "gone"]},
    "transitions": {"leave": {"moves": "stance loyal -> gone", "rate": "1 per person-year"}},
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "table.csv:1: the file is empty; its first line names the columns"),
        (
            "name,sex,age\nann,man,old\n",
            "table.csv: there is no column 'person'; the columns are name, sex, age",
        ),
        ("person,sex\nann,man\n", "table.csv: there is no column 'age'; the columns are person, sex"),
        ("person,sex,age\nann,man\n", "table.csv:2: this row has 2 cells and the header names 3 columns"),
        ("person,sex,age\nann,man,old\nbob,boy,old\n", "table.csv:3 sex: 'boy' is no category (woman, man)"),
        ("person,sex,age\nann,man,old\nann,man,old\n", "table.csv:3: 'ann' is listed in line 2 too"),
        ("person,sex,age\n\nann,boy,old\n", "table.csv:3 sex: 'boy' is no category (woman, man)"),
        (
            'person,sex,age\n"a\nb",boy,old\n\nc,man,older\nd,boy,old\n',
            "table.csv:2 sex: 'boy' is no category (woman, man)\n"
            "table.csv:6 sex: 'boy' is no category (woman, man)",
        ),
        ("person,sex,age\n,man,old\n", "table.csv:2: the cell under 'person' is empty"),
        ("person,place,sex,age\na,,man,old\n", "table.csv:2: the cell under 'place' is empty"),
        (
            "person,sex,age,Province\na,man,old,x\n",
            "table.csv: the column 'Province' looks like 'province'; write that, or another name",
        ),
        ("person,sex,age\n", "table.csv:1: there is no row below the names of the columns"),
    ],
)
def test_a_table_of_persons_with_a_mistake(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_persons(written(tmp_path, text), CATEGORIES, "here")
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,c\nann,bob\n", "table.csv: there is no column 'b'; the columns are a, c"),
        ("a,b\nann,bob\nbob,zoe\n", "table.csv:3 b: 'zoe' is no person of the table"),
        ("a,b\nann,bob\nbob,bob\n", "table.csv:3: a person cannot be their own contact"),
        ("a,b\nann,bob\n\nann,bob\n", "table.csv:4: this pair stands in line 2 too; list each pair once"),
        ("a,b\nann,bob\nbob,ann\n", "table.csv:3: this pair stands in line 2 too; list each pair once"),
    ],
)
def test_a_list_of_contacts_with_a_mistake(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_edges(written(tmp_path, text), ["ann", "bob"])
    assert str(error.value) == message


def test_one_person_twice_among_many(tmp_path: Path) -> None:
    """Found in a moment, though every person is compared with every other."""
    text = "person\n" + "".join(f"n{number}\n" for number in range(100_000)) + "n7\n"
    with pytest.raises(InputError) as error:
        read_persons(written(tmp_path, text), {}, "here")
    assert str(error.value) == "table.csv:100002: 'n7' is listed in line 9 too"


def test_as_many_provinces_as_persons(tmp_path: Path) -> None:
    text = "person,province\n" + "".join(f"n{number},p{number}\n" for number in range(60_000))
    with pytest.raises(InputError, match=r"^table\.csv: 60,000 places are too many; at most 16,384"):
        read_persons(written(tmp_path, text), {}, "here")


def test_a_file_that_is_no_parquet_table(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^table\.parquet: the file is no Parquet table$"):
        read_persons(written(tmp_path, PERSONS, "table.parquet"), CATEGORIES, "here")


def test_an_empty_cell_in_parquet(tmp_path: Path) -> None:
    from pyarrow import parquet, table

    parquet.write_table(table({"person": ["a", None]}), tmp_path / "people.parquet")
    with pytest.raises(InputError, match=r"^people\.parquet:3: the cell under 'person' is empty$"):
        read_persons(tmp_path / "people.parquet", {}, "here")


@pytest.mark.parametrize(
    ("column", "cells", "kind", "wanted"),
    [
        ("person", [1.5, 2.5], "double", "text or whole numbers"),
        ("person", [1.0, float("nan")], "double", "text or whole numbers"),
        ("person", [{"a": 1}, {"a": 2}], "lists or structures", "text or whole numbers"),
        ("person", [b"x", b"y"], "binary", "text or whole numbers"),
        ("place", [1.5, 2.5], "double", "text or whole numbers"),
        ("sex", [["man"], ["man"]], "lists or structures", "text or numbers"),
    ],
)
def test_what_is_no_name_in_parquet(
    tmp_path: Path, column: str, cells: list[object], kind: str, wanted: str
) -> None:
    from pyarrow import parquet, table

    columns = {"person": ["a", "b"], "place": ["x", "y"], "sex": ["man", "man"], "more": [{"a": 1}, None]}
    parquet.write_table(table({**columns, column: cells}), tmp_path / "people.parquet")
    with pytest.raises(InputError) as error:
        read_persons(tmp_path / "people.parquet", {"sex": ("man",)}, "here")
    said = f"the column '{column}' holds {kind}, and {wanted} are wanted; write it as text"
    assert str(error.value) == f"people.parquet: {said}"


def test_a_day_beyond_the_calendar_in_parquet(tmp_path: Path) -> None:
    from pyarrow import array, date32, parquet, table

    people = table({"person": ["a"], "sex": array([2**30], date32())})
    parquet.write_table(people, tmp_path / "people.parquet")
    said = r"^people\.parquet: the column 'sex' holds date32\[day\]"
    with pytest.raises(InputError, match=said):
        read_persons(tmp_path / "people.parquet", {"sex": ("man",)}, "here")


def test_damaged_parquet_is_refused_or_read(tmp_path: Path) -> None:
    """Whatever byte is wrong, also one in the name of a column or in the middle of a letter."""
    whole, refused = as_parquet(tmp_path, PERSONS).read_bytes(), 0
    for place in range(0, len(whole), 3):
        (tmp_path / "table.parquet").write_bytes(whole[:place] + b"\x81" + whole[place + 1 :])
        try:
            read_persons(tmp_path / "table.parquet", CATEGORIES, "here")
        except InputError:
            refused += 1
    assert 0 < refused < len(whole)


def test_what_is_no_number_in_parquet_is_an_empty_cell(tmp_path: Path) -> None:
    from pyarrow import parquet, table

    parquet.write_table(table({"person": [1, 2], "age": [0.5, float("nan")]}), tmp_path / "people.parquet")
    with pytest.raises(InputError, match=r"^people\.parquet:3: the cell under 'age' is empty$"):
        read_persons(tmp_path / "people.parquet", {"age": ("0.5",)}, "here")


def test_an_empty_parquet_table(tmp_path: Path) -> None:
    from pyarrow import parquet, table

    parquet.write_table(table({"person": []}), tmp_path / "people.parquet")
    with pytest.raises(InputError) as error:
        read_persons(tmp_path / "people.parquet", {}, "here")
    assert str(error.value) == "people.parquet: nobody is listed"


def test_a_missing_table(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_persons(tmp_path / "people.csv", CATEGORIES, "here")
    assert str(error.value) == "population: there is no file 'people.csv' beside the case"


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    text = "\ufeff" + PERSONS.replace("\ncem", "\n\ncem")
    assert read_persons(written(tmp_path, text), CATEGORIES, "here").counts.sum() == 6


def test_numbers_in_parquet_are_read_as_text(tmp_path: Path) -> None:
    from pyarrow import parquet, table

    parquet.write_table(table({"person": [1, 2], "school": np.array([8, 11])}), tmp_path / "people.parquet")
    listed = read_persons(tmp_path / "people.parquet", {"school": ("8", "11")}, "here")
    assert listed.persons == ["1", "2"]


def test_places_of_one_name_in_two_provinces_have_luck_of_their_own(tmp_path: Path) -> None:
    lines = [f"{province}{i},centre,{province},man,old" for province in ("a", "b") for i in range(100)]
    written(tmp_path, "person,place,province,sex,age\n" + "\n".join(lines) + "\n", "persons.csv")
    population = CASE["population"] | {"contacts": {}}
    compiled = compile_case(
        scenario(case_from_data(CASE | {"population": population, "log": ["leave"]}, tmp_path))
    )
    log = simulate_model(compiled.model, 1, compiled.events, compiled.layers).log
    first, second = (log["time"][(log["home"] >> 16) == place] for place in (0, 1))
    assert len(first) > 10
    assert set(first.tolist()).isdisjoint(second.tolist())


def test_a_small_parquet_file_that_unpacks_to_millions_of_cells(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    many = pyarrow.DictionaryArray.from_arrays(np.zeros(1_000_001, np.int32), ["ann"])
    parquet.write_table(pyarrow.table({"person": many}), tmp_path / "table.parquet")
    assert (tmp_path / "table.parquet").stat().st_size < 10_000
    with pytest.raises(InputError, match=r"^table\.parquet: the table has more than 1,000,000 cells"):
        read_persons(tmp_path / "table.parquet", {}, "here")


def test_a_parquet_file_of_few_long_texts(tmp_path: Path) -> None:
    from pyarrow import parquet, table

    parquet.write_table(table({"person": ["x" * 30_000_000]}), tmp_path / "table.parquet")
    with pytest.raises(InputError, match=r"^table\.parquet: the table has 30 MB; at most 20 are allowed$"):
        read_persons(tmp_path / "table.parquet", {}, "here")


def test_a_text_that_stands_in_every_row_is_held_once(tmp_path: Path) -> None:
    """Of 10 MB each, in 2,000 rows: unpacked they would be 20 GB."""
    import pyarrow
    from pyarrow import parquet

    long = pyarrow.DictionaryArray.from_arrays(np.zeros(2_000, np.int32), ["x" * 10_000_000])
    names = [f"n{number}" for number in range(2_000)]
    parquet.write_table(pyarrow.table({"person": names, "place": long}), tmp_path / "table.parquet")
    assert read_persons(tmp_path / "table.parquet", {}, "here").counts.tolist() == [[2_000]]


@pytest.mark.parametrize("rows", [(1, 1_000_000), (500_000, 2)])
def test_a_table_of_more_cells_than_are_allowed(tmp_path: Path, rows: tuple[int, int]) -> None:
    header = "person," + ",".join(f"c{number}" for number in range(rows[1] - 1))
    text = header + "\n" + ("n" + ",1" * (rows[1] - 1) + "\n") * rows[0]
    with pytest.raises(InputError, match="here the table has more than 1,000,000 cells"):
        read_persons(written(tmp_path, text), {}, "here")
