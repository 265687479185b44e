"""What a case compiles to: flat arrays for one kernel that serves every case.

Sizes: K events (transitions, acts, encounters), S combined states (all pairs of states of the two tracks),
C trait classes, P places, F feelings, V values (one for each climate and lever and each nation, province,
place or category it is kept for). Hazards are base-2 logarithms, so that a product is a sum, the bin of a
hazard is a ceiling and steep thresholds do not overflow. A "cell" is one event in one place for one
audience: the classes that the climates of the event do not tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from boomerang.arrays import (
    Flags,
    Flags2,
    Floats,
    Floats2,
    Ints,
    Ints2,
    Singles2,
    Singles3,
    Small,
    Small2,
    Words,
)
from boomerang.kernels.compiled import by_reference
from boomerang.population.contacts import Layers
from boomerang.population.country import Country

TRANSITION, ACT, ENCOUNTER = range(3)
FACTOR, RATIO, SQUARED = range(3)
LOG_CAP = 4.0  # nobody meets more than 2**4 events of one kind in one step: steep hazards stop here
BINS = 32  # bins of a cell, by powers of two of the relative hazard
SLACK, MOST_SLACK = 0.5, 5.0  # log2 of the factor by which a hazard may rise before a person needs a bin
HEADROOM = 20  # bins above the most exposed class; the last one holds whatever lies beyond, up to the cap


@by_reference
class Hazards(NamedTuple):
    """Who is at risk of what, and how much.

    Attributes:
        kind: int64[K], TRANSITION, ACT or ENCOUNTER.
        source: bool[K, S], combined states at risk.
        target: int64[K, S], combined state after the event.
        log_rate: float64[K], log2 of the mean number of events a person at risk meets in one step.
        log_weight: float64[K, C], log2 of the hazard ratio of a class; -inf for those who are never at risk.
        log_place: float64[K, P], log2 of the hazard ratio of a place; -inf where it cannot happen.
        log_state: float64[K, S], log2 of the hazard ratio of a combined state.
        slack: float64[K], log2 of the slack that is left above the hazard at the start when people are drawn
            with their class: SLACK to MOST_SLACK for events that feelings or states move, else 0.
        log_base: float64[K, C], log_weight + log_state of the class's first state + slack; -inf when that
            state is not at risk.
        log_feeling: float64[K, F], log2 of the hazard ratio per unit.
        most_feeling: float64[2, F], the least (at most 0) and the greatest (at least 0) of these over all
            events, as shares of their slack.
        lowest: int64[K], exponent of the lowest bin.
        layer: int64[K], contact layer of an encounter, else -1.
        turns: int64[K], the transition that the contact undergoes, else -1.
        log_chance: float64[K, C], log2 of the chance that a contact of a class turns; chance_place:
            float64[K, P], of its ratio by place of the contact.
        chance_feeling: float64[K, F], log2 of the ratio of that chance per unit of the contact's feeling.
        slots: int64[S], how many events need bins for a person in a combined state.
        slot_event: int64[S, ...], which.
        event_slot: int64[K, S], the slot of an event; -1 for none.
        first_state: int64[C], combined state in which a class starts.
    """

    kind: Ints
    source: Flags2
    target: Ints2
    log_rate: Floats
    log_weight: Floats2
    log_place: Floats2
    log_state: Floats2
    slack: Floats
    log_base: Floats2
    log_feeling: Floats2
    most_feeling: Floats2
    lowest: Ints
    layer: Ints
    turns: Ints
    log_chance: Floats2
    chance_place: Floats2
    chance_feeling: Floats2
    slots: Ints
    slot_event: Ints2
    event_slot: Ints2
    first_state: Ints


@by_reference
class Cells(NamedTuple):
    """Events by place and audience. N cells, in the order event, place, audience.

    Attributes:
        start: int64[K + 1], first cell of each event.
        audiences: int64[K], audiences of each event.
        audience: int64[K, C], the audience a class belongs to.
        event, place: int64[N].
        log_total: float64[N], log2 of the sum over people of 2**log_base; -inf where log_place is.
        log_most: float64[N], largest log_base in the cell.
        base_start: int64[N + 1], where the classes at risk at the start begin in the next two.
        base_class: int32[...].
        base_sum: float64[...], running sum of people * 2**(log_base - log_most) within a cell.
        base_guide: int32[N, G], where to start looking in base_sum for a fraction i/G of its total.
        term_start: int64[N + 1], where the cell's climate and lever terms begin in the next three.
        term_value: int64[...], index of the value; term_kind: int64[...], FACTOR, RATIO or SQUARED;
        term_log: float64[...], log2 of the hazard ratio per unit (or per squared unit).
        key: uint64[N], stream of random numbers; depends on the seed.
    """

    start: Ints
    audiences: Ints
    audience: Ints2
    event: Ints
    place: Ints
    log_total: Floats
    log_most: Floats
    base_start: Ints
    base_class: Small
    base_sum: Floats
    base_guide: Small2
    term_start: Ints
    term_value: Ints
    term_kind: Ints
    term_log: Floats
    key: Words


@by_reference
class Kicks(NamedTuple):
    """What an event does to feelings (bundles: one event, one target) and to climates (pushes).

    Those of an encounter follow where somebody turns in it.

    Attributes:
        bundle_start: int64[K + 1]; bundle_layer: int64[B], contact layer, -1 for the person themselves.
        amount: float32[B, G, F], by receiver group; receiver: int64[C], the receiver group of a class.
        bundle_place: int64[B], the row of place_weight by the receiver's place.
        bundle_times: int64[B + 1] into times_quantity; push_times: int64[U + 1] likewise.
        times_quantity: int64[...], quantities that multiply an amount, looked up at the actor's place.
        push_start: int64[K + 1]; push_quantity: int64[U]; push_amount: float64[U];
        push_class: float64[U, C], push_state: float64[U, S], weights by the actor; push_place: int64[U], the
            row of place_weight by the actor's place.
        place_weight: float64[..., P], weights by place; row 0, for those that have none, is 1 everywhere.
    """

    bundle_start: Ints
    bundle_layer: Ints
    amount: Singles3
    receiver: Ints
    bundle_place: Ints
    bundle_times: Ints
    push_times: Ints
    times_quantity: Ints
    push_start: Ints
    push_quantity: Ints
    push_amount: Floats
    push_class: Floats2
    push_state: Floats2
    push_place: Ints
    place_weight: Floats2


@by_reference
class Quantities(NamedTuple):
    """Feelings, climates and levers over time. Q climates and levers.

    Attributes:
        feeling_decay: float32[F, steps + 2], what is left of a feeling after so many steps.
        value_of_place: int64[Q, P], index among the values, -1 if kept by trait; value_of_class: int64[Q,
            C], the reverse.
        schedule: float64[steps + 1, V], the part that follows the calendar: in each step, and at the end.
        length: float64[steps], as a share of a whole step: 1, but for the last, which the run's end cuts off.
        keep: float64[V], what is left of the kicked part of a climate after a whole step; at_start:
            float64[V], that part at the start.
        lever: bool[V], held to [0, 1].
        response_lever, response_climate: int64[R], values; response_gain, response_keep: float64[R].
    """

    feeling_decay: Singles2
    value_of_place: Ints2
    value_of_class: Ints2
    schedule: Floats2
    length: Floats
    keep: Floats
    at_start: Floats
    lever: Flags
    response_lever: Ints
    response_climate: Ints
    response_gain: Floats
    response_keep: Floats


@by_reference
class Tallies(NamedTuple):
    """What is counted. T tallies, each a block of periods x rows x columns in one array.

    Attributes:
        start: int64[K + 1], where an event's tallies begin in `number`; number: int64[...].
        offset: int64[T + 1]; period: int64[T, steps]; row: int64[T, P]; rows: int64[T];
        column: int64[T, C]; columns: int64[T].
        logged: bool[K], events that go to the event log.
        track_state: int64[2, S], the flat number of the state on each track; people_at_start: int64[states,
            P].
    """

    start: Ints
    number: Ints
    offset: Ints
    period: Ints2
    row: Ints2
    rows: Ints
    column: Ints2
    columns: Ints
    logged: Flags
    track_state: Ints2
    people_at_start: Ints2


@by_reference
class Interventions(NamedTuple):
    """Events that a run plays whatever else happens, each once and to a number of people. G interventions.

    Attributes:
        event: int64[G], a transition or act.
        people: int64[G], how many meet it; up_to: bool[G], whether it may be fewer if there are no more.
        source: bool[G, S], combined states at risk that are meant; classes: bool[G, C] and places: bool[G,
            P], likewise.
        window: float64[G, 2], first and last moment, in steps since the start.
        key: uint64[G], address of the intervention; with a seed, stream of random numbers.
        moment: float64[G], when it happens, in steps since the start; depends on the seed.
    """

    event: Ints
    people: Ints
    up_to: Flags
    source: Flags2
    classes: Flags2
    places: Flags2
    window: Floats2
    key: Words
    moment: Floats


NO_INTERVENTIONS = Interventions(
    event=np.zeros(0, np.int64),
    people=np.zeros(0, np.int64),
    up_to=np.zeros(0, bool),
    source=np.zeros((0, 0), bool),
    classes=np.zeros((0, 0), bool),
    places=np.zeros((0, 0), bool),
    window=np.zeros((0, 2)),
    key=np.zeros(0, np.uint64),
    moment=np.zeros(0),
)


@by_reference
class Model(NamedTuple):
    """Everything a run needs. People, ties, `Cells.key` and moments are set for a seed by `seeded`."""

    country: Country
    layers: Layers
    hazards: Hazards
    cells: Cells
    kicks: Kicks
    quantities: Quantities
    tallies: Tallies
    interventions: Interventions = NO_INTERVENTIONS


@dataclass(frozen=True)
class Continuation:
    """With what a run goes on from a step: a model with the same events, people, cells and bins."""

    step: int
    model: Model
