"""The process that the fast engine simulates, slow and obvious: everybody is looked at in every step.

No records and no bins, only arrays with one row for each person. Read `simulate_reference` to learn what
a run does; the fast engine must agree with it in distribution (tests/engine). Sizes as in `model`; N persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Floats, Ints
from boomerang.engine.everybody import homes, ties
from boomerang.engine.interventions import INTERVENTION, UnmetError
from boomerang.engine.model import ENCOUNTER, FACTOR, LOG_CAP, RATIO, Continuation, Model
from boomerang.engine.simulate import Outcome
from boomerang.engine.words import home_word
from boomerang.kernels.compiled import bind

Event: TypeAlias = tuple[float, int, int, int, int, int]  # a row of `Happened`


def simulate_reference(
    world: World, random: np.random.Generator, later: Continuation | None = None
) -> Outcome:
    """Run a model once. Returns what the fast engine returns, with seed, touched and touches left at 0.

    Args:
        world: a new `World` of the model.
        random: where all luck comes from.
        later: with what the run goes on from a step; None to end as it begins.

    Raises:
        ValueError: the world has had its run.
    """
    if world.values:
        raise ValueError("this world has had its run; make another")
    for step in range(world.steps):
        set_values(world, step)
        if later and step == later.step:
            world.follow(later.model)
            set_values(world, step, anew=True)
        observe(world)
        events: list[Event] = []
        length = world.model.quantities.length[step]
        coming = [*candidates(hazards(world), length, random), *interventions(world, step)]
        for time, event, person in sorted(coming):
            if event == INTERVENTION:
                events += intervene(world, time, person, random)
                continue
            if not is_at_risk(world, event, person):
                continue  # an earlier event of this step has moved them on
            if world.model.hazards.kind[event] == ENCOUNTER:
                events += approach(world, time, event, person, random)
            else:
                events += happen(world, time, event, person)
        happened = gathered(events)
        world.happened.append(happened)
        world.felt.append(world.feeling[happened.person])
        wear_off_and_kick(world, step, happened)
    set_values(world, world.steps)
    observe(world)
    return outcome(world)


class Happened(NamedTuple):
    """The events of a step, in the order of time; in each field one number for each event.

    `time` runs from 0 to 1, the end of a whole step; `state` is the one before; `source` is the person who
    approached them and `way` the encounter, both -1 for an event of one's own.
    """

    time: Floats
    event: Ints
    person: Ints
    state: Ints
    source: Ints
    way: Ints


class World:
    """Everybody, and what changes during a run of a model that has people, ties and moments of a seed.

    Attributes:
        place, trait_class, state: int64[N]; state is the combined state of the tracks.
        contacts: for each layer int64[N, slots]; a slot may be empty (-1). degree: int64[L, N], slots to
            choose from.
        feeling: float64[N, F].
        value: float64[V], climates and levers; kicked: float64[V], the part of climates that events made;
            response: float64[R], what responses add to levers.
        model: what the run follows; log_home: float64[K, N], log2 of what class and place make of hazards;
            log_state: float64[K, S], of what states do, -inf where they are not at risk; at_risk: the same as
            lists of true and false; cell: int64[K, N]; cell_of_term: int64[...]; kicking: events that kick.
        values, people: what is written down as each step begins and at the end, as in `Outcome`; happened:
            in each step; felt: with what feelings its events were met.
    """

    def __init__(self, model: Model) -> None:
        self.steps = len(model.quantities.length)
        self.place, self.trait_class = homes(bind(model.country))
        self.follow(model)
        self.degree, self.contacts = ties(model)
        self.state = model.hazards.first_state[self.trait_class]
        self.feeling = np.zeros((len(self.place), len(model.quantities.feeling_decay)))
        self.value = np.zeros(len(model.quantities.keep))
        self.kicked = model.quantities.at_start.copy()
        self.response = np.zeros(len(model.quantities.response_gain))
        self.values: list[Floats] = []
        self.people: list[NDArray[np.int32]] = []
        self.happened: list[Happened] = []
        self.felt: list[Floats] = []

    def follow(self, model: Model) -> None:
        """Go on by a model; sets what stays the same for as long as it holds."""
        self.model, given, cells = model, model.hazards, model.cells
        self.log_home = given.log_weight[:, self.trait_class] + given.log_place[:, self.place]
        self.log_state = np.where(given.source, given.log_state, -np.inf)
        self.at_risk: list[list[bool]] = given.source.tolist()
        audience = cells.audience[:, self.trait_class]
        self.cell = cells.start[:-1, None] + self.place * cells.audiences[:, None] + audience
        kicks = np.diff(model.kicks.bundle_start) + np.diff(model.kicks.push_start)
        self.kicking: list[int] = np.flatnonzero(kicks).tolist()
        self.cell_of_term = np.repeat(np.arange(len(cells.event)), np.diff(cells.term_start))


def set_values(world: World, step: int, anew: bool = False) -> None:
    """Climates = calendar + what kicks left; levers = calendar + responses, held to [0, 1]."""
    quantities = world.model.quantities
    world.value = quantities.schedule[step] + world.kicked
    if step > 0:  # a response starts at zero and relaxes towards gain x climate
        target = quantities.response_gain * world.value[quantities.response_climate]
        keep = quantities.response_keep  # when the model changes, only what has no delay moves
        kept = np.sign(keep) if anew else keep ** quantities.length[step - 1]
        world.response = target + (world.response - target) * kept
    np.add.at(world.value, quantities.response_lever, world.response)
    world.value = np.where(quantities.lever, world.value.clip(0, 1), world.value)


def observe(world: World) -> None:
    """Write down climates, levers and people in each state, as a step begins or the run ends."""
    tallies = world.model.tallies
    states, places = tallies.people_at_start.shape
    in_place = tallies.track_state[:, world.state] * places + world.place
    people = np.bincount(in_place.ravel(), minlength=states * places)
    world.people.append(people.reshape(states, places).astype(np.int32))
    world.values.append(world.value)


def hazards(world: World) -> Floats:
    """float64[K, N]: how many events of each kind everybody meets in a whole step, on average.

    The rate, times the hazard ratios of class, place and state, times ratio ** feeling for each feeling,
    times what climates and levers make of it; up to the cap.
    """
    log_hazard = world.model.hazards.log_rate[:, None] + log_own(world) + log_surroundings(world)
    hazard: Floats = np.exp2(np.minimum(log_hazard, LOG_CAP))
    return hazard


def log_own(world: World) -> Floats:
    """float64[K, N]: log2 of what class, place, state and feelings make of everybody's hazards."""
    log_factor: Floats = world.log_home + world.log_state.take(world.state, axis=1)
    return log_factor + world.model.hazards.log_feeling @ world.feeling.T


