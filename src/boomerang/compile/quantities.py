"""Feelings, climates and levers become arrays over steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.bundle import Bundle
from boomerang.case.parts.schedule import Each, Schedule
from boomerang.case.parts.schema import Case, Policy
from boomerang.case.parts.values import Duration
from boomerang.compile.people import People
from boomerang.engine.model import Quantities

LN2 = float(np.log(2))
Bundles = Mapping[str | None, Bundle]


@dataclass(frozen=True)
class Clock:
    """The steps of a run: `steps` of `days` each, from `start` on."""

    start: date
    days: float
    steps: int

    @property
    def years(self) -> float:
        """The length of a step in years of 365.25 days."""
        return self.days / 365.25

    def keep(self, half_life: float) -> float:
        """What is left after one step of something with a half-life in days."""
        return float(2.0 ** (-self.days / half_life))

    def mean_of_first_step(self, half_life: float) -> float:
        """The mean over a step of something that starts it at 1 and has a half-life in days.

        Kicks are scaled by it, so that values are means over a step and what a kick adds up to does not
        depend on the step.
        """
        x = LN2 * self.days / half_life
        return float(-np.expm1(-x) / x) if x > 0 else 1.0


def make_clock(case: Case, until: date | None = None) -> Clock:
    """The steps of a case: as many as it takes to reach the end of the period."""
    days = case.period.step.days(case.values_of())
    end = min(until, case.period.end) if until else case.period.end
    span = (end - case.period.start).days + 1
    return Clock(case.period.start, days, max(1, int(np.ceil(span / days - 1e-9))))


class ValueIndex:
    """Where the values of climates and levers stand: one for each nation, province, place or category."""

    def __init__(self, case: Case, people: People) -> None:
        self.names = [*case.climates, *case.levers]
        self.levers = list(case.levers)
        self.of = {name: climate.of for name, climate in case.climates.items()}
        self.of |= {name: lever.of for name, lever in case.levers.items()}
        sizes = {"nation": 1, "province": len(people.provinces), "place": len(people.places)}
        sizes |= {trait: len(given) for trait, given in people.categories.items()}
        counts = [sizes[self.of[name]] for name in self.names]
        before = np.concatenate([[0], np.cumsum(counts)]).astype(int)
        self.start = dict(zip(self.names, before.tolist(), strict=False))
        self.count = dict(zip(self.names, counts, strict=True))
        self.total = int(sum(counts))
        self._people = people

    def number(self, name: str) -> int:
        """The number of a quantity."""
        return self.names.index(name)

    def is_group(self, name: str) -> bool:
        """Whether a quantity is kept by the categories of a trait."""
        return self.of[name] in self._people.categories

    def by_place(self, name: str) -> NDArray[np.int64]:
        """int64[P]: the value that counts in each place; -1 for a quantity kept by trait."""
        part = {"nation": 0 * self._people.province, "province": self._people.province}
        part["place"] = np.arange(len(self._people.places))
        if self.is_group(name):
            return np.full(len(self._people.places), -1, np.int64)
        return self.start[name] + part[self.of[name]]

    def by_class(self, name: str) -> NDArray[np.int64]:
        """int64[C]: the value that counts for each class; -1 for a quantity kept by place."""
        if not self.is_group(name):
            return np.full(self._people.class_count, -1, np.int64)
        return self.start[name] + self._people.classes[self.of[name]]

    def labels(self, name: str) -> list[str]:
        """What the values of a quantity belong to."""
        parts = {"nation": [""], "province": self._people.provinces, "place": self._people.places}
        return parts.get(self.of[name]) or list(self._people.categories[self.of[name]])


def compile_quantities(
    case: Case, people: People, clock: Clock, index: ValueIndex, active: Bundles, policy: Policy | None
) -> Quantities:
    """The kernel's arrays for feelings, climates, levers under a policy and responses of active bundles."""
    values = case.values_of()
    keep = np.zeros(index.total)
    at_start = np.zeros(index.total)
    schedule = np.zeros((clock.steps + 1, index.total))
    for name, climate in case.climates.items():
        part = slice(index.start[name], index.start[name] + index.count[name])
        keep[part] = clock.keep(climate.half_life.days(values)) if climate.half_life else 1.0
        at_start[part] = climate.from_the_start or 0.0
        if climate.schedule is not None:
            schedule[:, part] = _of_each(climate.schedule, index.labels(name), clock, values)
    for name, lever in case.levers.items():
        part = slice(index.start[name], index.start[name] + index.count[name])
        scale = np.asarray(people.columns[lever.scaled_by], float) if lever.scaled_by else np.ones(1)
        levels = _of_each(lever.schedule, index.labels(name), clock, values)
        if policy is not None and name in policy.levers:
            levels = _under(policy, name, levels, clock, values)
        schedule[:, part] = levels * scale
    lever_value = np.zeros(index.total, bool)
    for name in index.levers:
        lever_value[index.start[name] : index.start[name] + index.count[name]] = True
    return Quantities(
        feeling_decay=_decay([feeling.half_life for feeling in case.feelings.values()], clock, values),
        value_of_place=_rows([index.by_place(name) for name in index.names], len(people.places)),
        value_of_class=_rows([index.by_class(name) for name in index.names], people.class_count),
        schedule=schedule,
        keep=keep,
        at_start=at_start,
        lever=lever_value,
        **_responses(case, people, clock, index, active),
    )


