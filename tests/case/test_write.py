"""Writing a case: short, stable, with the files it names."""

from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boomerang.case import CaseError, case_from_data, case_to_yaml, read_case, write_case
from boomerang.case.parts.fields import RESERVED

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


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(" \n\t:#'\"\\,[]{}?!&*|>%@`-."), max_size=200
)
NAMES = st.from_regex(r"[^\W\d_][\w-]{0,9}", fullmatch=True).filter(
    lambda name: name == name.lower() and name not in (*RESERVED, "x", "or", "stance", "push")
)
AWKWARD = st.sampled_from(
    ["?a", ":a", "+.inf", ".nan", "007", "1e5", "1.50", "null", "~", "no", "---", "= a", "<<"]
)


def with_texts(text: str, name: str) -> dict[str, Any]:
    """A case with one text wherever a text is free, and one name."""
    claim = {"claim": text, "by": text, "against": text, "literature": [text, text + "."]}
    note = {"count": name, "note": text, "unused": text, "within": [text, text + "."]}
    said = {
        "count": name,
        "kind": text,
        "said by": text,
        "known": "2010-06-01",
        "source": text,
        "unused": text,
    }
    places = [
        {"place": text, "people": 100, "province": text, name: text},
        {"place": text + ".", "people": 5, "province": text},
    ]
    return {
        "case": name,
        "title": text,
        "about": text,
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 week"},
        "parameters": {name: {"value": 1, "source": text, "about": text}},
        "population": {"places": places},
        "levers": {"push": {"of": "place", "schedule": {"for each": {text: 0.5, "other": name}}}},
        "tracks": {"stance": ["loyal", "departed"]},
        "transitions": {name: {"moves": "stance loyal -> departed", "rate": "0.1 per person-year"}},
        "mechanisms": {name: claim},
        "explanations": {name: {"by": text, "claim": text, "mechanisms": [name]}},
        "observations": [said],
        "observable": [note],
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXTS | AWKWARD, NAMES)
def test_any_text_is_refused_or_reads_back(tmp_path: Path, text: str, name: str) -> None:
    if no_text(text):
        with pytest.raises(CaseError, match=r"cannot stand in a text|there is none"):
            case_from_data(with_texts(text, name))
        return
    case = case_from_data(with_texts(text, name))
    (tmp_path / "case.yaml").write_text(case_to_yaml(case), encoding="utf-8")
    assert read_case(tmp_path) == case
    assert case.title == normalize("NFC", text).strip()


@pytest.mark.parametrize("name", ["ড়", "हिंसा", "প্রতিবাদ", "எதிர்ப்பு", "การประท้วง", "n̄un"])
def test_letters_with_marks_are_names(tmp_path: Path, name: str) -> None:
    case = case_from_data(with_texts("0", name))
    (tmp_path / "case.yaml").write_text(case_to_yaml(case), encoding="utf-8")
    assert read_case(tmp_path) == case


@pytest.mark.parametrize("name", ["\u0301a", "a-\u093f", "a \u0301", "a\ufe0f", "हिं\u034fसा"])
def test_a_mark_belongs_to_a_letter_and_is_seen(name: str) -> None:
    with pytest.raises(CaseError, match="cannot be a name"):
        case_from_data(with_texts("0", name))


def no_text(text: str) -> bool:
    """Whether a text is none: empty, or with characters that steer a terminal or cannot be seen."""
    control = any(category(sign) in ("Cc", "Zl", "Zp") and sign not in "\n\t" for sign in text)
    marks = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
    return control or not text.strip() or any(mark in text for mark in marks)
