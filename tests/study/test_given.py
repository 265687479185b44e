"""Events that a run is told to play: what may be written, what is recorded, and that the rest stays."""

import unicodedata
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import xarray

from boomerang.case import Case, case_from_data, read_case
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.selectors import as_value
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.study.ensemble import ensemble
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

VALID = Path(__file__).parents[1] / "cases" / "valid"
PROMOTED = "promote: age older in 2013-04-01..2013-05-31"
JOINED = "sympathise: rank private or officer, sex man in 2011-02-01..2011-02-28"
WRITE = "write EVENT: WHO in DAY..DAY, such as 'depart: sex man, age young in 2015-04-01..2015-05-31'"

OR_LONGER = ", or a month or a year, such as 2012-01 or 2012"


@pytest.mark.parametrize(
    ("given", "meaning"),
    [
        (PROMOTED, PROMOTED),
        ("promote:age older  in 2013-04 .. 2013-05", PROMOTED),
        ("promote: age >= older in 2013-04..2013-05-31", PROMOTED),
        ("sympathise: rank >= private, sex man in 2011-02..2011-02", JOINED),
        ("sympathise: rank officer or private, sex >=man in 2011-02..2011-02", JOINED),
        ("stop: age<=young in 2012-02..2012-02", "stop: age child or young in 2012-02-01..2012-02-29"),
        ("depart in 2010-01..2014-12", "depart in 2010-01-01..2014-12-31"),
        (
            "depart: place Station or Upper  Bank, sex man in 2010-01..2010-01",
            "depart: place Upper Bank or Station, sex man in 2010-01-01..2010-01-31",
        ),
    ],
)
def test_what_is_written_and_what_it_means(village: Case, given: str, meaning: str) -> None:
    assert scenario(village, given=given).options["given"] == [meaning]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "departs in 2011-01..2011-02",
            "'departs' is no transition or act of village"
            " (sympathise, relent, depart, promote, stop, search); did you mean 'depart'?",
        ),
        (
            "invite: sex man in 2011-01..2011-02",
            "'invite' is an encounter, and happens to people as the transition that it turns;"
            " write 'sympathise'",
        ),
        (
            "depart: stance friend in 2011-01..2011-02",
            "'friend' is no category or state of stance (loyal, sympathiser, departed)",
        ),
        (
            "depart: rank >= offcer in 2011-01..2011-02",
            "'offcer' is no category or state of rank (none, private, officer); did you mean 'officer'?",
        ),
        (
            "depart: height tall in 2011-01..2011-02",
            "'height' is no trait, track or column of the places"
            " (sex, age, abroad, practice, corps, frailty, temper, schooling, stance, rank, place, province)",
        ),
        (
            "depart: place Stations in 2011-01..2011-02",
            "'Stations' is no place (Upper Bank, Lower Bank, Station); did you mean 'Station'?",
        ),
        ("depart: province west in 2011-01..2011-02", "'west' is no province (north, south)"),
        (
            "depart: migrants 0.1 in 2011-01..2011-02",
            "'migrants' is a column of numbers, which selects nobody; text columns of the places do"
            " (place, province)",
        ),
        (
            "depart: place >= Station in 2011-01..2011-02",
            "'place' has no order; name all that are meant, such as 'place a or b'",
        ),
        (
            "depart: man in 2011-01..2011-02",
            "'man' is no selector; write a trait, track, place, province or column of the places and what is"
            " meant of it, such as practice visible or private",
        ),
        (
            "depart in 2014-12..2015-01",
            "the run goes from 2010-01-01 to 2014-12-31; choose a window in this period",
        ),
        (
            "depart in 2009-12-31..2010-01-31",
            "the run goes from 2010-01-01 to 2014-12-31; choose a window in this period",
        ),
        (
            "depart in 2012-03..2012-02",
            "the window ends on 2012-02-29, before it begins; write the earlier day first",
        ),
        (
            "depart in 2012-02-30..2012-03",
            "'2012-02-30' is no date; write year-month-day, such as 2012-01-31" + OR_LONGER,
        ),
        (
            "depart in 2012-13..2013-01",
            "'2012-13' is no date; write year-month-day, such as 2012-01-31" + OR_LONGER,
        ),
        ("depart 2012-02..2012-03", WRITE),
        ("depart: sex man in 2012-02", WRITE),
        ("", WRITE),
    ],
)
def test_refused(village: Case, given: str, message: str) -> None:
    with pytest.raises(InputError) as told:
        scenario(village, given=["depart in 2011-01..2011-02", given])
    assert str(told.value) == f"given '{given}': {message}"


def test_a_place_with_a_comma_stands_in_quotes() -> None:
    condition = 'depart: place "Bourton, Upper" or Ash, zone hills in 2010-02..2010-03'
    asked = scenario(VALID / "where-people-live.yaml", given=condition)
    meaning = 'depart: place Ash or "Bourton, Upper", zone hills in 2010-02-01..2010-03-31'
    assert asked.options["given"] == [meaning]
    assert asked.changed(until="2010-06-30").given == asked.given


