"""What holds in every run of every case: balances, order, and what does not depend on what."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from measure import counts_of
from numpy.typing import NDArray
from worlds import LOGGED, Data, place, run, simulated, worlds

from boomerang.compile.case import Compiled
from boomerang.engine.simulate import Outcome

every_world = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


@every_world
@given(worlds())
def test_what_holds_in_every_run(world: Data) -> None:
    """One run for all, as to draw and compile a world costs most."""
    compiled, outcome = run(world)
    for holds in (
        people_in_the_states_of_a_track_add_up_to_the_population,
        transitions_match_the_flows_between_states,
        everyone_does_only_what_their_state_class_and_place_allow,
        tallies_count_the_lines_of_the_log,
        time_never_runs_back,
        climates_and_levers_are_finite_and_levers_stay_within_bounds,
    ):
        holds(compiled, outcome)


def people_in_the_states_of_a_track_add_up_to_the_population(compiled: Compiled, outcome: Outcome) -> None:
    tracks = [track for track, _ in compiled.states.names]
    for track in set(tracks):
        of_track = outcome.people[:, [name == track for name in tracks]]
        assert (of_track >= 0).all()
        assert (of_track.sum(axis=1) == compiled.people.counts.sum(axis=1)).all()


def transitions_match_the_flows_between_states(compiled: Compiled, outcome: Outcome) -> None:
    flows = np.zeros_like(outcome.people[1:])
    track_state = compiled.model.tallies.track_state
    step, home = outcome.log["time"].astype(int), outcome.log["home"] >> 16
    before = outcome.log["state"]
    after = compiled.model.hazards.target[outcome.log["event"], before]
    for states in track_state:
        np.add.at(flows, (step, states[before], home), -1)
        np.add.at(flows, (step, states[after], home), 1)
    assert (np.diff(outcome.people, axis=0) == flows).all()
    assert (outcome.people[0] == compiled.model.tallies.people_at_start).all()


def everyone_does_only_what_their_state_class_and_place_allow(compiled: Compiled, outcome: Outcome) -> None:
    hazards, log = compiled.model.hazards, outcome.log
    assert hazards.source[log["event"], log["state"]].all()
    own = log["way"] < 0
    weight = hazards.log_weight[log["event"], log["home"] & 0xFFFF]
    weight = weight + hazards.log_place[log["event"], log["home"] >> 16]
    assert np.isfinite(weight[own]).all()
    order = np.lexsort((np.arange(len(log["time"])), log["person"]))
    person, state, event = (log[name][order] for name in ("person", "state", "event"))
    same = person[1:] == person[:-1]
    assert (state[1:] == hazards.target[event[:-1], state[:-1]])[same].all()
    first = np.concatenate([[True], ~same])[: len(person)]
    assert (state[first] == hazards.first_state[log["home"][order][first] & 0xFFFF]).all()


def tallies_count_the_lines_of_the_log(compiled: Compiled, outcome: Outcome) -> None:
    for name in LOGGED:
        by_place, by_class = _lines(compiled, outcome, name)
        number = compiled.events.index(name)
        assert (counts_of(compiled, outcome, 2 * number)[:, :, 0] == by_place).all()
        assert (counts_of(compiled, outcome, 2 * number + 1).ravel() == by_class).all()
    through = outcome.log["way"] == compiled.events.index("invite")
    assert counts_of(compiled, outcome, 2 * compiled.events.index("invite")).sum() == through.sum()


def _lines(compiled: Compiled, outcome: Outcome, name: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The log's lines of one event by step and place, and by class."""
    chosen = outcome.log["event"] == compiled.events.index(name)
    time, home = outcome.log["time"][chosen], outcome.log["home"][chosen]
    by_place = np.zeros((compiled.clock.steps, len(compiled.people.places)), np.int64)
    by_class = np.zeros(compiled.people.class_count, np.int64)
    np.add.at(by_place, (time.astype(int), home >> 16), 1)
    np.add.at(by_class, home & 0xFFFF, 1)
    return by_place, by_class


def time_never_runs_back(compiled: Compiled, outcome: Outcome) -> None:
    time = outcome.log["time"]
    assert (np.diff(time) >= 0).all()
    assert ((time >= 0) & (time < compiled.clock.length.sum())).all()


