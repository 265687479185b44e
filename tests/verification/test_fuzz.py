"""Spoilt cases are refused in a sentence or work; and the search finds what it looks for."""

from pathlib import Path

import pytest
from fuzz import GOOD, fuzz, tried
from spoilt_cases import SUBJECTS, Spoilt, data_of, spoilt, subject_of

import boomerang.preview.describe
import boomerang.study.simulate
from boomerang.case import Case, read_case
from boomerang.case.parts.filed.entry import EventsFile, SeriesFile
from boomerang.case.parts.interventions import Intervention, InterventionsFile
from boomerang.case.parts.planned import planned_in
from boomerang.case.parts.record import Observation
from boomerang.case.parts.schedule import FiledSchedule, Schedule, single_schedules
from boomerang.case.parts.scheduled import given_schedules
from boomerang.case.scenario import Scenario
from boomerang.study.run import Run

LARGE = ("tajikistan-2015", "northern-ireland-1969")  # take ten times as long to read: only a few are tried
CASES, FIRST = 2_130, 1_000_001  # without most of the large ones, 2,000 and a few


def test_no_spoilt_case_is_too_much() -> None:
    numbers = [n for n in range(FIRST, FIRST + CASES) if n % 100 == 0 or subject_of(n, 1) not in LARGE]
    found = list(fuzz(numbers, runs=40, explains=10**9, pilot=0.1))
    assert sorted(one.number for one in found) == numbers
    assert [one for one in found if one.outcome not in GOOD] == []
    assert sum(one.outcome == "valid" for one in found) > CASES / 20
    assert {one.level for one in found} == {"check", "run"}


def schedules_in(case: Case) -> list[object]:
    return [one for path, given in given_schedules(case) for _, one in single_schedules(given, path)]


def test_all_that_names_a_day_a_place_or_a_file_is_spoilt() -> None:
    case = read_case(SUBJECTS["hamlets"])
    kinds = {type(each.entry) for each in planned_in(case)} | {type(each) for each in case.observations}
    assert kinds == {Intervention, InterventionsFile, SeriesFile, EventsFile, Observation}
    assert {type(schedule) for schedule in schedules_in(case)} == {Schedule, FiledSchedule}
    assert any(spoilt(number, 1).subject == "hamlets" for number in range(10))
    assert all(spoilt(number, 1).subject == subject_of(number, 1) for number in range(10))


def test_a_case_is_run_under_each_of_its_policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual, followed = boomerang.study.simulate.simulate, []

    def simulate(asked: Scenario, seed: int) -> Run:
        followed.append(asked.policy)
        return usual(asked, seed=seed)

    monkeypatch.setattr("boomerang.study.simulate.simulate", simulate)
    monkeypatch.setattr("fuzz.MEGABYTES", 1e9)
    given = Spoilt(0, "hamlets", data_of("hamlets"), None, {})
    assert tried(given, "run", tmp_path).outcome == "valid"
    assert followed == [None, *data_of("hamlets")["policies"]]


def test_the_same_number_is_the_same_case() -> None:
    for number in range(100):
        assert spoilt(number, 1) == spoilt(number, 1)
        assert spoilt(number, 1) != spoilt(number, 2)


@pytest.mark.parametrize(
    ("fault", "outcome"), [(RuntimeError("x"), "traceback"), (float("nan"), "wrong"), (1.0, "valid")]
)
def test_what_goes_wrong_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: object, outcome: str
) -> None:
    usual = boomerang.preview.describe.describe

    def describe(compiled: object) -> object:
        if isinstance(fault, RuntimeError):
            raise fault
        description = usual(compiled)
        object.__setattr__(description, "step_days", fault)
        return description

    monkeypatch.setattr("boomerang.preview.describe.describe", describe)
    monkeypatch.setattr("fuzz.MEGABYTES", 1e9)  # this process has had other tests
    assert tried(Spoilt(0, "village", data_of("village"), None, {}), "check", tmp_path).outcome == outcome