def _rows(rows: list[NDArray[np.int64]], width: int) -> NDArray[np.int64]:
    return np.array(rows, np.int64).reshape(len(rows), width)


def _of_each(
    given: Schedule | Each, labels: list[str], clock: Clock, values: Mapping[str, float]
) -> NDArray[np.float64]:
    """float64[steps + 1, parts]: the schedule of every part; one column where all have the same."""
    if isinstance(given, Schedule):
        return over_time(given, clock, values)[:, None]
    columns = [given.of(label) for label in labels]
    return np.array([over_time(column, clock, values) for column in columns if column is not None]).T


def _under(
    policy: Policy, lever: str, own: NDArray[np.float64], clock: Clock, values: Mapping[str, float]
) -> NDArray[np.float64]:
    """float64[steps + 1, parts]: a lever's own levels, from the day of a policy on those of the policy."""
    levels = over_time(policy.levers[lever], clock, values)[:, None]
    day = (policy.start - clock.start).days if policy.start else 0
    return np.where(_middles(clock)[:, None] >= day, levels, own)


def _middles(clock: Clock) -> NDArray[np.float64]:
    """float64[steps + 1]: the middle of each step in days since the start."""
    return np.asarray((np.arange(clock.steps + 1) + 0.5) * clock.days, np.float64)


def over_time(schedule: Schedule, clock: Clock, values: Mapping[str, float]) -> NDArray[np.float64]:
    """float64[steps + 1]: the value of a schedule in the middle of each step."""
    middle = _middles(clock)
    days = np.array([(day - clock.start).days for day, _ in schedule.points], float)
    levels = np.array([value.value(values) for _, value in schedule.points], float)
    if schedule.straight:
        return np.interp(middle, days, levels)
    start = schedule.start.value(values) if schedule.start is not None else 0.0
    return np.concatenate([[start], levels])[np.searchsorted(days, middle, side="right")]


def _decay(half_lives: list[Duration], clock: Clock, values: Mapping[str, float]) -> NDArray[np.float32]:
    steps = np.arange(clock.steps + 2)
    rows = [2.0 ** (-steps * clock.days / half_life.days(values)) for half_life in half_lives]
    return np.array(rows, np.float32).reshape(len(half_lives), len(steps))


def _responses(
    case: Case, people: People, clock: Clock, index: ValueIndex, active: Bundles
) -> dict[str, NDArray[Any]]:
    rows: list[tuple[int, int, float, float]] = []
    for owner, bundle in active.items():
        values = case.values_of(owner)
        for lever, response in bundle.responses.items():
            keep = clock.keep(response.relaxes_over.days(values)) if response.relaxes_over else 0.0
            pairs = {*zip(index.by_place(lever).tolist(), index.by_place(response.to).tolist(), strict=True)}
            rows += [(target, source, response.gain.value(values), keep) for target, source in sorted(pairs)]
    return {
        "response_lever": np.array([row[0] for row in rows], np.int64),
        "response_climate": np.array([row[1] for row in rows], np.int64),
        "response_gain": np.array([row[2] for row in rows], np.float64),
        "response_keep": np.array([row[3] for row in rows], np.float64),
    }
