"""What would have been announced: late, rounded, in part, and as it compares with what was said."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas
import pytest
from scipy import stats
from scipy.integrate import quad

from boomerang.case import Case, CaseError, apply_settings, case_from_data
from boomerang.case.bundled import load
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.measure.announce import announced, share_announced
from boomerang.measure.counts import events_over_time, part_of, paths_of
from boomerang.measure.figures import (
    Figure,
    Target,
    figures,
    known_by,
    snap,
    targets,
)
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

BASE = {
    "count": "depart",
    "kind": "ever",
    "said by": "the office",
    "known": "2014-12-31",
    "source": "assumption",
    "error": "none",
}
TALLIES = {"apart": {"count": "depart", "every": "month", "by": ["place", "sex"]}}
LIVELY = {"parameters.sympathy": "0.02 per person-year", "parameters.leaving": "1 per person-year"}
FALSE_ALARM = 0.001


def observe(*observations: dict[str, Any], **more: Any) -> Case:
    """The village with other observations; each is added to BASE."""
    village = load("village")
    data = apply_settings(plain_data(village), LIVELY)
    return case_from_data(
        {**data, "observations": [{**BASE, **given} for given in observations], "tallies": TALLIES, **more},
        village.folder,
    )


def run_of(case: Case) -> Run:
    return simulate(case, seed=3)


def figure(**given: Any) -> Figure:
    return figures(observe({"by": "2013-06-30", "value": 10, **given}))[0]


def departures(run: Run, first: int, last: int) -> int:
    """Departures in steps first .. last - 1, counted from the log."""
    events = run.events
    weeks = (events.time - pandas.Timestamp(run.case.period.start)) / pandas.Timedelta(weeks=1)
    return int(((events.event == "depart") & (weeks >= first) & (weeks < last)).sum())


@pytest.fixture(scope="module")
def run() -> Run:
    return run_of(observe())


def test_without_delay_all_is_counted(run: Run) -> None:
    """Windows of whole weeks, so that no step is cut."""
    whole = figure(by="2010-12-30")  # 52 weeks
    later = figure(**{"by": None, "from": "2010-12-31", "to": "2012-12-27"})  # the next 104
    counts = announced(run, [whole, later], 1)
    assert list(counts.values()) == [departures(run, 0, 52), departures(run, 52, 156)]
    assert departures(run, 0, 52) > 5


def test_rounding_goes_to_the_nearest_and_halves_up(run: Run) -> None:
    plain = announced(run, [figure()], 1)
    (count,) = plain.values()
    for step in (10, 2 * count, 2 * count + 2, 7.5):
        (rounded,) = announced(run, [figure(rounding=step, value=step)], 1).values()
        assert rounded == step * np.floor(count / step + 0.5)
        assert rounded in ((step, 0) if step >= 2 * count else (rounded,))
    (half,) = announced(run, [figure(rounding=2 * count, value=2 * count)], 1).values()
    assert half == 2 * count


@pytest.mark.parametrize("delay", [3.0, 90.0, 2000.0])
@pytest.mark.parametrize("day", [-5.0, 0.0, 3.0, 7.0, 20.0, 400.0])
def test_the_share_announced_is_exponential(delay: float, day: float) -> None:
    first, last = np.array([0.0, 7.0]), np.array([7.0, 14.0])
    shares = share_announced(first, last, day, delay)
    for start, end, share in zip(first, last, shares, strict=True):
        upto = min(max(day, start), end)
        exact = quad(lambda t: 1 - np.exp(-(day - t) / delay), start, upto)[0] / (end - start)
        assert share == pytest.approx(exact, abs=1e-10)


def test_the_share_announced_at_the_ends_of_delay() -> None:
    first, last = np.array([0.0, 7.0]), np.array([7.0, 14.0])
    assert share_announced(first, last, 10.5, 0).tolist() == [1, 0.5]
    assert share_announced(first, last, 10.5, np.inf).tolist() == [0, 0]


@pytest.mark.parametrize("delay", [None, "5 months"])
def test_mean_and_variance_of_what_is_detected(run: Run, delay: str | None) -> None:
    """A sum of binomials; 4 tests share a false-alarm rate of 0.001 (normal mean, chi-square variance)."""
    given = {"detected": 0.4} | ({"delay": delay} if delay else {})
    counted, n = figure(**given), 4000
    drawn = np.array([announced(run, [counted], seed)[counted.key] for seed in range(n)])
    series = events_over_time(run, "depart")
    days = (date(2013, 6, 30) - run.case.period.start).days + 1
    mean_delay = 5 * 365.25 / 12 if delay else 0
    shares = 0.4 * share_announced(series.first, series.last, days, mean_delay)
    mean, variance = (series.count * shares).sum(), (series.count * shares * (1 - shares)).sum()
    z = abs(drawn.mean() - mean) / np.sqrt(variance / n)
    assert z < stats.norm.isf(FALSE_ALARM / 8), f"mean {drawn.mean():.3f}, expected {mean:.3f}, n = {n}"
    low, high = stats.chi2.ppf([FALSE_ALARM / 8, 1 - FALSE_ALARM / 8], n - 1) / (n - 1)
    ratio = drawn.var(ddof=1) / variance
    assert low < ratio < high, f"variance {drawn.var(ddof=1):.3f}, expected {variance:.3f}, n = {n}"


def test_figures_of_one_register_count_the_same_announcements() -> None:
    given = {"detected": 0.5, "delay": "4 months", "value": 1}
    case = observe(
        {"by": "2012-12-31", **given}, {"by": "2013-02-28", **given}, {"by": "2013-06-30", **given}
    )
    compiled, run = figures(case), run_of(case)
    drawn = np.array([list(announced(run, compiled, seed).values()) for seed in range(200)])
    assert (np.diff(drawn, axis=1) >= 0).all()
    assert drawn.std(axis=0).min() > 0
    between = {"from": "2013-01-01", "to": "2013-06-30", **given}
    both = figures(observe({"by": "2012-12-31", **given}, {"by": "2013-06-30", **given}, between))
    for seed in range(20):
        before, after, window = announced(run, both, seed).values()
        assert window == after - before


def test_the_same_seed_announces_the_same(run: Run) -> None:
    counted = figure(detected=0.5)
    assert announced(run, [counted], 7) == announced(run, [counted], 7)
    assert len({announced(run, [counted], seed)[counted.key] for seed in range(20)}) > 3


def test_delay_and_detection_follow_the_draw() -> None:
    """Parameters of the run's case, not of the case that the figures were made of."""
    parameters = {
        "late": {"value": "1 month", "source": "assumption"},
        "seen": {"value": 1, "source": "assumption"},
    }
    data = plain_data(load("village"))
    given = {"by": "2013-06-30", "value": 1, "delay": "late", "detected": "seen"}
    case = observe(given, parameters=apply_settings(data, LIVELY)["parameters"] | parameters)
    (counted,), settings = figures(case), {"parameters.seen": 0}
    assert counted.mean_delay(case.values_of()) == pytest.approx(365.25 / 12)
    run = simulate(case, seed=3)
    assert 0 < announced(run, [counted], 1)[counted.key] <= run.counts["depart"]
    assert announced(simulate(scenario(case, settings=settings), seed=3), [counted], 1) == {counted.key: 0}
    never = simulate(scenario(case, settings={"parameters.late": "never"}), seed=3)
    assert announced(never, [counted], 1) == {counted.key: 0}


