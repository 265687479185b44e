"""Every push in a case has an owner, and the arrays are the sum of the pushes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from boomerang.case import Case, case_from_data, read_case
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.compile.wires import (
    ChanceWire,
    FactorWire,
    KickWire,
    RateWire,
    RatioWire,
    ResponseWire,
    TurnWire,
)
from boomerang.compile.wiring import Wiring, wire

VALID = Path(__file__).parents[1] / "cases" / "valid"
BOTH = ("pride", "envy")


def mechanism(strength: int) -> dict[str, Any]:
    """A mechanism that adds a hazard ratio, a kick and a response, each as strong as its own parameter."""
    return {
        "claim": "It matters.",
        "by": "somebody",
        "parameters": {f"strength{strength}": {"value": strength, "source": "assumption"}},
        "hazard ratios": {"depart": {"anger": f"2 x strength{strength}"}},
        "kicks": [{"when": "stop", "to": "self", "anger": f"strength{strength}"}],
        "responses": {"policing": {"to": "alarm", "gain": f"0.1 x strength{strength}"}},
    }


@pytest.fixture
def two(tiny: dict[str, Any]) -> Case:
    """A case to which two mechanisms add the same, once with strength 1 and once with 4."""
    tiny["population"]["contacts"] = {"friends": {"within": "nation", "each": 2}}
    tiny["feelings"] = {"anger": {"half-life": "1 year"}}
    tiny["climates"] = {"alarm": {"half-life": "1 year", "from the start": 0.5}}
    tiny["levers"] = {"policing": 0.1}
    tiny["acts"] = {
        "stop": {"rate": "6 per person-month", "times": "policing", "hazard ratios": {"alarm": 3}}
    }
    tiny["encounters"] = {
        "invite": {
            "who": "stance loyal",
            "to": "friends",
            "rate": "1 per person-year",
            "turns": "depart",
            "chance": 0.25,
            "chance ratios": {"anger": 2},
        }
    }
    tiny["mechanisms"] = {name: mechanism(number) for name, number in zip(BOTH, (1, 4), strict=True)}
    return case_from_data(tiny)


@pytest.fixture
def wiring(two: Case) -> Wiring:
    return wire(two, BOTH)


def added(wiring: Wiring, name: str) -> list[tuple[str | None, Any]]:
    """The owner and the strength of what the mechanisms push into something."""
    strength = {RatioWire: "ratio", KickWire: "amount", ResponseWire: "gain"}
    pushes = [wire for wire in wiring.into(name) if wire.owner is not None]
    return [(wire.owner, getattr(wire, strength[type(wire)])) for wire in pushes]


def test_both_owners_are_found(wiring: Wiring) -> None:
    assert wiring.owners == (None, *BOTH)
    assert added(wiring, "depart") == [("pride", 2), ("envy", 8)]
    assert added(wiring, "anger") == [("pride", 1), ("envy", 4)]
    assert added(wiring, "policing") == [("pride", 0.1), ("envy", pytest.approx(0.4))]


def test_the_arrays_are_summed(two: Case) -> None:
    ready = {on: compile_case(scenario(two, mechanisms=on)) for on in [("pride",), ("envy",), BOTH]}

    def sums(given: Compiled) -> list[float]:
        hazards, kicks, quantities = given.model.hazards, given.model.kicks, given.model.quantities
        return [part.sum() for part in (hazards.log_feeling, kicks.amount, quantities.response_gain)]

    one, other, both = (np.array(sums(part)) for part in ready.values())
    assert both == pytest.approx(one + other)
    assert one[0] == 1
    assert other[0] == 3


def test_what_is_off_is_not_there(two: Case) -> None:
    alone = wire(two, ("envy",))
    assert alone.owners == (None, "envy")
    assert alone.of("pride") == ()
    assert [type(wire) for wire in alone.of("envy")] == [KickWire, RatioWire, ResponseWire]


def test_numbers_are_in_base_units(wiring: Wiring) -> None:
    rate, factor, ratio = wiring.terms_of("stop")
    assert isinstance(rate, RateWire)
    assert rate.per_year == pytest.approx(72)
    assert isinstance(factor, FactorWire)
    assert isinstance(ratio, RatioWire)
    assert (factor.name, ratio.sources, ratio.ratio, ratio.added) == ("policing", ("alarm",), 3, False)


def test_ways_out_and_in(wiring: Wiring) -> None:
    assert {wire.target for wire in wiring.out_of("alarm")} == {"stop", "policing"}
    assert {wire.target for wire in wiring.out_of("stop")} == {"anger"}
    assert [type(wire) for wire in wiring.into("depart")] == [RateWire, TurnWire, RatioWire, RatioWire]
    turn = wiring.turn_of("invite")
    assert turn is not None
    assert (turn.turns, turn.to, turn.chance) == ("depart", "friends", 0.25)
    assert [(type(wire), wire.ratio) for wire in wiring.chances_of("invite")] == [(ChanceWire, 2)]
    assert wiring.turn_of("stop") is None


def test_where_it_stands(wiring: Wiring) -> None:
    assert [wire.steps for wire in wiring.of("pride")] == [
        ("mechanisms", "pride", "kicks", 0, "anger"),
        ("mechanisms", "pride", "hazard ratios", "depart", "anger"),
        ("mechanisms", "pride", "responses", "policing"),
    ]


def test_one_kick_for_each_event_and_quantity(tiny: dict[str, Any]) -> None:
    tiny["feelings"] = {"anger": {"half-life": "1 year"}, "fear": {"half-life": "1 year"}}
    tiny["acts"] = {name: {"rate": "1 per person-year"} for name in ("stop", "search")}
    tiny["kicks"] = [{"when": ["stop", "search"], "to": "self", "anger": 1, "fear": 2}]
    wiring = wire(case_from_data(tiny), ())
    assert [(kick.name, kick.amount) for kick in wiring.kicks_of("search")] == [("anger", 1), ("fear", 2)]
    assert len(wiring.wires) == 3 + 2 * 2


def test_what_waits_for_an_event_that_is_off_is_left_out() -> None:
    case = read_case(VALID / "kick-on-act-of-another-mechanism.yaml")
    assert [type(each) for each in wire(case, case.mechanisms).of("fright")] == [KickWire]
    assert wire(case, ("fright",)).of("fright") == ()
