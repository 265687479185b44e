"""What the engine leaves behind becomes arrays with named dimensions, and a log."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.compile.case import Compiled
from boomerang.compile.clock import Clock
from boomerang.compile.tallies import PLACE, PROVINCE, Count
from boomerang.engine.simulate import Outcome
from boomerang.engine.words import class_in, place_in
from boomerang.study.event_log import Column
from boomerang.study.results import (
    EVENT,
    EVENTS,
    LAT,
    LON,
    MOMENT,
    OF_PLACES,
    PEOPLE,
    PERSON,
    SOURCE,
    STATE,
    TIME,
    WAY,
    ResultNames,
    Variable,
    by,
)


def variables_of(compiled: Compiled, outcome: Outcome) -> dict[str, Variable]:
    """All results of a run, coordinates first."""
    variables: dict[str, Variable] = {}
    names = ResultNames.of(compiled.case)
    _add_axes(variables, compiled)
    for trait, categories in compiled.people.categories.items():
        variables[names.axes[trait]] = Variable((names.axes[trait],), text(categories))
    counts = _blocks(compiled, outcome)
    _add_events(variables, compiled, counts, names.axes)
    _add_people(variables, compiled, outcome, names.axes)
    _add_levels(variables, compiled, outcome, names)
    named = 2 * len(compiled.events)
    for count, block in zip(compiled.counts[named:], counts[named:], strict=True):
        _add_tally(variables, compiled, count, block, names)
    return variables


def text(labels: list[str] | tuple[str, ...]) -> NDArray[np.str_]:
    """Labels as an array of text."""
    return np.array(list(labels), np.str_)


def moments_of(compiled: Compiled) -> NDArray[np.datetime64]:
    """datetime64[s][steps + 1]: the start of every step, and the last second of the run."""
    return _moments(compiled.clock).copy()


@lru_cache(maxsize=8)
def _moments(clock: Clock) -> NDArray[np.datetime64]:
    return _times(clock, np.arange(clock.steps + 1)).astype("datetime64[s]")


def times_at(compiled: Compiled, steps: NDArray[Any]) -> NDArray[np.datetime64]:
    """datetime64[us]: the moments that lie so many steps after the start; the last is just before the end."""
    return _times(compiled.clock, steps)


def _times(clock: Clock, steps: NDArray[Any]) -> NDArray[np.datetime64]:
    since = np.round(steps * (clock.days * 86_400e6)).astype("timedelta64[us]")
    last = np.timedelta64(round(clock.end * 86_400e6) - 1, "us")
    return np.datetime64(clock.start, "us") + np.minimum(since, last)


def _add_axes(variables: dict[str, Variable], compiled: Compiled) -> None:
    people = compiled.people
    states = [f"{track} {state}" for track, state in compiled.states.names]
    moments = moments_of(compiled)
    variables[TIME] = Variable((TIME,), moments[:-1], {"long_name": "first day of the step"})
    about = {"long_name": "start of each step, and the last second of the run"}
    variables[MOMENT] = Variable((MOMENT,), moments, about)
    variables[EVENT] = Variable(
        (EVENT,), text(compiled.events), {"long_name": "transition, act or encounter"}
    )
    variables[PLACE] = Variable((PLACE,), text(people.places))
    variables[PROVINCE] = Variable((PROVINCE,), text(people.provinces))
    variables[STATE] = Variable((STATE,), text(states), {"long_name": "track and state"})
    of_places = [people.provinces[number] for number in people.province]
    variables[OF_PLACES] = Variable((PLACE,), text(of_places))
    for name, units in ((LON, "degrees_east"), (LAT, "degrees_north")):
        if name in people.columns:
            variables[name] = Variable((PLACE,), np.asarray(people.columns[name], float), {"units": units})


def _blocks(compiled: Compiled, outcome: Outcome) -> list[NDArray[np.int64]]:
    """The array of every tally: periods x rows x columns."""
    ends = pairwise(compiled.model.tallies.offset.tolist())
    return [
        outcome.count[first:end].reshape(count.shape)
        for (first, end), count in zip(ends, compiled.counts, strict=True)
    ]


def _add_events(
    variables: dict[str, Variable], compiled: Compiled, counts: list[NDArray[np.int64]], axes: dict[str, str]
) -> None:
    """Events by time and place, and by the categories of every trait."""
    people, number = compiled.people, len(compiled.events)
    shape = (number, compiled.clock.steps, len(people.places))
    by_place = np.array(counts[0 : 2 * number : 2], np.int64).reshape(shape)
    by_class = np.array(counts[1 : 2 * number : 2], np.int64).reshape(number, people.class_count)
    about = {"units": "events per step", "long_name": "events"}
    variables[EVENTS] = Variable((EVENT, TIME, PLACE), by_place, about)
    for trait in people.categories:
        values = _by_category(compiled, trait, by_class)
        about = {"units": "events", "long_name": f"events of the whole period by {trait}"}
        variables[by(EVENTS, trait)] = Variable((EVENT, axes[trait]), values, about)


def _by_category(compiled: Compiled, trait: str, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64[..., categories]: numbers of classes, int64[..., C], added up by category."""
    people = compiled.people
    sums = np.zeros((*numbers.shape[:-1], len(people.categories[trait])), np.int64)
    np.add.at(sums.T, people.classes[trait], numbers.T)
    return sums