def log_surroundings(world: World) -> Floats:
    """float64[K, N]: log2 of what climates and levers make of the hazards of everybody."""
    cells = world.model.cells
    value, kind = world.value[cells.term_value], cells.term_kind
    with np.errstate(divide="ignore"):
        factor = np.log2(np.maximum(value, 0))  # nothing happens while a factor is at zero
    ratio = cells.term_log * np.where(kind == RATIO, value, value**2)
    of_term = np.where(kind == FACTOR, factor, ratio)
    return np.bincount(world.cell_of_term, of_term, len(cells.event)).take(world.cell)


def candidates(
    hazard: Floats, length: float, random: np.random.Generator
) -> Iterator[tuple[float, int, int]]:
    """What may happen in a step, in the order of time: a Poisson number of (time, event, person) each."""
    number = random.poisson(length * hazard)
    some = np.nonzero(number)
    event, person = (np.repeat(of_pair, number[some]) for of_pair in some)
    time = length * random.random(len(event))
    order = np.argsort(time)
    return zip(time[order].tolist(), event[order].tolist(), person[order].tolist(), strict=True)


def interventions(world: World, step: int) -> list[tuple[float, int, int]]:
    """The interventions of a step: (time, INTERVENTION, number) each."""
    moments = world.model.interventions.moment.tolist()
    return [(moment - step, INTERVENTION, n) for n, moment in enumerate(moments) if int(moment) == step]


def intervene(world: World, time: float, number: int, random: np.random.Generator) -> list[Event]:
    """An intervention: its event happens to people who are drawn by hazard from all who match, at once."""
    planned, met = world.model.interventions, drawn(world, number, random)
    event, people = int(planned.event[number]), planned.people[number]
    if len(met) < people and not planned.up_to[number]:
        raise UnmetError(number, len(met))
    return [line for person in met[:people].tolist() for line in happen(world, time, event, person)]


def drawn(world: World, number: int, random: np.random.Generator) -> Ints:
    """int64[...]: all who match, in the order in which they are drawn, one after another by hazard.

    The first of exponential times that have the hazards as rates is drawn first. After those who have a
    hazard come those whom rate, levers and climates leave none, by what is their own.
    """
    planned = world.model.interventions
    event = int(planned.event[number])
    matches = planned.classes[number, world.trait_class] & planned.places[number, world.place]
    matches &= planned.source[number, world.state]
    hazard, own = hazards(world)[event], np.exp2(log_own(world)[event])
    order = []
    for rate in (hazard, np.where(hazard > 0, 0.0, own)):
        some = np.flatnonzero(matches & (rate > 0))
        order.append(some[np.argsort(random.exponential(size=len(some)) / rate[some])])
    return np.concatenate(order)


def is_at_risk(world: World, event: int, person: int) -> bool:
    """Whether a person is in a state that an event starts from."""
    return world.at_risk[event][world.state[person]]


def happen(
    world: World, time: float, event: int, person: int, source: int = -1, way: int = -1
) -> list[Event]:
    """An event of a person: their state changes."""
    before = int(world.state[person])
    world.state[person] = world.model.hazards.target[event, before]
    return [(time, event, person, before, source, way)]


