"""The memory of one run: allocated once per thread, reused from run to run."""

from __future__ import annotations

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
from boomerang.kernels.compiled import by_reference

PERSON, HOME, STATE, LAST, FEELING = range(5)  # words of a record; feelings and masks of bins follow
FIRST, COUNT, ROOM = range(3)  # columns of `bin`
WORDS = 16  # 64 bytes: one cache line
CHUNK = 2048  # touches that are carried through the stages together, and those of one event more
RECORDS, POOL_TOP, TOUCHES, LOGGED, CANDIDATES, HAPPENED, QUEUED, MATCHED, REFRESHED, FULL, MISSED, BASES = (
    range(12)
)
LISTS, LOG, POOL, QUEUE = 1, 2, 4, 8  # what was full: bits of counter FULL
UNMET = 16  # one more bit: nobody could meet the given event in counter MISSED
FREE_LISTS = 48
MOST_ROWS = 2**31 - 1  # that a slot can hold


@by_reference
class Workspace(NamedTuple):
    """Arrays that a run fills. Row 0 of the records is nobody."""

    slot: Small  # int32[N], row of each person's record + `before`; up to `before` it is from an earlier run
    before: Ints  # int64[1], records of the earlier runs
    record: Small2  # int32[N + 1, words]
    feeling: Singles2  # float32 view of the same memory
    base_clock: Floats  # float64[cells], exponential time left
    base_drawn: Ints  # int64[cells], events drawn so far
    bin_clock: Floats  # float64[cells * BINS]
    bin_drawn: Ints  # int64[cells * BINS]
    bin: Ints2  # int64[cells * BINS, 4]: FIRST entry in the pool, COUNT of entries, ROOM for them
    occupied: Ints  # int64[cells], bit mask of the bins that hold somebody
    factor: Floats  # float64[cells], log2 of what rate, levers and climates make of relative hazards
    pool: Ints  # int64[...], entries: record * 65536 + epoch
    free: Ints  # int64[FREE_LISTS], heads of lists of free blocks by power of two
    time: Floats  # float64[M], candidates: fraction of the step
    cell: Ints  # int64[M]
    number: Ints  # int64[M], bin; of the first BASES, drawn with their class, the number of the draw
    pick: Ints  # int64[M], position in the place or in the bin
    target: Floats  # float64[M], running sum at which the class of the first BASES is found
    seek: Words2  # uint64[4, M], index, key, size, result
    entry: Ints  # int64[M], entry of the bin
    who: Ints  # int64[M], person
    row: Ints  # int64[M], record
    state: Ints  # int64[M], STATE word
    event: Ints  # int64[M], or NOTHING
    home: Ints  # int64[M], place * 65536 + class, of the first BASES
    word: Words  # uint64[M], random word
    level: Floats  # float64[M], log2 of the cell's factor
    other: Ints  # int64[M], whom an encounter concerns, -1 for nobody
    asked: Ints  # int64[M], encounters whose contact is the partner in a matching
    other_row: Ints  # int64[M], their record as the step begins
    other_state: Ints  # int64[M], its STATE word
    order: Ints  # int64[M], candidates in the order of time
    bucket: Ints  # int64[M + 2]
    moment: Floats  # float64[M], when it happened, as a fraction of the step
    happened: (
        Ints2  # int64[M, 6]: event, person, HOME word, state before, source and encounter that turned them
    )
    refresh: Ints2  # int64[M, 3], records whose bins are due: record, epoch, bin of one slot or -1
    touch_person: Ints  # int64[Q], queue of touches
    touch_bundle: Ints  # int64[Q]
    touch_scale: Singles  # float32[Q]
    touch_record: Ints  # int64[Q]
    touch_home: Ints  # int64[Q]
    stranger: Ints  # int64[Q], touches of people without a record
    match: Words2  # uint64[4, Q], index, key, size, result
    meet: Words2  # uint64[4, Q], the same for strangers
    meet_place: Ints  # int64[Q], place of each stranger
    meet_class: Ints  # int64[Q]
    match_base: Ints  # int64[Q], first person of the block
    match_bundle: Ints  # int64[Q]
    match_scale: Singles  # float32[Q]
    rejected: Ints  # int64[M]
    untouched: Ints2  # int64[P, C], people without a record; empty where no events are given
    value: Floats  # float64[V]
    kicked: Floats  # float64[V], kicked part of climates
    push: Floats  # float64[V], kicks of this step
    response: Floats  # float64[R]
    people: Ints2  # int64[states, P]
    count: Ints  # type: ignore[assignment]  # int64[...], tallies
    value_over_time: Floats2  # float64[steps, V]
    people_over_time: Small3  # int32[steps, states, P]
    log_time: Floats  # float64[L]
    log_event: Ints  # int64[L]
    log_person: Ints  # int64[L]
    log_home: Ints  # int64[L]
    log_state: Ints  # int64[L]
    log_source: Ints  # int64[L]
    log_way: Ints  # int64[L]
    log_feeling: Singles2  # float32[L, F]
    counters: Ints  # int64[16]


