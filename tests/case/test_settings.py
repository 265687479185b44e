"""Single entries of a case can be set from outside."""

from pathlib import Path

import pytest

from boomerang.case import CaseError, apply_settings, read_case

VILLAGE = Path(__file__).parents[1] / "cases" / "valid" / "village.yaml"


def test_setting_a_parameter_sets_its_value() -> None:
    case = read_case(VILLAGE, {"mechanisms.restriction.parameters.stops": "0.1 per person-month"})
    assert case.values_of("restriction")["stops"] == pytest.approx(1.2)
    assert str(case.mechanisms["restriction"].parameters["stops"].prior) == "lognormal 0.02 to 0.12"


def test_paths_with_spaces_and_indices() -> None:
    case = read_case(VILLAGE, {"mechanisms.restriction.kicks[1].weighed by.practice none": "0.3"})
    assert 0.3 in case.mechanisms["restriction"].kicks[1].weighed_by.values()


def test_values_are_read_as_in_the_file() -> None:
    assert apply_settings({"a": {"b": 1}}, {"a.b": "2.5"}) == {"a": {"b": 2.5}}
    assert apply_settings({"a": {"b": [1, 2]}}, {"a.b[1]": "two"}) == {"a": {"b": [1, "two"]}}


def test_the_data_given_stay_as_they_are() -> None:
    data = {"a": {"b": 1}}
    apply_settings(data, {"a.b": 2})
    assert data == {"a": {"b": 1}}


def test_unknown_paths_are_all_named() -> None:
    with pytest.raises(CaseError) as caught:
        read_case(VILLAGE, {"feelings.feer.half-life": "1 week", "levers.policing": 1})
    assert str(caught.value).splitlines() == [
        "--set feelings.feer.half-life: there is no such entry in the case;"
        " did you mean 'feelings.fear.half-life'?",
        "--set levers.policing: there is no such entry in the case; did you mean 'levers.patrols'?",
    ]


def test_what_a_setting_breaks_is_no_fault_of_a_line_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        read_case(VILLAGE, {"mechanisms.restriction.parameters.pull": "-0.5"})
    assert str(caught.value).splitlines() == [
        "--set mechanisms.restriction.parameters.pull.value: -0.5 is not possible under its prior"
        " 'lognormal 1.1 to 2.6'",
        "--set mechanisms.restriction.parameters.pull: with this, at mechanisms.restriction.hazard"
        " ratios.sympathise.grievance: 'pull' comes to -0.5; a ratio is above 0",
    ]
    broken = tmp_path / "case.yaml"
    text = VILLAGE.read_text(encoding="utf-8")
    broken.write_text(text.replace("half-life: memory", "half-life: memroy"), encoding="utf-8")
    table = VILLAGE.with_name("village-places.csv")
    (tmp_path / table.name).write_bytes(table.read_bytes())
    with pytest.raises(CaseError, match=r"^case.yaml:\d+ feelings"):
        read_case(tmp_path, {"mechanisms.restriction.parameters.pull": "-0.5"})


def test_paths_match_however_accents_are_typed() -> None:
    assert apply_settings({"\u00e9tat": 1}, {"e\u0301tat": 2}) == {"\u00e9tat": 2}


def test_a_wrong_value_is_a_problem_of_the_case() -> None:
    with pytest.raises(CaseError, match=r"feelings.fear.half-life: '3 moths'|'moths' is no unit of time"):
        read_case(VILLAGE, {"feelings.fear.half-life": "3 moths"})


def test_what_a_setting_makes_of_the_rest_names_the_setting() -> None:
    path = "mechanisms.restriction.parameters.stops"
    rate = "mechanisms.restriction.acts.stop.rate"
    with pytest.raises(CaseError) as caught:
        read_case(VILLAGE, {"period.to": "2010-06-01", f"{path}.prior": "normal 0 to 1"})
    lines = str(caught.value).splitlines()
    assert any(line.startswith(f"--set {path}.prior: 'normal 0 to 1' can") for line in lines)
    others = [line for line in lines if not line.startswith(f"--set {path}.prior: ")]
    assert others
    assert all(line.startswith(f"--set period.to, {path}.prior: with this, at ") for line in others)
    with pytest.raises(CaseError, match=f"^--set {rate}: "):
        read_case(VILLAGE, {rate: "1e300 x stops"})


def test_a_fault_of_a_table_is_told_with_its_own_file(tmp_path: Path, tiny_text: str) -> None:
    (tmp_path / "places.csv").write_text("place,people\nhere,-1\n")
    (tmp_path / "case.yaml").write_text(tiny_text)
    with pytest.raises(CaseError, match=r"^places\.csv:2 people: '-1' is no whole number of people"):
        read_case(tmp_path, {"population.places": "places.csv"})
