"""What could be collected, computed of made-up runs: known answers, nothing to measure, what no run tells."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from boomerang.case import Case, CaseError, case_from_data
from boomerang.case.bundled import load
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.record import Tally
from boomerang.case.parts.statistics.change import Change
from boomerang.case.parts.statistics.correlation import Correlation, rank_correlation
from boomerang.case.parts.statistics.lead import Lead, lead
from boomerang.case.parts.statistics.number import HowMany
from boomerang.case.parts.statistics.numeric import NOTHING, log_ratio, share
from boomerang.case.parts.statistics.ratio import Ratio
from boomerang.case.parts.statistics.share import ShareOfAll
from boomerang.case.parts.statistics.top import ShareOfLargest, top_share
from boomerang.case.parts.statistics.window import ShareOfTime
from boomerang.case.scenario import scenario
from boomerang.inference.learn.next_observation import next_observations
from boomerang.measure.observables import needed_tallies, not_computed, observables
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

PLACES = ["Bridge", "Mill", "Orchard", "Spring", "Saddle"]
PEOPLE = [1000, 800, 600, 400, 200]
FALL = {"from": "2010-09-03", "to": "2010-12-30"}  # weeks 35 to 51
Cell = tuple[int, int, int]  # week, place, how many


def case_of(*observable: dict[str, Any], **more: Any) -> Case:
    """The village in one year and two provinces, whose places have a column, with these observables."""
    village = load("village")
    rows = [
        {
            "place": place,
            "people": people,
            "province": "north" if n < 2 else "south",
            "mosques": n * n,
            "bank": "left" if n % 2 == 0 else "right",
        }
        for n, (place, people) in enumerate(zip(PLACES, PEOPLE, strict=True))
    ]
    data = plain_data(village)
    data["population"]["places"] = rows
    data["levers"] = {"restriction": {"from the start": 0.2, "2010-07-02": 0.6, "2010-08-06": 0.3}}
    data |= {"observations": [], "tallies": {}, "policies": {}, "log": ["depart"]} | more
    data["period"] = {"from": "2010-01-01", "to": "2010-12-30", "step": "1 week"}
    return case_from_data({**data, "observable": list(observable)}, village.folder)


@pytest.fixture(scope="module")
def plain() -> Run:
    return simulate(case_of(), seed=1)


def made_up(plain: Run, **events: list[Cell]) -> Run:
    """A run of 52 weeks in which exactly this happened, and nobody logged it."""
    variables = dict(plain.variables)
    names = variables["event"].values.tolist()
    counts = np.zeros_like(variables["events"].values)
    for event, cells in events.items():
        for week, place, number in cells:
            counts[names.index(event), week, place] = number
    variables["events"] = replace(variables["events"], values=counts)
    return replace(plain, variables=variables)


def logged(plain: Run, rows: list[dict[str, Any]]) -> Run:
    """A run whose log holds these departures."""
    log = {}
    for name, column in plain.log.items():
        given = [row.get(name, 0) for row in rows]
        if name == "time":
            log[name] = replace(column, values=np.array(given, "M8[us]"))
        elif column.labels:
            log[name] = replace(column, values=np.array([column.labels.index(v) if v else 0 for v in given]))
    return replace(plain, log=log)


def measured(run: Run, **observable: Any) -> float:
    """The only observable of a case, in a run."""
    ((_, measure),) = observables(case_of({"count": "depart", **observable})).items()
    return measure(run)


def test_a_number_is_of_the_days_that_are_counted(plain: Run) -> None:
    run = made_up(plain, depart=[(0, 0, 3), (35, 1, 5), (51, 4, 7)])
    assert measured(run) == 15
    assert measured(run, **FALL) == 12
    assert measured(run, by="2010-01-07") == 3
    assert measured(run, within="place Mill or Saddle") == 12
    assert measured(run, within=["province north", "place Mill or Saddle"]) == 5


def test_a_column_of_the_places_says_which_places_count(plain: Run) -> None:
    """Of events by place, of people in a state, and of lines of the log."""
    run = made_up(plain, depart=[(0, 0, 3), (35, 1, 5), (51, 4, 7), (51, 3, 2)])
    assert measured(run, within="bank left") == 10
    assert measured(run, within=["bank right", "province south"], statistic="share") == 2 / 17
    people = measured(run, count="stance loyal", within="bank left", by="2010-01-01")
    assert 0 <= PEOPLE[0] + PEOPLE[2] + PEOPLE[4] - people < 5
    rows = [
        {"event": "depart", "time": "2010-02-01", "place": place, "sex": "man"}
        for place in ("Mill", "Saddle", "Saddle")
    ]
    assert measured(logged(plain, rows), within=["bank left", "sex man"]) == 2


def test_shares_of_a_place_and_of_a_window(plain: Run) -> None:
    run = made_up(plain, depart=[(0, 0, 4), (35, 1, 5), (51, 4, 7)])
    assert measured(run, within="place Mill", statistic="share") == 5 / 16
    assert measured(run, within="place Mill", statistic="share", **FALL) == 5 / 12
    assert measured(run, statistic="share of 2010-01-01 to 2010-12-30", **FALL) == 12 / 16
    within = measured(run, statistic="share of 2010-01-01 to 2010-12-30", within="place Mill", **FALL)
    assert within == 1


def test_concentration(plain: Run) -> None:
    run = made_up(plain, depart=[(0, 0, 2), (5, 1, 5), (20, 2, 4), (30, 3, 8), (51, 4, 1)])
    assert measured(run, statistic="share of the top 1 place") == 8 / 20
    assert measured(run, statistic="share of the top 2 places") == 13 / 20
    assert measured(run, statistic="share of the top 9 places") == 1
    assert measured(run, statistic="share of the top 1 places", within="province north") == 5 / 7
    assert measured(run, statistic="share of the top 1 provinces") == 13 / 20
    august = 8 * 5 / 7  # of the week from 30 July to 5 August
    assert measured(run, statistic="share of the top 1 months") == pytest.approx(august / 20)


def test_ratios_have_half_a_person_added(plain: Run) -> None:
    run = made_up(plain, depart=[(40, 0, 4)], stop=[(3, 1, 20), (41, 1, 10)])
    assert measured(run, statistic="ratio to stop") == pytest.approx(np.log(4.5 / 30.5))
    assert measured(run, statistic="ratio to stop", **FALL) == pytest.approx(np.log(4.5 / 10.5))
    assert measured(run, statistic="ratio to stop", by="2010-01-07") == NOTHING


def test_correlation_by_place_is_of_rates(plain: Run) -> None:
    """Numbers fall with the size of the places, and rates rise."""
    run = made_up(plain, depart=[(9, p, 9 - p) for p in range(5)], stop=[(9, p, 30) for p in range(5)])
    assert measured(run, statistic="correlation with stop by place") == pytest.approx(1)
    assert measured(run, statistic="correlation with mosques by place") == pytest.approx(1)
    twisted = made_up(plain, depart=[(9, p, n) for p, n in enumerate((50, 0, 8, 8, 8))])
    rates = np.array([0.05, 0, 8 / 600, 0.02, 0.04])
    expected = rank_correlation(rates, np.arange(5.0))
    assert measured(twisted, statistic="correlation with mosques by place") == pytest.approx(expected)
    assert measured(twisted, statistic="correlation with stop by place") == NOTHING


def test_correlation_and_lead_by_month(plain: Run) -> None:
    """Stops come two months before departures; the middle weeks of months, so that none is cut."""
    weeks = [round((30.4 * month + 12) / 7) for month in range(12)]
    heights = [1, 9, 2, 7, 1, 1, 8, 3, 1, 1, 2, 1]
    stops = [(week, 0, height) for week, height in zip(weeks, heights, strict=True)]
    late = [(week, 1, height) for week, height in zip(weeks[2:], heights, strict=False)]
    after, before = made_up(plain, stop=stops, depart=late), made_up(plain, stop=late, depart=stops)
    assert measured(after, statistic="lead of stop within 3 months") > 0.3
    assert measured(before, statistic="lead of stop within 3 months") == pytest.approx(
        -measured(after, statistic="lead of stop within 3 months")
    )
    same = made_up(plain, stop=stops, depart=[(week, 1, 3 * n) for week, _, n in stops])
    assert measured(same, statistic="correlation with stop by month") == pytest.approx(1)
    assert measured(same, statistic="lead of stop within 3 months") == pytest.approx(0)


def test_change_around_dates_levers_and_events(plain: Run) -> None:
    """The lever rises on 2 July, the first day of week 26, and falls in August."""
    weeks = {1: 5, 23: 9, 24: 2, 25: 1, 26: 6, 27: 4, 28: 9, 32: 30}
    run = made_up(plain, depart=[(week, 0, number) for week, number in weeks.items()])
    rise = np.log(10.5 / 3.5)
    assert measured(run, statistic="change over 2 weeks", after="2010-07-02") == pytest.approx(rise)
    assert measured(run, statistic="change over 2 weeks", after="restriction") == pytest.approx(rise)
    assert measured(run, statistic="change over 2 weeks", after=["2010-01-08", "stop"]) == NOTHING
    both = measured(run, statistic="change over 2 weeks", after=["2010-07-02", "2010-07-16"])
    assert both == pytest.approx(np.log((10 + 9 + 0.5) / (3 + 10 + 0.5)))
    stopped = made_up(plain, depart=[(24, 0, 2), (26, 0, 50), (27, 0, 6)], stop=[(26, 3, 4), (51, 0, 1)])
    assert measured(stopped, statistic="change over 2 weeks", after="stop") == pytest.approx(
        np.log(6.5 / 2.5)
    )
    assert measured(stopped, statistic="change over 2 weeks", after="stop", by="2010-05-01") == NOTHING


def test_a_moment_that_comes_by_two_ways_counts_once(plain: Run) -> None:
    run = made_up(plain, depart=[(24, 0, 2), (26, 0, 50), (27, 0, 6)], stop=[(26, 3, 4)], invite=[(26, 1, 1)])
    for one, both in (
        ("2010-07-02", ["2010-07-02", "restriction"]),  # which rises on that day
        ("stop", ["stop", "invite"]),  # in one week
    ):
        more = [*both, "2010-09-03"]
        once = measured(run, statistic="change over 2 weeks", after=[one, "2010-09-03"])
        assert measured(run, statistic="change over 2 weeks", after=more) == once != NOTHING


def test_parts_of_the_people_are_told_by_the_log(plain: Run) -> None:
    rows = [
        {"event": "depart", "time": "2010-01-07T23:00", "place": "Mill", "stance": "loyal", "sex": "man"},
        {
            "event": "depart",
            "time": "2010-01-08T01:00",
            "place": "Mill",
            "stance": "sympathiser",
            "sex": "man",
        },
        {"event": "depart", "time": "2010-09-08", "place": "Spring", "stance": "sympathiser", "sex": "woman"},
        {"event": "relent", "time": "2010-09-08", "place": "Spring", "stance": "sympathiser", "sex": "man"},
    ]
    run = logged(plain, rows)
    assert measured(run, within="sex man") == 2
    assert measured(run, within="sex man", by="2010-01-07") == 1
    assert measured(run, within="stance sympathiser") == 2
    assert measured(run, within=["stance sympathiser", "sex man"]) == 1
    assert measured(run, within=["place Mill", "stance sympathiser"]) == 1
    assert measured(run, within="sex man", statistic="share of the top 1 places") == 1
    assert measured(run, within="stance sympathiser", statistic="share of the top 1 places") == 0.5


def test_people_in_a_state_are_told_by_place(plain: Run) -> None:
    loyal = {"count": "stance loyal", "by": "2010-01-31"}
    north = measured(plain, **loyal, within="province north", statistic="share")
    assert north == pytest.approx(0.6, abs=0.02)
    assert measured(plain, **loyal, statistic="share of the top 2 places") == pytest.approx(0.6, abs=0.02)


def test_without_a_log_the_whole_period_is_told(plain: Run) -> None:
    """By trait; by tally if there is one; and by state not at all."""
    men = plain.events_by("stop", "sex")[1]
    assert measured(plain, count="stop", within="sex man") == men > 0
    half = {"count": "stop", "within": "sex man", "by": "2010-06-30"}
    case = case_of(half)
    assert not_computed(case) == []
    needed = needed_tallies(case, observables(case).values())
    assert needed == {"stop by sex, as needed": Tally(count=("stop",), every="month", by=("sex",))}
    tallied = case_of(half, tallies={"stops": {"count": "stop", "every": "step", "by": "sex"}})
    (measure,) = observables(tallied).values()
    run = simulate(tallied, seed=1)
    series = run.tally_of("stops").values[:, 1]
    assert measure(run) == pytest.approx(series[:25].sum() + series[25] * 6 / 7)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"unused": "nobody asked"}, "nobody asked"),
        ({"count": "stop", "within": "stance loyal"}, "no run tells 'stop' by stance; add 'stop' to log"),
        (
            {"count": "stop", "within": ["sex man", "age young"]},
            "no run tells 'stop' by sex and age; add 'stop' to log",
        ),
        (
            {"count": "stop", "within": "sex man", "statistic": "share of the top 2 places"},
            "no run tells 'stop' by sex and place; add 'stop' to log",
        ),
        (
            {"count": "stance loyal", "within": "sex man"},
            "people in a state are counted by place and province, not by sex",
        ),
    ],
)
def test_what_no_run_tells(given: dict[str, Any], reason: str) -> None:
    case = case_of({"count": "depart", **given})
    assert not observables(case)
    (told,) = not_computed(case)
    assert told.endswith(f": {reason}")


def test_an_event_of_a_mechanism_that_is_off() -> None:
    run = simulate(scenario(case_of(), mechanisms=[]))
    nothing = {"count": "stop", "within": "sex man", "statistic": "share"}
    assert measured(run, **nothing) == NOTHING
    assert measured(run, statistic="lead of stop within 3 months") == NOTHING
    assert measured(run, statistic="change over 4 weeks", after="stop") == NOTHING
    assert measured(run, count="stop") == 0


def test_names_say_what_is_computed() -> None:
    days = {"from": "2010-01-01", "to": "2010-06-30"}
    case = case_of(
        {"count": "depart"},
        {"count": "depart", "statistic": "share of the top 3 places"},
        {"count": "depart", "within": ["sex man", "place Mill"], **days, "statistic": "ratio to stop"},
        {"count": "depart", "statistic": "change over 2 weeks", "after": ["2010-07-02", "stop"]},
        log=["depart", "stop"],
    )
    assert list(observables(case)) == [
        "depart",
        "depart: share of the top 3 places",
        "depart within sex man and place Mill from 2010-01-01 to 2010-06-30: ratio to stop",
        "depart: change over 2 weeks after 2010-07-02 and stop",
    ]


def test_statistics_of_nothing() -> None:
    none, level = np.zeros(5), np.full(5, 3.0)
    assert share(0, 0) == top_share(none, 2) == log_ratio(0, 0) == NOTHING
    assert rank_correlation(level, np.arange(5.0)) == lead(level, np.arange(5.0), 2) == NOTHING
    assert rank_correlation(none[:0], none[:0]) == lead(none[:3], none[:3], 5) == NOTHING
    assert share(0, 3) == 0


def test_a_lead_is_the_mean_over_lags_that_leave_three_pairs() -> None:
    """All ranks differ, so that they are the numbers themselves."""
    a, b = np.array([2.0, 5, 1, 4, 3, 6]), np.array([4.0, 1, 6, 3, 2, 5])
    lags = [
        np.corrcoef(a[lag:], b[:-lag])[0, 1] - np.corrcoef(b[lag:], a[:-lag])[0, 1] for lag in range(1, 4)
    ]
    for most, used in ((1, 1), (2, 2), (3, 3), (9, 3)):
        assert lead(10 * a, 10 * b, most) == pytest.approx(np.mean(lags[:used]))


def test_that_there_is_something_to_measure_tells_nothing() -> None:
    """An explanation that has nothing is not told by that; a quantity that half of all have tells half."""
    labels, rng = np.arange(900) % 3, np.random.default_rng(4)
    X, weights = rng.normal(size=(900, 2)), np.full(900, 1 / 900)
    noise = rng.normal(size=900)
    given = pd.DataFrame(
        {
            "only there": np.where(labels == 0, NOTHING, noise),
            "telling": np.where(rng.random(900) < 0.5, NOTHING, labels + 0.1 * noise),
            "nowhere": np.full(900, NOTHING),
        }
    )
    found = next_observations(X, labels, weights, given)
    gains = dict(zip(found.names, found.gain, strict=True))
    assert 0.35 < gains["telling"] < np.log(3) / 2 + 0.05
    assert abs(gains["only there"]) < 0.05
    assert abs(gains["nowhere"]) < 0.01


def test_ties_share_their_ranks() -> None:
    """Spearman's correlation of 1, 2, 2, 4 with 1, 3, 2, 4 is 9 / sqrt(90)."""
    found = rank_correlation(np.array([1.0, 2, 2, 4]), np.array([1.0, 3, 2, 4]))
    assert found == pytest.approx(9 / np.sqrt(90))


def test_the_flagship_computes_most_of_its_observables() -> None:
    case = load("tajikistan-2015")
    assert len(observables(case)) == 20
    assert [told.partition(": ")[2] for told in not_computed(case)] == [
        given.unused for given in case.observable if given.unused
    ]
    kinds = {type(given.statistic) for given in case.observable}
    assert kinds == {HowMany, ShareOfAll, ShareOfTime, ShareOfLargest, Ratio, Correlation, Lead, Change}


def test_a_wrong_statistic_is_told_with_the_right_ones() -> None:
    with pytest.raises(CaseError, match="'mean' is no statistic; write number, share, share of DATE to DATE"):
        case_of({"count": "depart", "statistic": "mean"})
