"""Writing a case: short, stable, with the files it names."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from boomerang.case import case_from_data, case_to_yaml, read_case, write_case
from boomerang.case.text.yaml_text import Document

VALID = Path(__file__).parents[1] / "cases" / "valid"


def test_short_forms_and_no_defaults(tiny: dict[str, Any]) -> None:
    tiny["levers"] = {"policing": {"of": "nation", "schedule": 0.5}}
    assert case_to_yaml(case_from_data(tiny)) == (
        "case: tiny\n"
        "title: A tiny case\n"
        "period: {from: 2010-01-01, to: 2010-12-31, step: 1 week}\n"
        "population:\n"
        "  places: [{place: here, people: 100}]\n"
        "\n"
        "levers: {policing: 0.5}\n"
        "tracks:\n"
        "  stance: [loyal, departed]\n"
        "\n"
        "transitions:\n"
        "  depart: {moves: stance loyal -> departed, rate: 0.1 per person-year}\n"
        "\n"
    )


def test_files_are_copied(tmp_path: Path) -> None:
    write_case(read_case(VALID / "listed-persons.yaml"), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"case.yaml", "persons.csv", "edges.csv"}


def test_writing_over_itself_keeps_the_files(tmp_path: Path) -> None:
    write_case(read_case(VALID / "places-csv.yaml"), tmp_path)
    write_case(read_case(tmp_path), tmp_path)
    assert (tmp_path / "village-places.csv").read_text() == (VALID / "village-places.csv").read_text()


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(" \n\t"), max_size=200
    )
)
def test_any_text_reads_back(about: str) -> None:
    data: dict[str, Any] = {
        "case": "tiny",
        "title": "A tiny case",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 week"},
        "population": {"places": [{"place": "here", "people": 100}]},
        "tracks": {"stance": ["loyal", "departed"]},
        "observable": [{"count": "stance departed", "note": "." + about}],
        "about": "a" + about,
    }
    case = case_from_data(data)
    document = Document(case_to_yaml(case), "case.yaml")
    assert document.problems == []
    assert case_from_data(document.data) == case
