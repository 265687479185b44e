"""Countries at draws from the priors, and what is kept of each: who left, resigned or was stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from boomerang.case import Case
from boomerang.case.bundled import load
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.simulate import seeded
from boomerang.kernels.compiled import allocating, bind
from boomerang.population.contacts import open_block
from boomerang.study.draws import draw_priors, in_base_units, simulate_draws
from boomerang.study.run import Run

CASE = "tajikistan-2015"
UNTIL = date(2015, 5, 28)
SEED = 20150528
BLOCKS = ("household", "neighbours", "gang", "unit")
COUNTED = ("depart", "defect", "stop", "resign", "dismiss")
KEPT = ("supply", "restriction", "purging", "blocking", "threat")
LEAVING = (
    *("week", "event", "person", "place", "sex", "age", "practice", "origin", "online", "abroad", "rank"),
    *("grievance", "way"),
)
STOP_LOG = ["depart", "defect", "stop"]
RESIGN_LOG = ["depart", "defect", "resign"]


class Variant(NamedTuple):
    """One kind of country.

    Attributes:
        explanation: whose mechanisms are on.
        fixed: parameters held at a value instead of drawn, by path.
        settings: other entries of the case, by path.
    """

    explanation: str
    fixed: Mapping[str, Any] = MappingProxyType({})
    settings: Mapping[str, Any] = MappingProxyType({})


@dataclass(eq=False)  # the same only if it is the same, so that measures can be cached
class Facts:
    """What is kept of one country. T weeks, P places.

    Attributes:
        leaving: departures and defections, one row each: LEAVING and a block of each layer of BLOCKS.
        resigned: resignations, where they were logged: week, rank, origin.
        stops: stops, where they were logged: int64 arrays week, person, place, man, young.
        count: int64[T, P] for each of COUNTED.
        level: float64[T] or [T, P] for each of KEPT that there is.
        sympathisers: int64[T].
        draw: the drawn parameters by path, as numbers (rates per person-year, durations in days).
    """

    leaving: DataFrame
    resigned: DataFrame
    stops: dict[str, NDArray[np.int64]]
    count: dict[str, NDArray[np.int64]]
    level: dict[str, NDArray[np.float64]]
    sympathisers: NDArray[np.int64]
    draw: dict[str, float] = field(default_factory=dict)


@cache
def case() -> Case:
    """The flagship as it is bundled."""
    return load(CASE)


@cache
def compiled() -> Compiled:
    """The flagship with nothing switched on: who lives where."""
    return compile_case(scenario(case(), mechanisms=()))


def path(name: str, mechanism: str | None = None) -> str:
    """The path of a parameter of the case or of a mechanism."""
    return f"mechanisms.{mechanism}.parameters.{name}" if mechanism else f"parameters.{name}"


def simulate_countries(
    variant: Variant,
    countries: int,
    *,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> list[Facts]:
    """One country for each draw; country r has the same draw and the same luck in every variant."""
    base = scenario(case(), settings=variant.settings, explanation=variant.explanation, until=UNTIL)
    draws = draw_priors(base, countries, seed=SEED)
    numbers = in_base_units(draws)
    found = simulate_draws(
        base,
        draws.assign(**variant.fixed),
        facts,
        seed=SEED,
        executor=executor,
        progress=progress,
    )
    for row, kept in zip(draws.index, found, strict=True):
        kept.draw = numbers.loc[row].to_dict()
    return found


def facts(run: Run) -> Facts:
    """What is kept of a run."""
    log = {name: _decoded(column) for name, column in run.log.items()}
    log["week"] = _weeks(run, log["time"])
    gone = np.isin(log["event"], ["depart", "defect"])
    levels = {*run.case.climates, *run.case.levers}
    return Facts(
        leaving=_leaving(log, gone, run.seed),
        resigned=_rows(log, log["event"] == "resign", ("week", "rank", "origin")),
        stops=_stops(log, run),
        count={name: run.events_of(name) for name in COUNTED if name in run.counts},
        level={name: run.level_of(name)[:-1] for name in KEPT if name in levels},
        sympathisers=run.people_in("stance sympathiser")[:-1].sum(axis=1),
    )


def _decoded(column: Any) -> NDArray[Any]:
    """The values of a column of the log, labels as text."""
    if column.labels is None:
        return column.values
    return np.array([*column.labels, ""])[column.values]


def _weeks(run: Run, times: NDArray[np.datetime64]) -> NDArray[np.int64]:
    return np.searchsorted(run.times, times.astype(run.times.dtype), side="right") - 1


def _rows(log: dict[str, NDArray[Any]], wanted: NDArray[np.bool_], names: tuple[str, ...]) -> DataFrame:
    return DataFrame({name: log[name][wanted] for name in names})


def _leaving(log: dict[str, NDArray[Any]], gone: NDArray[np.bool_], seed: int) -> DataFrame:
    table = _rows(log, gone, LEAVING)
    for name in BLOCKS:
        table[name] = blocks_of(table["person"].to_numpy(), name, seed)
    return table


def _stops(log: dict[str, NDArray[Any]], run: Run) -> dict[str, NDArray[np.int64]]:
    chosen = log["event"] == "stop"
    places = run.log["place"].values
    return {
        "week": log["week"][chosen],
        "person": log["person"][chosen],
        "place": places[chosen].astype(np.int64),
        "man": (log["sex"][chosen] == "man").astype(np.int64),
        "young": (log["age"][chosen] == "young").astype(np.int64),
    }


def blocks_of(persons: NDArray[np.int64], layer: str, seed: int) -> NDArray[np.int64]:
    """int64[n]: a number for each person's block in a contact layer of a seed; -1 for who has none.

    A block is a household, a neighbourhood, a work gang or a unit.
    """
    model = _seeded(seed)
    number = compiled().layers.index(layer)
    return _block_numbers(bind(model.country), bind(model.layers), number, persons.astype(np.int64))


@allocating
def _block_numbers(country, layers, layer, persons):  # type: ignore[no-untyped-def]
    numbers = np.full(len(persons), -1, np.int64)
    for i in range(len(persons)):
        block = open_block(country, layers, layer, persons[i])
        if block.length > 0:
            numbers[i] = (block.low << 30) + block.first
    return numbers


@cache
def _seeded(seed: int) -> Any:
    known = compiled()
    return seeded(known.model, seed, known.events, known.layers)


def members(layer: str) -> NDArray[np.bool_]:
    """bool[C]: the trait classes whose people a contact layer joins."""
    among = case().population.contacts[layer].among
    people = compiled().people
    return people.all_chosen(tuple(among)) if among else np.ones(people.class_count, bool)


def group_size(layer: str) -> float:
    """The mean size of the groups that a layer is cut into."""
    return float(case().population.contacts[layer].groups_of.number)


def trait(name: str, *categories: str) -> NDArray[np.bool_]:
    """bool[C]: the trait classes with one of these categories."""
    people = compiled().people
    wanted = [people.categories[name].index(category) for category in categories]
    return np.isin(people.classes[name], wanted)


def living(chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """int64[P]: people of the chosen classes in each place."""
    return compiled().people.counts[:, chosen].sum(axis=1)


def people_by_class() -> NDArray[np.int64]:
    """int64[C]: people of each class in the country."""
    return compiled().people.class_people


def column(name: str) -> NDArray[Any]:
    """[P]: a column of the table of places."""
    return np.asarray(compiled().people.columns[name])


def places() -> list[str]:
    """The names of the places, in the order of the country."""
    return compiled().people.places


def week_of(day: date | str) -> int:
    """The number of the week that a day falls in."""
    return (np.datetime64(day, "D") - np.datetime64("2010-01-01")).astype(int) // 7
