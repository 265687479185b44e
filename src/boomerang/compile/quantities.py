"""Feelings, climates and levers become arrays over steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.schema import Case, Policy
from boomerang.case.parts.values import Duration
from boomerang.compile.clock import Clock
from boomerang.compile.courses import Courses
from boomerang.compile.ground import Ground
from boomerang.compile.values import ValueIndex
from boomerang.compile.wires import ResponseWire
from boomerang.compile.wiring import Wiring
from boomerang.engine.model import Quantities


def compile_quantities(
    ground: Ground, clock: Clock, case: Case, wiring: Wiring, policy: Policy | None
) -> Quantities:
    """The kernel's arrays for feelings, climates, levers under a policy, and responses."""
    people, index, values = ground.people, ground.index, case.values_of()
    since = _days_until(policy, clock)
    course = Courses(case, ground, clock, since)
    keep = np.zeros(index.total)
    at_start = np.zeros(index.total)
    schedule = np.zeros((clock.steps + 1, index.total))
    for name, climate in case.climates.items():
        part = index.part_of(name)
        keep[part] = clock.keep(climate.half_life.days(values)) if climate.half_life else 1.0
        at_start[part] = climate.from_the_start or 0.0
        if climate.schedule is not None:
            change = policy.climates.get(name) if policy else None
            schedule[:, part] = course.of(name, climate.schedule, change)
    for name, lever in case.levers.items():
        part = index.part_of(name)
        scale = np.asarray(people.columns[lever.scaled_by], float) if lever.scaled_by else np.ones(1)
        change = policy.levers.get(name) if policy else None
        schedule[:, part] = course.of(name, lever.schedule, change) * scale
    return Quantities(
        feeling_decay=_decay([feeling.half_life for feeling in case.feelings.values()], clock, values),
        value_of_place=index.of_places,
        value_of_class=index.of_classes,
        schedule=schedule,
        length=clock.length,
        keep=keep,
        at_start=at_start,
        lever=index.lever,
        **_responses(wiring, clock, index),
    )


def _days_until(policy: Policy | None, clock: Clock) -> float:
    """When a policy begins, in days since the start."""
    return max(0.0, float((policy.start - clock.start).days)) if policy and policy.start else 0.0


def _decay(half_lives: list[Duration], clock: Clock, values: Mapping[str, float]) -> NDArray[np.float32]:
    steps = np.arange(clock.steps + 2)
    rows = [2.0 ** (-steps * clock.days / half_life.days(values)) for half_life in half_lives]
    return np.array(rows, np.float32).reshape(len(half_lives), len(steps))


def _responses(wiring: Wiring, clock: Clock, index: ValueIndex) -> dict[str, NDArray[Any]]:
    rows = [
        (lever, climate, wire.gain, clock.keep(wire.half_life) if wire.half_life is not None else 0.0)
        for wire in wiring.responses
        for lever, climate in response_pairs(wire, index)
    ]
    return {
        "response_lever": np.array([row[0] for row in rows], np.int64),
        "response_climate": np.array([row[1] for row in rows], np.int64),
        "response_gain": np.array([row[2] for row in rows], np.float64),
        "response_keep": np.array([row[3] for row in rows], np.float64),
    }


def response_pairs(wire: ResponseWire, index: ValueIndex) -> list[tuple[int, int]]:
    """The values of the lever, each with the value of the climate that it follows."""
    levers, climates = index.by_place(wire.lever), index.by_place(wire.climate)
    return sorted({*zip(levers.tolist(), climates.tolist(), strict=True)})
