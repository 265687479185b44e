"""What a run counts: every event by step and place, every event by class, and the tallies of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import equal_rows
from boomerang.case.parts.record import Tally
from boomerang.case.parts.schema import Case
from boomerang.compile.clock import Clock
from boomerang.compile.people import Inhabitants
from boomerang.compile.states import States
from boomerang.engine.model import Tallies

PLACE, PROVINCE = "place", "province"


class Axis(NamedTuple):
    """One way to sort events: int64[...], the place on the axis of each step, place or class; and labels."""

    number: NDArray[np.int64]
    labels: list[Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Count:
    """One tally: which events, and how they are sorted.

    Attributes:
        name: name in the results; that of the event for the two tallies that every event has.
        events: numbers of the events that count.
        by_step, by_place, by_class: where an event is counted: its period, row and column.
        row_name: what a row is, PLACE or PROVINCE; empty where there is one for all.
        traits: what a column is; its label is a tuple of a category of each.
    """

    name: str
    events: tuple[int, ...]
    by_step: Axis
    by_place: Axis
    by_class: Axis
    row_name: str = ""
    traits: tuple[str, ...] = ()

    @property
    def periods(self) -> list[str]:
        """Labels of the first axis."""
        return self.by_step.labels

    @property
    def rows(self) -> list[str]:
        """Labels of the second axis."""
        return self.by_place.labels

    @property
    def columns(self) -> list[tuple[str, ...]]:
        """Labels of the third axis."""
        return self.by_class.labels

    @property
    def shape(self) -> tuple[int, int, int]:
        """Periods, rows, columns."""
        return len(self.periods), len(self.rows), len(self.columns)


def step_dates(clock: Clock) -> list[str]:
    """The first day of every step, as text."""
    return [(clock.start + timedelta(days=day)).isoformat() for day in clock.edges[:-1].tolist()]


def compile_counts(case: Case, people: Inhabitants, clock: Clock, events: list[str]) -> list[Count]:
    """The counts of a run: two for every event, then the tallies of the case."""
    steps, everywhere = _steps("step", clock), _places((), people)
    always, everybody, traits = _steps("period", clock), _classes((), people), tuple(people.classes)
    places, classes = _places((PLACE,), people), _every_class(people)
    counts = []
    for k, name in enumerate(events):
        count = partial(Count, name=name, events=(k,))
        counts.append(count(by_step=steps, by_place=places, by_class=everybody, row_name=PLACE))
        counts.append(count(by_step=always, by_place=everywhere, by_class=classes, traits=traits))
    return counts + [_named(name, tally, people, clock, events) for name, tally in case.tallies.items()]


def _named(name: str, tally: Tally, people: Inhabitants, clock: Clock, events: list[str]) -> Count:
    """A tally of the case."""
    traits = tuple(part for part in tally.by if part in people.classes)
    return Count(
        name=name,
        events=tuple(events.index(event) for event in tally.count if event in events),
        by_step=_steps(tally.every, clock),
        by_place=_places(tally.by, people),
        by_class=_classes(traits, people),
        row_name=next((part for part in (PLACE, PROVINCE) if part in tally.by), ""),
        traits=traits,
    )


@lru_cache(maxsize=8)
def _steps(every: str, clock: Clock) -> Axis:
    """The period of every step, by the step's middle; many tallies have the same. Not to be changed."""
    if every == "period":
        return Axis(np.zeros(clock.steps, np.int64), ["period"])
    if every == "step":
        return Axis(np.arange(clock.steps), step_dates(clock))
    middles = [clock.start + timedelta(days=day) for day in clock.middles.tolist()]
    labels = [day.isoformat()[: 7 if every == "month" else 4] for day in middles]
    number = {label: n for n, label in enumerate(dict.fromkeys(labels))}
    return Axis(np.array([number[label] for label in labels], np.int64), list(number))


def _places(by: tuple[str, ...], people: Inhabitants) -> Axis:
    """The row of every place."""
    if PLACE in by:
        return Axis(np.arange(len(people.places)), people.places)
    if PROVINCE in by:
        return Axis(people.province, people.provinces)
    return Axis(np.zeros(len(people.places), np.int64), [""])


def _classes(traits: tuple[str, ...], people: Inhabitants) -> Axis:
    """The column of every class, where classes differ by these traits."""
    if not traits:
        return Axis(np.zeros(people.class_count, np.int64), [()])
    rows = np.stack([people.classes[name] for name in traits], axis=1)
    first, column = equal_rows(rows)
    labels = [
        tuple(people.categories[name][i] for name, i in zip(traits, row, strict=True))
        for row in rows[first].tolist()
    ]
    return Axis(column, labels)


def _every_class(people: Inhabitants) -> Axis:
    """A column for every class, in their order."""
    categories = [
        [people.categories[name][i] for i in classes.tolist()] for name, classes in people.classes.items()
    ]
    labels = list(zip(*categories, strict=True)) or [()] * people.class_count
    return Axis(np.arange(people.class_count), labels)


def compile_tallies(
    case: Case, people: Inhabitants, states: States, counts: list[Count], events: list[str]
) -> Tallies:
    """The kernel's arrays."""
    of_event: list[list[int]] = [[] for _ in events]
    for t, count in enumerate(counts):
        for k in count.events:
            of_event[k].append(t)
    sizes = [int(np.prod(count.shape)) for count in counts]
    return Tallies(
        start=np.concatenate([[0], np.cumsum([len(numbers) for numbers in of_event])]).astype(np.int64),
        number=np.array([t for numbers in of_event for t in numbers], np.int64),
        offset=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        period=np.array([count.by_step.number for count in counts], np.int64),
        row=np.array([count.by_place.number for count in counts], np.int64),
        rows=np.array([len(count.rows) for count in counts], np.int64),
        column=np.array([count.by_class.number for count in counts], np.int64),
        columns=np.array([len(count.columns) for count in counts], np.int64),
        logged=np.array([name in case.log for name in events], bool),
        track_state=states.flat(),
        people_at_start=_people_at_start(people, states),
    )


def _people_at_start(people: Inhabitants, states: States) -> NDArray[np.int64]:
    """int64[states, P]: people in each state of each track."""
    result = np.zeros((len(states.names), len(people.places)), np.int64)
    for state in np.unique(states.first):
        result[states.flat()[:, state]] += people.counts[:, states.first == state].sum(axis=1)
    return result
