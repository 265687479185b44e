"""Kicks of a run that has a journal, found again from its events.

A kick follows from its event, from who the contacts are and from the climates and levers of its step, so the
functions that carry out kicks in a run list them here, line by line of the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from boomerang.arrays import Ints, Singles, Small
from boomerang.engine.journal import Journal
from boomerang.engine.kicks import find_partners, kick_people
from boomerang.engine.model import Continuation, Model
from boomerang.engine.records import home_of
from boomerang.engine.simulate import Outcome
from boomerang.engine.workspace import CHUNK, FULL, MATCHED, QUEUED, Rooms, allocate
from boomerang.kernels.compiled import allocating, bind, kernel
from boomerang.population.contacts import contact, degree_of, open_block

_GROWTH = 8  # of a queue that was too small for the contacts of one event


@dataclass(frozen=True, eq=False)
class Touches:
    """Every time that feelings were moved: what a bundle of kicks did to one person.

    Attributes:
        line: int32[T], line of the journal of the event, in ascending order.
        person: int32[T], whose feelings were moved, from the step after the event's on.
        bundle: int32[T], of `Kicks`, those of the model of that step.
        scale: float32[T], what its amounts were multiplied by, but for the weight of the receiver's place.
    """

    line: Small
    person: Small
    bundle: Small
    scale: Singles


def touches_of(model: Model, outcome: Outcome, later: Continuation | None = None) -> Touches:
    """All touches of a run.

    Args:
        model: the model with the people and ties of the run's seed.
        outcome: of a run with a journal.
        later: with what it went on from a step, with the same people; None where it ended as it began.
    """
    journal = outcome.journal
    assert journal is not None
    size, queue = outcome.touches, 2 * CHUNK
    line, person, bundle = np.empty((3, size), np.int32)
    found = Touches(line, person, bundle, np.empty(size, np.float32))
    change = int(np.searchsorted(journal.step, later.step)) if later else len(journal.step)
    parts = [(model, 0, change), (later.model if later else model, change, len(journal.step))]
    while not _replay(parts, outcome.value, journal, found, queue):
        queue *= _GROWTH
    return found


def _replay(
    parts: list[tuple[Model, int, int]], value: Any, journal: Journal, found: Touches, queue: int
) -> bool:
    """Fill in the touches, of the lines from one to another with each model.

    False where the contacts of an event find no room in the queue.
    """
    lines = (journal.step, journal.event, journal.way, journal.person, journal.home)
    touches, count = (found.line, found.person, found.bundle, found.scale), 0
    for model, first, last in parts:
        work = allocate(model, Rooms(candidates=1, pool=1, log=1, queue=queue))
        count = _list_touches(bind(model), bind(work), value, lines, touches, first, last, count)
        if work.counters[FULL]:
            return False
    assert count == len(found.line), "a run and its journal have different kicks"
    return True


@kernel
def _list_touches(model, work, value, journal, found, first, last, count):
    """Fill in the touches of the lines first .. last - 1, after `count` of them. Returns how many."""
    steps, events, ways, persons, homes = journal
    lines, whom, bundles, scales = found
    now = -1
    for i in range(first, last):
        if steps[i] != now:
            now = steps[i]
            for v in range(len(work.value)):
                work.value[v] = value[now, v]
        work.counters[QUEUED] = 0
        work.counters[MATCHED] = 0
        kick_people(model, work, events[i], persons[i], homes[i])
        if ways[i] >= 0:
            kick_people(model, work, ways[i], persons[i], homes[i])
        find_partners(work)
        queued = work.counters[QUEUED]
        if work.counters[FULL] != 0 or count + queued > len(lines):
            return -1
        for j in range(queued):
            lines[count + j] = i
            whom[count + j] = work.touch_person[j]
            bundles[count + j] = work.touch_bundle[j]
            scales[count + j] = work.touch_scale[j]
        count += queued
    return count


def contacts_of(model: Model, layer: int, person: int, most: int) -> Ints:
    """int64[...]: the contacts of a person in a layer, ascending; none where there are more than `most`."""
    found = _contacts(bind(model.country), bind(model.layers), layer, person, most)
    return np.unique(found[found >= 0])


@allocating
def _contacts(country, layers, layer, person, most):
    block = open_block(country, layers, layer, person)
    degree = degree_of(layers, layer, block, person)
    found = np.full(degree if degree <= most else 0, -1)
    for number in range(len(found)):
        found[number] = contact(country, layers, layer, block, person, number)
    return found


def homes_of(model: Model, persons: Any) -> Ints:
    """int64[...]: the HOME words of some persons."""
    homes = np.empty(len(persons), np.int64)
    _homes(bind(model.country), np.ascontiguousarray(persons, np.int64), homes)
    return homes


@kernel
def _homes(country, persons, homes):
    for i in range(len(persons)):
        homes[i] = home_of(country, persons[i])
