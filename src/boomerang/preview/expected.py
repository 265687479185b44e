"""What a compiled case can be expected to do at its start, before anybody feels anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boomerang.compile.case import Compiled
from boomerang.engine.model import Model
from boomerang.preview.hazard import MOST_LOG, calendar, log_levels


def expected_per_year(compiled: Compiled) -> dict[str, float]:
    """Events of each kind per year at the levels of the start, when nobody feels anything yet."""
    model = compiled.model
    logs = log_levels(model, calendar(model)[0]) + model.cells.log_total - _room(model)
    per_step = np.zeros(len(compiled.events))
    np.add.at(per_step, model.cells.event, np.exp2(np.minimum(logs, MOST_LOG)))
    return dict(zip(compiled.events, (per_step / compiled.clock.years).tolist(), strict=True))


def most_per_step(compiled: Compiled) -> dict[str, float]:
    """The hazard per step of the most exposed person at the start, event by event."""
    model = compiled.model
    logs = log_levels(model, calendar(model)[0]) + model.cells.log_most - _room(model)
    most = np.zeros(len(compiled.events))
    np.maximum.at(most, model.cells.event, np.exp2(np.minimum(logs, MOST_LOG)))
    return dict(zip(compiled.events, most.tolist(), strict=True))


def at_risk(compiled: Compiled) -> dict[str, int]:
    """The people at risk of each event at the start."""
    hazards = compiled.model.hazards
    members = [
        int((people_where(compiled, k) * np.isfinite(logs)).sum()) for k, logs in enumerate(hazards.log_base)
    ]
    return dict(zip(compiled.events, members, strict=True))


def people_where(compiled: Compiled, event: int) -> NDArray[np.int64]:
    """int64[C]: the people of each class in the places where an event can happen."""
    here = compiled.model.hazards.log_place[event] > -np.inf
    people = compiled.people
    return people.class_people if here.all() else people.counts[here].sum(axis=0)


def _room(model: Model) -> NDArray[np.float64]:
    """float64[cells]: what stands above the hazard at the start, in base-2 logarithms."""
    return model.hazards.slack[model.cells.event]
