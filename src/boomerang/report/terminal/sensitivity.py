"""Which parameters matter, in the terminal."""

from __future__ import annotations

import numpy as np

from boomerang.case.text.texts import so_many
from boomerang.inference.reach import plain_name
from boomerang.report.terminal.screen import Grid, Screen, bold, line
from boomerang.study.sensitivity import Influences

SHOWN = 12  # parameters of an outcome
TITLES = {
    "mu_star": "effect, either way",
    "mu": "mean",
    "sigma": "spread",
    "S1": "alone",
    "ST": "with all others",
    "pawn": "PAWN",
    "delta": "delta",
}
MEANINGS = {
    "mu_star": "Effects: events more when a parameter goes from the 5 % to the 95 % point of its prior.",
    "ST": "Shares of the variance: of a parameter alone, and together with all others.",
    "pawn": "How far the distribution moves when a parameter is known: 0 not at all, 1 completely.",
}


def print_sensitivity(found: Influences) -> None:
    """Print the indices of each outcome, the most important parameters first."""
    console = Screen()
    of = f", {found.explanation}" if found.explanation else ""
    console.print(line(bold(found.title), f" ({found.case}{of})"))
    each = f", {found.replicates} at each point" if found.replicates > 1 else ""
    console.print(f"{found.method} from {found.countries:,} countries{each}, with 95 % intervals.")
    console.print(MEANINGS[found.main])
    if found.left_out:
        console.print(
            f"{so_many(found.left_out, 'point was', 'points were')} left out, as a country was refused."
        )
    for outcome in found.outcomes:
        _print_outcome(console, found, outcome)


def _print_outcome(console: Screen, found: Influences, outcome: str) -> None:
    counts = found.outcomes[outcome]
    low, high = np.quantile(counts, [0.05, 0.95])
    console.print(
        line("\n", bold(outcome), f": {counts.mean():,.1f} on average, 90 % {low:,.1f} to {high:,.1f}")
    )
    console.print(_grid(found, outcome))
    console.print(_matter(found, outcome))
    if found.replicates > 1 and np.isfinite(found.luck[outcome]):
        console.print(f"Luck makes at most {max(found.luck[outcome], 0.01):.0%} of the variance.")


def _grid(found: Influences, outcome: str) -> Grid:
    table, order = found.indices.loc[outcome], found.ranked(outcome).index[:SHOWN]
    measures = dict.fromkeys(table.index.get_level_values("measure"))
    ordered = [found.main, *(measure for measure in measures if measure != found.main)]
    grid = Grid(["parameter"], [TITLES[measure] for measure in ordered])
    for path in order:
        grid.add_row(
            plain_name(path),
            *(_cell(*table.loc[measure].loc[path, ["value", "low", "high"]]) for measure in ordered),
        )
    return grid


def _cell(value: float, low: float, high: float) -> str:
    """A number with its interval, if it has one."""
    interval = f" ({_number(low)} to {_number(high)})" if np.isfinite(low) else ""
    return f"{_number(value)}{interval}"


def _number(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _matter(found: Influences, outcome: str) -> str:
    ranked = found.ranked(outcome)
    telling, inert = (ranked["low"] > ranked["inert"]).sum(), ranked["inert"].max()
    most = f" (at most {_number(inert)} of {TITLES[found.main]})" if inert > 0 else ""
    hidden = f" Shown are {SHOWN}." if len(ranked) > SHOWN else ""
    told = so_many(len(ranked), "parameter is", "parameters are")
    return f"{telling} of {told} told from one that changes nothing{most}.{hidden}"
