"""One run of the fast engine: seed the model, clear the workspace, run the steps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from boomerang.engine.interventions import UnmetError, seed_interventions
from boomerang.engine.journal import FIRST_ROOM, Journal, journal_in, with_journal
from boomerang.engine.model import Continuation, Model
from boomerang.engine.overrun import forget_steps, overrun
from boomerang.engine.steps import change_model, run_steps
from boomerang.engine.workspace import (
    CHUNK,
    JOURNAL,
    LISTS,
    LOG,
    LOGGED,
    MISSED,
    PICKED,
    POOL,
    QUEUE,
    RECORDS,
    TOUCHES,
    UNMET,
    Rooms,
    Workspace,
    allocate,
    clear,
    fits,
    rooms_of,
)
from boomerang.kernels.compiled import Reference, bind, kernel
from boomerang.population.contacts import seed_layers
from boomerang.population.country import seed_country
from boomerang.population.mixing import combine, name_key

MOST_CANDIDATES = 1 << 20  # of one step, or one for every eight people: beyond, hazards have run away
_GROWTH = 8  # of rooms that were too small
_SHORT = 0.01  # seconds: a block of steps that takes less is followed by one of four times as many


class _Own(threading.local):
    """What every thread keeps of the run that it made last.

    Attributes:
        work: its workspace; room, model: that, unless it had a journal, and its model, as kernels saw them.
    """

    work: Workspace | None = None
    room: Reference | None = None
    model: Reference | None = None


_own = _Own()


@dataclass(frozen=True)
class Outcome:
    """What one run leaves behind, as arrays; axes as in `Tallies` and `Quantities`.

    Attributes:
        seed: the seed.
        count: int64[...], the tallies, one block after another.
        value: float64[steps + 1, V], climates and levers at the start of each step and at the end.
        people: int32[steps + 1, states, P], people in each state at the same moments.
        log: the event log, column by column, in the order of time.
        touched: people who were touched; touches: how often feelings were moved.
        journal: every event and approach, where the run was asked for one.
    """

    seed: int
    count: np.ndarray
    value: np.ndarray
    people: np.ndarray
    log: dict[str, np.ndarray]
    touched: int
    touches: int
    journal: Journal | None = None


@kernel
def _cell_keys(event, place, start, audiences, event_key, place_key, root, out):
    for cell in range(len(event)):
        number = np.uint64((cell - start[event[cell]]) % audiences[event[cell]])
        key = combine(combine(root, event_key[event[cell]]), place_key[place[cell]])
        out[cell] = combine(key, number)


def seeded(model: Model, seed: int, events: list[str], layers: list[str]) -> Model:
    """The model with the people, ties and luck of a seed; luck is addressed by names of event and place."""
    cells = model.cells
    keys = np.empty(len(cells.event), np.uint64)
    event_keys = np.array([name_key("event", name) for name in events], np.uint64)
    layer_keys = np.array([name_key("layer", name) for name in layers], np.uint64)
    place_keys = model.country.place_key
    root = np.uint64(combine(np.uint64(seed), name_key("luck")))
    _cell_keys(cells.event, cells.place, cells.start, cells.audiences, event_keys, place_keys, root, keys)
    return model._replace(
        country=seed_country(model.country, seed),
        layers=seed_layers(model.layers, layer_keys, seed),
        cells=cells._replace(key=keys),
        interventions=seed_interventions(model.interventions, root),
    )


def simulate_model(
    model: Model,
    seed: int,
    events: list[str],
    layers: list[str],
    progress: Callable[[int], Any] | None = None,
    later: Continuation | None = None,
    journal: bool = False,
) -> Outcome:
    """Run a compiled model once.

    Args:
        model: the arrays of a case, not seeded.
        seed: 0 .. 2**64 - 1.
        events, layers: names, which address the random streams.
        progress: called now and then with the number of steps done.
        later: with what the run goes on from a step; None to end as it begins.
        journal: whether to keep one.

    Raises:
        UnmetError: there were too few people for an intervention. OverrunError: more would happen in a step
            than in a country whose hazards are in bounds.
    """
    ready, then = seeded(model, seed, events, layers), _seeded_alike(later, seed, events, layers)
    rooms, lines = None, FIRST_ROOM if journal else 0
    while True:
        work = _workspace(ready, rooms)
        work = with_journal(work, lines) if journal else work
        full = _run(ready, work, progress, then)
        if not full:
            return _outcome(work, seed)
        if full == UNMET:
            raise UnmetError(int(work.counters[MISSED]), int(work.counters[PICKED]))
        if full & JOURNAL:
            lines *= _GROWTH
        rooms = _more_room(rooms_of(work), full, model)
        if rooms is None:
            raise overrun(work, ready, len(work.time))


def _first_rooms(model: Model) -> Rooms:
    pool = (1 << 20) + 2 * model.country.persons
    return Rooms(candidates=(1 << 17) + _planned(model), pool=pool, log=1 << 16, queue=2 * CHUNK)


def _planned(model: Model) -> int:
    """How many people meet interventions, which is no sign of a country that runs away."""
    return int(model.interventions.people.sum())


def _more_room(rooms: Rooms, full: int, model: Model) -> Rooms | None:
    """More room, generously, so that a lively country is not begun again and again; None if it runs away."""
    most = max(MOST_CANDIDATES, model.country.persons // 8)
    if full & LISTS and _GROWTH * (rooms.candidates - _planned(model)) > most:
        return None
    bits = Rooms(candidates=LISTS | LOG, pool=POOL, log=LISTS | LOG, queue=QUEUE)
    return Rooms(*(room * (_GROWTH if full & bit else 1) for room, bit in zip(rooms, bits, strict=True)))


def _seeded_alike(
    later: Continuation | None, seed: int, events: list[str], layers: list[str]
) -> Continuation | None:
    return later and Continuation(later.step, seeded(later.model, seed, events, layers))


def _run(
    model: Model, work: Workspace, progress: Callable[[int], Any] | None, later: Continuation | None = None
) -> int:
    """Run all steps, in blocks after which it can be interrupted. Returns what was full."""
    clear(work, model)
    forget_steps(work)
    bound, room = bind(model, _own.model), bind(work, _own.room)
    _own.model, _own.room = bound, None if len(work.journal) else room
    first, block, steps = 0, 1, len(model.quantities.length)
    change = steps if later is None else later.step
    while first < steps:
        if later is not None and first == change:
            then = bind(later.model, bound)
            change_model(bound, then, room, first)
            bound = then
        last, begun = min(first + block, steps if first >= change else change), perf_counter()
        full = run_steps(bound, room, first, last)
        if full:
            return int(full)
        if progress is not None:
            progress(last)
        first, block = last, 4 * block if perf_counter() - begun < _SHORT else block
    return 0


def _workspace(model: Model, rooms: Rooms | None) -> Workspace:
    """The thread's workspace, if it fits the model and no other rooms are wanted; else a new one."""
    if rooms is not None or _own.work is None or not fits(_own.work, model):
        _own.work = _own.room = None  # first give back the memory of the old one
        _own.work = allocate(model, rooms or _first_rooms(model))
    return _own.work


def _outcome(work: Workspace, seed: int) -> Outcome:
    lines = int(work.counters[LOGGED])
    names = ("time", "event", "person", "home", "state", "source", "way", "feeling")
    return Outcome(
        seed=seed,
        count=work.count.copy(),
        value=work.value_over_time.copy(),
        people=work.people_over_time.copy(),
        log={name: getattr(work, f"log_{name}")[:lines].copy() for name in names},
        touched=int(work.counters[RECORDS]),
        touches=int(work.counters[TOUCHES]),
        journal=journal_in(work) if len(work.journal) else None,
    )