def approach(world: World, time: float, event: int, person: int, random: np.random.Generator) -> list[Event]:
    """An encounter: a contact or the person may turn; the chance follows their class, place and feelings."""
    given = world.model.hazards
    layer, turned = given.layer[event], int(given.turns[event])
    met = person if layer < 0 else contact_of(world, layer, person, random)
    if met < 0 or not is_at_risk(world, turned, met):
        return []
    log_chance = given.log_chance[event, world.trait_class[met]] + given.chance_place[event, world.place[met]]
    log_chance += given.chance_feeling[event] @ world.feeling[met]
    if random.random() >= np.exp2(min(log_chance, 0.0)):
        return []
    return happen(world, time, turned, met, person, event)


def contact_of(world: World, layer: int, person: int, random: np.random.Generator) -> int:
    """A random contact of a person in a layer; -1 for nobody."""
    degree = world.degree[layer][person]
    return int(world.contacts[layer][person, random.integers(degree)]) if degree > 0 else -1


def gathered(events: list[Event]) -> Happened:
    """The events of a step as arrays."""
    numbers = np.fromiter(chain.from_iterable(events), float)
    time, *others = numbers.reshape(len(events), len(Happened._fields)).T
    return Happened(time, *(column.astype(np.int64) for column in others))


def wear_off_and_kick(world: World, step: int, happened: Happened) -> None:
    """Let feelings and climates wear off by a step, and add the kicks of its events and encounters."""
    kicks, quantities = world.model.kicks, world.model.quantities
    world.feeling *= quantities.feeling_decay[:, 1] ** quantities.length[step]
    world.kicked *= quantities.keep ** quantities.length[step]
    for k in world.kicking:
        these = np.flatnonzero((happened.event == k) | (happened.way == k))
        person, state = happened.person[these], happened.state[these]
        for b in range(kicks.bundle_start[k], kicks.bundle_start[k + 1]):
            kick_feelings(world, b, person)
        for u in range(kicks.push_start[k], kicks.push_start[k + 1]):
            kick_climate(world, u, person, state)


def kick_feelings(world: World, bundle: int, person: Ints) -> None:
    """Move the feelings of some persons, or of their contacts in a layer."""
    kicks, layer = world.model.kicks, world.model.kicks.bundle_layer[bundle]
    receiver = person[:, None] if layer < 0 else world.contacts[layer][person]
    amount = kicks.amount[bundle, kicks.receiver[world.trait_class[receiver]]]
    amount = amount * product(world, kicks.bundle_times[bundle : bundle + 2], person)[:, None, None]
    amount = amount * kicks.place_weight[kicks.bundle_place[bundle], world.place[receiver]][:, :, None]
    np.add.at(world.feeling, receiver[receiver >= 0], amount[receiver >= 0])


def kick_climate(world: World, push: int, person: Ints, state: Ints) -> None:
    """Move a climate where some persons live, or of their group, as far as they weigh."""
    kicks, quantities = world.model.kicks, world.model.quantities
    place, trait_class = world.place[person], world.trait_class[person]
    of_place = quantities.value_of_place[kicks.push_quantity[push], place]
    of_class = quantities.value_of_class[kicks.push_quantity[push], trait_class]
    weight = kicks.push_class[push, trait_class] * kicks.push_state[push, state]
    weight = weight * kicks.place_weight[kicks.push_place[push], place]
    amount = kicks.push_amount[push] * weight * product(world, kicks.push_times[push : push + 2], person)
    np.add.at(world.kicked, np.where(of_place >= 0, of_place, of_class), amount)


def product(world: World, ends: Ints, person: Ints) -> Floats:
    """The product of the climates and levers that scale a kick, where its actors live."""
    quantities = world.model.kicks.times_quantity[ends[0] : ends[1], None]
    values: Floats = world.value[world.model.quantities.value_of_place[quantities, world.place[person]]]
    return values.prod(axis=0)


def outcome(world: World) -> Outcome:
    """What the run leaves behind."""
    steps = np.repeat(np.arange(world.steps), [len(feeling) for feeling in world.felt])
    happened = Happened(*map(np.concatenate, zip(*world.happened, strict=True)))
    home = home_word(world.place[happened.person], world.trait_class[happened.person])
    lines = happened._asdict() | {"time": steps + happened.time, "home": home}
    lines["feeling"] = np.concatenate(world.felt)
    logged = world.model.tallies.logged[happened.event]
    return Outcome(
        seed=0,
        count=counts(world, steps, happened),
        value=np.array(world.values),
        people=np.array(world.people),
        log={name: column[logged] for name, column in lines.items()},
        touched=0,
        touches=0,
    )


def counts(world: World, steps: Ints, happened: Happened) -> Ints:
    """int64[...]: the events of all tallies, by period, place and class."""
    tallies = world.model.tallies
    number = np.zeros(tallies.offset[-1], np.int64)
    for k in range(len(tallies.logged)):
        these = (happened.event == k) | (happened.way == k)  # counts under the name of the encounter too
        step, person = steps[these], happened.person[these]
        for t in tallies.number[tallies.start[k] : tallies.start[k + 1]]:
            line = tallies.period[t, step] * tallies.rows[t] + tallies.row[t, world.place[person]]
            column = tallies.column[t, world.trait_class[person]]
            np.add.at(number, tallies.offset[t] + line * tallies.columns[t] + column, 1)
    return number
