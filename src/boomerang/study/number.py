"""The boomerang number: expected further outcomes per one more act, from pairs of twins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from boomerang.arrays import Floats
from boomerang.case.text.texts import unknown
from boomerang.compile.clock import Clock, make_clock
from boomerang.errors import InputError
from boomerang.study.number_pairs import AddedPairs, Record
from boomerang.study.number_rungs import PARTS

if TYPE_CHECKING:
    from pandas import DataFrame

LEVEL = 0.9  # of intervals
HORIZONS = {  # in years
    "1 month": 1 / 12,
    "3 months": 0.25,
    "6 months": 0.5,
    "1 year": 1.0,
    "2 years": 2.0,
    "5 years": 5.0,
}
FEWEST = 3  # pairs, of which a mean has an interval
DISCOUNTS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24)  # over the time that the pairs last
LITTLE = 0.03  # of what follows


class Expected(NamedTuple):
    """An expected number, its standard error, and the ends of its 90 % confidence interval."""

    value: float
    error: float
    low: float
    high: float

    @classmethod
    def of(cls, values: ArrayLike) -> Expected:
        """The mean of independent values, with Student's interval."""
        given = np.asarray(values, np.float64)
        error = float(given.std(ddof=1) / np.sqrt(len(given))) if len(given) > 1 else float("nan")
        return cls.around(float(given.mean()), error, len(given) - 1)

    @classmethod
    def around(cls, value: float, error: float, freedom: int) -> Expected:
        """A value with an error of so many degrees of freedom."""
        from scipy.special import stdtrit

        half = float(stdtrit(max(freedom, 1), 0.5 + LEVEL / 2)) * error
        return cls(value, error, value - half, value + half)


