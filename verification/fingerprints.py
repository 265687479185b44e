"""Does every explanation leave the traces that it should?

    python verification/fingerprints.py --countries 20

Simulates countries at draws from the priors, checks what is expected of each explanation cell by cell, prints
the verdicts and writes them to verification/results. What a cell compares is said where it is defined.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cells_abroad
import cells_home
import numpy as np
import picture
from comparisons import CELLS, Cell, World
from countries import simulate_countries
from intervals import Estimate, verdict
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from variants import variants

from boomerang.errors import InputError

FINGERPRINTS = (cells_abroad, cells_home)  # importing them fills CELLS
RESULTS = Path(__file__).parent / "results"
COLOURS = {"passes": "green", "fails": "red", "too weak to tell": "yellow"}
EXPECTED = {
    "above": "above 1",
    "below": "below 1",
    "none": "1",
    "not below": "1 or more",
    "order": "0.3 to 3",
}


@dataclass(frozen=True)
class Checked:
    """A cell with what was found, over all draws and over the half of the draws where it should be strong."""

    cell: Cell
    found: Estimate
    strong: Estimate | None

    @property
    def verdict(self) -> str:
        """Of all draws."""
        return verdict(self.found, self.cell.expects)

    @property
    def verdict_of_strong(self) -> str | None:
        """Of the strong half of the draws."""
        return verdict(self.strong, self.cell.expects) if self.strong else None

    def record(self) -> dict[str, Any]:
        """The cell as a row of a table."""
        upper = self.strong or Estimate(np.nan, np.nan, np.nan, 0)
        return {
            "explanation": self.cell.explanation,
            "aspect": self.cell.aspect,
            "cell": self.cell.name,
            "why": (self.cell.function.__doc__ or "").strip(),
            "expected": EXPECTED[self.cell.expects],
            **_numbers("", self.found),
            "verdict": self.verdict,
            "decisive parameter": self.cell.decisive,
            **_numbers("strong half: ", upper),
            "strong half: verdict": self.verdict_of_strong,
        }


def _numbers(prefix: str, estimate: Estimate) -> dict[str, float | None]:
    names = ("ratio", "low", "high")
    return {
        prefix + name: float(value) if np.isfinite(value) else None
        for name, value in zip(names, estimate[:3], strict=True)
    }


def simulate_all(countries: int, processes: int, progress: Callable[[str], Any]) -> World:
    """Every variant, each country in one of several processes."""
    world = {}
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for name, variant in variants().items():
            progress(name)
            world[name] = simulate_countries(variant, countries, executor=pool)
    return world


def check(cell: Cell, world: World) -> Checked:
    """A cell over all draws and over the half of its decisive parameter where it should be strong."""
    return Checked(cell, cell.function(world), _strong(cell, world) if cell.decisive else None)


def _strong(cell: Cell, world: World) -> Estimate:
    draws = np.array([facts.draw[cell.decisive] for facts in world[cell.explanation]])
    upper = draws > np.median(draws)
    rows = np.flatnonzero(~upper if cell.low_is_strong else upper)
    return cell.function({name: [given[row] for row in rows] for name, given in world.items()})


def table(checked: list[Checked]) -> Table:
    """The verdicts by explanation."""
    shown = Table("explanation", "about", "cell", "expected", "found", "verdict", "strong half of draws")
    before = ""
    for one in checked:
        name = one.cell.explanation
        if before and name != before:
            shown.add_section()
        colour, upper = COLOURS[one.verdict], "-"
        if one.strong:
            upper = f"{_text(one.strong)} {one.verdict_of_strong}"
        expected = EXPECTED[one.cell.expects]
        row = (one.cell.aspect, one.cell.name, expected, _text(one.found))
        shown.add_row("" if name == before else name, *row, f"[{colour}]{one.verdict}[/]", upper)
        before = name
    return shown


def _text(estimate: Estimate) -> str:
    return f"{estimate.ratio:.3g} ({estimate.low:.3g} to {estimate.high:.3g})"


def write(checked: list[Checked], folder: Path) -> None:
    """fingerprints.csv and fingerprints.json."""
    folder.mkdir(parents=True, exist_ok=True)
    records = [one.record() for one in checked]
    text = json.dumps(records, indent=1, ensure_ascii=False) + "\n"
    (folder / "fingerprints.json").write_text(text, encoding="utf-8")
    with (folder / "fingerprints.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, records[0].keys())
        writer.writeheader()
        writer.writerows(records)


def in_order(world: World) -> Iterator[Checked]:
    """All cells, by explanation."""
    order = list(variants())
    for cell in sorted(CELLS, key=lambda cell: order.index(cell.explanation)):
        yield check(cell, world)


def main() -> None:
    """Simulate, check, print and write."""
    parser = argparse.ArgumentParser(
        description="Check the fingerprints of the explanations of tajikistan-2015"
    )
    parser.add_argument("--countries", type=int, default=20, help="countries for each variant (default 20)")
    parser.add_argument("--processes", type=int, default=2, help="how many at a time (default 2)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where to write")
    given = parser.parse_args()
    console = Console()
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("", total=len(variants()))
            step = partial(_advance, progress, task)
            world = simulate_all(given.countries, given.processes, step)
    except InputError as error:
        sys.exit(f"fingerprints: {error}")
    checked = list(in_order(world))
    write(checked, given.results)
    picture.write(world, given.results)
    console.print(table(checked))
    console.print(", ".join(f"{count} {word}" for word, count in Counter(c.verdict for c in checked).items()))


def _advance(progress: Progress, task: Any, name: str) -> None:
    progress.update(task, description=name, advance=1)


if __name__ == "__main__":
    main()
