"""The process that the fast engine simulates, slow and obvious: everybody is looked at in every step.

No records, bins or clocks, only arrays with one row for each person. Read `simulate_reference` to learn what a run does; the fast
engine must agree with it in distribution (tests/engine). Sizes as in `model`; N persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.compiled import allocating, bind
from boomerang.engine.model import ENCOUNTER, FACTOR, LOG_CAP, RATIO, Model
from boomerang.engine.simulate import Outcome
from boomerang.population.contacts import contacts_of
from boomerang.population.country import class_of, place_of

LOG = ("time", "event", "person", "home", "state", "source", "way", "feeling")


def simulate_reference(model: Model, random: np.random.Generator) -> Outcome:
    """Run a model once.

    Args:
        model: the arrays of a case, with the people and ties of a seed (see `simulate.seeded`).
        random: where all luck comes from.

    Returns:
        What the fast engine returns, with seed, touched and touches left at 0.
    """
    world = World(model)
    for step in range(world.steps):
        set_values(world, step)
        observe(world, step)
        for time, event, person in candidates(hazards(world), random):
            if not is_at_risk(world, event, person):
                continue  # an earlier event of this step took them out of the states that this one starts from
            if model.hazards.kind[event] == ENCOUNTER:
                approach(world, step + time, event, person, random)
            else:
                happen(world, step + time, event, person)
        wear_off(world)
        kick(world)
    return outcome(world)


class World:
    """Everybody and everything that changes during a run.

    Attributes:
        place, trait_class, state: int64[N]; state is the combined state of the tracks.
        feeling: float64[N, F]; feeling_kicks: float64[N, F], what this step adds to them.
        value: float64[V], climates and levers; kicked: float64[V], the part of climates that events made; climate_kicks: float64[V], what this
            step adds to it; response: float64[R], what responses add to levers.
        count, values, people, log: as in `Outcome`.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.steps = len(model.quantities.schedule) - 1
        self.country, self.layers = bind(model.country), bind(model.layers)
        self.place, self.trait_class = homes(self.country)
        self.state = model.hazards.first_state[self.trait_class]
        self.feeling = np.zeros((len(self.place), len(model.quantities.feeling_decay)))
        self.feeling_kicks = np.zeros_like(self.feeling)
        self.value = np.zeros(len(model.quantities.keep))
        self.kicked = model.quantities.at_start.copy()
        self.climate_kicks = np.zeros_like(self.kicked)
        self.response = np.zeros(len(model.quantities.response_gain))
        self.count = np.zeros(model.tallies.offset[-1], np.int64)
        self.values: list[NDArray[np.float64]] = []
        self.people: list[NDArray[np.int32]] = []
        self.log: list[tuple[Any, ...]] = []


@allocating
def homes(country):
    """(int64[N], int64[N]): place and trait class of everybody."""
    persons = country.place_start[-1]
    place, trait_class = np.empty(persons, np.int64), np.empty(persons, np.int64)
    for person in range(persons):
        place[person] = place_of(country, person)
        trait_class[person] = class_of(country, person)
    return place, trait_class


def set_values(world: World, step: int) -> None:
    """Climates = calendar + what kicks left; levers = calendar + responses, held to [0, 1]."""
    quantities = world.model.quantities
    world.value = quantities.schedule[step] + world.kicked
    if step > 0:  # a response starts at zero and relaxes towards gain x climate
        target = quantities.response_gain * world.value[quantities.response_climate]
        world.response = target + (world.response - target) * quantities.response_keep
    np.add.at(world.value, quantities.response_lever, world.response)
    world.value = np.where(quantities.lever, np.clip(world.value, 0, 1), world.value)


def observe(world: World, step: int) -> None:
    """Write down the climates and levers and the people in each state of each track at the start of a step."""
    tallies = world.model.tallies
    people = np.zeros(tallies.people_at_start.shape, np.int32)
    for states_of_track in tallies.track_state:
        np.add.at(people, (states_of_track[world.state], world.place), 1)
    world.people.append(people)
    world.values.append(world.value)


def hazards(world: World) -> NDArray[np.float64]:
    """float64[K, N]: how many events of each kind everybody meets on average in this step.

    Rate x hazard ratios of class and state x ratio ** feeling for each feeling x what climates and levers make of it, up to the cap.
    """
    given = world.model.hazards
    log_hazard = (
        given.log_rate[:, None] + given.log_weight[:, world.trait_class] + given.log_state[:, world.state]
    )
    log_hazard += given.log_feeling @ world.feeling.T
    log_hazard += log_surroundings(world)
    return np.where(given.source[:, world.state], np.exp2(np.minimum(log_hazard, LOG_CAP)), 0.0)


def log_surroundings(world: World) -> NDArray[np.float64]:
    """float64[K, N]: log2 of what climates and levers make of the hazards of everybody."""
    cells = world.model.cells
    value, kind = world.value[cells.term_value], cells.term_kind
    with np.errstate(divide="ignore"):
        factor = np.log2(np.maximum(value, 0))  # nothing happens while a factor is at zero
    ratio = cells.term_log * np.where(kind == RATIO, value, value**2)
    of_cell = np.zeros(len(cells.event))
    np.add.at(
        of_cell,
        np.repeat(np.arange(len(of_cell)), np.diff(cells.term_start)),
        np.where(kind == FACTOR, factor, ratio),
    )
    audience = cells.audience[:, world.trait_class]
    return of_cell[cells.start[:-1, None] + world.place * cells.audiences[:, None] + audience]


