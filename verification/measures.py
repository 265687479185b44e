"""What is measured of one country: numbers, shares and ratios of those who left, resigned or were stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
from countries import (
    Facts,
    column,
    compiled,
    group_size,
    living,
    members,
    places,
    trait,
    week_of,
)
from numpy.typing import NDArray
from pandas import DataFrame

SENIOR = ("captain", "major", "colonel", "general")
HUBS = ("Isfara (town+district)", "Shahritus", "Kulob city")
Chosen = Callable[[DataFrame], NDArray[np.bool_]]


def is_(name: str, *values: str) -> Chosen:
    """Rows whose column has one of these values."""
    return lambda table: table[name].isin(values).to_numpy()


def in_places(wanted: NDArray[np.bool_]) -> Chosen:
    """Rows of the places where `wanted`, bool[P], holds."""
    names = {name for name, chosen in zip(places(), wanted, strict=True) if chosen}
    return lambda table: table["place"].isin(names).to_numpy()


def between(first: str, last: str) -> Chosen:
    """Rows from the week of one date up to, not including, that of another."""
    low, high = week_of(first), week_of(last)
    return lambda table: table["week"].between(low, high, inclusive="left").to_numpy()


def in_weeks(weeks: NDArray[np.bool_]) -> Chosen:
    """Rows of the weeks where `weeks`, bool[T], holds."""
    return lambda table: weeks[table["week"].to_numpy()]


@cache
def left(facts: Facts) -> DataFrame:
    """Civilians who left."""
    return facts.leaving[facts.leaving["event"] == "depart"]


@cache
def defected(facts: Facts) -> DataFrame:
    """Officers who left."""
    return facts.leaving[facts.leaving["event"] == "defect"]


def number(table: DataFrame, *chosen: Chosen) -> int:
    """How many rows are all of `chosen`."""
    mask = np.ones(len(table), bool)
    for one in chosen:
        mask &= one(table)
    return int(mask.sum())


def odds(table: DataFrame, these: Chosen, those: Chosen) -> float:
    """How many are of the first kind for each of the second; both have half a person added (Haldane 1956)."""
    return (number(table, these) + 0.5) / (number(table, those) + 0.5)


def share(table: DataFrame, these: Chosen, *among: Chosen) -> float:
    """The share that is of a kind, of all or of some."""
    whole = number(table, *among)
    return number(table, these, *among) / whole if whole else np.nan


def pairs_sharing(facts: Facts, layer: str, among: DataFrame) -> tuple[int, float]:
    """Pairs of those who left that share a block of a layer, and how many would if blocks did not matter.

    Expected: in each place (or province, for gangs and units) every pair shares a block with probability
    (size - 1) / (members - 1).
    """
    table = among.drop_duplicates("person")
    table = table[table[layer] >= 0]
    sizes = table.groupby(layer).size().to_numpy()
    expected = sum(_pairs(count) * chance for count, chance in _ranges(table, layer))
    return int(_pairs(sizes).sum()), float(expected)


def _pairs(count: NDArray[np.int64] | int) -> NDArray[np.int64] | int:
    return count * (count - 1) // 2


def _ranges(table: DataFrame, layer: str) -> list[tuple[int, float]]:
    """For each range of a layer: how many left, and the probability that two of its members share a block."""
    people, names = compiled().people, places()
    if layer in ("household", "neighbours"):
        size = group_mean(layer)
        inhabitants = dict(zip(names, people.counts.sum(axis=1), strict=True))
        found = table.groupby("place").size()
        return [(n, (min(size, inhabitants[p]) - 1) / (inhabitants[p] - 1)) for p, n in found.items()]
    joined = np.bincount(people.province, weights=living(members(layer)))
    province = dict(zip(names, people.province, strict=True))
    found = table.groupby(table["place"].map(province)).size()
    return [(n, (group_size(layer) - 1) / (joined[p] - 1)) for p, n in found.items()]


def group_mean(layer: str) -> float:
    """The mean size of a household or neighbourhood."""
    country = compiled().people.country
    areas = country.neighbourhoods.sum()
    return country.household if layer == "household" else country.persons / areas


def close_in_time(facts: Facts, layer: str, weeks: int = 26) -> tuple[int, float]:
    """Pairs sharing a block that left within so many weeks, and how many would with times of the place."""
    table = left(facts).drop_duplicates("person")
    near, expected = 0, 0.0
    for _, here in table.groupby("place"):
        times, blocks = here["week"].to_numpy(), here[layer].to_numpy()
        first, second = np.triu_indices(len(here), 1)
        close = np.abs(times[first] - times[second]) <= weeks
        same = blocks[first] == blocks[second]
        near += int((close & same).sum())
        expected += same.sum() * close.mean() if len(close) else 0.0
    return near, float(expected)


def top_villages(facts: Facts, villages: int = 3) -> float:
    """The share of those who left that comes from the three neighbourhoods with most."""
    sizes = left(facts).groupby("neighbours").size().sort_values(ascending=False)
    return float(sizes.iloc[:villages].sum() / max(1, sizes.sum()))


def chance_of_leaving(facts: Facts) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """float64[C] twice: relative hazards of leaving under chance, of loyal people and of sympathisers.

    The second is what sympathising adds, times the share of the class that sympathises, so that the sum of
    both times people gives who leaves, once the number of sympathisers is steady.
    """
    draw, people = facts.draw, compiled().people
    hazard = np.where(trait("sex", "man"), draw["parameters.men"], 1.0)
    hazard *= np.where(trait("age", "young"), draw["parameters.youth"], 1.0)
    hazard *= np.where(trait("abroad", "away"), draw["parameters.migrants"], 1.0)
    hazard *= np.where(trait("practice", "private", "visible"), draw["parameters.devout"], 1.0)
    frailty = people.numbers["frailty"][people.classes["frailty"]]
    hazard *= frailty * ~trait("age", "child") * trait("corps", "civilian", "cadet")
    drawn = np.where(trait("sex", "man"), 2.5, 1.0) * np.where(trait("age", "young"), 2.2, 1.0)
    drawn *= frailty * ~trait("age", "child")
    steady = facts.sympathisers[-100:].mean() / (drawn * people.class_people).sum()
    return hazard, hazard * (draw["parameters.commitment"] - 1) * drawn * steady


def expected_by_class(facts: Facts) -> NDArray[np.float64]:
    """float64[P, C]: how the departures of a country spread under chance; sums to their number."""
    hazard = sum(chance_of_leaving(facts))
    spread = compiled().people.counts * hazard
    return spread / spread.sum() * len(left(facts))


def expected_by_week(facts: Facts) -> NDArray[np.float64]:
    """float64[T]: the same over time: supply times loyal people and sympathisers."""
    loyal, sympathising = (part @ compiled().people.class_people for part in chance_of_leaving(facts))
    growth = facts.sympathisers / facts.sympathisers[-100:].mean()
    curve = facts.level["supply"] * (loyal + sympathising * growth)
    return curve / curve.sum() * len(left(facts))


def fit(
    observed: NDArray[np.float64], expected: NDArray[np.float64], least: float = 5.0
) -> tuple[float, int]:
    """Pearson's chi-square and its degrees of freedom; cells with fewer than `least` expected are joined."""
    kept = expected >= least
    o, e = [*observed[kept]], [*expected[kept]]
    if expected[~kept].sum() > 0:
        o.append(observed[~kept].sum())
        e.append(expected[~kept].sum())
    o, e = np.array(o), np.array(e)
    return float(((o - e) ** 2 / e).sum()), len(o) - 1


