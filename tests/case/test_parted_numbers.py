"""A number that a comma has parted in braces is told once; what only looks like one stays as it is."""

import pytest

from boomerang.case.text.yaml_text import Document


@pytest.mark.parametrize(
    ("text", "key", "meant", "instead"),
    [
        ("{rate: 0,3 per person-year}", "rate", "0.3 per person-year", "rate: 0.3 per person-year"),
        ("{prior: normal -0,1 to 0,6, x: 1}", "prior", "normal -0.1 to 0.6", "prior: normal -0.1 to 0.6"),
        ("{share: 20,5%}", "share", "20.5%", "share: 20.5%"),
        ("{sting: 0,6 x pull}", "sting", "0.6 x pull", "sting: 0.6 x pull"),
        ("{value: 1,000,000}", "value", 1_000_000, "value: 1000000"),
        (
            "{value: 3,000}",
            "value",
            3000,
            "value: 3000, or value: 3.000 if the comma stands for decimals",
        ),
    ],
)
def test_a_parted_number_is_told_once_and_read_as_meant(
    text: str, key: str, meant: str | float, instead: str
) -> None:
    document = Document(f"within:\n  one: {text}", "case.yaml")
    said = f"case.yaml:2 within.one.{key}: a comma parts entries in braces; write {instead}"
    assert [str(problem) for problem in document.problems] == [said]
    assert document.data["within"]["one"][key] == meant


@pytest.mark.parametrize(
    "text", ["{a: 1, 5}", "{a: '1',5}", "{a: 1,'5'}", "{a: 1,5: 2}", "{a: 1.5,5}", "{a: b,5}", "{a: 1,5,3}"]
)
def test_other_entries_stay_apart(text: str) -> None:
    document = Document(f"one: {text}", "case.yaml")
    assert len(document.data["one"]) == 2


def test_keys_of_their_own_lines_stay_apart() -> None:
    assert Document("a: 1\n5:\n", "case.yaml").data == {"a": 1, "5": None}
