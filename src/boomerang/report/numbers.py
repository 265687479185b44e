"""The boomerang numbers of a case, as people use them in Python: tables and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from boomerang.case.scenario import Scenario
from boomerang.files import told_plainly
from boomerang.folders import OutputFolder
from boomerang.inference.belief import Belief
from boomerang.report.data.plain import json_text, number
from boomerang.study.kept import ADVICE
from boomerang.study.number import Expected, Number, averaged

if TYPE_CHECKING:
    from pandas import DataFrame

DATA_FILE = "number.json"
GENERATION = "generation"
DIGITS = 6


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

    @property
    def since(self) -> DataFrame:
        """The number within a time since the act; rows and columns as of `table`."""
        return _frame({name: number.since for name, number in self.of.items()})

    def to_dict(self) -> dict[str, Any]:
        """All of it but the single pairs, as plain data: what `--json` prints and number.json holds."""
        given = dict(zip(self.belief.explanations, self.belief.weights.tolist(), strict=True))
        return {
            "case": self.scenario.case.name,
            "act": self.act,
            "outcome": self.outcome,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "until": self.scenario.last_day.isoformat(),
            "draws": self.belief.source,
            "average": _plain(self.average),
            "without": dict(self.without),
            "explanations": {
                name: {"weight": number(given[name]), **_facts(each)} for name, each in self.of.items()
            },
        }

    def fill(self, held: OutputFolder) -> None:
        """Write number.json and the chart into a folder that is held."""
        from boomerang.report.charts import FOLDER, rendered
        from boomerang.report.charts.number import number_chart

        with told_plainly(held.folder, "number", ADVICE), held.replacing(DATA_FILE) as new:
            (new / DATA_FILE).write_text(json_text(self.to_dict()) + "\n", encoding="utf-8")
            (new / FOLDER).mkdir()
            for kind, content in rendered(number_chart(self)).items():
                (new / FOLDER / f"number.{kind}").write_bytes(content)

    def __repr__(self) -> str:
        mean = self.average
        told = f"{mean.value:.3g} ({mean.low:.3g} to {mean.high:.3g})"
        return f"<Numbers of {self.scenario.case.name}: {told} further {self.outcome} per {self.act}>"


def told(given: Number) -> dict[str, Expected]:
    """The number, its parts, and what was bred and prevented."""
    found = {"number": given.number, **given.parts, "bred": given.bred, "prevented": given.prevented}
    return found | ({GENERATION: given.generation} if given.generation else {})


def _facts(given: Number) -> dict[str, Any]:
    """All that is told of a number."""
    traits = given.asked.scenario.case.population.traits
    return {
        "acts": given.asked.acts,
        "pairs": len(given.records),
        "refused": given.refused,
        "idle": given.idle,
        **{name: _plain(each) for name, each in told(given).items()},
        "moved": {name: _plain(each) for name, each in given.moved.items()},
        "since": {name: _plain(each) for name, each in given.since.items()},
        "by year": {str(year): _plain(each) for year, each in given.by_year.items()},
        "by place": _rows(given.by_place),
        "by trait": {trait: _rows(given.by_trait(trait)) for trait in traits},
    }


def _plain(given: Expected) -> dict[str, float | None]:
    return {name: number(value, DIGITS) for name, value in given._asdict().items()}


def _rows(table: DataFrame) -> dict[str, dict[str, float | None]]:
    return {
        str(name): _plain(Expected(*row)) for name, row in zip(table.index, table.to_numpy(), strict=True)
    }


def _frame(found: Mapping[str, Mapping[str, Expected]]) -> DataFrame:
    """One row for each explanation and what is told."""
    from pandas import DataFrame, MultiIndex

    rows = {(name, what): each for name, given in found.items() for what, each in given.items()}
    index = MultiIndex.from_tuples(rows, names=["explanation", "part"])
    return DataFrame(list(rows.values()), index=index, columns=list(Expected._fields))