def test_people_in_a_state(run: Run) -> None:
    """The first day of a step, and one mean delay of 28 days later."""
    prompt = figure(count="stance departed", kind="now", by="2012-12-27")
    late = figure(count="stance departed", kind="now", by="2013-01-24", delay="28 days")
    assert run.clock.edges[156] == (date(2012, 12, 27) - run.case.period.start).days + 1
    assert announced(run, [prompt, late], 1) == {
        prompt.key: departures(run, 0, 156),
        late.key: departures(run, 0, 156),
    }
    everybody = figure(count="stance loyal or sympathiser or departed", kind="now", by="2012-12-27")
    assert everybody.quantity.these.number(run, 0, 500) == 3000
    seen = replace(prompt, detected=figure(detected=0.5).detected)
    drawn = [announced(run, [seen], seed)[seen.key] for seed in range(2000)]
    n, error = departures(run, 0, 156), np.sqrt(departures(run, 0, 156) / 4 / 2000)
    assert abs(np.mean(drawn) - n / 2) < stats.norm.isf(FALSE_ALARM / 2) * error


def test_within_a_part(run: Run) -> None:
    places = run.places.tolist()
    parts = [figure(within=f"place {name}", by="2014-12-31") for name in places]
    total = announced(run, [figure(by="2014-12-31")], 1)
    assert sum(announced(run, parts, 1).values()) == sum(total.values())
    two = figure(within=f"place {places[0]} or {places[1]}", by="2014-12-31")
    assert list(announced(run, [two], 1).values()) == [sum(announced(run, parts[:2], 1).values())]
    by_sex = [figure(within=f"sex {sex}", by="2014-12-31") for sex in ("woman", "man")]
    events = run.events_by("depart", "sex")
    assert list(announced(run, by_sex, 1).values()) == events.tolist()
    assert events.min() > 0


