"""The memory of one run: allocated once per thread, reused from run to run."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from boomerang.arrays import (
    Floats,
    Floats2,
    Ints,
    Ints2,
    Singles,
    Singles2,
    Small,
    Small2,
    Small3,
    Words,
    Words2,
)
from boomerang.engine.model import BINS, Model
from boomerang.kernels.compiled import by_reference, element_types

PERSON, HOME, STATE, LAST, FEELING = range(5)  # words of a record; feelings and masks of bins follow
FIRST, COUNT, ROOM = range(3)  # columns of `bin`
INDEX, KEY, SIZE, FOUND, BASE = range(5)  # rows of `seek` and `meet`; of `match` the first four
LOW, WIDE, ROOT, SPOT = range(
    5, 9
)  # further rows of `seek`: the range of a block, its key, and who is met there
EVENT, WHO, WHERE, BEFORE, SOURCE, WAY = range(6)  # columns of `happened`
DUE, EPOCH, LEFT = range(3)  # columns of `refresh`
WORDS = 16  # 64 bytes: one cache line
CHUNK = 2048  # encounters and touches that are carried through the stages together, and those of one event
WHICH, AT_RISK, LEFT_OF, ROLLED = range(4)  # columns of `among`
SUM, EACH = range(2)  # columns of `odds`
RECORDS, POOL_TOP, TOUCHES, LOGGED, CANDIDATES, HAPPENED, QUEUED, MATCHED, REFRESHED, FULL, MISSED, BASES = (
    range(12)
)
LISTED, PICKED, TRIED = range(12, 15)  # further counters, of one intervention
ENTERING = 15  # counter of those who wait to enter a bin
JOURNALED, APPROACHED = range(16, 18)  # further counters: lines of the journal, and of its approaches
DRAWN = 18  # counter of slots of bins to look at
LISTS, LOG, POOL, QUEUE = 1, 2, 4, 8  # what was full: bits of counter FULL
UNMET = 16  # one more bit: too few people could meet the intervention in counter MISSED
JOURNAL = 32  # and one: no room in the journal
FREE_LISTS = 48
MOST_ROWS = 2**31 - 1  # that a slot can hold


@by_reference
class Workspace(NamedTuple):
    """Arrays that a run fills; their shapes are in `_AXES`. Row 0 of the records is nobody."""

    slot: Small  # row of each person's record + `before`; up to `before` it is from an earlier run
    before: Ints  # records of the earlier runs
    record: Small2
    feeling: Singles2  # float32 view of the same memory
    bin: Ints2  # FIRST slot in the pool, COUNT of entries, ROOM for them: a power of two
    occupied: Ints  # bit mask of the bins that hold somebody
    factor: Floats  # log2 of what rate, levers and climates make of relative hazards
    lowest_bound: Floats  # expected draws of a person in the lowest bin; of cells whose bins hold somebody
    pool: Ints  # entries of the bins
    enter_bin: Ints  # who waits to enter a bin: its number over all cells
    enter_entry: Ints
    drawn_bin: Ints  # slots to look at, by bin
    drawn_slot: Ints
    drawn_word: Words  # random word
    drawn_entry: Ints  # who stands there
    free: Ints  # heads of lists of free blocks by power of two
    time: Floats  # candidates: fraction of the step
    cell: Ints
    number: Ints  # bin; 0 of the first BASES, drawn with their class
    pick: Ints  # position in the place, or slot of the bin
    target: Floats  # running sum at which the class of the first BASES is found
    seek: Words2  # searches in permutations and matchings: INDEX, KEY, SIZE, FOUND, from BASE
    entry: Ints  # entry of the bin
    who: Ints  # person
    row: Ints  # record
    state: Ints  # STATE word
    event: Ints  # or NOTHING
    home: Ints  # HOME word, of the first BASES
    word: Words  # random word
    level: Floats  # log2 of the cell's factor
    other: (
        Ints  # whom an encounter concerns: a person, NOBODY or, further below, somebody who stands at a place
    )
    other_home: Ints  # their HOME word
    asked: Ints  # encounters whose contact is the partner in a matching, or has no record
    grouped: Ints  # encounters in layers that are cut into groups or restricted to some classes
    met_place: Ints  # of contacts who have no record
    met_class: Ints
    other_row: Ints  # records of those who are met, one after another, as the step begins
    other_state: Ints  # their STATE words
    order: Ints  # candidates in the order of time
    bucket: Ints
    moment: Floats  # when it happened, as a fraction of the step
    happened: Ints2  # EVENT, person, HOME word, state BEFORE; SOURCE and encounter (WAY) that turned them
    refresh: Ints2  # records whose bins are DUE, their EPOCH, and a bin that they LEFT or -1
    touch_person: Ints  # queue of touches
    touch_bundle: Ints
    touch_scale: Singles
    touch_record: Ints
    touch_home: Ints
    stranger: Ints  # touches of people without a record
    match: Words2  # as `seek`, for partners
    meet: Words2  # the same for strangers
    meet_place: Ints  # place of each stranger
    meet_class: Ints
    match_base: Ints  # first person of the block
    match_bundle: Ints
    match_scale: Singles
    untouched: Ints2  # people without a record; this and the next are empty where nothing intervenes
    listed: Small2  # HOME and STATE words of records, to go through all of them at an eighth of the cost
    among: Ints2  # who may be picked: WHICH home or, negative, record; how many AT_RISK and LEFT_OF them
    odds: Floats2  # their hazards: running SUM, and of EACH
    roll: Ints  # people without a record of the classes that are ROLLED
    picked: Ints
    value: Floats
    kicked: Floats  # kicked part of climates
    push: Floats  # kicks of this step
    response: Floats
    moved: (
        Words  # bit of everybody who changed state, in the order of classes; empty where nothing asks for it
    )
    stands: Small  # position of the person of each record in the order of classes, + 1; 0 if not known
    people: Ints2
    count: Ints  # type: ignore[assignment]  # tallies
    value_over_time: Floats2
    people_over_time: Small3
    log_time: Floats
    log_event: Ints
    log_person: Ints
    log_home: Ints
    log_state: Ints
    log_source: Ints
    log_way: Ints
    log_feeling: Singles2
    journal_time: Floats  # step and moment of every event; this and the next two have no room unless asked
    journal: Small2  # columns of `happened` and the step
    approach: Small2  # who, whom, encounter, step
    counters: Ints


# The axes of each array, and so its shape: nothing else says how long an array is.
_AXES = {
    "persons": "slot",
    "1": "before",
    "rows words": "record feeling",
    "cells": "occupied factor lowest_bound",
    "bins 4": "bin",
    "pool": "pool",
    "lists": "free",
    "chunk": "enter_bin enter_entry drawn_bin drawn_slot drawn_word drawn_entry"
    " asked grouped met_place met_class other_row other_state",
    "9 chunk": "seek",
    "candidates": "time cell number pick target entry who row state event home word level other other_home"
    " order moment",
    "buckets": "bucket",
    "candidates 6": "happened",
    "candidates 3": "refresh",
    "queue": "touch_person touch_bundle touch_scale touch_record touch_home stranger meet_place meet_class"
    " match_base match_bundle match_scale",
    "4 queue": "match",
    "5 queue": "meet",
    "untouched_places untouched_classes": "untouched",
    "choices 4": "among",
    "choices 2": "odds",
    "choosable": "roll picked",
    "brief 2": "listed",
    "sets": "moved",
    "standing": "stands",
    "values": "value kicked push",
    "responses": "response",
    "states places": "people",
    "tallied": "count",
    "moments values": "value_over_time",
    "moments states places": "people_over_time",
    "log": "log_time log_event log_person log_home log_state log_source log_way",
    "log feelings": "log_feeling",
    "unasked": "journal_time",
    "unasked 7": "journal",
    "unasked 4": "approach",
    "19": "counters",
}
_AXES_OF = {name: axes.split() for axes, names in _AXES.items() for name in names.split()}


class Rooms(NamedTuple):
    """Axes that may turn out too short for a run.

    Attributes:
        candidates: of one step; pool: entries of all bins; log: lines; queue: touches.
    """

    candidates: int
    pool: int
    log: int
    queue: int


def allocate(model: Model, rooms: Rooms) -> Workspace:
    """Fresh memory for runs of a model.

    Large arrays are reserved for the worst case and cost nothing until they are written.
    """
    kinds, shapes = element_types(Workspace), shapes_of(model, rooms)
    record = _aligned_rows(*shapes["record"])
    arrays = {"record": record, "feeling": record.view(np.float32)}
    for name in shapes.keys() - arrays.keys():
        fresh = np.zeros if set(Rooms._fields).isdisjoint(_AXES_OF[name]) else np.empty
        arrays[name] = fresh(shapes[name], kinds[name])
    return Workspace(**arrays)


def shapes_of(model: Model, rooms: Rooms) -> dict[str, tuple[int, ...]]:
    """The shapes of all arrays of a workspace for a model; not to be changed."""
    return _shapes(tuple(_lengths(model).items()), rooms)


@lru_cache(maxsize=8)
def _shapes(lengths: tuple[tuple[str, int], ...], rooms: Rooms) -> dict[str, tuple[int, ...]]:
    length = {**dict(lengths), **rooms._asdict(), "buckets": rooms.candidates + 2}
    return {
        name: tuple(int(axis) if axis.isdigit() else length[axis] for axis in _AXES_OF[name])
        for name in Workspace._fields
    }


def _lengths(model: Model) -> dict[str, int]:
    """The axes that a model decides."""
    cells = len(model.cells.event)
    states, places = model.tallies.people_at_start.shape
    classes = model.country.class_start.shape[1] - 1
    intervened = len(model.interventions.event) > 0  # only then it matters who is untouched
    persons = model.country.persons
    return {
        "persons": persons,
        "rows": persons + 1,
        "words": record_words(model),
        "cells": cells,
        "bins": cells * BINS,
        "lists": FREE_LISTS,
        "chunk": CHUNK,
        "untouched_places": places if intervened else 0,
        "untouched_classes": classes if intervened else 0,
        "choices": places * classes + persons if intervened else 0,
        "choosable": persons if intervened else 0,
        "brief": persons + 1 if intervened else 0,
        "sets": persons // 64 + 1 if _restricted(model) else 0,
        "standing": persons + 1 if _restricted(model) else 0,
        "values": len(model.quantities.keep),
        "responses": len(model.quantities.response_gain),
        "states": states,
        "places": places,
        "tallied": int(model.tallies.offset[-1]),
        "moments": len(model.quantities.schedule),
        "feelings": len(model.quantities.feeling_decay),
        "unasked": 0,
    }


def _restricted(model: Model) -> bool:
    """Whether somebody may be met in a layer of some classes only: who they are may then not matter."""
    layers = model.hazards.layer[model.hazards.layer >= 0]
    return bool((model.layers.among[layers] >= 0).any())


def rooms_of(work: Workspace) -> Rooms:
    """The rooms that a workspace has."""
    return Rooms(len(work.time), len(work.pool), len(work.log_time), len(work.touch_person))


def fits(work: Workspace, model: Model) -> bool:
    """Whether a workspace can be used for runs of a model, however much room it has."""
    arrays: tuple[np.ndarray, ...] = work
    return [array.shape for array in arrays] == [*shapes_of(model, rooms_of(work)).values()]


def record_words(model: Model) -> int:
    """Words of 4 bytes in a record: a multiple of 16, so that a record starts at a cache line."""
    need = FEELING + model.quantities.feeling_decay.shape[0] + model.hazards.slot_event.shape[1]
    return -(-need // WORDS) * WORDS


def _aligned_rows(rows: int, words: int) -> np.ndarray:
    raw = np.empty(rows * words + WORDS, np.int32)
    skip = (-raw.ctypes.data % (4 * WORDS)) // 4
    return raw[skip : skip + rows * words].reshape(rows, words)


def clear(work: Workspace, model: Model) -> None:
    """Make the workspace ready for a new run, at a cost that follows what the last run touched."""
    work.before[0] += work.counters[RECORDS]
    if work.before[0] + len(work.slot) > MOST_ROWS:
        work.slot[:] = 0
        work.before[0] = 0
    for array in (work.bin, work.occupied, work.free, work.counters):
        array[:] = 0
    work.push[:] = 0
    work.response[:] = 0
    work.count[:] = 0
    work.moved[:] = 0
    if len(work.untouched) > 0:
        work.untouched[:] = np.diff(model.country.class_start, axis=1)
    work.kicked[:] = model.quantities.at_start
    work.people[:] = model.tallies.people_at_start