def climates_and_levers_are_finite_and_levers_stay_within_bounds(
    compiled: Compiled, outcome: Outcome
) -> None:
    assert np.isfinite(outcome.value).all()
    levers = outcome.value[:, compiled.model.quantities.lever]
    assert ((levers >= 0) & (levers <= 1)).all()


@every_world
@given(worlds(), worlds())
def test_a_seed_gives_the_same_bytes_whatever_ran_before(world: Data, other: Data) -> None:
    compiled, first = run(world, seed=7)
    run(other, seed=8)
    simulated(compiled, seed=9)
    _, again = run(world, seed=7)
    assert_same(first, again)


@every_world
@given(worlds(coupled=False))
def test_a_stranger_elsewhere_changes_nothing_here(world: Data) -> None:
    """One more place, in which one person lives who meets nobody."""
    places = world["population"]["places"]
    more = [*places, place(len(places), 1) | {"province": "elsewhere"}]
    _, outcome = run(world)
    _, with_stranger = run(world | {"population": world["population"] | {"places": more}})
    assert_same_places(outcome, with_stranger, len(places))


@every_world
@given(worlds(coupled=False))
def test_a_lever_of_one_place_leaves_the_others_alone(world: Data) -> None:
    *places, last = world["population"]["places"]
    changed = [*places, last | {"police": 0.9 - last["police"] / 2}]
    _, outcome = run(world)
    _, other = run(world | {"population": world["population"] | {"places": changed}})
    assert_same_places(outcome, other, len(places))


@every_world
@given(worlds())
def test_a_mechanism_that_never_acts_changes_nothing(world: Data) -> None:
    """New events that nobody meets, what they would do, and a climate that never stirs."""
    idle = {
        "claim": "Nothing comes of it.",
        "by": "nobody",
        "transitions": {
            "vanish": {"moves": "stance loyal -> gone", "rate": "9 per person-year", "times": "off"}
        },
        "acts": {"nod": {"rate": "0 per person-year"}},
        "encounters": {
            "whisper": {
                "who": "stance loyal",
                "to": "friends",
                "rate": "9 per person-year",
                "times": "calm",
                "turns": "leave",
                "chance": 1,
            }
        },
        "kicks": [
            {"when": "nod", "to": "self", "anger": 1},
            {"when": ["nod", "vanish"], "to": "nation", "calm": 1},
        ],
        "hazard ratios": {"leave": {"calm": 3}, "stop": {"off": 0.5}},
    }
    quiet = world | {"climates": world["climates"] | {"calm": {"half-life": "1 year"}}}
    quiet |= {"levers": world["levers"] | {"off": 0}, "mechanisms": {"idle": idle}}
    compiled, outcome = run(world)
    compiled_too, with_idle = run(quiet)
    assert (outcome.people == with_idle.people).all()
    for column in outcome.log:
        names = {"event": compiled.events, "way": compiled.events}
        names_too = {"event": compiled_too.events, "way": compiled_too.events}
        one, two = _named(outcome, column, names), _named(with_idle, column, names_too)
        assert (one == two).all(), column


def _named(outcome: Outcome, column: str, names: dict[str, list[str]]) -> NDArray[np.generic]:
    """A column of the log, with names in the place of numbers of events."""
    values = outcome.log[column]
    return np.array([*names[column], ""])[values] if column in names else values


def assert_same(one: Outcome, other: Outcome) -> None:
    """Two outcomes are the same bytes."""
    for field in ("count", "value", "people"):
        assert getattr(one, field).tobytes() == getattr(other, field).tobytes(), field
    for column in one.log:
        assert one.log[column].tobytes() == other.log[column].tobytes(), column
    assert (one.touched, one.touches) == (other.touched, other.touches)


def assert_same_places(one: Outcome, other: Outcome, places: int) -> None:
    """Two outcomes have the same history in the first places."""
    here, there = ((outcome.log["home"] >> 16) < places for outcome in (one, other))
    for column in one.log:
        assert (one.log[column][here] == other.log[column][there]).all(), column
    assert (one.people[:, :, :places] == other.people[:, :, :places]).all()
