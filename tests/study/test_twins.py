"""Twins: the same people with the same luck, and what another policy makes of them."""

from typing import Any

import numpy as np
import pytest

from boomerang.case import Case, case_from_data, change_case
from boomerang.case.bundled import load
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import Scenario, scenario
from boomerang.errors import RefusedError, TooFewError
from boomerang.study.draws import draw_priors
from boomerang.study.run import Run
from boomerang.study.simulate import simulate
from boomerang.study.twins import twins

PERSONS = 20_000


@pytest.fixture(scope="module")
def as_it_was() -> Scenario:
    return scenario("village", persons=PERSONS)


@pytest.fixture(scope="module")
def no_stops(as_it_was: Scenario) -> Scenario:
    return as_it_was.changed(policy="no stops")


def digests(before: Run, after: Run) -> tuple[str, str]:
    return before.digest, after.digest


def test_each_side_is_the_run_of_its_scenario(as_it_was: Scenario, no_stops: Scenario) -> None:
    found = twins(as_it_was, [as_it_was, no_stops], 2, digests, seed=7)
    for number, (same, other) in enumerate(found):
        assert same[0] == same[1] == other[0] == simulate(as_it_was, seed=7 + number).digest
        assert other[1] == simulate(no_stops, seed=7 + number).digest != other[0]


def test_any_number_of_threads_gives_the_same(as_it_was: Scenario, no_stops: Scenario) -> None:
    found = [twins(as_it_was, [no_stops], 6, digests, threads=threads) for threads in (1, 4)]
    assert found[0] == found[1]


def test_a_country_has_the_parameters_of_its_draw(as_it_was: Scenario, no_stops: Scenario) -> None:
    draws = draw_priors(as_it_was, 3, seed=2)
    found = twins(as_it_was, [no_stops], 3, digests, seed=5, draws=draws)
    for number, [(before, after)] in enumerate(found):
        settings = draws.iloc[number].to_dict()
        assert before == simulate(as_it_was.changed(settings=settings), seed=5 + number).digest
        assert after == simulate(no_stops.changed(settings=settings), seed=5 + number).digest


def test_a_case_is_read_once_for_all_sides_of_a_country(
    as_it_was: Scenario, no_stops: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that stand twice in the draws are two countries; a side of another case reads its own."""
    changed = []

    def noted(case: Case, settings: dict[str, Any]) -> Case:
        changed.append(case)
        return change_case(case, settings)

    draws = draw_priors(as_it_was, 1, seed=4).iloc[[0, 0]]
    own_case = case_from_data(plain_data(as_it_was.case), as_it_was.case.folder)
    other = scenario(own_case, persons=PERSONS, policy="no stops")
    monkeypatch.setattr("boomerang.case.change_case", noted)
    found = twins(as_it_was, [no_stops, as_it_was, other], 2, digests, draws=draws, threads=1)
    assert [case is own_case for case in changed] == [False, True, False, True]
    for [(before, after), (same, again), (_, apart)] in found:
        assert before == same == again != after == apart


def test_a_refused_country_is_kept_apart_or_stops_all(
    as_it_was: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Run:
        raise TooFewError("too few")

    monkeypatch.setattr("boomerang.study.twins.run_draw", refuse)
    draws = draw_priors(as_it_was, 2)
    assert twins(as_it_was, [as_it_was], 2, digests, draws=draws, refused=("", "")) == [[("", "")]] * 2
    with pytest.raises(RefusedError, match="too few"):
        twins(as_it_was, [as_it_was], 2, digests, draws=draws)


def test_progress_tells_of_countries(as_it_was: Scenario, no_stops: Scenario) -> None:
    told: list[int] = []
    twins(as_it_was, [no_stops], 3, digests, progress=told.append)
    assert told == [1, 2, 3]


def both(before: Run, after: Run) -> tuple[int, int]:
    return before.counts["depart"], after.counts["depart"]


def test_twins_share_their_luck() -> None:
    """The variance of paired differences is a small part of that of pairs that share nothing."""
    data = plain_data(load("village"))
    steps = {"from the start": 0.2, "2012-01-01": 0.6}
    data["levers"]["restriction"] = {"of": "place", "schedule": steps}
    less = {"times": 0.8}
    data["policies"] = {
        "less": {"levers": {"restriction": less}},
        "less there": {"levers": {"restriction": less | {"within": "place Bridge"}}},
    }
    case = case_from_data(data, load("village").folder)
    given = scenario(case, persons=30_000, explanation="boomerang")
    found = twins(given, [given.changed(policy=name) for name in data["policies"]], 40, both)
    for number, most in ((0, 0.12), (1, 0.06)):  # 0.06 and 0.03 with seeds 1 to 40
        before, after = np.array(found)[:, number].T
        assert (after - before).var() <= most * (before.var() + after.var())
