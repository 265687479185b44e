"""Interventions of a case: who owns them, what policies and priors make of them, and files of them."""

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pytest

from boomerang.case import Case, case_from_data, write_case
from boomerang.case.parts.case_files import files_of
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.errors import TooFewError
from boomerang.preview.cost import forecast
from boomerang.preview.describe import Description, describe
from boomerang.study.draws import draw_priors, simulate_draws
from boomerang.study.ensemble import ensemble
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

RAIDS = """day,village,men,what
2012-08-09,Upper side,20,raid
2012-08-09,Station,7,raid
2013-01-15,Upper side,5,raid
15 January 2013,Station,0,raid
2013-02-20,Lower Bank,,raid
2009-01-15,Lower Bank,9,raid
2013-03-01,Lower Bank,40,sweep
"""
NAMES = "name,place\nUpper side,Upper Bank\n"
POLICIES = {
    "no raid": {"events": {"raid": "drop", "rally": "drop"}},
    "later": {"from": "2012-01-01", "events": {"raid": {"on": "2013-05-05"}}},
    "smaller": {"events": {"raid": {"stop": "0.5 x walkers"}, "rally": {"sympathise": "up to 1000000"}}},
}
RAID, RALLY = ("stop", "2012-08-09"), ("sympathise", "2013-03-31")


def with_events(village: Case, **changes: Any) -> Case:
    """The village in which a mechanism has a raid, and the case itself a rally."""
    data = plain_data(village)
    data["parameters"]["walkers"] = {"value": 24, "prior": "lognormal 15 to 40", "source": "assumption"}
    data["mechanisms"]["restriction"]["events"] = {"raid": {"on": RAID[1], "stop": 31, "who": "sex man"}}
    data["events"] = {"rally": {"on": RALLY[1], "sympathise": "walkers", "who": "sex woman"}}
    data["log"] = ["stop", "sympathise", "depart"]
    data["policies"] = {} if "events" in changes else POLICIES
    return case_from_data(data | changes, village.folder)


def from_file(village: Case, folder: Path, rows: str = RAIDS, people: str = "men") -> Case:
    """The village in which people come to sympathise on the days of a file."""
    write_case(village, folder)
    (folder / "raids.csv").write_text(rows)
    (folder / "names.csv").write_text(NAMES)
    raids = {"from file": "raids.csv", "on": "day", "sympathise": people, "who": "age young or older"}
    raids |= {"where": {"what": "raid"}, "place": "village", "names": "names.csv"}
    policies = {"none from 2013 on": {"from": "2013-01-01", "events": {"raids": "drop"}}}
    data = plain_data(village) | {"events": {"raids": raids}, "policies": policies, "log": ["sympathise"]}
    return case_from_data(data, folder)


@pytest.fixture(scope="module")
def country(village: Case) -> Case:
    return with_events(village)


@pytest.fixture(scope="module")
def plain(village: Case) -> Case:
    """The same without its interventions."""
    return with_events(village, events={}, mechanisms=plain_data(village)["mechanisms"])


def at_once(run: Run, event: str, day: str, **where: str) -> int:
    """The most events of a kind at one moment of a day."""
    events = run.events
    chosen = (events.event == event) & (events.time.dt.date.astype(str) == day)
    for column, name in where.items():
        chosen &= events[column] == name
    return int(events[chosen].groupby("time").size().max()) if chosen.any() else 0


def lines(run: Run, before: str = "9999") -> list[tuple[Any, ...]]:
    """When what happened to whom, before a day."""
    events = run.events[run.events.time.astype(str) < before]
    return list(zip(events.time, events.event, events.person, strict=True))


def said(case: Case) -> Description:
    return describe(compile_case(scenario(case)))


def test_they_happen_on_their_days_and_not_before(country: Case, plain: Case) -> None:
    for seed in (1, 2):
        run, without = simulate(country, seed=seed), simulate(plain, seed=seed)
        assert at_once(run, *RAID) == at_once(run, *RAID, sex="man") == 31
        assert at_once(run, *RALLY) == at_once(run, *RALLY, sex="woman") == 24
        assert at_once(without, *RAID) < 2
        assert lines(run, RAID[1]) == lines(without, RAID[1])
        assert len(lines(without, RAID[1])) > 50


def test_they_are_counted_and_have_consequences(country: Case, plain: Case) -> None:
    runs, others = (ensemble(case, 6, seed=1) for case in (country, plain))
    stops, without = ([run.events_of("stop").sum() for run in each] for each in (runs, others))
    assert min(more - less for more, less in zip(stops, without, strict=True)) > 10
    week = 135  # of 2012-08-09, a Thursday in the 136th week
    assert all(run.events_of("stop")[week].sum() >= 31 for run in runs)


