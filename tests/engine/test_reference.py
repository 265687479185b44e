"""The reference, which says what a run means, against numbers worked out by hand."""

from typing import Any

import numpy as np
import pytest
from features import FOLDER, feature_data

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.reference import (
    Happened,
    World,
    approach,
    candidates,
    gathered,
    happen,
    hazards,
    is_at_risk,
    set_values,
    simulate_reference,
    wear_off_and_kick,
)
from boomerang.engine.simulate import seeded

YEAR = 365.25
STEP = 21 / YEAR  # of the features' cases, in years


def world_of(**data: Any) -> tuple[Compiled, World]:
    """A world at the start of its first step."""
    compiled = compile_case(
        scenario(
            case_from_data(feature_data("acts") | {"acts": {}, "transitions": {}, "log": ()} | data, FOLDER)
        )
    )
    world = World(seeded(compiled.model, 1, compiled.events, compiled.layers))
    set_values(world, 0)
    return compiled, world


def is_man(compiled: Compiled, world: World) -> np.ndarray:
    sex = compiled.people.categories["sex"].index("man")
    return compiled.people.classes["sex"][world.trait_class] == sex


def one_event(event: int, person: int, state: int = 0) -> Happened:
    return gathered([(0.5, event, person, state, -1, -1)])


def test_a_rate_is_the_mean_over_those_at_risk() -> None:
    act = {"rate": "2 per person-year", "hazard ratios": {"sex man": 3}}
    compiled, world = world_of(acts={"stop": act})
    hazard, men = hazards(world)[0], is_man(compiled, world)
    assert men.mean() == pytest.approx(0.4, abs=0.005)
    assert hazard.mean() == pytest.approx(2 * STEP)
    assert hazard[men] == pytest.approx(3 * hazard[~men][0])


def test_hazards_multiply_the_ratios_of_feelings_states_climates_and_levers() -> None:
    ratios = {"stance angry": 5, "anger": 3, "threat": 2, "threat squared": 0.7, "zeal": 4}
    _, world = world_of(
        feelings={"anger": {"half-life": "1 year"}},
        climates={"threat": {"schedule": 1.5}},
        levers={"zeal": 0.5},
        acts={"stop": {"rate": "0.1 per person-year", "times": ["zeal", "threat"], "hazard ratios": ratios}},
    )
    world.feeling[7], world.state[7] = 0.8, 1
    surroundings = 0.5 * 1.5 * 2**1.5 * 0.7 ** (1.5**2) * 4**0.5
    assert hazards(world)[0, 8] == pytest.approx(0.1 * STEP * surroundings)
    assert hazards(world)[0, 7] == pytest.approx(0.1 * STEP * surroundings * 5 * 3**0.8)


def test_hazards_stop_at_sixteen_in_a_step_and_at_a_lever_of_zero() -> None:
    acts = {
        "stop": {"rate": "1000 per person-year"},
        "search": {"rate": "1000 per person-year", "times": "zeal"},
    }
    _, world = world_of(levers={"zeal": 0}, acts=acts)
    assert (hazards(world) == [[16], [0]]).all()


def test_nobody_meets_what_starts_from_another_state_or_concerns_another_class() -> None:
    transitions = {"leave": {"moves": "stance angry -> gone", "rate": "1 per person-year", "who": "sex man"}}
    compiled, world = world_of(transitions=transitions)
    assert (hazards(world) == 0).all()
    world.state[:] = 1
    assert ((hazards(world)[0] > 0) == is_man(compiled, world)).all()


