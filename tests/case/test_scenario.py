"""A scenario: checked when it is made, and equal to another that says the same."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boomerang.case import Case, case_from_data, read_case, write_case
from boomerang.case.parts.given import Condition, read_given
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import Scenario, as_scenario, digest_of_case, scenario
from boomerang.errors import InputError

VILLAGE = Path(__file__).parents[1] / "cases" / "valid" / "village.yaml"
STOPS = "mechanisms.restriction.parameters.stops"
LEFT = "depart: sex man in 2013-04-01..2013-05-31"

SCHOOLS = """
title:    "Two schools"   # written in another order, and otherwise
case: schools
period: {step: 7 days, to: 2010-12-31, from: 2010-01-01}
tracks: {stance: {states: [loyal, gone]}}
population:
  places: [{place: here, people: 100}]
parameters:
  pull: {source: assumption, value: 2.0}
transitions:
  go:
    rate: 1 per person-year
    moves: stance loyal -> gone
"""
SAME = """
case: schools
title: Two schools
period: {from: 2010-01-01, to: 2010-12-31, step: 7 days}
population: {places: [{place: here, people: 100}]}
parameters: {pull: {value: 2, source: assumption}}
tracks: {stance: [loyal, gone]}
transitions: {go: {moves: stance loyal -> gone, rate: 1 per person-year}}
"""


@pytest.fixture(scope="module")
def village() -> Case:
    return read_case(VILLAGE)


def written(folder: Path, text: str) -> Scenario:
    folder.mkdir()
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return scenario(folder)


def test_what_it_holds(village: Case) -> None:
    everything = scenario(village)
    assert everything.mechanisms == ("restriction", "deterrence", "ties", "justification")
    assert everything.persons is everything.until is everything.policy is None
    assert everything.given == ()
    assert everything.last_day == village.period.end
    some = scenario(village, without=["ties"], persons=500, until="2013-06-30", given=LEFT, policy="no loop")
    assert some.mechanisms == ("restriction", "deterrence")
    assert (some.persons, some.until, some.policy) == (500, date(2013, 6, 30), "no loop")
    assert [str(condition) for condition in some.given] == [LEFT]
    assert repr(some) == (
        "<Scenario of village: restriction, deterrence; persons 500; until 2013-06-30;"
        f" given ['{LEFT}']; policy no loop>"
    )


def test_options_make_it_again(village: Case) -> None:
    one = scenario(village, explanation="boomerang", without=["ties"], until=date(2013, 6, 30), given=LEFT)
    assert scenario(village, **one.options) == one
    assert one.changed(persons=700) == scenario(village, **(one.options | {"persons": 700}))
    assert one.changed(explanation="ties", given=()).mechanisms == ("ties",)
    assert one.changed(settings={STOPS: "1 per person-year"}).case.values_of("restriction")["stops"] == 1
    assert scenario(village, given=one.given).given == one.given
    with pytest.raises(InputError, match="2013-04"):
        one.changed(until="2013-04-30")


def test_equal_is_what_says_the_same(village: Case) -> None:
    one, other = scenario(village, until="2013-06-30"), scenario(VILLAGE, until=date(2013, 6, 30))
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other, scenario(village)}) == 2
    assert one != "village"
    everything = ["ties", "justification", "restriction", "deterrence"]
    assert scenario(village, mechanisms=everything) == scenario(village) == as_scenario(village)
    assert as_scenario(one) is one


def test_every_field_changes_the_digest(village: Case) -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"settings": {STOPS: "0.12 per person-year"}},
        {"without": ["ties"]},
        {"persons": 1999},
        {"until": "2014-12-30"},
        {"given": LEFT},
        {"given": [LEFT, LEFT]},
        {"policy": "as it was"},
        {"policy": "no stops"},
    ]
    digests = [scenario(village, **change).digest for change in changes]
    assert len(set(digests)) == len(digests)
    assert all(len(digest) == 64 for digest in digests)


def test_wording_does_not_change_the_digest(tmp_path: Path, village: Case) -> None:
    one, other = written(tmp_path / "one", SCHOOLS), written(tmp_path / "other", SAME)
    assert one == other
    copy = scenario(write_case(village, tmp_path / "copy").parent)
    assert copy.digest == scenario(village).digest
    assert digest_of_case(copy.case) == digest_of_case(village)


def test_what_decides_the_results_changes_the_digest(tmp_path: Path, village: Case) -> None:
    """Prose, the files beside the case, and the order of names, on which luck and draws depend."""
    plain = digest_of_case(village)
    assert digest_of_case(village.model_copy(update={"title": "Another"}).in_folder(village.folder)) != plain
    data = plain_data(village)
    data["mechanisms"] = dict(reversed(data["mechanisms"].items()))
    assert digest_of_case(case_from_data(data, village.folder)) != plain
    for name in ("village.yaml", "village-places.csv"):
        shutil.copy(VILLAGE.parent / name, tmp_path)
    assert digest_of_case(read_case(tmp_path / "village.yaml")) == plain
    table = tmp_path / "village-places.csv"
    table.write_text(table.read_text().replace("420", "421"))
    assert digest_of_case(read_case(tmp_path / "village.yaml")) != plain


def test_conditions_are_read_as_they_are_written(village: Case) -> None:
    (condition,) = read_given(village, LEFT, ())
    assert isinstance(condition, Condition)
    assert read_given(village, [condition], ()) == (condition,)


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (
            "no stop",
            "'no stop' is no policy of village (as it was, no stops, no loop); did you mean 'no stops'?",
        ),
    ],
)
def test_policies_that_are_refused(village: Case, policy: str, message: str) -> None:
    with pytest.raises(InputError) as told:
        scenario(village, policy=policy)
    assert str(told.value) == message


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"policy": "no stops", "until": "2012-12-31"},
            "'no stops' begins on 2013-01-01, after the last day, 2012-12-31",
        ),
        (
            {"explanation": "restriction", "without": ["ties"]},
            "without ties: it is not in the explanation 'restriction' anyway; leave this out",
        ),
        (
            {"mechanisms": ["restriction"], "without": ["ties"]},
            "without ties: it is not in the mechanisms given anyway; leave this out",
        ),
        (
            {"without": ["ties", "ties"]},
            "without ties: this mechanism is switched off twice; name it once",
        ),
    ],
)
def test_what_changes_nothing_is_refused(village: Case, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as told:
        scenario(village, **asked)
    assert str(told.value) == message


def test_policies_that_are_not_followed_do_not_change_the_digest(village: Case) -> None:
    """A policy thought of later leaves tables and answers as they are."""
    fewer = village.model_copy(update={"policies": dict(list(village.policies.items())[:1])})
    followed = next(iter(fewer.policies))
    assert scenario(fewer).digest == scenario(village).digest
    assert scenario(fewer, policy=followed).digest == scenario(village, policy=followed).digest
    assert scenario(village, policy=followed).digest != scenario(village).digest