def test_months_of_a_tally_end_where_its_steps_do(run: Run) -> None:
    women = events_over_time(run, "depart", part_of(run.case, "depart", "sex woman"))
    everybody = part_of(run.case, "depart", "sex woman or man")
    series = events_over_time(run, "depart", everybody)
    assert len(women.count) == 60
    assert series.first[1:].tolist() == series.last[:-1].tolist()
    weekly = events_over_time(run, "depart").count
    steps = np.ceil(series.last / 7).astype(int)
    assert np.cumsum(series.count).tolist() == np.cumsum(weekly)[steps - 1].tolist()


def test_no_month_lies_after_the_end() -> None:
    """The last step has three of its seven days; the middle of a whole one would lie in July."""
    case = observe()
    run = simulate(scenario(case, until="2013-06-30"), seed=3)
    both = part_of(case, "depart", "sex woman or man")
    series = events_over_time(run, "depart", both)
    assert series.count.sum() == run.counts["depart"]
    assert len(series.count) == len(series.first) == len(series.last) == 42
    assert (series.first < series.last).all()


def test_an_event_of_a_mechanism_that_is_off() -> None:
    case = observe({"count": "stop", "kind": "stops", "by": "2013-06-30", "value": 0})
    run = simulate(scenario(case, mechanisms=[]))
    assert list(announced(run, figures(case), 1).values()) == [0]


def test_paths_are_those_of_the_log(run: Run) -> None:
    paths = paths_of(run, ["depart", "stance departed", "stop"])
    assert {len(path) for path in paths.values()} == {60}
    events, ends = run.events, pandas.date_range("2010-02-01", "2015-01-01", freq="MS")
    left = events.time[events.event == "depart"]
    for end, path in zip(ends, paths["depart"], strict=True):
        assert (left <= end - pandas.Timedelta(weeks=1)).sum() <= path
        assert path <= (left < end + pandas.Timedelta(weeks=1)).sum()
    assert np.abs(paths["depart"] - paths["stance departed"]).max() < 5
    assert paths["depart"][-1] == run.counts["depart"]
    short = simulate(run.scenario.changed(until="2010-03-10"), seed=3)
    assert len(paths_of(short, ["depart"])["depart"]) == 3


