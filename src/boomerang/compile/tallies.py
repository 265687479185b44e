"""What a run counts: every event by step and place, every event by class, and the tallies of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.record import Tally
from boomerang.case.parts.schema import Case
from boomerang.compile.clock import Clock
from boomerang.compile.people import Inhabitants
from boomerang.compile.states import States
from boomerang.engine.model import Tallies

PLACE, PROVINCE = "place", "province"


@dataclass(frozen=True, eq=False)
class Count:
    """One tally: which events, and how they are sorted.

    Attributes:
        name: name in the results; None for the two tallies that every run has.
        events: numbers of the events that count.
        period: int64[steps]; row: int64[P]; column: int64[C]: where an event is counted.
        periods, rows, columns: labels of the three axes; columns are tuples of categories of `traits`.
    """

    name: str
    events: tuple[int, ...]
    period: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    periods: list[str]
    rows: list[str]
    columns: list[tuple[str, ...]]
    traits: tuple[str, ...]
    row_name: str

    @property
    def shape(self) -> tuple[int, int, int]:
        """Periods, rows, columns."""
        return len(self.periods), len(self.rows), len(self.columns)


def step_dates(clock: Clock) -> list[str]:
    """The first day of every step, as text."""
    return [(clock.start + timedelta(days=step * clock.days)).isoformat() for step in range(clock.steps)]


def compile_counts(case: Case, people: Inhabitants, clock: Clock, events: list[str]) -> list[Count]:
    """The counts of a run: two for every event, then the tallies of the case; not to be changed."""
    return list(_counts(tuple(case.tallies.items()), people, clock, tuple(events)))


@lru_cache(maxsize=16)
def _counts(
    tallies: tuple[tuple[str, Tally], ...], people: Inhabitants, clock: Clock, events: tuple[str, ...]
) -> tuple[Count, ...]:
    """They do not depend on parameters, so draws share them: one entry for each set of events."""
    steps, nowhere = np.arange(clock.steps), np.zeros(len(people.places), np.int64)
    all_alike = np.zeros(people.class_count, np.int64)
    columns = [_categories(people, name) for name in people.classes]
    labels = [tuple(label) for label in zip(*columns, strict=True)] or [()] * people.class_count
    counts, dates = [], step_dates(clock)
    for k, name in enumerate(events):
        by_place = np.arange(len(people.places))
        counts.append(Count(name, (k,), steps, by_place, all_alike, dates, people.places, [()], (), PLACE))
        by_class = np.arange(people.class_count)
        traits = tuple(people.classes)
        counts.append(Count(name, (k,), 0 * steps, nowhere, by_class, ["period"], [""], labels, traits, ""))
    named = [_named(name, tally, people, clock, events) for name, tally in tallies]
    return (*counts, *named)


def _categories(people: Inhabitants, trait: str) -> list[str]:
    """The category of every class."""
    return [people.categories[trait][number] for number in people.classes[trait].tolist()]


def _named(name: str, tally: Tally, people: Inhabitants, clock: Clock, events: tuple[str, ...]) -> Count:
    """A tally of the case."""
    period, periods = _periods(tally.every, clock)
    row, rows, row_name = _rows(tally.by, people)
    traits = tuple(part for part in tally.by if part in people.classes)
    column, columns = _columns(traits, people)
    counted = tuple(events.index(event) for event in tally.count if event in events)
    return Count(name, counted, period, row, column, periods, rows, columns, traits, row_name)


def _periods(every: str, clock: Clock) -> tuple[NDArray[np.int64], list[str]]:
    """The period of every step, by the step's middle, and the periods' labels."""
    if every == "period":
        return np.zeros(clock.steps, np.int64), ["period"]
    if every == "step":
        return np.arange(clock.steps), step_dates(clock)
    middles = [clock.start + timedelta(days=(step + 0.5) * clock.days) for step in range(clock.steps)]
    labels = [day.isoformat()[: 7 if every == "month" else 4] for day in middles]
    names = list(dict.fromkeys(labels))
    return np.array([names.index(label) for label in labels], np.int64), names


def _rows(by: tuple[str, ...], people: Inhabitants) -> tuple[NDArray[np.int64], list[str], str]:
    if PLACE in by:
        return np.arange(len(people.places)), people.places, PLACE
    if PROVINCE in by:
        return people.province, people.provinces, PROVINCE
    return np.zeros(len(people.places), np.int64), [""], ""


def _columns(traits: tuple[str, ...], people: Inhabitants) -> tuple[NDArray[np.int64], list[tuple[str, ...]]]:
    if not traits:
        return np.zeros(people.class_count, np.int64), [()]
    rows = np.stack([people.classes[name] for name in traits], axis=1)
    found, column = np.unique(rows, axis=0, return_inverse=True)
    labels = [tuple(people.categories[name][i] for name, i in zip(traits, row, strict=True)) for row in found]
    return column.reshape(-1).astype(np.int64), labels


def compile_tallies(
    case: Case, people: Inhabitants, states: States, counts: list[Count], events: list[str]
) -> Tallies:
    """The kernel's arrays."""
    of_event = [[t for t, count in enumerate(counts) if k in count.events] for k in range(len(events))]
    sizes = [int(np.prod(count.shape)) for count in counts]
    return Tallies(
        start=np.concatenate([[0], np.cumsum([len(numbers) for numbers in of_event])]).astype(np.int64),
        number=np.array([t for numbers in of_event for t in numbers], np.int64),
        offset=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        period=np.array([count.period for count in counts], np.int64),
        row=np.array([count.row for count in counts], np.int64),
        rows=np.array([len(count.rows) for count in counts], np.int64),
        column=np.array([count.column for count in counts], np.int64),
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
