"""Reading a case: from a folder, a file or plain data, with every problem reported at once."""

from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boomerang.case import CaseError, case_from_data, read_case

CASES = Path(__file__).parents[1] / "cases"
VILLAGE = (CASES / "valid" / "village.yaml").read_text(encoding="utf-8")


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text((CASES / "valid" / "smallest.yaml").read_text())
    assert read_case(tmp_path) == read_case(CASES / "valid" / "smallest.yaml")
    assert read_case(tmp_path).folder == tmp_path


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="there is no such case file"):
        read_case(tmp_path)


def test_text_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(b"case: caf\xe9\n")
    with pytest.raises(CaseError, match="is not UTF-8"):
        read_case(tmp_path)


def test_plain_data_stay_as_they_are(tiny: dict[str, Any]) -> None:
    before = deepcopy(tiny)
    case_from_data(tiny)
    assert tiny == before


def test_problems_without_a_file_have_a_path(tiny: dict[str, Any]) -> None:
    tiny["transitions"]["depart"]["rate"] = 3
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    (problem,) = caught.value.problems
    assert (problem.line, problem.path) == (None, "transitions.depart.rate")


def test_faulty_entries_hide_nothing_and_invent_nothing(tiny: dict[str, Any]) -> None:
    tiny["feelings"] = {"anger": {"half-life": "3 moths"}, "fear": {"half-life": "1 week"}}
    tiny["kicks"] = [
        {"when": "depart", "to": "self", "anger": "much, much"},
        {"when": "depart", "to": "self", "anger": 1},
        {"when": "left", "to": "self", "fear": 1},
    ]
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    assert [problem.path for problem in caught.value.problems] == [
        "feelings.anger.half-life",
        "kicks[0].anger",
        "kicks[2].when",
    ]


def test_names_of_faulty_entries_stay_known(tiny: dict[str, Any]) -> None:
    tiny["transitions"]["depart"]["moves"] = "stance loyal, departed"
    tiny["log"] = ["depart"]
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    assert [problem.path for problem in caught.value.problems] == ["transitions.depart.moves"]


def test_ratios_of_faulty_feelings_stay_known(tiny: dict[str, Any]) -> None:
    tiny["feelings"] = {"anger": 3}
    tiny["hazard ratios"] = {"depart": {"anger": 2, "anger squared": 2}}
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    assert [problem.path for problem in caught.value.problems] == ["feelings.anger"]


def test_quantities_of_faulty_parameters_are_not_judged(tiny: dict[str, Any]) -> None:
    tiny["parameters"] = {"memory": "3 months", "level": 2}
    tiny["period"]["step"] = "memory"
    tiny["feelings"] = {"anger": {"half-life": "memory"}}
    tiny["levers"] = {"policing": "level"}
    tiny["transitions"]["depart"]["hazard ratios"] = {"anger": "level"}
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    assert [problem.path for problem in caught.value.problems] == ["parameters.memory", "parameters.level"]


def test_values_and_parameters(tmp_path: Path) -> None:
    case = read_case(CASES / "valid" / "village.yaml")
    assert case.values_of() == pytest.approx({"memory": 365.25, "leaving": 0.02})
    assert set(case.values_of("ties")) == {"memory", "leaving"}
    assert case.values_of("restriction")["sting"] == 0.45


def test_schedule_gives_its_points_in_order(tiny: dict[str, Any]) -> None:
    tiny["levers"] = {"policing": {"2010-06-01": 0.6, "from the start": 0.2, "2010-03-01": 0.4}}
    schedule = case_from_data(tiny).levers["policing"].schedule
    assert schedule.start is not None
    assert schedule.start.value({}) == 0.2
    assert [(at.month, value.value({})) for at, value in schedule.points] == [(3, 0.4), (6, 0.6)]
    assert not schedule.straight


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, len(VILLAGE) - 1),
    st.integers(0, 12),
    st.sampled_from(["", "?", ": ", "[", "x", "1", "\n", "}"]),
)
def test_a_damaged_file_never_fails_otherwise(tmp_path: Path, at: int, length: int, put: str) -> None:
    places = (CASES / "valid" / "village-places.csv").read_text()
    (tmp_path / "village-places.csv").write_text(places)
    (tmp_path / "case.yaml").write_text(VILLAGE[:at] + put + VILLAGE[at + length :], encoding="utf-8")
    # Whatever is not a sentence for the author would come out as another kind of exception.
    with suppress(CaseError):
        read_case(tmp_path)