def test_candidates_are_a_poisson_number_in_the_order_of_time() -> None:
    hazard = np.array([[0.0, 4.0], [0.5, 0.0]])
    random = np.random.default_rng(1)
    drawn = [list(candidates(hazard, 1.0, random)) for _ in range(2000)]
    assert all(times == sorted(times) for times in ([time for time, _, _ in found] for found in drawn))
    numbers = np.array(
        [[sum(found[1:] == (k, i) for found in step) for k, i in ((0, 1), (1, 0))] for step in drawn]
    )
    assert numbers.sum() == sum(map(len, drawn))
    error = np.sqrt(np.array([4, 0.5]) / len(drawn))
    assert (abs(numbers.mean(axis=0) - [4, 0.5]) < 4 * error).all()
    assert numbers.var(axis=0) == pytest.approx([4, 0.5], rel=0.15)
    assert np.mean([time for step in drawn for time, _, _ in step]) == pytest.approx(0.5, abs=0.02)


def test_an_event_moves_one_track_and_a_second_one_is_void() -> None:
    rate = {"rate": "1 per person-year"}
    compiled, world = world_of(
        tracks={"stance": ["loyal", "gone"], "rank": ["private", "officer"]},
        transitions={
            "leave": {"moves": "stance loyal -> gone", **rate},
            "rise": {"moves": "rank private -> officer", **rate},
        },
    )
    states = [compiled.states.combined[world.state[3]]]
    for event in (1, 0):
        assert is_at_risk(world, event, 3)
        happen(world, 0.5, event, 3)
        states.append(compiled.states.combined[world.state[3]])
    assert states == [("loyal", "private"), ("loyal", "officer"), ("gone", "officer")]
    assert not is_at_risk(world, 0, 3)
    assert not is_at_risk(world, 1, 3)


def test_kicks_count_as_their_mean_over_a_step_and_halve_in_a_half_life() -> None:
    _, world = world_of(
        feelings={"anger": {"half-life": "21 days"}, "scar": {"half-life": "never"}},
        acts={"stop": {"rate": "1 per person-year"}},
        kicks=[{"when": "stop", "to": "self", "anger": 1.2, "scar": 1.2}],
    )
    wear_off_and_kick(world, 0, one_event(0, 5))
    mean = 1.2 * 0.5 / np.log(2)  # integral of 2**-t from 0 to 1
    assert world.feeling[5] == pytest.approx([mean, 1.2])
    wear_off_and_kick(world, 0, one_event(0, 6))
    assert world.feeling[5] == pytest.approx([mean / 2, 1.2])
    assert world.feeling.sum() == pytest.approx(1.5 * mean + 2.4)


def test_contacts_are_kicked_as_they_weigh_once_for_each_tie() -> None:
    kick = {"when": "stop", "to": "neighbours", "scar": 1, "weighed by": {"sex woman": 0.25}, "times": "zeal"}
    compiled, world = world_of(
        feelings={"scar": {"half-life": "never"}},
        levers={"zeal": {"of": "place", "schedule": 1, "scaled by": "police"}},
        acts={"stop": {"rate": "1 per person-year"}},
        kicks=[kick],
    )
    wear_off_and_kick(world, 0, one_event(0, 200))
    contacts = world.contacts[compiled.layers.index("neighbours")][200]
    contacts = contacts[contacts >= 0]
    weight = np.where(is_man(compiled, world), 1, 0.25) * 0.3  # police of the second place
    expected = np.zeros(400)
    np.add.at(expected, contacts, weight[contacts])
    assert len(contacts) > 1
    assert world.feeling[:, 0] == pytest.approx(expected)


def test_climates_are_kicked_by_the_actor_and_wear_off() -> None:
    of = {"nation": "threat", "province": "gossip", "place": "noise", "sex": "pride"}
    kick = {"when": "stop", "weighed by": {"stance angry": 3, "sex man": 2}}
    compiled, world = world_of(
        climates={name: {"of": to, "half-life": "21 days", "from the start": 1} for to, name in of.items()},
        acts={"stop": {"rate": "1 per person-year"}},
        kicks=[kick | {"to": to, name: 10} for to, name in of.items()],
    )
    men = is_man(compiled, world)
    person = int(np.flatnonzero(men & (world.place == 1))[0])
    wear_off_and_kick(world, 0, one_event(0, person, state=1))
    set_values(world, 1)
    values = {
        name: world.value[compiled.values.start[name] :][: compiled.values.count[name]]
        for name in of.values()
    }
    kicked = 0.5 + 10 * 3 * 2 * 0.5 / np.log(2)
    assert values["threat"] == pytest.approx([kicked])
    assert values["gossip"] == pytest.approx([kicked, 0.5])
    assert values["noise"] == pytest.approx([0.5, kicked, 0.5])
    assert values["pride"] == pytest.approx([0.5, kicked])