def test_a_mechanism_that_is_off_has_none(country: Case, plain: Case) -> None:
    off = scenario(country, without=["restriction"])
    assert [wire.name for wire in compile_case(off).wiring.interventions] == ["rally"]
    owners = {wire.name: wire.owner for wire in compile_case(scenario(country)).wiring.interventions}
    assert owners == {"rally": None, "raid": "restriction"}
    without = scenario(plain, without=["restriction"])
    assert lines(simulate(off, seed=2), RALLY[1]) == lines(simulate(without, seed=2), RALLY[1])


def test_a_policy_drops_moves_and_resizes(country: Case, plain: Case) -> None:
    dropped, later, smaller = (
        simulate(scenario(country, policy=policy), seed=3) for policy in ("no raid", "later", "smaller")
    )
    without = lines(simulate(plain, seed=3))
    assert lines(dropped) == without
    assert at_once(later, *RAID) < 2
    assert at_once(later, "stop", "2013-05-05") == 31
    assert lines(later, RALLY[1]) == [line for line in without if str(line[0]) < RALLY[1]]
    assert at_once(smaller, *RAID) == 12
    assert at_once(smaller, *RALLY) > 24


def test_a_number_is_drawn_from_its_prior(country: Case) -> None:
    draws = draw_priors(country, 8, seed=1)
    numbers = [round(number) for number in draws["parameters.walkers"]]
    assert len(set(numbers)) > 4
    assert simulate_draws(country, draws, lambda run: at_once(run, *RALLY)) == numbers


def test_settings_reach_them(country: Case) -> None:
    changed = scenario(country, settings={"events.rally.on": "2014-01-01", "events.rally.sympathise": "9"})
    run = simulate(changed, seed=1)
    assert (at_once(run, *RALLY), at_once(run, "sympathise", "2014-01-01")) == (0, 9)


def test_a_run_that_ends_before_their_day_has_none(country: Case, plain: Case) -> None:
    runs = [simulate(scenario(case, until="2012-08-08"), seed=1) for case in (country, plain)]
    assert lines(runs[0]) == lines(runs[1])
    last = simulate(scenario(country, until=RAID[1]), seed=1)
    assert at_once(last, *RAID) == 31


def test_rows_of_a_file_by_place(village: Case, tmp_path: Path) -> None:
    case = from_file(village, tmp_path)
    run = simulate(case, seed=4)
    sizes = [
        at_once(run, "sympathise", day, place=place)
        for day in ("2012-08-09", "2013-01-15")
        for place in ("Upper Bank", "Station")
    ]
    assert sizes[:3] == [20, 7, 5]
    assert sizes[3] < 3
    assert at_once(run, "sympathise", "2013-03-01", place="Lower Bank") < 3
    assert files_of(case) == ["village-places.csv", "raids.csv", "names.csv"]
    later = simulate(scenario(case, policy="none from 2013 on"), seed=4)
    assert at_once(later, "sympathise", "2012-08-09", place="Upper Bank") == 20
    assert at_once(later, "sympathise", "2013-01-15", place="Upper Bank") < 3


def test_a_row_more_does_not_move_the_others(village: Case, tmp_path: Path) -> None:
    one = simulate(from_file(village, tmp_path / "one"), seed=1)
    rows = RAIDS.replace(
        "2012-08-09,Station,7,raid\n", "2013-06-01,Station,3,raid\n2012-08-09,Station,7,raid\n"
    )
    more = simulate(from_file(village, tmp_path / "more", rows), seed=1)
    assert lines(one, "2013-06-01") == lines(more, "2013-06-01")
    assert lines(one) != lines(more)


def test_a_run_keeps_its_files(village: Case, tmp_path: Path) -> None:
    case = from_file(village, tmp_path / "case")
    run = simulate(case, seed=1)
    back = Run.read(run.write(tmp_path / "run"))
    assert simulate(back.scenario, seed=1).digest == run.digest
    (tmp_path / "case" / "raids.csv").write_text(RAIDS.replace("20,raid", "21,raid"))
    other = case_from_data(plain_data(case), case.folder)
    assert scenario(other).digest != back.scenario.digest
    assert simulate(other, seed=1).digest != run.digest