@pytest.mark.parametrize("name", ["Upper  End", "Upper\u00a0End", "Upper\nEnd", "Upper, End"])
def test_a_place_with_any_space_in_its_name_can_be_meant(name: str) -> None:
    tiny = plain_data(read_case(VALID / "smallest.yaml"))
    tiny["population"]["places"] = [{"place": name, "people": 80}, {"place": "Lower", "people": 80}]
    tiny["transitions"]["depart"]["who"] = f"place {as_value(name)}"
    case = case_from_data(tiny)
    asked = scenario(case, given=f"depart: place {as_value(name)} in 2010-02..2010-03")
    assert asked.given[0].who[0].values == case.transitions["depart"].who[0].values == (name,)
    assert asked.changed(until="2010-06-30").given == asked.given


def test_accents_may_be_typed_apart() -> None:
    condition = unicodedata.normalize("NFD", "depart: place K\u0151szeg in 2010-02..2010-03")
    asked = scenario(VALID / "names-with-accents-apart.yaml", given=condition)
    assert asked.given[0].who[0].values == ("K\u0151szeg",)


def test_a_place_that_no_listed_person_lives_in_is_refused() -> None:
    asked = scenario(VALID / "places-of-listed-persons.yaml", given="depart: place her in 2010-02..2010-03")
    with pytest.raises(InputError, match=r"^'her' is no place \(here\); did you mean 'here'\?$"):
        simulate(asked)


def test_what_is_off_is_refused(village: Case) -> None:
    with pytest.raises(InputError) as told:
        scenario(village, given="stop in 2011-01..2011-02", without=["restriction"])
    expected = "'stop' belongs to the mechanism restriction, which is off; switch it on"
    assert str(told.value) == f"given 'stop in 2011-01..2011-02': {expected}"


def test_after_the_last_day_is_refused(village: Case) -> None:
    with pytest.raises(InputError) as told:
        scenario(village, given="depart in 2011-01..2011-02", until=date(2011, 2, 27))
    expected = "the run goes from 2010-01-01 to 2011-02-27; choose a window in this period"
    assert str(told.value) == f"given 'depart in 2011-01..2011-02': {expected}"


def test_without_anybody_the_run_ends(village: Case) -> None:
    with pytest.raises(InputError) as told:
        simulate(scenario(village, given=[PROMOTED, "depart: stance departed in 2011-01..2011-02"]), seed=4)
    assert str(told.value) == (
        "given 'depart: stance departed in 2011-01-01..2011-02-28': in the run with seed 4 there is nobody at"
        " that moment whom it means and to whom it can happen; ask for less of them, or give another window"
    )


def test_until_the_moment_nothing_changes_and_then_it_happens(village: Case) -> None:
    logged = village.model_copy(update={"log": ("stop", "search", "sympathise", "depart", "promote")})
    for seed in range(5):
        plain, run = simulate(logged, seed=seed), simulate(scenario(logged, given=PROMOTED), seed=seed)
        first = next(
            number
            for number, pair in enumerate(zip(lines(plain), lines(run), strict=False))
            if len({*pair}) > 1
        )
        line = run.events.iloc[first]
        assert (line.event, line.age, line["rank"], line.stance) == ("promote", "older", "private", "loyal")
        assert np.datetime64("2013-04-01") <= line.time < np.datetime64("2013-06-01")
        so_far = slice(int(np.searchsorted(run.dataset.moment, np.datetime64(line.time), side="right")))
        for name in ("people", "restriction", "threat", "gossip"):
            one, two = (each.dataset[name].isel(moment=so_far) for each in (plain, run))
            assert one.sizes["moment"] > 160
            assert (one == two).all()


def lines(run: Run) -> list[tuple[object, ...]]:
    """When what happened to whom."""
    return list(zip(run.events.time, run.events.event, run.events.person, strict=True))


def test_the_same_on_any_number_of_threads(village: Case) -> None:
    given = scenario(village, given=[PROMOTED, JOINED])
    one, two = (ensemble(given, 4, threads=threads) for threads in (1, 2))
    assert [run.digest for run in one] == [run.digest for run in two]
    assert one[2].digest == simulate(given, seed=3).digest
    assert one[0].digest != simulate(village, seed=1).digest


def test_a_run_says_what_was_given(village: Case, tmp_path: Path) -> None:
    for given in ((PROMOTED, JOINED), (PROMOTED,), ()):
        run = simulate(scenario(village, given=given))
        back = Run.read(run.write(tmp_path / str(len(given))))
        assert back.scenario == run.scenario
        assert tuple(map(str, back.scenario.given)) == given
        assert back.provenance == run.provenance
        assert simulate(back.scenario, seed=back.seed).digest == run.digest
        with xarray.open_dataset(tmp_path / str(len(given)) / "run.nc") as data:
            assert tuple(np.atleast_1d(data.attrs.get("given", []))) == given