def test_levers_follow_schedule_and_response_within_bounds() -> None:
    _, world = world_of(
        period={"from": "2010-01-01", "to": "2010-02-09", "step": "10 days"},
        climates={"threat": {"schedule": {"from the start": 0, "2010-01-11": 2}}},
        levers={"zeal": {"from the start": 0.1, "2010-01-16": 0.2}, "fist": 0.3},
        responses={
            "zeal": {"to": "threat", "gain": 0.2, "relaxes over": "10 days"},
            "fist": {"to": "threat", "gain": -1},
        },
    )
    values = [world.value]
    for step in (1, 2, 3):
        set_values(world, step)
        values.append(world.value)
    threat, zeal, fist = np.array(values).T
    assert threat == pytest.approx([0, 2, 2, 2])
    assert zeal == pytest.approx(
        [0.1, 0.15 + 0.2, 0.2 + 0.3, 0.2 + 0.35]
    )  # 0.1 for half of a step; and half of what is missing from 0.4, each step
    assert fist == pytest.approx([0.3, 0, 0, 0])


@pytest.mark.parametrize(
    ("chance", "anger", "share"), [(1, 0, 1.0), (0.4, 0, 0.4), (0.1, 1, 0.5), (0.5, 1, 1.0)]
)
def test_an_encounter_turns_a_random_contact_by_its_chance(chance: float, anger: float, share: float) -> None:
    invite = {"who": "stance gone", "to": "kin", "rate": "1 per person-year", "turns": "leave"}
    compiled, world = world_of(
        feelings={"anger": {"half-life": "never"}},
        transitions={"leave": {"moves": "stance loyal -> gone", "rate": "1 per person-year"}},
        encounters={"invite": invite | {"chance": chance, "chance ratios": {"anger": 5}}},
    )
    world.feeling[:] = anger
    person = int(np.flatnonzero((world.contacts[compiled.layers.index("kin")] >= 0).all(axis=1))[0])
    random, met = np.random.default_rng(1), []
    for _ in range(400):
        world.state[:] = 0
        met += [happened[2] for happened in approach(world, 0.5, 1, person, random)]
    assert len(met) / 400 == pytest.approx(share, abs=0.1)
    assert set(met) == set(world.contacts[compiled.layers.index("kin")][person])
    assert np.mean([one == met[0] for one in met]) == pytest.approx(0.5, abs=0.15)
    world.state[:] = 2
    assert approach(world, 0.5, 1, person, random) == []


def test_a_run_counts_logs_and_observes() -> None:
    compiled, world = world_of(
        transitions={"leave": {"moves": "stance loyal -> gone", "rate": "2 per person-year"}}, log=["leave"]
    )
    outcome = simulate_reference(world, np.random.default_rng(1))
    left = len(outcome.log["time"])
    assert outcome.count[: compiled.model.tallies.offset[1]].sum() == left
    assert outcome.people.sum(axis=(1, 2)).tolist() == [400] * 15
    assert (np.diff(outcome.log["time"]) >= 0).all()
    expected = 400 * (1 - np.exp(-2 * 14 * STEP))
    assert left == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected / 400)))


def test_a_world_has_one_run() -> None:
    _, world = world_of()
    simulate_reference(world, np.random.default_rng(1))
    with pytest.raises(ValueError, match="this world has had its run"):
        simulate_reference(world, np.random.default_rng(1))
