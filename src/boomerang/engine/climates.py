"""Climates and levers from one step to the next."""

from __future__ import annotations

import numpy as np

from boomerang.kernels.compiled import inner


@inner
def set_values(model, work, step):
    """Set the values of a step: climates = calendar + kicks, levers = calendar + responses in [0, 1]."""
    _follow_calendar(model, work, step)
    if step > 0:
        _respond(model, work, model.quantities.length[step - 1])
    _answer(model, work)


@inner
def set_values_anew(model, work, step):
    """Set the values of a step again, by another model; only responses without delay have moved by then."""
    quantities = model.quantities
    _follow_calendar(model, work, step)
    for r in range(len(work.response)):
        if quantities.response_keep[r] == 0.0:
            work.response[r] = quantities.response_gain[r] * work.value[quantities.response_climate[r]]
    _answer(model, work)


@inner
def _follow_calendar(model, work, step):
    for v in range(len(work.value)):
        work.value[v] = model.quantities.schedule[step, v] + work.kicked[v]


@inner
def _answer(model, work):
    """Add the responses to the levers, and hold these to [0, 1]."""
    quantities = model.quantities
    for r in range(len(work.response)):
        work.value[quantities.response_lever[r]] += work.response[r]
    for v in range(len(work.value)):
        if quantities.lever[v]:
            work.value[v] = min(max(work.value[v], 0.0), 1.0)


@inner
def _respond(model, work, length):
    """Each response relaxes towards gain x climate (a first-order lag) over a step of this length."""
    quantities = model.quantities
    for r in range(len(work.response)):
        target = quantities.response_gain[r] * work.value[quantities.response_climate[r]]
        work.response[r] = target + (work.response[r] - target) * quantities.response_keep[r] ** length


@inner
def absorb_pushes(model, work, step):
    """Let the kicked part of the climates wear off by a step and add the kicks of the step."""
    length = model.quantities.length[step]
    for v in range(len(work.value)):
        work.kicked[v] = work.kicked[v] * model.quantities.keep[v] ** length + work.push[v]
        work.push[v] = 0.0


@inner
def observe(work, step):
    """Write down the values and the people in each state at the start of a step, or at the end."""
    for v in range(len(work.value)):
        work.value_over_time[step, v] = work.value[v]
    for s in range(work.people.shape[0]):
        for p in range(work.people.shape[1]):
            work.people_over_time[step, s, p] = np.int32(work.people[s, p])