def test_too_few_people_are_told_in_a_sentence(village: Case) -> None:
    first = {"on": "2010-01-01", "who": "stance sympathiser"}
    few = with_events(village, events={"rally": first | {"depart": 1500}})
    with pytest.raises(TooFewError) as told:
        simulate(few, seed=9)
    found = str(told.value).split("there ")[1].split(" at that")[0]
    assert found in {"is nobody", "is 1 person", *(f"are {number} people" for number in range(2, 20))}
    assert str(told.value) == (
        "events.rally: 'depart' is to happen to 1500 people on 2010-01-01, and in the run with seed 9 there"
        f" {found} at that moment whom it means and to whom it can happen; ask for fewer, or write"
        " `depart: up to 1500 people`"
    )
    simulate(with_events(village, events={"rally": first | {"depart": "up to 1500"}}), seed=9)


def test_too_few_people_for_a_row(village: Case, tmp_path: Path) -> None:
    rows = RAIDS.replace("2012-08-09,Station,7", "2012-08-09,Station,900")
    with pytest.raises(
        TooFewError, match=r"^events\.raids \(raids\.csv, line 3\): 'sympathise' is to happen to 900"
    ):
        simulate(from_file(village, tmp_path / "exact", rows), seed=1)
    run = simulate(from_file(village, tmp_path / "most", rows, "up to men"), seed=1)
    assert 7 < at_once(run, "sympathise", "2012-08-09", place="Station") < 900


def test_draws_with_too_few_people_are_refused(village: Case) -> None:
    raid = {"on": "2010-03-31", "depart": "0.4 x walkers", "who": "stance sympathiser"}
    case = with_events(village, events={"rally": raid})
    draws = draw_priors(case, 8, seed=1)
    found = simulate_draws(case, draws, lambda run: at_once(run, *RALLY) >= 0, runaway=False)
    assert 0 < sum(found) < 8
    with pytest.raises(TooFewError):
        simulate_draws(case, draws, lambda run: 0)


def test_the_same_on_any_number_of_threads_and_in_processes(country: Case, elsewhere: Executor) -> None:
    one, two = (ensemble(country, 4, threads=threads) for threads in (1, 2))
    assert [run.digest for run in one] == [run.digest for run in two]
    found = ensemble(country, 2, executor=elsewhere)
    assert [run.digest for run in found] == [run.digest for run in one[:2]]


def test_check_describes_them(country: Case, village: Case, tmp_path: Path) -> None:
    assert [str(each) for each in said(country).interventions] == [
        "rally: sympathise on 2013-03-31 to 24 people, sex woman",
        "raid of restriction: stop on 2012-08-09 to 31 people, sex man",
    ]
    restriction = next(each for each in said(country).mechanisms if each.name == "restriction")
    assert "raid makes stop happen" in restriction.adds
    assert [str(each) for each in said(from_file(village, tmp_path)).interventions] == [
        "raids: sympathise on 2 days, 2012-08-09 to 2013-01-15, to 32 people, age young or older, in 2 places"
        " (raids.csv: 4 rows; left out: 1 without a number, 1 not from 2010-01-01 to 2014-12-31)"
    ]


def test_check_tells_when_too_few_are_meant(village: Case) -> None:
    raid = {"on": RAID[1], "depart": 421, "place": "Upper Bank"}
    warnings = said(with_events(village, events={"rally": raid})).warnings
    assert "events.rally: there are 420 people whom it means, and 'depart' is to happen to 421 people" in (
        warnings
    )
    raid["depart"] = 420
    assert not any("rally" in each for each in said(with_events(village, events={"rally": raid})).warnings)


def test_what_only_interventions_bring_about_is_no_surprise(village: Case) -> None:
    data = plain_data(village)["transitions"]
    data["depart"] = {"moves": "stance sympathiser -> departed"}
    out = {"rally": {"on": RALLY[1], "depart": "up to 9"}}
    alone, helped = (with_events(village, transitions=data, events=events) for events in ({}, out))
    never = "depart: it has no rate, and no encounter turns anybody to it, so it never happens"
    assert [never in said(case).warnings for case in (alone, helped)] == [True, False]
    assert simulate(helped, seed=1).counts["depart"] == 9


def test_a_pilot_of_fewer_people_has_smaller_ones(village: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boomerang.preview.cost.PILOT", 500)
    rally = {"on": RALLY[1], "sympathise": 900, "who": "age young or older"}
    cost = forecast(compile_case(scenario(with_events(village, events={"rally": rally}))))
    assert (cost.pilot, cost.persons) == (500, 2000)
    assert cost.touched > 900
