"""A run in which more would happen in a step than in a country whose hazards are in bounds."""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats
from boomerang.engine.model import Model
from boomerang.engine.workspace import CANDIDATES, FEELING, Workspace

UNSEEN = -1  # people in a state at the start of a step that was not begun


class OverrunError(Exception):
    """The hazards of a country run away.

    Attributes:
        things: how many would happen in the step, at least; step: its number.
        event: the number of the event of which there would be most.
        feelings: float64[F], the mean of those who would meet it.
        values: float64[V], climates and levers at the start of the step.
    """

    def __init__(self, things: int, step: int, event: int, feelings: Floats, values: Floats) -> None:
        self.things, self.step, self.event = things, step, event
        self.feelings, self.values = feelings, values
        super().__init__(things, step, event)


def forget_steps(work: Workspace) -> None:
    """Make it possible to tell later which steps were begun."""
    work.people_over_time[:, 0, 0] = UNSEEN


def overrun(work: Workspace, model: Model, things: int) -> OverrunError:
    """What is known of a step whose candidates had no room."""
    step = int((work.people_over_time[:, 0, 0] != UNSEEN).sum()) - 1
    count = int(work.counters[CANDIDATES])
    events, rows = model.cells.event[work.cell[:count]], work.row[:count]
    event = int(np.bincount(events, minlength=1).argmax())
    known = rows[(events == event) & (rows > 0)]
    feelings = len(model.quantities.feeling_decay)
    felt = work.feeling[known, FEELING : FEELING + feelings].astype(np.float64)
    mean = felt.mean(axis=0) if len(known) else np.zeros(feelings)
    return OverrunError(things, step, event, mean, work.value_over_time[step].copy())
