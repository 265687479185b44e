"""What one run leaves behind becomes arrays with named dimensions."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.compile.case import Compiled
from boomerang.compile.tallies import PLACE, PROVINCE, Count
from boomerang.engine.simulate import Outcome

TIME, EVENT, STATE = "time", "event", "state"
OF_PLACES = "province_of_place"
PERIODS = ("month", "year")


@dataclass(frozen=True)
class Variable:
    """An array with named dimensions.

    `attributes` hold `units` and `long_name` and what else is worth knowing.
    """

    dims: tuple[str, ...]
    values: NDArray[Any]
    attributes: dict[str, str] = field(default_factory=dict)


class Variables(dict[str, Variable]):
    """Variables by name. A name that is taken already gets its kind behind it, such as `people climate`."""

    def add(self, name: str, kind: str, variable: Variable) -> None:
        """Put in a variable that the case named."""
        self[free_name(name, kind, self)] = variable


def free_name(name: str, kind: str, taken: Container[str]) -> str:
    """The name, with its kind behind it if something else has the name."""
    return name if name not in taken and name not in PERIODS else f"{name} {kind}"


def is_coordinate(name: str, variable: Variable) -> bool:
    """Whether a variable labels a dimension or tells where the places are."""
    return variable.dims == (name,) or name in (OF_PLACES, "lon", "lat")


def variables_of(compiled: Compiled, outcome: Outcome) -> Variables:
    """All results of a run, coordinates first."""
    variables = Variables()
    _add_axes(variables, compiled)
    dims = _add_trait_axes(variables, compiled)
    counts = _blocks(compiled, outcome)
    _add_events(variables, compiled, counts, dims)
    _add_people(variables, compiled, outcome, dims)
    _add_quantities(variables, compiled, outcome, dims)
    named = 2 * len(compiled.events)
    for count, block in zip(compiled.counts[named:], counts[named:], strict=True):
        _add_tally(variables, compiled, count, block, dims)
    return variables


def text(labels: list[str] | tuple[str, ...]) -> NDArray[np.str_]:
    """Labels as an array of text."""
    return np.array(list(labels), np.str_)


def step_times(compiled: Compiled) -> NDArray[np.datetime64]:
    """datetime64[s][steps]: the start of every step."""
    clock = compiled.clock
    return times_at(compiled, np.arange(clock.steps)).astype("datetime64[s]")


def times_at(compiled: Compiled, steps: NDArray[Any]) -> NDArray[np.datetime64]:
    """datetime64[us]: the moments that lie so many steps after the start."""
    since = np.round(steps * (compiled.clock.days * 86_400e6)).astype("timedelta64[us]")
    return np.datetime64(compiled.clock.start, "us") + since


def _add_axes(variables: Variables, compiled: Compiled) -> None:
    people = compiled.people
    states = [f"{track} {state}" for track, state in compiled.states.names]
    variables[TIME] = Variable((TIME,), step_times(compiled), {"long_name": "first day of the step"})
    variables[EVENT] = Variable(
        (EVENT,), text(compiled.events), {"long_name": "transition, act or encounter"}
    )
    variables[PLACE] = Variable((PLACE,), text(people.places))
    variables[PROVINCE] = Variable((PROVINCE,), text(people.provinces))
    variables[STATE] = Variable((STATE,), text(states), {"long_name": "track and state"})
    of_places = [people.provinces[number] for number in people.province]
    variables[OF_PLACES] = Variable((PLACE,), text(of_places))
    for name, units in (("lon", "degrees_east"), ("lat", "degrees_north")):
        if name in people.columns:
            variables[name] = Variable((PLACE,), np.asarray(people.columns[name], float), {"units": units})


def _add_trait_axes(variables: Variables, compiled: Compiled) -> dict[str, str]:
    """Add the categories of every trait; returns the dimension that stands for each trait."""
    dims = {}
    for trait, categories in compiled.people.categories.items():
        dims[trait] = free_name(trait, "trait", variables)
        variables[dims[trait]] = Variable((dims[trait],), text(categories))
    return dims


def _blocks(compiled: Compiled, outcome: Outcome) -> list[NDArray[np.int64]]:
    """The array of every tally: periods x rows x columns."""
    ends = np.cumsum([int(np.prod(count.shape)) for count in compiled.counts])
    parts = np.split(outcome.count, ends[:-1]) if len(ends) else []
    return [part.reshape(count.shape) for part, count in zip(parts, compiled.counts, strict=True)]


def _add_events(
    variables: Variables, compiled: Compiled, counts: list[NDArray[np.int64]], dims: dict[str, str]
) -> None:
    """Events by time and place, and by the categories of every trait."""
    people, number = compiled.people, len(compiled.events)
    shape = (number, compiled.clock.steps, len(people.places))
    by_place = np.array(counts[0 : 2 * number : 2], np.int64).reshape(shape)
    by_class = np.array(counts[1 : 2 * number : 2], np.int64).reshape(number, people.class_count)
    about = {"units": "events per step", "long_name": "events"}
    variables["events"] = Variable((EVENT, TIME, PLACE), by_place, about)
    for trait in people.categories:
        values = by_class @ _membership(compiled, trait)
        about = {"units": "events", "long_name": f"events of the whole period by {trait}"}
        variables[f"events_by_{trait}"] = Variable((EVENT, dims[trait]), values, about)


def _membership(compiled: Compiled, trait: str) -> NDArray[np.int64]:
    """int64[C, categories]: 1 where a class has a category."""
    categories = np.arange(len(compiled.people.categories[trait]))
    return (compiled.people.classes[trait][:, None] == categories).astype(np.int64)


def _add_people(variables: Variables, compiled: Compiled, outcome: Outcome, dims: dict[str, str]) -> None:
    about = {"units": "persons", "long_name": "people in each state at the start of the step"}
    variables["people"] = Variable((STATE, TIME, PLACE), outcome.people.transpose(1, 0, 2).copy(), about)
    for trait in compiled.people.categories:
        values = compiled.people.class_people @ _membership(compiled, trait)
        about = {"units": "persons", "long_name": f"people by {trait}"}
        variables[f"people_by_{trait}"] = Variable((dims[trait],), values, about)


def _add_quantities(variables: Variables, compiled: Compiled, outcome: Outcome, dims: dict[str, str]) -> None:
    """Climates and levers at the start of every step."""
    index = compiled.values
    for name in index.names:
        kind = "lever" if name in index.levers else "climate"
        part = index.of[name]
        values = outcome.value[:, index.start[name] : index.start[name] + index.count[name]]
        about = {"units": "1", "long_name": f"{kind} {name} at the start of the step", "kind": kind}
        if part == "nation":
            variables.add(name, kind, Variable((TIME,), values[:, 0].copy(), about))
        else:
            variables.add(name, kind, Variable((TIME, dims.get(part, part)), values.copy(), about))


def _add_tally(
    variables: Variables, compiled: Compiled, count: Count, block: NDArray[np.int64], dims: dict[str, str]
) -> None:
    """A tally of the case: time, then place or province, then every trait on its own dimension."""
    tally, values = compiled.case.tallies[count.name], _by_traits(compiled, count, block)
    axes = [dims[trait] for trait in count.traits]
    if count.row_name:
        axes.insert(0, count.row_name)
    else:
        values = values[:, 0]
    if tally.every == "period":
        values = values[0]
    else:
        axes.insert(0, _period_axis(variables, tally.every, count))
    about = {"units": "events", "long_name": f"{' or '.join(tally.count)} by {tally.every}"}
    variables.add(count.name, "tally", Variable(tuple(axes), values, about))


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


def _period_axis(variables: Variables, every: str, count: Count) -> str:
    """The name of the dimension of a tally's periods, added if it is not there."""
    if every == "step":
        return TIME
    if every == "year":
        labels: NDArray[Any] = np.array([int(label) for label in count.periods], np.int64)
    else:
        labels = np.array([f"{label}-01" for label in count.periods], "datetime64[s]")
    variables[every] = Variable((every,), labels)
    return every
