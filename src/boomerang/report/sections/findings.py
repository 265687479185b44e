"""What a report is written from: all that results say, their charts, and the case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from boomerang.case import Case
from boomerang.case.scenario import Scenario, scenario
from boomerang.files import damage_told
from boomerang.inference.table.shards import About, Shelf, check_cases
from boomerang.report.data.call import Call

ANSWER_FILE, TABLE, CHARTS = "explanation.json", "table", "charts"
AGAIN, MADE_AGAIN = "explain it again", "make the result again"
EXPLAIN, WHATIF, NUMBER, STORY, SENSITIVITY = "explain", "whatif", "number", "story", "sensitivity"


@dataclass(frozen=True, eq=False)
class Found:
    """A result as plain data.

    Attributes:
        call: what it is of.
        data: what `to_dict` of it gives, and its file holds.
        charts: Vega-Lite specifications by name, of those that could be drawn.
    """

    call: Call
    data: dict[str, Any]
    charts: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Found:
        """Read what a command has written into a folder; an answer is `Findings`.

        Raises:
            InputError: there is no result in it, or a file of it is damaged.
        """
        if (folder / ANSWER_FILE).is_file():
            return Findings.read(folder)
        call = Call.read(folder)
        return cls(call, _read(folder / f"{call.command}.json", MADE_AGAIN), _charts(folder, MADE_AGAIN))

    @property
    def scenario(self) -> Scenario:
        """What was simulated, with the mechanisms that can be on."""
        return self.call.scenario

    @property
    def case(self) -> Case:
        """The case."""
        return self.scenario.case

    def rows(self, chart: str, *fields: str) -> Iterator[dict[str, Any]]:
        """The rows of a chart's data that have all these fields."""
        for rows in self.charts[chart].get("datasets", {}).values():
            yield from (row for row in rows if set(fields) <= set(row))


@dataclass(frozen=True, eq=False)
class Findings(Found):
    """An answer of `explain`.

    Attributes:
        about: of the table of simulated countries.
    """

    about: About

    @classmethod
    def of(cls, given: Scenario, about: About, data: dict[str, Any], charts: dict[str, Any]) -> Findings:
        """An answer from a table of this scenario."""
        call = Call(EXPLAIN, given, about.version, _arguments(about, data), copy=f"{TABLE}/case")
        return cls(call, data, charts, about)

    @classmethod
    def read(cls, folder: Path) -> Findings:
        """Read what `explain` has written into a folder.

        Raises:
            InputError: a file of it is damaged.
        """
        shelf = Shelf.read(folder / TABLE)
        check_cases(folder)
        given = scenario(shelf.own_case(), **shelf.about.options)
        with damage_told(folder / ANSWER_FILE, AGAIN):
            return cls.of(given, shelf.about, _read(folder / ANSWER_FILE, AGAIN), _charts(folder, AGAIN))

    @cached_property
    def names(self) -> list[str]:
        """The explanations, likeliest first."""
        found: dict[str, float] = self.data["posterior"]
        return sorted(found, key=lambda name: -found[name])


def _arguments(about: About, data: dict[str, Any]) -> dict[str, Any]:
    """What was call of `explain`; a prior only where explanations differ in it."""
    prior = data["prior"]
    given = {
        "simulations": about.simulations,
        "seed": about.seed,
        "known_by": data["known_by"],
        "prior": prior if len(set(prior.values())) > 1 else None,
        "mechanisms": "inclusion" in data,
        "backtest": "backtest" in data,
    }
    return {name: value for name, value in given.items() if value}


def _charts(folder: Path, advice: str) -> dict[str, Any]:
    return {
        file.stem: _read(file, advice) for file in sorted((folder / CHARTS).glob("*.json")) if file.is_file()
    }


def _read(file: Path, advice: str) -> dict[str, Any]:
    with damage_told(file, advice):
        return dict(json.loads(file.read_bytes()).items())
