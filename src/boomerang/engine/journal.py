"""The journal of a run: every event and every approach, one line each; empty unless a run is asked for one.

Kicks are not written down, as they follow from the events: `replayed.py` finds them. A run with a journal has
the history of one without, since nothing in a run reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.engine.words import stored
from boomerang.engine.workspace import (
    APPROACHED,
    BEFORE,
    EVENT,
    FULL,
    HAPPENED,
    JOURNAL,
    JOURNALED,
    SOURCE,
    WAY,
    WHERE,
    WHO,
    Workspace,
)
from boomerang.kernels.compiled import inner

STEP = 6  # column of `journal` beside those of `happened`
APPROACHER, MET, ENCOUNTERED, WHEN = range(4)  # columns of `approach`
FIRST_ROOM = 1 << 22  # lines: memory that is not written costs nothing


@dataclass(frozen=True, eq=False)
class Journal:
    """What happened in a run, in the order of time, and who approached whom.

    Attributes:
        step: int64[E], the step of each event; time: float64[E], when it happened, in steps since the start.
        event, person, home, state: int64[E], which, to whom, their HOME word and combined state before it.
        source, way: int64[E], the person who approached them and the encounter; -1 for an event of one's own.
        approacher, met, encounter: int64[A], who approached whom, and in which encounter; the approacher of
            somebody who is approached from outside the country is they themselves.
        approached: int64[A], the step of each approach. Those that turned somebody are among the events too.
    """

    step: Ints
    time: Floats
    event: Ints
    person: Ints
    home: Ints
    state: Ints
    source: Ints
    way: Ints
    approacher: Ints
    met: Ints
    encounter: Ints
    approached: Ints


@inner
def note_events(work, step):
    """Write down what happened in a step, if there is a journal."""
    room = len(work.journal)
    if room == 0:
        return
    first = work.counters[JOURNALED]
    count = work.counters[HAPPENED]
    if first + count > room:
        work.counters[FULL] |= JOURNAL
        return
    for i in range(count):
        line = first + i
        work.journal_time[line] = step + work.moment[i]
        work.journal[line, STEP] = np.int32(step)
        for column in range(work.happened.shape[1]):
            work.journal[line, column] = stored(work.happened[i, column])
    work.counters[JOURNALED] = first + count


@inner
def note_approach(work, step, event, person, other):
    """Write down an approach, if there is a journal."""
    room = len(work.approach)
    if room == 0:
        return
    line = work.counters[APPROACHED]
    if line == room:
        work.counters[FULL] |= JOURNAL
        return
    work.approach[line, APPROACHER] = np.int32(person)
    work.approach[line, MET] = np.int32(other)
    work.approach[line, ENCOUNTERED] = np.int32(event)
    work.approach[line, WHEN] = np.int32(step)
    work.counters[APPROACHED] = line + 1


def with_journal(work: Workspace, room: int) -> Workspace:
    """The same workspace with room for a journal of so many lines."""
    return work._replace(
        journal_time=np.empty(room),
        journal=np.empty((room, work.journal.shape[1]), np.int32),
        approach=np.empty((room, work.approach.shape[1]), np.int32),
    )


def journal_in(work: Workspace) -> Journal:
    """The journal that a run left in a workspace, copied."""
    events, approaches = int(work.counters[JOURNALED]), int(work.counters[APPROACHED])

    def column(number: int) -> Ints:
        return work.journal[:events, number].astype(np.int64)

    def of_approach(number: int) -> Ints:
        return work.approach[:approaches, number].astype(np.int64)

    return Journal(
        step=column(STEP),
        time=work.journal_time[:events].copy(),
        event=column(EVENT),
        person=column(WHO),
        home=column(WHERE) & 0xFFFFFFFF,
        state=column(BEFORE),
        source=column(SOURCE),
        way=column(WAY),
        approacher=of_approach(APPROACHER),
        met=of_approach(MET),
        encounter=of_approach(ENCOUNTERED),
        approached=of_approach(WHEN),
    )
