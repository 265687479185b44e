"""Later figures: read from a file, and announced in the countries of a table from their monthly paths."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from toy_table import OFFICE, case_of, table_of

import boomerang
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.inference.forecast.later import later_figures, simulated
from boomerang.measure.announce import _counted, announced
from boomerang.measure.counts import paths_of
from boomerang.measure.figures import Figure, figures

LIVELY = {"parameters.sympathy": "0.02 per person-year", "parameters.leaving": "1 per person-year"}
MONTH = 365.25 / 12  # days
UNTIL = (date(2014, 6, 30) - date(2010, 1, 1)).days + 1
DAYS = np.diff((np.datetime64("2010-01") + np.arange(61)).astype("M8[D]")).cumsum().astype(float)
OWN = case_of({"by": "2012-12-31", "known": "2013-01-15", "value": 20}, {"by": "2013-06-30", "value": 30})


def write(folder: Path, *entries: str) -> Path:
    file = folder / "later.yaml"
    lines = [f"  - {{{entry}}}" for entry in entries]
    file.write_text("\n".join(["observations:", *lines]) + "\n", encoding="utf-8")
    return file


def entry(**more: object) -> str:
    given = {**OFFICE, "by": "2014-06-30", "known": "2014-07-15", "value": 40, **more}
    return ", ".join(f"{key}: {value}" for key, value in given.items() if value is not None)


def figure(**given: object) -> Figure:
    (found,) = figures(case_of({"by": "2014-06-30", "known": "2014-07-15", "value": 40, **given}))
    return found


def test_figures_of_the_case_and_of_a_file(tmp_path: Path) -> None:
    file = write(tmp_path, entry(), entry(by="2014-12-31", unused="doubtful"), entry(by="2014-03-31"))
    assert [figure.by for figure in later_figures(OWN, None, file)] == [date(2014, 6, 30), date(2014, 3, 31)]
    assert later_figures(OWN, None, None) == []
    assert [figure.by for figure in later_figures(OWN, date(2013, 1, 15), None)] == [date(2013, 6, 30)]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"knwon": "2014-07-15", "known": None}, "'knwon' is no key of an observation"),
        ({"count": "dpart"}, "observations[1].count: 'dpart' is no event or state"),
        ({"by": "2020-01-01"}, "2020-01-01 is outside the period"),
        ({"value": None}, "observations[1]: there is no figure"),
        ({"value": -3}, "observations[1].value: the figure -3 is below 0"),
        ({"delay": "reporting lag"}, "reporting lag"),
        ({"value": "!!python/object:os.system x"}, "is not allowed; a case holds only text"),
        ({"known": "2013-07-15", "by": "2013-07-01"}, "it was known on 2013-07-15 and the cut is 2013-07-15"),
        ({"count": "stop"}, "a table follows what the case observes (depart), not stop"),
        ({"value": 3001}, "observations[1].value: no run reaches 3,001, as there are 3,000 people"),
        ({"within": "place Mill"}, "not within place Mill; write it in the case, and give --known-by"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence_with_its_line(
    tmp_path: Path, more: dict[str, object], sentence: str
) -> None:
    file = write(tmp_path, entry(by="2014-03-31"), entry(**more))
    with pytest.raises(InputError) as caught:
        later_figures(OWN, None, file)
    assert str(caught.value).startswith("later.yaml:3 observations[1]")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "later.yaml:1: the file is empty; a file of observations starts with `observations:`"),
        ("- a\n", "later.yaml:1: a file of observations is made of `key: value` lines"),
        ("observations:\n", "later.yaml:1: there is nothing under `observations:`"),
        ("observation: []\n", "later.yaml:1 observation: 'observation' is no key of a file of observations"),
        ("observations: [\n", "cannot be read"),
        (f"observations: [{{{entry(unused='old')}}}]", "all of them are marked as unused"),
    ],
)
def test_files_that_are_no_list_of_observations(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "later.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        later_figures(OWN, None, tmp_path / "later.yaml")
    assert sentence in str(caught.value)
    with pytest.raises(InputError, match="there is no such file of observations"):
        later_figures(OWN, None, tmp_path / "nowhere.yaml")


def test_what_the_case_has_is_not_scored_twice(tmp_path: Path) -> None:
    file = write(tmp_path, entry(by="2013-06-30", known="2013-07-15"))
    with pytest.raises(InputError, match="the case has this observation too"):
        later_figures(OWN, date(2013, 1, 15), file)
    file = write(
        tmp_path, entry(**{"by": None, "from": "2010-01-01", "to": "2013-06-30", "known": "2013-07-15"})
    )
    with pytest.raises(InputError, match=r"the case has this observation too, as observations\[1\]"):
        later_figures(OWN, date(2013, 1, 15), file)


def test_without_delay_and_loss_the_path_is_announced() -> None:
    """At the end of a month; a state as it is then, an event in a window as the difference."""
    table = table_of(OWN, months=np.arange(60.0), rows=4)
    event, since = figure(), figure(**{"by": None, "from": "2013-07-01", "to": "2014-06-30"})
    state = figure(count="stance departed", kind="now")
    assert simulated(table, [event, since, state]).tolist() == [[53, 12, 53]] * 4
    assert simulated(table, figures(OWN)).tolist() == table.summaries.to_numpy().tolist()


def test_people_between_the_ends_of_months() -> None:
    """One more every day, so that people are days."""
    state = figure(count="stance departed", kind="now", by="2014-06-15")
    assert simulated(table_of(OWN, months=DAYS, rows=4), [state]).tolist() == [[UNTIL - 15]] * 4


def test_late_and_lost_announcements_of_a_steady_stream() -> None:
    """With one event a day and mean delay t, d (T - t (1 - exp(-T / t))) are announced by day T.

    400 countries; the mean must lie within 4 standard errors; the variance of a sum of binomials is no more
    than the mean.
    """
    table = table_of(OWN, months=DAYS, rows=400)
    late = figure(delay="5 months", detected=0.4)
    delay = 5 * MONTH
    exact = 0.4 * (UNTIL - delay * (1 - np.exp(-UNTIL / delay)))
    drawn = simulated(table, [late])[:, 0]
    assert drawn.mean() == pytest.approx(exact, abs=4 * np.sqrt(exact / 400))
    assert drawn.std() == pytest.approx(np.sqrt(exact * 0.62), rel=0.2)
    fewer = simulated(table_of(OWN, months=DAYS, rows=100), [late])[:, 0].tolist()
    assert fewer == drawn[:50].tolist() + drawn[200:250].tolist()


def test_the_parameters_of_each_country_count() -> None:
    """People in a state: a delay earlier, and the share that this country detects."""
    table = table_of(OWN, months=10 * DAYS, rows=300)
    table.parameters["parameters.seen"] = np.where(np.arange(300) < 150, 0.2, 0.8)
    seen = figure(count="stance departed", kind="now", detected="seen", delay="1 month")
    drawn, people = simulated(table, [seen])[:, 0], 10 * (UNTIL - MONTH)
    for share, part in ((0.2, drawn[:150]), (0.8, drawn[150:])):
        error = np.sqrt(people * share * (1 - share) / 150)
        assert part.mean() == pytest.approx(share * people, abs=4 * error)


@pytest.mark.parametrize("given", [{"delay": "5 months", "detected": 0.6}, {"delay": "20 days"}])
def test_months_announce_as_steps_do(given: dict[str, object]) -> None:
    """The mean figure of one country, from its steps and from its months, to 2 % and 4 standard errors."""
    run = boomerang.simulate(scenario("village", settings=LIVELY), seed=3)
    late, n = figure(**given), 400
    steps = np.array([announced(run, [late], seed)[late.key] for seed in range(n)])
    months = simulated(table_of(OWN, months=paths_of(run, ["depart"])["depart"], rows=n), [late])[:, 0]
    error = np.sqrt((steps.var() + months.var()) / n)
    assert months.mean() == pytest.approx(steps.mean(), abs=4 * error + 0.02 * steps.mean())
    assert months.std() == pytest.approx(steps.std(), rel=0.25)


def test_a_register_goes_on_from_what_it_has_counted() -> None:
    """A later figure from months, after an earlier one of 1,000 countries, as if both had come from steps.

    Both agree in mean and spread of what was added, and in how much it hangs on the earlier figure: those
    counted already are not counted again, so that the correlation is below 0.
    """
    late = {"delay": "5 months", "detected": 0.6}
    before = {"by": "2013-06-30", "value": 30, **late}
    run = boomerang.simulate(scenario("village", settings=LIVELY), seed=3)
    first, second = figures(case_of(before))[0], figure(**late)
    both = np.array([list(announced(run, [first, second], seed).values()) for seed in range(1000)])
    table = table_of(case_of(before), months=paths_of(run, ["depart"])["depart"], rows=1000)
    table.summaries[first.key] = both[:, 0]
    added, real = simulated(table, [second])[:, 0] - both[:, 0], both[:, 1] - both[:, 0]
    assert added.min() >= 0
    assert added.mean() == pytest.approx(
        real.mean(), abs=4 * real.std() * np.sqrt(2 / 1000) + 0.02 * real.mean()
    )
    assert added.std() == pytest.approx(real.std(), rel=0.15)
    hangs = [np.corrcoef(both[:, 0], more)[0, 1] for more in (added, real)]
    assert hangs[0] == pytest.approx(hangs[1], abs=4 * np.sqrt(2 / 1000))


def test_a_figure_goes_on_from_one_of_the_same_day_and_never_from_a_rounded_one() -> None:
    """The register has counted 40 by then, under any name; what is rounded does not say how many."""
    before = {"by": "2014-06-30", "known": "2014-07-15", "value": 40}
    later = figure(**{"said by": "the press"})
    for rounding, expected in ((None, 40), (10, 53)):
        case = case_of({**before, "rounding": rounding})
        table = table_of(case, months=np.arange(60.0), rows=4)
        table.summaries[:] = 40.0
        assert simulated(table, [later]).tolist() == [[expected]] * 4


def test_figures_of_one_register_count_the_same_announcements() -> None:
    """A later one is never below an earlier one; people in a state are drawn day by day."""
    table = table_of(OWN, months=DAYS, rows=100)
    half = {"detected": 0.5}
    earlier, later = figure(**half, by="2014-05-31"), figure(**half)
    found = simulated(table, [later, earlier])
    assert (found[:, 0] >= found[:, 1]).all()
    assert (found[:, 0] - found[:, 1]).mean() == pytest.approx(15, abs=4 * np.sqrt(7.5 / 100))
    here = {"count": "stance departed", "kind": "now"}
    states = [figure(**here, by="2014-05-31"), figure(**here)]
    assert simulated(table, states).tolist() == [[UNTIL - 30, UNTIL]] * 100


def test_a_table_that_ends_before() -> None:
    table = table_of(OWN, months=DAYS, rows=4)
    short = replace(table, months=table.months[:50])
    with pytest.raises(InputError, match="counts up to 2014-06-30, and the table ends on 2014-02-28"):
        simulated(short, [figure()])


@pytest.mark.parametrize("total", [40, 65, 75, 110])
def test_given_how_many_were_counted_spans_have_their_shares_of_them(total: int) -> None:
    """Two spans of 100 events, of which 10 % and 60 % are seen: Fisher's noncentral hypergeometric law.

    Means within 1 of 100 and four standard errors; standard deviations within a quarter.
    """
    luck, count = np.random.default_rng(total), np.array([100, 100])
    drawn = np.array([_counted(count, np.array([0.1, 0.6]), total, luck) for _ in range(2000)])
    assert (drawn.sum(axis=1) == total).all()
    law = stats.nchypergeom_fisher(200, 100, total, (0.6 / 0.4) / (0.1 / 0.9))
    assert drawn[:, 1].mean() == pytest.approx(law.mean(), abs=1 + 4 * law.std() / np.sqrt(2000))
    assert drawn[:, 1].std() == pytest.approx(law.std(), rel=0.25)