def test_keys_tell_figures_apart() -> None:
    case = observe(
        {"by": "2013-06-30", "value": 1, "known": "2013-07-01"},
        {"by": "2013-06-30", "value": 2, "known": "2013-07-02"},
        {"by": "2013-06-30", "value": 3, "known": "2013-07-03"},
        {"from": "2011-01-01", "to": "2011-12-31", "value": 3, "within": "sex woman"},
        {"by": "2013-06-30", "value": 2, "unused": "doubtful"},
    )
    assert [figure.key for figure in figures(case)] == [
        "depart ever by 2013-06-30, the office",
        "depart ever by 2013-06-30, the office (2)",
        "depart ever by 2013-06-30, the office (3)",
        "depart ever from 2011-01-01 to 2011-12-31 within sex woman, the office",
    ]


def test_what_was_known_by_a_day() -> None:
    early = {"by": "2012-12-31", "value": 1, "known": "2013-01-10"}
    both = figures(observe(early, {"by": "2012-12-31", "value": 2, "known": "2013-01-11"}))
    assert known_by(both, date(2013, 1, 9)) == []
    assert known_by(both, date(2013, 1, 10)) == both[:1]
    assert known_by(both, date(2013, 1, 11)) == both


@pytest.mark.parametrize(
    ("given", "target", "observed"),
    [
        ({"value": 12, "low": 8, "high": 20}, (12, 8, 20, False), 12),
        ({"value": 200, "low": 200}, (200, 200, 200, False), 200),
        ({"value": 0}, (0, 0, 0, False), 0),
        ({"value": None, "low": 8, "high": 20}, (None, 8, 20, False), 14),
        ({"value": None, "at least": 17}, (None, 17, None, True), 17),
        ({"value": None, "high": 30}, (None, None, 30, False), 30),
    ],
)
def test_what_was_said(given: dict[str, Any], target: tuple[Any, ...], observed: float) -> None:
    (said,) = targets([figure(**given)])
    assert (said.value, said.low, said.high, said.at_least) == target
    assert said.observed == observed


@pytest.mark.parametrize(
    ("target", "simulated", "counts_as"),
    [
        (Target("a", 12, 8, 20, False), [0, 7, 8, 15, 20, 21], [0, 7, 12, 12, 12, 21]),
        (Target("a", 0, 0, 0, False), [0, 1], [0, 1]),
        (Target("a", None, 8, 20, False), [7, 8, 20, 21], [7, 14, 14, 21]),
        (Target("a", None, 17, None, True), [0, 16, 17, 500], [0, 16, 17, 17]),
        (Target("a", None, None, 30, False), [0, 30, 31], [30, 30, 31]),
    ],
)
def test_what_compares(target: Target, simulated: list[float], counts_as: list[float]) -> None:
    x, x0 = snap(pandas.DataFrame({"b": 0, "a": simulated}), [target])
    assert np.expm1(x[:, 0]) == pytest.approx(np.array(counts_as))
    assert np.expm1(x0) == pytest.approx([target.observed])
    assert (x.shape, x0.shape) == ((len(simulated), 1), (1,))


def test_columns_follow_the_targets() -> None:
    frame = pandas.DataFrame({"a": [1.0], "b": [2.0]})
    x, _ = snap(frame, [Target("b", 9, 9, 9, False), Target("a", 9, 9, 9, False)])
    assert np.expm1(x[0]) == pytest.approx([2, 1])
    with pytest.raises(InputError, match="have no figure 'c'; build the table again"):
        snap(frame, [Target("c", 9, 9, 9, False)])


def test_all_problems_are_told() -> None:
    with pytest.raises(CaseError) as told:
        observe({"by": "2013-06-30"}, {"value": 1})
    assert len(told.value.problems) == 2


def test_the_bundled_cases_can_be_compared() -> None:
    assert len(figures(load("village"))) == 1
    flagship = load("tajikistan-2015")
    assert len(figures(flagship)) == sum(given.unused is None for given in flagship.observations)