def _add_people(
    variables: dict[str, Variable], compiled: Compiled, outcome: Outcome, axes: dict[str, str]
) -> None:
    about = {"units": "persons", "long_name": "people in each state at that moment"}
    variables[PEOPLE] = Variable((STATE, MOMENT, PLACE), outcome.people.transpose(1, 0, 2).copy(), about)
    for trait in compiled.people.categories:
        values = _by_category(compiled, trait, compiled.people.class_people)
        about = {"units": "persons", "long_name": f"people by {trait}"}
        variables[by(PEOPLE, trait)] = Variable((axes[trait],), values, about)


def _add_levels(
    variables: dict[str, Variable], compiled: Compiled, outcome: Outcome, names: ResultNames
) -> None:
    """Climates and levers at the start of every step, and at the end."""
    index = compiled.values
    for name in index.names:
        kind = "lever" if name in index.levers else "climate"
        part = index.of[name]
        values = outcome.value[:, index.part_of(name)]
        about = {"units": "1", "long_name": f"{kind} {name} at that moment", "kind": kind}
        if part == "nation":
            variables[names.levels[name]] = Variable((MOMENT,), values[:, 0].copy(), about)
        else:
            axis = names.axes.get(part, part)
            variables[names.levels[name]] = Variable((MOMENT, axis), values.copy(), about)


def _add_tally(
    variables: dict[str, Variable],
    compiled: Compiled,
    count: Count,
    block: NDArray[np.int64],
    names: ResultNames,
) -> None:
    """A tally of the case: time, then place or province, then every trait on its own dimension."""
    tally, values = compiled.case.tallies[count.name], _by_traits(compiled, count, block)
    axes = [names.axes[trait] for trait in count.traits]
    if count.row_name:
        axes.insert(0, count.row_name)
    else:
        values = values[:, 0]
    if tally.every == "period":
        values = values[0]
    else:
        axes.insert(0, _period_axis(variables, tally.every, count))
    about = {"units": "events", "long_name": f"{' or '.join(tally.count)} by {tally.every}"}
    variables[names.tallies[count.name]] = Variable(tuple(axes), values, about)


def _by_traits(compiled: Compiled, count: Count, block: NDArray[np.int64]) -> NDArray[np.int64]:
    """A block of periods x rows x columns with an axis for every trait, 0 where nobody is."""
    if not count.traits:
        return block[:, :, 0]
    categories = [compiled.people.categories[trait] for trait in count.traits]
    sizes = [len(names) for names in categories]
    values = np.zeros((*block.shape[:2], int(np.prod(sizes))), np.int64)
    for column, labels in enumerate(count.columns):
        numbers = [names.index(label) for names, label in zip(categories, labels, strict=True)]
        values[:, :, np.ravel_multi_index(numbers, sizes)] = block[:, :, column]
    return values.reshape(*block.shape[:2], *sizes)


def _period_axis(variables: dict[str, Variable], every: str, count: Count) -> str:
    """The name of the dimension of a tally's periods, added if it is not there."""
    if every == "step":
        return TIME
    if every == "year":
        labels: NDArray[Any] = np.array([int(label) for label in count.periods], np.int64)
    else:
        labels = np.array([f"{label}-01" for label in count.periods], "datetime64[s]")
    variables[every] = Variable((every,), labels)
    return every


def log_columns(compiled: Compiled, log: dict[str, NDArray[Any]]) -> dict[str, Column]:
    """The log of a run: when, what, who, where, traits, states before, feelings, and through whom."""
    people, states, events = compiled.people, compiled.states, tuple(compiled.events)
    place, of_class = place_in(log["home"]), class_in(log["home"])
    names = ResultNames.of(compiled.case).columns
    columns = {
        TIME: Column(times_at(compiled, log["time"])),
        EVENT: Column(log["event"], events),
        PERSON: _persons(log["person"], people.persons),
        PLACE: Column(place, tuple(people.places)),
        PROVINCE: Column(people.province[place], tuple(people.provinces)),
    }
    for trait, of_classes in people.classes.items():
        columns[names[trait]] = Column(of_classes[of_class], people.categories[trait])
    for track, known in states.tracks.items():
        columns[names[track]] = Column(states.numbers(track)[log["state"]], tuple(known))
    for number, feeling in enumerate(compiled.case.feelings):
        columns[names[feeling]] = Column(log["feeling"][:, number].copy())
    columns[SOURCE] = _persons(log["source"], people.persons)
    columns[WAY] = Column(log["way"], events)
    return columns


def _persons(numbers: NDArray[np.int64], names: Sequence[str]) -> Column:
    """Persons by number, or by name where the case lists them."""
    return Column(numbers, tuple(names) if names else None)
