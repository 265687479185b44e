"""Series and lists of events from files: what each row comes to, and that the files belong to the case."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boomerang.case import Case, CaseError, case_from_data, read_case, read_observations, write_case
from boomerang.case.check import record
from boomerang.case.parts import tables
from boomerang.case.parts.filed.spans import last_day, read_span, spans
from boomerang.case.parts.recorded import read_filing, recorded
from boomerang.case.scenario import digest_of_case
from boomerang.case.text import csv_table
from boomerang.preview.dates import out_of_time

VALID = Path(__file__).parents[1] / "cases" / "valid"
SERIES, EVENTS = VALID / "series-of-files.yaml", VALID / "events-of-files.yaml"
SAID = {"said by": "an office", "known": "2012-06-01", "source": "invented"}
MONTHS = "month,departed\n2010-01,3\n2010-02,0\n"

Line = tuple[str, str, str, float | None]


def lines(file: Path, number: int) -> list[Line]:
    """Of each figure of an entry: of whom, its first and last day, and the value."""
    return [
        (" ".join(each.within), str(each.start), str(each.last), each.value)
        for each in read_filing(read_case(file), number).observations
    ]


def case_with(tiny: dict[str, Any], folder: Path, entry: dict[str, Any], **files: str) -> Case:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return case_from_data(tiny | {"observations": [{"count": "depart", **SAID, **entry}]}, folder)


def test_a_row_is_a_figure_and_zero_is_one_and_an_empty_cell_is_none() -> None:
    assert lines(SERIES, 0) == [
        ("", "2010-01-01", "2010-01-31", 3),
        ("", "2010-02-01", "2010-02-28", 0),
        ("", "2010-05-01", "2010-05-31", 4),
    ]


def test_rows_lie_in_the_place_that_their_column_names() -> None:
    assert lines(SERIES, 1) == [
        ("place here", "2010-01-01", "2010-01-31", 1),
        ('place "Mill or Moor"', "2010-01-01", "2010-01-31", 2),
    ]


def test_spans_may_be_unequal() -> None:
    days = [line[1:3] for line in lines(SERIES, 2)]
    assert days == [
        ("2010-01-01", "2010-03-31"),
        ("2010-04-01", "2010-04-30"),
        ("2010-05-01", "2011-02-28"),
    ]


def test_people_in_a_state_are_counted_on_the_last_day() -> None:
    found = read_filing(read_case(SERIES), 3).observations
    assert (found[0].start, found[0].by, found[0].end) == (None, date(2010, 3, 31), None)


def test_a_figure_becomes_known_so_long_after_its_last_day_or_when_its_column_says() -> None:
    case = read_case(SERIES)
    assert [str(each.known) for each in read_filing(case, 0).observations] == [
        "2010-03-03",
        "2010-03-31",
        "2010-07-01",
    ]
    assert {str(each.known) for each in read_filing(case, 1).observations} == {"2010-03-01"}


def test_what_is_left_out_is_counted() -> None:
    case = read_case(SERIES)
    assert read_filing(case, 0).left_out == {"without a value": 2, "not from 2010-01-01 to 2011-12-31": 1}
    assert read_filing(case, 1).left_out == {"without a place": 1, "not from 2010-01-01 to 2010-12-31": 1}


def test_events_of_a_ged_export_are_counted_by_month_with_zeros() -> None:
    values = [value for *_, value in lines(EVENTS, 0)]
    assert len(values) == 24
    assert {number: value for number, value in enumerate(values) if value} == {1: 2, 4: 1, 6: 1, 18: 1}


def test_dead_of_a_ged_export_are_summed_by_place_and_quarter_with_their_range() -> None:
    found = read_filing(read_case(EVENTS), 1).observations
    assert len(found) == 2 * 8
    some = [(each.within, each.start, each.value, each.low, each.high) for each in found if each.value]
    assert some == [
        (("place here",), date(2010, 1, 1), 1, 1, 1),
        (('place "Mill or Moor"',), date(2010, 1, 1), 3, 2, 5),
    ]


def test_events_of_an_acled_export_are_counted_by_province_and_year() -> None:
    assert [(who, day, value) for who, day, _, value in lines(EVENTS, 2)] == [
        ("province north", "2010-01-01", 2),
        ("province north", "2011-01-01", 0),
        ("province south", "2010-01-01", 0),
        ("province south", "2011-01-01", 1),
    ]


def test_weeks_begin_on_the_first_day_and_the_last_is_cut() -> None:
    assert [line[1:] for line in lines(EVENTS, 3)][::4] == [
        ("2010-02-01", "2010-02-07", 2),
        ("2010-03-01", "2010-03-03", 0),
    ]


def test_entries_of_one_name_are_told_apart() -> None:
    series = dict.fromkeys(each.series for each in recorded(read_case(EVENTS)))
    assert len(series) == 4
    case = read_case(SERIES)
    twice = case.model_copy(update={"observations": (*case.observations[:1], case.observations[0])})
    names = list(dict.fromkeys(each.series for each in recorded(twice)))
    assert names == [f"depart, 2010-01-01 to 2010-05-31, an office{end}" for end in ("", " (2)")]


@pytest.mark.parametrize("name", ["series.csv", "ged.csv", "ged-names.csv"])
def test_the_digest_changes_with_a_file(tmp_path: Path, name: str) -> None:
    source = SERIES if name == "series.csv" else EVENTS
    write_case(read_case(source), tmp_path)
    before = digest_of_case(read_case(tmp_path))
    with (tmp_path / name).open("a") as file:
        file.write("\n")
    assert digest_of_case(read_case(tmp_path)) != before


def test_a_file_may_not_be_too_large(
    tiny: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_table, "MOST_MEGABYTES", 0)
    with pytest.raises(CaseError, match=r"^office.csv: the file has 0 MB; at most 0 are allowed$"):
        case_with(tiny, tmp_path, {"from file": "office.csv", "period": "month", "value": "departed"},
                  office=MONTHS)  # fmt: skip


def test_a_link_may_not_lead_out_of_the_folder(tiny: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "away.csv").write_text(MONTHS)
    inner = tmp_path / "case"
    inner.mkdir()
    (inner / "office.csv").symlink_to(tmp_path / "away.csv")
    entry = {"from file": "office.csv", "period": "month", "value": "departed"}
    with pytest.raises(CaseError, match=r"'office\.csv' is a link that leads out of the folder of the case"):
        case_with(tiny, inner, entry)


def test_a_lag_is_no_parameter(tiny: dict[str, Any], tmp_path: Path) -> None:
    tiny["parameters"] = {"late": {"value": "1 month", "source": "assumption"}}
    entry = {"from file": "office.csv", "period": "month", "value": "departed", "known": {"lag": "late"}}
    with pytest.raises(CaseError, match=r"known.lag: 'late' is not a fixed time of at most 100 years"):
        case_with(tiny, tmp_path, entry, office=MONTHS)


def test_figures_of_a_file_are_read_anew_where_the_period_changes(
    tiny: dict[str, Any], tmp_path: Path
) -> None:
    entry = {"from file": "office.csv", "period": "month", "value": "departed"}
    case = case_with(tiny, tmp_path, entry, office=MONTHS)
    later = case.period.model_copy(update={"start": date(2010, 2, 1)})
    assert [len(recorded(each)) for each in (case, case.model_copy(update={"period": later}))] == [2, 1]


def test_a_file_of_observations_may_name_one(tiny: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "office.csv").write_text(MONTHS)
    case = case_from_data(tiny, tmp_path)
    entry = "{count: depart, from file: office.csv, period: month, value: departed, said by: an office, "
    (tmp_path / "later.yaml").write_text(f"observations:\n  - {entry}known: 2012-01-01, source: invented}}\n")
    entries, _ = read_observations(tmp_path / "later.yaml", case)
    assert len(recorded(case.model_copy(update={"observations": entries}))) == 2


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2010-02-03", "2010-02-03", "2010-02-03"),
        ("2010-02-03 00:00:00.000", "2010-02-03", "2010-02-03"),
        ("2010-02-03T12:30:00Z", "2010-02-03", "2010-02-03"),
        ("3 February 2010", "2010-02-03", "2010-02-03"),
        ("03 feb 2010", "2010-02-03", "2010-02-03"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2010-Q4", "2010-10-01", "2010-12-31"),
        ("2010q1", "2010-01-01", "2010-03-31"),
        ("2010", "2010-01-01", "2010-12-31"),
    ],
)
def test_days_are_read_in_these_forms(cell: str, first: str, last: str) -> None:
    assert read_span(cell) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("cell", ["", "3/2/2010", "2010-00", "31 June 2010", "3 Brumaire 2010", "9999-12"])
def test_other_days_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is no day that can be read"):
        read_span(cell)


def test_a_month_ends_on_its_last_day() -> None:
    assert last_day(date(2010, 1, 31), "month") == date(2010, 2, 27)
    assert last_day(date(2012, 2, 1), "month") == date(2012, 2, 29)
    assert last_day(date(2011, 11, 1), "quarter") == date(2012, 1, 31)


def test_spans_are_those_of_the_calendar_and_cut_at_both_ends() -> None:
    found = list(spans(date(2010, 2, 10), date(2010, 8, 1), "quarter"))
    assert [(str(first), str(last)) for first, last in found] == [
        ("2010-02-10", "2010-03-31"),
        ("2010-04-01", "2010-06-30"),
        ("2010-07-01", "2010-08-01"),
    ]
    assert list(spans(date(9999, 12, 30), date.max, "day"))[-1][1] == date.max


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ("1 2 4 5", "after 2010-05-09, so that 7 spans count 0; write to if the list ends there"),
        ("9 11 12", "before 2010-09-09, so that 8 spans count 0; write from if the list begins there"),
        ("1 7 8", ""),  # as long a silence lies within
        ("1 3 5 7 9 11", ""),
    ],
)
def test_a_list_that_begins_or_ends_long_before_what_is_counted_is_told(
    tiny: dict[str, Any], tmp_path: Path, months: str, told: str
) -> None:
    rows = "".join(f"2010-{int(month):02}-09\n" for month in months.split())
    entry = {"events file": "f.csv", "date": "day", "every": "month"}
    case = case_with(tiny, tmp_path, entry, f="day\n" + rows)
    assert out_of_time(case) == ([f"f.csv: it has no event {told}"] if told else [])


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            "month,departed\n2010-02,3\n2010,40\n2010-03,5\n",
            "2 month: line 3 counts 2010-01-01 to 2010-12-31",
        ),
        (
            "month,departed\n2010,40\n2010-Q3,9\n2010-07,3\n",
            "3 month: line 2 counts 2010-01-01 to 2010-12-31",
        ),
        ("month,departed\n2010-12,4\n2010-Q4,9\n", "2 month: line 3 counts 2010-10-01 to 2010-12-31"),
    ],
)
def test_days_that_two_rows_count_would_count_twice(
    tiny: dict[str, Any], tmp_path: Path, table: str, told: str
) -> None:
    entry = {"from file": "f.csv", "period": "month", "value": "departed"}
    with pytest.raises(CaseError) as caught:
        case_with(tiny, tmp_path, entry, f=table)
    assert str(caught.value) == (
        f"f.csv:{told}, and with it days of this row would count twice; say under where which rows are meant"
    )


def test_running_totals_may_begin_on_the_same_day(tiny: dict[str, Any], tmp_path: Path) -> None:
    entry = {"from file": "f.csv", "period": ["from", "to"], "value": "departed"}
    running = "from,to,departed\n2010-01-01,2010-03-31,3\n2010-01-01,2010-06-30,5\n"
    assert case_with(tiny, tmp_path, entry, f=running)
    with pytest.raises(CaseError, match=r"^f\.csv:4 from: line 3 counts 2010-01-01 to 2010-06-30, and with"):
        case_with(tiny, tmp_path, entry, f=running + "2010-06-01,2010-08-31,2\n")


def test_a_year_and_its_last_month_are_one_day_for_people_in_a_state(
    tiny: dict[str, Any], tmp_path: Path
) -> None:
    entry = {"count": "stance departed", "from file": "f.csv", "period": "end", "value": "departed"}
    assert case_with(tiny, tmp_path, entry, f="end,departed\n2010-06,3\n2010,4\n")
    with pytest.raises(CaseError, match=r"^f\.csv:3 end: line 2 has the same days; say"):
        case_with(tiny, tmp_path, entry, f="end,departed\n2010-12,3\n2010,4\n")


def monthly(tiny: dict[str, Any], folder: Path, *acts: str) -> list[dict[str, Any]]:
    """Entries that read the same file of months, of departures and of acts that the case is given."""
    entry = {"from file": "f.csv", "period": "month", "value": "departed"} | SAID
    (folder / "f.csv").write_text(MONTHS)
    tiny["acts"] = {name: {"rate": "1 per person-year"} for name in acts}
    return [{"count": count, **entry} for count in ("depart", *acts)]


def test_the_tables_of_a_case_have_a_limit_together(
    tiny: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They took two seconds each, however often they were named."""
    monkeypatch.setattr(tables, "MOST_TABLE_CELLS", 11)
    entries = monthly(tiny, tmp_path, "stop", "walk", "sleep")
    assert case_from_data(tiny | {"observations": entries[:2]}, tmp_path)
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny | {"observations": entries}, tmp_path)
    assert str(caught.value) == (
        "observations[2].from file: with f.csv the tables of this case have 12 cells, each table counted as"
        " often as it is named; at most 11 are allowed; leave out rows and columns that nothing needs"
    )


def test_all_observations_together_have_so_many_figures(
    tiny: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST_RECORDED", 4)
    entries = monthly(tiny, tmp_path, "stop", "walk")
    assert case_from_data(tiny | {"observations": entries[:2]}, tmp_path)
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny | {"observations": entries}, tmp_path)
    assert str(caught.value) == (
        "observations[2]: 6 figures up to here are too many; at most 4 are allowed; count longer spans or"
        " fewer places, or leave entries out"
    )