@cache
def stops_of(facts: Facts) -> Stops:
    """The stops of a country, prepared once."""
    return Stops(facts)


class Stops:
    """Who was stopped when: fast answers on windows before a week."""

    def __init__(self, facts: Facts) -> None:
        s = facts.stops
        weeks = len(facts.level["supply"])
        self.table = DataFrame(s)
        self.inhabitants = compiled().people.counts.sum(axis=1)
        self.cell = np.zeros((len(places()), 2, 2))  # visibly devout adults: place, man, young
        for man, sex in enumerate(("woman", "man")):
            for young, age in enumerate(("older", "young")):
                self.cell[:, man, young] = living(
                    trait("practice", "visible") & trait("sex", sex) & trait("age", age)
                )
        made = np.zeros((weeks + 1, *self.cell.shape))
        np.add.at(made, (s["week"] + 1, s["place"], s["man"], s["young"]), 1)
        self.before = made.cumsum(axis=0)
        self.of_person = self.table.groupby("person")["week"].apply(np.array).to_dict()

    def probability(self, low: int, high: int) -> NDArray[np.float64]:
        """float64[P, 2, 2]: the share of a cell with a stop in weeks low .. high - 1, if stops are random."""
        last = len(self.before) - 1
        made = self.before[min(max(high, 0), last)] - self.before[min(max(low, 0), last)]
        return 1 - np.exp(-made / np.maximum(self.cell, 1))

    def was(self, person: int, low: int, high: int) -> bool:
        """Whether a person was stopped in weeks low .. high - 1."""
        weeks = self.of_person.get(person)
        return weeks is not None and bool(((weeks >= low) & (weeks < high)).any())


