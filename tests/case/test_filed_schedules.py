"""Schedules from files: they count as if they were written, and their files belong to the case."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import boomerang
from boomerang.case import Case, CaseError, case_from_data, read_case, write_case
from boomerang.case.parts.case_files import files_of
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.schedule import AnySchedule
from boomerang.case.parts.scheduled import MOST_VALUES, schedules_of
from boomerang.case.read import change_case
from boomerang.case.scenario import digest_of_case
from boomerang.compile.case import compile_case
from boomerang.errors import InputError
from boomerang.measure.moments import moments_of
from boomerang.preview.dates import out_of_time
from boomerang.preview.describe import describe

VALID = Path(__file__).parents[1] / "cases" / "valid" / "schedules-of-files.yaml"
STEPS = {"from file": "f.csv", "date": "day", "value": "level"}


def of(case: Case, given: AnySchedule | None) -> dict[str, list[tuple[str, str]]]:
    """The dates and values of each part."""
    assert given is not None
    parts = schedules_of(case, given).parts.items()
    return {part: [(str(day), str(value)) for day, value in schedule.points] for part, schedule in parts}


def levels(case: Case, policy: str | None = None) -> np.ndarray[Any, Any]:
    return compile_case(boomerang.scenario(case, policy=policy)).model.quantities.schedule


def with_lever(tiny: dict[str, Any], folder: Path, lever: Any, table: str) -> Case:
    (folder / "f.csv").write_text(table, encoding="utf-8")
    ratios = {"hazard ratios": {"patrols": 2}}
    depart = tiny["transitions"]["depart"] | ratios
    return case_from_data(tiny | {"levers": {"patrols": lever}, "transitions": {"depart": depart}}, folder)


@pytest.fixture
def case() -> Case:
    return read_case(VALID)


def test_rows_are_values_per_so_many_in_order_of_time_and_empty_cells_are_none(case: Case) -> None:
    assert of(case, case.climates["searched"].schedule) == {
        "here": [("2009-11-01", "0.4"), ("2010-02-01", "1.2")],
        "there": [("2009-06-01", "0.3"), ("2010-07-01", "0.9")],
    }


def test_each_part_and_a_policy_may_have_a_file(case: Case) -> None:
    assert of(case, case.levers["checks"].schedule) == {"there": [("2010-07-01", "1")], "other": []}
    assert of(case, case.policies["calm"].levers["raids"]) == {
        "": [("2009-11-01", "0.1"), ("2010-02-01", "0.3")]
    }


@pytest.mark.parametrize("form", ["steps", "in straight lines"])
def test_it_counts_as_if_it_were_written(tiny: dict[str, Any], tmp_path: Path, form: str) -> None:
    table = "day,level\n2010-03-02,40\n2009-12-05,10\n3 March 2010,90\n2010-06,20\n"
    given = {"2009-12-05": 0.1, "2010-03-02": 0.4, "2010-03-03": 0.9, "2010-06-01": 0.2}
    written = given if form == "steps" else {form: given}
    filed = {**STEPS, "per": 100, "as": form}
    here, there = (with_lever(tiny, tmp_path, lever, table) for lever in (filed, written))
    assert levels(here).tolist() == levels(there).tolist()
    of_the_week = {"steps": (4 * 0.1 + 0.4 + 2 * 0.9) / 7}
    assert levels(here)[8, 0] == pytest.approx(of_the_week.get(form, levels(there)[8, 0]))


def test_before_the_first_date_of_steps_a_parameter_may_hold(case: Case) -> None:
    changed = change_case(case, {"parameters.quiet": 0.25})
    assert levels(case)[0, 2] == 0.2
    assert schedules_of(changed, changed.levers["raids"].schedule).of("").start.names == ("quiet",)  # type: ignore[union-attr]


def test_under_a_policy_the_lever_follows_its_file(case: Case) -> None:
    assert levels(case, "calm")[:, 2].tolist() != levels(case)[:, 2].tolist()
    assert levels(case, "calm")[20, 2] == 0.3


def test_a_change_is_sought_on_the_days_on_which_the_file_rises(tiny: dict[str, Any], tmp_path: Path) -> None:
    table = "day,level\n2009-01-01,0.1\n2010-02-01,0.4\n2010-03-01,0.2\n2010-04-01,0.3\n"
    case = with_lever(tiny, tmp_path, STEPS, table)
    assert moments_of(case, ["patrols"]).days == (31, 90)


def test_the_file_belongs_to_the_case(case: Case, tmp_path: Path) -> None:
    assert files_of(case) == ["searches.csv"]
    write_case(case, tmp_path)
    again = read_case(tmp_path)
    assert digest_of_case(again) == digest_of_case(case)
    (tmp_path / "searches.csv").write_text(
        (VALID.parent / "searches.csv").read_text().replace("1200", "1100")
    )
    changed = read_case(tmp_path)
    assert digest_of_case(changed) != digest_of_case(case)
    assert of(changed, changed.climates["searched"].schedule)["here"][1] == ("2010-02-01", "1.1")


def test_a_run_that_is_kept_is_read_back_with_the_file(case: Case, tmp_path: Path) -> None:
    run = boomerang.simulate(boomerang.scenario(case), seed=1)
    run.write(tmp_path)
    assert (tmp_path / "searches.csv").is_file()
    assert boomerang.Run.read(tmp_path).digest == run.digest


def test_a_copy_in_another_folder_reads_the_file_there(case: Case, tmp_path: Path) -> None:
    levels(case)
    (tmp_path / "searches.csv").write_text(
        "month,district,kind,searches\n2009-11,here,raid,100\n2010-02,here,raid,0\n"
    )
    assert of(case.in_folder(tmp_path), case.climates["searched"].schedule) == {
        "here": [("2009-11-01", "0.1"), ("2010-02-01", "0")]
    }


def test_a_setting_replaces_it_or_one_of_its_keys(case: Case) -> None:
    assert change_case(case, {"levers.raids": 0.5}).levers["raids"].schedule.root.plain() == 0.5  # type: ignore[union-attr]
    halved = change_case(case, {"climates.searched.schedule.per": 2000})
    assert of(halved, halved.climates["searched"].schedule)["there"][0] == ("2009-06-01", "0.15")


def test_a_setting_of_one_of_its_dates_is_told_where_that_stands(case: Case) -> None:
    with pytest.raises(CaseError) as caught:
        change_case(case, {"levers.raids.2010-02": 0.5})
    assert str(caught.value) == (
        "--set levers.raids.2010-02: there is no such entry in the case; the values of levers.raids stand in"
        " the file that it names"
    )


def test_check_tells_what_is_read_and_what_is_shorter_than_a_step(
    tiny: dict[str, Any], tmp_path: Path
) -> None:
    table = "day,level\n2009-12-31,\n" + "".join(f"2010-03-{day:02},0.{day % 10}\n" for day in range(1, 10))
    case = with_lever(tiny, tmp_path, STEPS | {"from the start": 0}, table)
    said = describe(compile_case(boomerang.scenario(case)))
    assert said.files == ("f.csv (levers.patrols): 9 values; left out: 1 without a value",)
    short = [line for line in said.warnings if "less than a step" in line]
    assert len(short) == 4
    assert short[0].startswith("patrols: its value of 2010-03-01 holds for 1 day, less than a step of 7 days")
    assert short[-1] == "patrols: 5 more of its values hold for less than a step"


def dates() -> Iterator[str]:
    return (str(datetime.date(1900, 1, 1) + datetime.timedelta(days=n)) for n in range(MOST_VALUES + 1))


def test_too_many_values_are_refused(tiny: dict[str, Any], tmp_path: Path) -> None:
    table = "day,level\n" + "".join(f"{day},0\n" for day in dates())
    with pytest.raises(CaseError) as caught:
        with_lever(tiny, tmp_path, STEPS, table)
    assert str(caught.value) == (
        "levers.patrols: 50,001 values of one schedule are too many; at most 50,000 are allowed;"
        " say under where which rows are meant"
    )


@pytest.mark.parametrize("given", [{"for each": {"there": 1}}, STEPS | {"by": "where"}])
def test_a_listed_place_without_a_schedule_is_refused(tmp_path: Path, given: dict[str, Any]) -> None:
    case = read_case(VALID.parent / "listed-persons.yaml")
    write_case(case, tmp_path)
    (tmp_path / "f.csv").write_text("day,where,level\n2009-01-01,there,1\n")
    changed = {**plain_data(case), "levers": {"patrols": {"of": "place", "schedule": given}}}
    with pytest.raises(InputError) as caught:
        levels(case_from_data(changed, tmp_path))
    assert str(caught.value) == "tiny: the schedule of patrols says nothing of 'here'; add it, or 'other'"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (["2010-01-01", "2010-02-01", "2010-03-01"], True),
        (["2010-01-01", "2010-02-01", "2010-12-01"], False),
        (["2009-01-01", "2010-02-01", "2010-03-01"], False),  # longer than the rest of the period
        (["2010-01-01", "2010-02-01"], False),  # too few to tell
    ],
)
def test_a_file_whose_last_value_holds_longer_than_any_other_is_told(
    tiny: dict[str, Any], tmp_path: Path, days: list[str], told: bool
) -> None:
    table = "day,level\n" + "".join(f"{day},0.{number}\n" for number, day in enumerate(days))
    case = with_lever(tiny, tmp_path, STEPS, table)
    last = f"its last value, of {days[-1]}, holds until 2010-12-31, longer than any other"
    assert out_of_time(case) == [f"f.csv (levers.patrols): {last}"] * told


def test_dates_of_a_policy_that_all_lie_before_it_are_told(tiny: dict[str, Any], tmp_path: Path) -> None:
    changed = {"ease": {"from": "2010-06-01", "levers": {"patrols": {"2010-02-01": 0.2, "2010-05-31": 0.1}}}}
    case = with_lever(tiny | {"policies": changed}, tmp_path, 0.5, "day,level\n")
    assert list(out_of_time(case)) == [
        "policy ease: patrols: all dates of its schedule lie before the time of the policy, 2010-06-01 to"
        " 2010-12-31"
    ]


def test_a_row_of_a_year_beside_rows_of_its_months(tiny: dict[str, Any], tmp_path: Path) -> None:
    table = "day,level\n2010-03,0.1\n2009,0.2\n2010,0.9\n2010-02,0.3\n"
    with pytest.raises(CaseError) as caught:
        with_lever(tiny, tmp_path, STEPS, table)
    assert str(caught.value) == (
        "f.csv:5 day: line 4 is of 2010-01-01 to 2010-12-31, in which this row begins; write 2010-01-01 there"
        " if it holds until then, or say under where which rows are meant"
    )
    assert with_lever(tiny, tmp_path, STEPS, table.replace("2010,", "2010-01-01,"))