@dataclass(frozen=True, eq=False)
class Number:
    """What follows from one more act under one explanation.

    Attributes:
        asked: the pairs that were simulated; records: those that count, in order.
        refused: pairs of which a country was refused; idle: pairs in which nobody could meet the act.
    """

    asked: AddedPairs
    records: Sequence[Record]
    refused: int
    idle: int

    @classmethod
    def of(cls, asked: AddedPairs, records: Sequence[Record | None]) -> Number:
        """The number that pairs give.

        Raises:
            InputError: too few pairs count.
        """
        there = [record for record in records if record is not None]
        used = [record for record in there if record["acts"]]
        if len(used) < FEWEST:
            why = (
                f"{len(records) - len(there)} are refused, and in {len(there) - len(used)} nobody can meet it"
            )
            raise InputError(
                f"one more {asked.act}: only {len(used)} of {len(records)} pairs can be used, as {why}; give"
                " other dates, or more pairs"
            )
        return cls(asked, used, len(records) - len(there), len(there) - len(used))

    @cached_property
    def each(self) -> Floats:
        """float64[pairs]: further outcomes per added act."""
        return self._per_act(lambda record: sum(record["parts"].values()))

    @cached_property
    def number(self) -> Expected:
        """Expected further outcomes per one more act, until the end of the run."""
        return Expected.of(self.each)

    @cached_property
    def parts(self) -> dict[str, Expected]:
        """The number by way of whom: `direct`, `vicarious`, `public` and `systemic`; they add up to it."""
        acts = [record["acts"] for record in self.records]
        each = [[record["parts"][part] for part in PARTS] for record in self.records]
        columns = (np.array(each) / np.array(acts)[:, None]).T
        return {part: Expected.of(column) for part, column in zip(PARTS, columns, strict=True)}

    @cached_property
    def moved(self) -> dict[str, Expected]:
        """The number by the feelings and climates that the act kicks; they add up to it."""
        return {name: Expected.of(self._made_by([name])) for name in self.records[0]["moved"]}

    @cached_property
    def bred(self) -> Expected:
        """What the feelings and climates make that are followed by more of the outcome."""
        return self._of_sign(1)

    @cached_property
    def prevented(self) -> Expected:
        """What those take away that are followed by less of it: 0 or less."""
        return self._of_sign(-1)

    @cached_property
    def since(self) -> dict[str, Expected]:
        """The number within a time since the act, from the pairs that last as long."""
        return {name: self._within(steps, self._since) for name, steps in self._horizons}

    @cached_property
    def moved_since(self) -> dict[str, dict[str, Expected]]:
        """What each feeling and climate makes within a time since the act; they add up to `since`."""
        return {
            name: {moved: self._within(steps, more) for moved, more in self._since_by.items()}
            for name, steps in self._horizons
        }

    @cached_property
    def by_year(self) -> dict[int, Expected]:
        """The number until the end of the run by the year of the act, where there are enough pairs."""
        days = np.array([record["moment"] for record in self.records]) * self._clock.days
        years = (np.datetime64(self._clock.start) + days.astype("m8[D]")).astype("M8[Y]").astype(int) + 1970
        return {
            int(year): Expected.of(self.each[years == year])
            for year in np.unique(years)
            if (years == year).sum() >= FEWEST
        }

    @cached_property
    def generation(self) -> Expected | None:
        """Further acts that one more brings by itself, before these bring others; None for another outcome.

        With the further acts D(s) since the added one and those of the first generation F(s), both discounted
        by exp(-s t), 1 / F = 1 + 1 / D. Where what has followed by the end of the run is nearly all, s is 0.
        Where more and more follows, s is so large that the end does not count, and 1 / D goes on in a
        straight line to s = 0, as it does where the first generation wears off exponentially. Acts of any
        time and person are taken to be alike. The error is that of leaving out one pair after another.
        """
        if self.asked.act != self.asked.outcome:
            return None
        each = self._by_step()
        there = ~np.isnan(each)
        given, many = np.nan_to_num(each), there.sum(axis=0)
        sums = given.sum(axis=0)
        discount = _discount(sums / many)
        left_out = _first_generation((sums - given) / (many - there), discount)
        error = float(np.sqrt((len(each) - 1) * left_out.var()))
        return Expected.around(float(_first_generation(sums / many, discount)), error, len(each) - 1)

    @property
    def by_place(self) -> DataFrame:
        """The number by the place where the outcome happens: `value`, `error`, `low` and `high`."""
        return self._table([record["places"] for record in self.records])

    def by_trait(self, trait: str) -> DataFrame:
        """The number by the category of those to whom the outcome happens; columns as of `by_place`.

        Raises:
            InputError: the case has no such trait.
        """
        case = self.asked.scenario.case
        if trait not in case.population.traits:
            raise InputError(unknown(trait, f"trait of {case.name}", case.population.traits))
        return self._table([record["traits"][trait] for record in self.records])

    def by_whom(self, by: str) -> dict[str, Expected]:
        """The number of acts that happen to one group of people alone, for each group that can meet them.

        Args:
            by: a trait, `place` or `province`, by which it was asked.

        Raises:
            InputError: it was not.
        """
        if by not in self.asked.by:
            raise InputError(f"this number was not asked by {by}; ask again, with by=['{by}']")
        found = {}
        for name in self.records[0]["whom"][by]:
            given = [record["whom"][by][name] for record in self.records]
            values = [more / acts for acts, more in given if acts]
            if len(values) >= FEWEST:
                found[name] = Expected.of(values)
        return found

    @property
    def _clock(self) -> Clock:
        return make_clock(self.asked.scenario.case, self.asked.scenario.until)

    @property
    def _horizons(self) -> Iterator[tuple[str, int]]:
        """Times since the act that enough pairs last, and how many steps they are."""
        for name, years in HORIZONS.items():
            steps = round(years / self._clock.years)
            if sum(len(record["since"]) > steps for record in self.records) >= FEWEST:
                yield name, steps

    @property
    def _since(self) -> list[list[float]]:
        """Of each pair, how much more of the outcome there is in each step since the acts."""
        return [record["since"] for record in self.records]

    @property
    def _since_by(self) -> dict[str, list[list[float]]]:
        """The same by the feelings and climates that the act kicks."""
        return {name: [record["moved"][name] for record in self.records] for name in self.records[0]["moved"]}

    def _within(self, steps: int, each: list[list[float]]) -> Expected:
        """What there is in so many steps, of the pairs that have them."""
        pairs = zip(each, self.records, strict=True)
        return Expected.of(
            [sum(more[: steps + 1]) / record["acts"] for more, record in pairs if len(more) > steps]
        )

    def _made_by(self, names: Collection[str]) -> Floats:
        """float64[pairs]: what these feelings and climates make per added act."""
        return self._per_act(lambda record: sum(sum(record["moved"][name]) for name in names))

    def _per_act(self, of: Callable[[Record], float]) -> Floats:
        return np.array([of(record) / record["acts"] for record in self.records])

    def _table(self, given: list[dict[str, int]]) -> DataFrame:
        """One row for each name, of which each record has a number."""
        from pandas import DataFrame

        acts = np.array([record["acts"] for record in self.records])
        values = np.array([list(numbers.values()) for numbers in given]) / acts[:, None]
        return DataFrame([Expected.of(column)._asdict() for column in values.T], index=list(given[0]))

    def _of_sign(self, sign: int) -> Expected:
        names = [name for name, found in self.moved.items() if found.value * sign > 0]
        return Expected.of(self._made_by(names))

    def _by_step(self) -> Floats:
        """float64[pairs, steps]: per added act, in each step since; NaN where the run is over.

        Only steps that at least a third of the pairs, and `FEWEST`, have.
        """
        lengths = np.array([len(record["since"]) for record in self.records])
        wanted = max(FEWEST, -(-len(lengths) // 3))
        each = np.full((len(lengths), int(np.sort(lengths)[::-1][wanted - 1])), np.nan)
        for line, record in zip(each, self.records, strict=True):
            given = np.array(record["since"][: each.shape[1]]) / record["acts"]
            line[: len(given)] = given
        return each


def averaged(numbers: Mapping[str, Number], weights: Mapping[str, float]) -> Expected:
    """The number over explanations, each with its weight."""
    whole = sum(weights[name] for name in numbers)
    shares = {name: weights[name] / whole for name in numbers}
    value = sum(share * numbers[name].number.value for name, share in shares.items())
    error = sum((share * numbers[name].number.error) ** 2 for name, share in shares.items()) ** 0.5
    return Expected.around(value, error, min(len(given.records) for given in numbers.values()) - 1)


def _discount(further: Floats) -> float:
    """The least discount by step with which the last third of the time counts for little, of some."""
    steps = len(further)
    end = np.arange(steps) >= 2 * steps / 3
    for rate in (each / steps for each in DISCOUNTS):
        parts = further * np.exp(-rate * np.arange(steps))
        if abs(parts[end].sum()) <= LITTLE * abs(parts.sum()):
            return rate
    return DISCOUNTS[-1] / steps


def _first_generation(further: Floats, rate: float) -> Floats:
    """The first generation of further acts, float64[..., steps], from their transforms at two discounts.

    1 / D is taken as straight in exp(rate), which it is where that generation wears off by steps.
    """
    steps = np.arange(further.shape[-1])
    once, twice = (further @ (1.0 + each * np.expm1(rate)) ** -steps.astype(float) for each in (1, 2))
    with np.errstate(invalid="ignore"):  # where nothing followed, nobody can tell
        return np.asarray(once * twice / (once * twice + 2 * twice - once))
