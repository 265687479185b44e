"""The boomerang numbers of a case, under each explanation and on average."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from boomerang.case.scenario import Scenario
from boomerang.inference.belief import Belief
from boomerang.inference.pairs import luck_in, notes_on_pairs
from boomerang.study.number import Expected, Number, averaged

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset

GENERATION = "generation"


@dataclass(frozen=True, eq=False)
class Numbers:
    """What follows from one more act, under each explanation and on average.

    `boomerang.number` makes it.

    Attributes:
        scenario: with the mechanisms that can be on; act, outcome: what is added, and what may follow.
        belief: explanations with their weights, and where the draws come from.
        of: the number under each explanation that has both.
        without: the explanations that lack one of them, each with a sentence.
        first, last: the days between which the acts were added.
    """

    scenario: Scenario
    act: str
    outcome: str
    belief: Belief
    of: Mapping[str, Number]
    without: Mapping[str, str]
    first: date
    last: date

    @cached_property
    def weights(self) -> dict[str, float]:
        """The weight of each explanation that has act and outcome; they sum to 1."""
        given = dict(zip(self.belief.explanations, self.belief.weights.tolist(), strict=True))
        whole = sum(given[name] for name in self.of)
        return {name: given[name] / whole for name in self.of}

    @cached_property
    def average(self) -> Expected:
        """The number over the explanations that have act and outcome, by weight."""
        return averaged(self.of, self.weights)

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known before the numbers are quoted."""
        return notes_on_pairs(self._fewest, 1)

    @property
    def luck(self) -> str:
        """What stands before all that they are said to tell, if anything."""
        return luck_in(self._fewest)

    @property
    def _fewest(self) -> int:
        return min(len(number.records) for number in self.of.values())

    @property
    def table(self) -> DataFrame:
        """The number and its parts: one row an explanation and what is told of it, which are the index.

        Rows: `number`, `direct`, `vicarious`, `public`, `systemic`, `bred` and `prevented`, and `generation`
        where act and outcome are the same. Columns: `value`, `error`, `low` and `high` (90 %).
        """
        return _frame({name: told(number) for name, number in self.of.items()})

    @property
    def moved(self) -> DataFrame:
        """The number by the feelings and climates that the act kicks; rows and columns as of `table`."""
        return _frame({name: number.moved for name, number in self.of.items()})

    @cached_property
    def dataset(self) -> Dataset:
        """Every pair that counts, in dimensions `explanation` and `pair`; see `long_name` of each for NaN.

        Of each: how many `acts` were added, at which `moment` (in steps), and how often the outcome happened
        `before`, without them. What it is more, not per act: `by_part`, `by_moved`, `since` the acts (by
        step), `by_place`, `by trait NAME`; `acts to NAME` and `further to NAME` where it was asked by NAME.
        """
        from boomerang.study.number_dataset import EXPLANATION, WEIGHT, dataset_of

        return dataset_of(self.of).assign_coords({WEIGHT: (EXPLANATION, list(self.weights.values()))})

    @property
    def since(self) -> DataFrame:
        """The number within a time since the act; rows and columns as of `table`."""
        return _frame({name: number.since for name, number in self.of.items()})

    def _repr_html_(self) -> str:
        told = (
            f"{self.scenario.case.title}: further {self.outcome} per one more {self.act}, with 90 % intervals"
        )
        table: str = self.table.to_html(float_format="{:.3g}".format)
        return f"<p>{escape(told)}</p>{table}"

    def __repr__(self) -> str:
        mean = self.average
        told = f"{mean.value:.3g} ({mean.low:.3g} to {mean.high:.3g})"
        return f"<Numbers of {self.scenario.case.name}: {told} further {self.outcome} per {self.act}>"


def told(given: Number) -> dict[str, Expected]:
    """The number, its parts, and what was bred and prevented."""
    found = {"number": given.number, **given.parts, "bred": given.bred, "prevented": given.prevented}
    return found | ({GENERATION: given.generation} if given.generation else {})


def _frame(found: Mapping[str, Mapping[str, Expected]]) -> DataFrame:
    """One row for each explanation and what is told."""
    from pandas import DataFrame, MultiIndex

    rows = {(name, what): each for name, given in found.items() for what, each in given.items()}
    index = MultiIndex.from_tuples(rows, names=["explanation", "part"])
    return DataFrame(list(rows.values()), index=index, columns=list(Expected._fields))