def allocate(model: Model, steps: int, sizes: dict[str, int]) -> Workspace:
    """Fresh memory for runs of a model.

    Large arrays are reserved for the worst case and cost nothing until they are written.

    Args:
        sizes: room for "candidates" of one step, entries of the "pool" of bins, lines of the "log" and the
            "queue" of touches.
    """
    record = _aligned_rows(model.country.persons + 1, record_words(model))
    return Workspace(
        slot=np.zeros(model.country.persons, np.int32),
        before=np.zeros(1, np.int64),
        record=record,
        feeling=record.view(np.float32),
        pool=np.empty(sizes["pool"], np.int64),
        free=np.zeros(FREE_LISTS, np.int64),
        untouched=np.empty(untouched_shape(model), np.int64),
        counters=np.zeros(16, np.int64),
        **_cell_arrays(len(model.cells.event)),
        **_candidate_arrays(sizes["candidates"]),
        **_touch_arrays(sizes["queue"]),
        **_log_arrays(sizes["log"], model.quantities.feeling_decay.shape[0]),
        **_state_arrays(model, steps),
    )


def _cell_arrays(cells: int) -> dict[str, np.ndarray]:
    return {
        "base_clock": np.zeros(cells),
        "base_drawn": np.zeros(cells, np.int64),
        "bin_clock": np.zeros(cells * BINS),
        "bin_drawn": np.zeros(cells * BINS, np.int64),
        "bin": np.zeros((cells * BINS, 4), np.int64),
        "occupied": np.zeros(cells, np.int64),
        "factor": np.zeros(cells),
    }


def _candidate_arrays(room: int) -> dict[str, np.ndarray]:
    names = "cell number pick entry who row state event home other asked other_row other_state order rejected"
    return {
        **_empty(names, room, np.int64),
        **_empty("time target level moment", room, np.float64),
        "word": np.empty(room, np.uint64),
        "seek": np.empty((4, room), np.uint64),
        "bucket": np.empty(room + 2, np.int64),
        "happened": np.empty((room, 6), np.int64),
        "refresh": np.empty((room, 3), np.int64),
    }


def _touch_arrays(queue: int) -> dict[str, np.ndarray]:
    names = "touch_person touch_bundle touch_record touch_home stranger meet_place meet_class"
    return {
        **_empty(f"{names} match_base match_bundle", queue, np.int64),
        **_empty("touch_scale match_scale", queue, np.float32),
        "match": np.empty((4, queue), np.uint64),
        "meet": np.empty((4, queue), np.uint64),
    }


def _log_arrays(lines: int, feelings: int) -> dict[str, np.ndarray]:
    names = "log_event log_person log_home log_state log_source log_way"
    return {
        **_empty(names, lines, np.int64),
        "log_time": np.empty(lines),
        "log_feeling": np.empty((lines, feelings), np.float32),
    }


def _empty(names: str, size: int, kind: type) -> dict[str, np.ndarray]:
    """Arrays of a size, one for each name, reserved and not yet written."""
    return {name: np.empty(size, kind) for name in names.split()}


def _state_arrays(model: Model, steps: int) -> dict[str, np.ndarray]:
    values = len(model.quantities.keep)
    people = model.tallies.people_at_start
    return {
        "value": np.zeros(values),
        "kicked": np.zeros(values),
        "push": np.zeros(values),
        "response": np.zeros(len(model.quantities.response_gain)),
        "people": np.zeros(people.shape, np.int64),
        "count": np.zeros(int(model.tallies.offset[-1]), np.int64),
        "value_over_time": np.zeros((steps, values)),
        "people_over_time": np.zeros((steps, *people.shape), np.int32),
    }


def untouched_shape(model: Model) -> tuple[int, int]:
    """Places and classes, if events are given; only these need to know who is untouched."""
    places, classes = model.country.class_start.shape
    return (places, classes - 1) if len(model.given.event) else (0, 0)


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
    for array in (work.base_drawn, work.bin_drawn, work.bin, work.occupied, work.free, work.counters):
        array[:] = 0
    work.push[:] = 0
    work.response[:] = 0
    work.count[:] = 0
    work.kicked[:] = model.quantities.at_start
    work.people[:] = model.tallies.people_at_start
