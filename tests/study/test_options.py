"""Choosing what to run, and sentences for what cannot be run."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boomerang.case import Case, change_case
from boomerang.case.bundled import bundled_cases, find_case, load
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.study.simulate import simulate

LISTED = Path(__file__).parents[1] / "cases" / "valid" / "listed-persons.yaml"


def test_mechanisms(village: Case) -> None:
    everything = ("restriction", "deterrence", "ties", "justification")
    assert scenario(village).mechanisms == everything
    assert scenario(village, mechanisms=["ties", "restriction"]).mechanisms == ("restriction", "ties")
    assert scenario(village, mechanisms=()).mechanisms == ()
    assert scenario(village, explanation="boomerang", without=["ties"]).mechanisms == (
        "restriction",
        "deterrence",
        "justification",
    )


def test_options(village: Case) -> None:
    run = simulate(scenario(village, explanation="chance", persons=500, until="2010-12-31"))
    assert run.persons == 500
    assert run.steps == 53
    assert run.mechanisms == ()
    assert "stop" not in run.counts


def test_a_run_keeps_its_own_case_though_another_with_other_policies_was_run_before(village: Case) -> None:
    before = simulate(scenario(village, persons=500, until="2010-12-31"))
    thought_of = change_case(village, {"policies.no stops.from": "2013-06-03"})
    after = simulate(scenario(thought_of, persons=500, until="2010-12-31"))
    assert after.digest == before.digest
    assert after.case.policies["no stops"].start == date(2013, 6, 3)


def test_settings(village: Case) -> None:
    path = "mechanisms.restriction.parameters.stops"
    often = simulate(scenario(village, settings={path: "5 per person-year"}))
    assert often.counts["stop"] > 10 * simulate(village).counts["stop"]
    assert often.case.parameters_of("restriction")["stops"].value.base == 5


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"without": ["tie"]},
            "'tie' is no mechanism of village (restriction, deterrence, ties, justification);"
            " did you mean 'ties'?",
        ),
        (
            {"mechanisms": ["magic"]},
            "'magic' is no mechanism of village (restriction, deterrence, ties, justification)",
        ),
        (
            {"explanation": "boomrang"},
            "'boomrang' is no explanation of village (chance, restriction, ties, boomerang);"
            " did you mean 'boomerang'?",
        ),
        ({"explanation": "ties", "mechanisms": ["ties"]}, "give mechanisms or an explanation, not both"),
        ({"persons": 0}, "0 persons cannot be simulated; give a number from 1 to 2147483646"),
        ({"until": "2020-13-01"}, "until: '2020-13-01' is no date; write year-month-day, such as 2012-01-31"),
        (
            {"until": date(2020, 1, 1)},
            "village runs from 2010-01-01 to 2014-12-31; 2020-01-01 does not lie in this period",
        ),
    ],
)
def test_refused(village: Case, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as told:
        scenario(village, **given)
    assert str(told.value) == message


def test_a_seed_out_of_range_is_refused(village: Case) -> None:
    with pytest.raises(InputError) as told:
        simulate(village, seed=-1)
    assert str(told.value) == "the seed is -1; seeds run from 0 to 18446744073709551615"


def test_listed_people_cannot_be_scaled() -> None:
    with pytest.raises(InputError) as told:
        scenario(LISTED, persons=10)
    case = load(LISTED)
    assert str(told.value) == f"{case.name} lists its people one by one, so their number cannot be changed"


def test_listed_people_keep_their_names() -> None:
    case = load(LISTED)
    event = next(iter(case.transitions), None) or next(iter(case.acts))
    run = simulate(case.model_copy(update={"log": (event,)}))
    assert run.events.person.dtype == "category"


def test_finding_cases(tmp_path: Path) -> None:
    assert {"tajikistan-2015", "village"} <= bundled_cases().keys()
    assert find_case("village") == bundled_cases()["village"]
    (tmp_path / "case.yaml").write_text("case: mine")
    assert find_case(tmp_path) == tmp_path
    with pytest.raises(
        InputError, match=r"^'vilage' is no case file or bundled case \(.*\); did you mean 'village'\?$"
    ):
        find_case("vilage")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError) as told:
        find_case(empty)
    assert str(told.value) == f"'{empty}': there is no case.yaml in this folder"
