"""Which parameters matter most."""

from __future__ import annotations

import pytest

import boomerang
from boomerang.case.scenario import Scenario
from boomerang.compile.case import Compiler
from boomerang.lab import ranks as module
from boomerang.lab.knobs import Knob, knobs
from boomerang.lab.ranks import Ranks

VILLAGE = boomerang.load("village")
TIES = boomerang.scenario(VILLAGE, explanation="ties")
KNOBS = knobs(VILLAGE, "ties")


def names(found: tuple[Knob, ...]) -> list[str]:
    return [knob.name for knob in found]


@pytest.fixture(scope="module")
def ranks() -> Ranks:
    found = Ranks()
    found.find(Compiler(TIES), KNOBS, lambda *_: None)
    return found


def test_what_moves_an_event_most_comes_first(ranks: Ranks) -> None:
    """Who sympathises may relent or leave; feelings and threat move nothing under this explanation."""
    first = names(ranks.ordered(TIES.digest, KNOBS, "depart"))
    assert first[0] == "sympathy"
    assert set(first[-3:]) == {"memory", "shock", "alarm"}
    assert names(ranks.ordered(TIES.digest, KNOBS, "invite"))[0] == "talk"


def test_what_moves_nothing_stays_in_the_order_of_the_case(ranks: Ranks) -> None:
    given = [name for name in names(KNOBS) if name in ("memory", "shock", "alarm")]
    assert names(ranks.ordered(TIES.digest, KNOBS, "depart"))[-3:] == given


def test_until_it_is_known_the_order_is_that_of_the_case() -> None:
    assert Ranks().ordered(TIES.digest, KNOBS, "depart") == KNOBS
    assert not Ranks().known(TIES.digest, KNOBS)


def test_what_is_known_is_not_simulated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever ends it, or comes later, begins where it ended."""
    ended, found = KeyboardInterrupt(), Ranks()
    steps = list[tuple[str, str]]()

    def simulated(compiler: Compiler, path: str, value: str, go_on: object) -> dict[str, int]:
        steps.append((path, value))
        if len(steps) == 4:
            raise ended
        return {"depart": len(steps)}

    monkeypatch.setattr(module, "_counts", simulated)
    with pytest.raises(KeyboardInterrupt):
        found.find(Compiler(TIES), KNOBS, lambda *_: None)
    found.find(Compiler(TIES), KNOBS, lambda *_: None)
    found.find(Compiler(TIES), KNOBS, lambda *_: None)
    assert len(steps) == 2 * len(KNOBS) + 1


def test_where_hazards_run_away_it_matters_most(ranks: Ranks, monkeypatch: pytest.MonkeyPatch) -> None:
    last = ranks.ordered(TIES.digest, KNOBS, "depart")[-1]
    monkeypatch.setitem(ranks._counts, (TIES.digest, last.path, last.values[last.high]), None)
    assert ranks.ordered(TIES.digest, KNOBS, "depart")[0] == last


def test_another_explanation_has_its_own_order(ranks: Ranks) -> None:
    other: Scenario = boomerang.scenario(VILLAGE, explanation="restriction")
    assert not ranks.known(other.digest, knobs(VILLAGE, "restriction"))