def after_own_stop(facts: Facts, low: int, high: int, *when: Chosen) -> tuple[int, float]:
    """Departures `low` to `high` weeks after an own stop, and how many there would be if stops did nothing.

    Expected: for each visibly devout person who left, the share of their place, sex and age that was stopped
    in the same window.
    """
    stops, table = stops_of(facts), left(facts)
    table = table[(table["practice"] == "visible")]
    observed, expected = 0, 0.0
    numbers = {name: index for index, name in enumerate(places())}
    for row in table[_all(table, when)].itertuples():
        first, last = row.week - high, row.week - low
        observed += stops.was(row.person, first, last)
        cell = (numbers[row.place], int(row.sex == "man"), int(row.age == "young"))
        expected += stops.probability(first, last)[cell]
    return observed, float(expected)


def after_stop_at_home(facts: Facts, low: int, high: int, *when: Chosen) -> tuple[int, float]:
    """Departures `low` to `high` weeks after a stop of another of the household, and how many by chance.

    Negative weeks look at stops after the departure. Expected: every other member was stopped with the
    probability of the place.
    """
    stops, table = stops_of(facts), left(facts)
    numbers = {name: index for index, name in enumerate(places())}
    observed, expected = 0, 0.0
    others = group_mean("household") - 1
    for row in table[_all(table, when)].itertuples():
        first, last, place = row.week - high, row.week - low, numbers[row.place]
        start = row.household >> 30
        mates = [p for p in range(start, start + _household_size(row.household)) if p != row.person]
        observed += any(stops.was(mate, first, last) for mate in mates)
        chance = (stops.probability(first, last)[place] * stops.cell[place]).sum() / stops.inhabitants[place]
        expected += 1 - (1 - chance) ** (len(mates) or others)
    return observed, float(expected)


def _household_size(household: int) -> int:
    """How many people live in a household: those from its first person to the next household's first."""
    return int(household_sizes()[household >> 30])


_sizes: dict[int, int] = {}


def household_sizes() -> dict[int, int]:
    """The sizes of all households by their first person, from the definition."""
    if not _sizes:
        country = compiled().people.country
        for place, areas in enumerate(country.neighbourhoods):
            low, size = (
                country.place_start[place],
                country.place_start[place + 1] - country.place_start[place],
            )
            cuts = np.arange(areas + 1) * size // areas
            for first, last in pairwise(cuts):
                homes = max(1, int((last - first) / country.household + 0.5))
                starts = low + first + np.arange(homes + 1) * (last - first) // homes
                _sizes.update(zip(starts[:-1].tolist(), np.diff(starts).tolist(), strict=True))
    return _sizes


def _all(table: DataFrame, chosen: tuple[Chosen, ...]) -> NDArray[np.bool_]:
    mask = np.ones(len(table), bool)
    for one in chosen:
        mask &= one(table)
    return mask


def high_enforcement() -> NDArray[np.bool_]:
    """bool[P]: places that enforce at 0.8 or more of full."""
    return column("enforcement") >= 0.8


def low_enforcement() -> NDArray[np.bool_]:
    """bool[P]: places that enforce at 0.6 or less."""
    return column("enforcement") <= 0.6


def migration(level: str) -> NDArray[np.bool_]:
    """bool[P]: places with high, middle or low labour migration."""
    return column("migration") == level


def hubs() -> NDArray[np.bool_]:
    """bool[P]: where recruiters were reported."""
    return np.isin(places(), HUBS)