def candidates(hazard: NDArray[np.float64], random: np.random.Generator) -> Iterator[tuple[float, int, int]]:
    """What may happen in a step, in the order of time: (time within the step, event, person), a Poisson number for each hazard."""
    number = random.poisson(hazard)
    event, person = np.repeat(np.argwhere(number), number[number > 0], axis=0).T
    time = random.random(len(event))
    order = np.argsort(time)
    return zip(time[order].tolist(), event[order].tolist(), person[order].tolist(), strict=True)


def is_at_risk(world: World, event: int, person: int) -> bool:
    """Whether a person is in a state that an event starts from."""
    return bool(world.model.hazards.source[event, world.state[person]])


def approach(world: World, time: float, event: int, person: int, random: np.random.Generator) -> None:
    """An encounter: the person meets a random contact, who turns with a chance that depends on class and feelings."""
    given = world.model.hazards
    layer, turned = given.layer[event], int(given.turns[event])
    contacts = contacts_of(world.country, world.layers, layer, person)
    slots = max(
        world.model.layers.degree[layer], len(contacts)
    )  # a matching may leave a person without a partner
    slot = random.integers(slots) if slots else 0
    if slot >= len(contacts) or not is_at_risk(world, turned, contacts[slot]):
        return
    contact = int(contacts[slot])
    log_chance = (
        given.log_chance[event, world.trait_class[contact]]
        + given.chance_feeling[event] @ world.feeling[contact]
    )
    if random.random() < np.exp2(min(log_chance, 0.0)):
        tally(world, time, event, contact)
        happen(world, time, turned, contact, person, event)


def happen(world: World, time: float, event: int, person: int, source: int = -1, way: int = -1) -> None:
    """An event of a person: it is counted and logged, its kicks are noted, the state changes.

    `source` is the person who approached them and `way` the encounter, -1 for an event of their own.
    """
    tally(world, time, event, person)
    state, home = world.state[person], world.place[person] * 65536 + world.trait_class[person]
    if world.model.tallies.logged[event]:
        world.log.append((time, event, person, home, state, source, way, world.feeling[person].copy()))
    note_feeling_kicks(world, event, person)
    note_climate_kicks(world, event, person)
    world.state[person] = world.model.hazards.target[event, state]


def tally(world: World, time: float, event: int, person: int) -> None:
    """Count an event by period, place and class."""
    tallies, place, trait_class = world.model.tallies, world.place[person], world.trait_class[person]
    for t in tallies.number[tallies.start[event] : tallies.start[event + 1]]:
        line = tallies.period[t, int(time)] * tallies.rows[t] + tallies.row[t, place]
        world.count[tallies.offset[t] + line * tallies.columns[t] + tallies.column[t, trait_class]] += 1


def note_feeling_kicks(world: World, event: int, person: int) -> None:
    """Note what an event does to the feelings of the person or of their contacts."""
    kicks = world.model.kicks
    for b in range(kicks.bundle_start[event], kicks.bundle_start[event + 1]):
        layer = kicks.bundle_layer[b]
        receivers = [person] if layer < 0 else contacts_of(world.country, world.layers, layer, person)
        scale = product(world, kicks.bundle_times[b : b + 2], person)
        amount = kicks.amount[b, kicks.receiver[world.trait_class[receivers]]]
        np.add.at(world.feeling_kicks, receivers, amount * scale)


def note_climate_kicks(world: World, event: int, person: int) -> None:
    """Note what an event does to climates."""
    kicks, quantities = world.model.kicks, world.model.quantities
    place, trait_class = world.place[person], world.trait_class[person]
    for u in range(kicks.push_start[event], kicks.push_start[event + 1]):
        of_place = quantities.value_of_place[kicks.push_quantity[u], place]
        value = of_place if of_place >= 0 else quantities.value_of_class[kicks.push_quantity[u], trait_class]
        weight = kicks.push_class[u, trait_class] * kicks.push_state[u, world.state[person]]
        world.climate_kicks[value] += (
            kicks.push_amount[u] * weight * product(world, kicks.push_times[u : u + 2], person)
        )


def product(world: World, ends: NDArray[np.int64], person: int) -> float:
    """The product of the climates and levers that scale a kick, where the person lives."""
    quantities = world.model.kicks.times_quantity[ends[0] : ends[1]]
    return float(np.prod(world.value[world.model.quantities.value_of_place[quantities, world.place[person]]]))


def wear_off(world: World) -> None:
    """Let feelings and climates wear off by one step."""
    world.feeling *= world.model.quantities.feeling_decay[:, 1]
    world.kicked *= world.model.quantities.keep


def kick(world: World) -> None:
    """Add the kicks of the step, which count from the next one on."""
    world.feeling += world.feeling_kicks
    world.kicked += world.climate_kicks
    world.feeling_kicks[:] = 0
    world.climate_kicks[:] = 0


def outcome(world: World) -> Outcome:
    """What the run leaves behind."""
    columns = zip(*world.log, strict=True) if world.log else [()] * len(LOG)
    log = {name: np.array(column) for name, column in zip(LOG, columns, strict=True)}
    return Outcome(0, world.count, np.array(world.values), np.array(world.people), log, touched=0, touches=0)
