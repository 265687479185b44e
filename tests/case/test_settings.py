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


def test_a_wrong_value_is_a_problem_of_the_case() -> None:
    with pytest.raises(CaseError, match=r"feelings.fear.half-life: '3 moths'|'moths' is no unit of time"):
        read_case(VILLAGE, {"feelings.fear.half-life": "3 moths"})
