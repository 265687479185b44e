"""The table of places comes from a CSV file or from rows in the case."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from boomerang.case import CaseError, case_from_data, read_case, read_places

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
    with pytest.raises(
        CaseError, match=r"^places\.csv: the file is not UTF-8 text; save it as CSV in UTF-8$"
    ):
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
