"""What a report is written from: all that an answer says, its charts, and the case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from boomerang.case import Case
from boomerang.case.scenario import Scenario, scenario
from boomerang.errors import InputError
from boomerang.files import damage_told
from boomerang.inference.table.shards import About, Shelf

ANSWER_FILE, TABLE, CHARTS = "explanation.json", "table", "charts"
AGAIN = "explain it again"


@dataclass(frozen=True, eq=False)
class Findings:
    """An answer as plain data, as explanation.json holds it.

    Attributes:
        scenario: of all simulated countries, with the mechanisms that can be on.
        about: of the table of simulated countries.
        data: what `Explanation.to_dict` gives.
        charts: Vega-Lite specifications by name, of those that could be drawn.
    """

    scenario: Scenario
    about: About
    data: dict[str, Any]
    charts: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Findings:
        """Read what `explain` has written into a folder.

        Raises:
            InputError: there is no answer in it, or a file of it is damaged.
        """
        if not (folder / ANSWER_FILE).is_file():
            raise InputError(
                f"{folder}: there is no answer in this folder ({ANSWER_FILE} missing); a report is written of"
                " what boomerang explain has made"
            )
        shelf = Shelf.read(folder / TABLE)
        charts = {file.stem: _read(file) for file in sorted((folder / CHARTS).glob("*.json"))}
        return cls(
            scenario(shelf.case, **shelf.about.options), shelf.about, _read(folder / ANSWER_FILE), charts
        )

    @property
    def case(self) -> Case:
        """The case."""
        return self.scenario.case

    @cached_property
    def names(self) -> list[str]:
        """The explanations, likeliest first."""
        found: dict[str, float] = self.data["posterior"]
        return sorted(found, key=lambda name: -found[name])

    def rows(self, chart: str, *fields: str) -> Iterator[dict[str, Any]]:
        """The rows of a chart's data that have all these fields."""
        for rows in self.charts[chart].get("datasets", {}).values():
            yield from (row for row in rows if set(fields) <= set(row))


def _read(file: Path) -> dict[str, Any]:
    with damage_told(file, AGAIN):
        found: dict[str, Any] = json.loads(file.read_bytes())
        return found
