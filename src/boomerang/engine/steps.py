"""The step loop of the fast engine. `reference.py` holds the same process, slow and obvious."""

from __future__ import annotations

import numpy as np

from boomerang.engine.bins import enter_all
from boomerang.engine.candidates import find_candidates, put_in_order
from boomerang.engine.climates import absorb_pushes, observe, set_values, set_values_anew
from boomerang.engine.happenings import happen
from boomerang.engine.hazard import settle
from boomerang.engine.interventions import add_interventions
from boomerang.engine.kicks import touch_all
from boomerang.engine.model import BINS
from boomerang.engine.records import bring_up_to_date
from boomerang.engine.words import epoch_in, number_in, state_in, stored
from boomerang.engine.workspace import DUE, EPOCH, FEELING, FULL, LEFT, RECORDS, REFRESHED, STATE
from boomerang.kernels.compiled import inner, kernel


@kernel
def run_steps(model, work, first, last):
    """Simulate steps first .. last - 1 in a workspace that is ready. Returns bits that say what was full."""
    if first == 0:
        set_values(model, work, 0)
        observe(work, 0)
    for step in range(first, last):
        find_candidates(model, work, step)
        add_interventions(model, work, step)
        happen(model, work, step, put_in_order(work))
        touch_all(model, work, step)
        refresh(model, work, step)
        enter_all(work)
        absorb_pushes(model, work, step)
        set_values(model, work, step + 1)
        if work.counters[FULL] != 0:
            break
        observe(work, step + 1)
    return work.counters[FULL]


@kernel
def change_model(model, later, work, step):
    """Let a run that has come to the start of a step go on with a later model of equal shape.

    Whoever is in a bin may stay there; where the later model needs another, they enter that too.
    """
    for row in range(1, work.counters[RECORDS] + 1):
        bring_up_to_date(model, work, row, step)
        settle(later, work, row)
    enter_all(work)
    set_values_anew(later, work, step)
    observe(work, step)


@inner
def refresh(model, work, step):
    """Settle the people who changed state or were drawn from a bin too high for them."""
    for i in range(work.counters[REFRESHED]):
        row, epoch, index = work.refresh[i, DUE], work.refresh[i, EPOCH], work.refresh[i, LEFT]
        state = state_in(work.record[row, STATE])
        if epoch != epoch_in(work.record[row, STATE]):
            continue
        if index >= 0:
            slot = model.hazards.event_slot[model.cells.event[index // BINS], state]
            _forget(model, work, row, slot, index % BINS)
        bring_up_to_date(model, work, row, step + 1)
        settle(model, work, row)


@inner
def _forget(model, work, row, slot, number):
    """Strike a bin from a person's mask."""
    word = FEELING + model.hazards.log_feeling.shape[1] + slot
    work.record[row, word] = stored(number_in(work.record[row, word]) & ~(np.int64(1) << number))
