"""What `boomerang run` prints for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.case.text.texts import so_many
from boomerang.report.telling import Standout, counts_by_year, counts_over_time, telling_traits, top_places
from boomerang.report.terminal.bars import WIDTH, sparkline
from boomerang.report.totals import Totals

NARROW = 12  # letters of a row of bars beside the counts of years, at least
FEWEST_BARS = 6  # letters of a row of bars, below which there are none
GAP = 2  # between columns
TITLES = ("what happened", "how often", "lowest to highest")
FOLDED = ("what happened", "how often", "to highest")  # how wide titles are that may be folded
DESCRIBED = 4  # events whose people and places are told: the rarest that happened often enough


def print_summary(runs: Totals, seconds: dict[str, float], folder: Path) -> None:
    """Print what happened, to whom, where, and how long it took."""
    from boomerang.report.terminal.screen import Screen, bold, line

    console = Screen()
    first = runs.first
    seeds = (
        f"seed {first.seed}"
        if len(runs) == 1
        else f"{len(runs)} countries, seeds {first.seed} to {runs.facts[-1].seed}"
    )
    console.print(line(bold(first.case.title), f" ({first.case.name}, {seeds})"))
    console.print(
        f"{so_many(first.persons, 'person', 'people')}, {so_many(first.steps, 'step')}; mechanisms:"
        f" {', '.join(first.mechanisms) or 'none'}"
    )
    if first.scenario.policy:
        console.print(line("policy: ", first.scenario.policy), soft_wrap=True)
    for condition in first.scenario.given:
        console.print(f"given: {condition}", soft_wrap=True)
    console.print()
    _print_events(console, runs)
    _print_who_and_where(console, runs)
    taken = ", ".join(f"{name} {spent:.2f}" for name, spent in seconds.items())
    touched = round(sum(facts.touched for facts in runs.facts) / len(runs))
    touches = round(sum(facts.touches for facts in runs.facts) / len(runs))
    average = " on average" if len(runs) > 1 else ""
    console.print(
        f"\nTouched {so_many(touched, 'person', 'people')} {so_many(touches, 'time')}{average}."
        f" Seconds: {taken}.",
        soft_wrap=True,
    )
    console.print(f"Results: {folder}", soft_wrap=True)


def _print_events(console: Any, runs: Totals) -> None:
    from boomerang.report.terminal.screen import Grid, dim, line

    rows = [_row(event, counts) for event, counts in runs.counts.items()]
    years = {event: counts_by_year(runs, event) for event in runs.counts}
    room, width = _room(console.width, rows, years)
    spread = ["lowest to highest" if room else "lowest\nto highest"] if len(runs) > 1 else []
    apart = [str(year) for year in next(iter(years.values()), {})] if room else []
    table = Grid(["what happened"], ["how often", *spread, *(["when"] if width else []), *apart])
    for column in table.columns[2 : len(table.columns) - len(apart)]:
        column.justify = "left"
    for row in rows:
        told = [_number(count, len(runs)) for count in years[row[0]].values()] if room else []
        bars = [sparkline(counts_over_time(runs, row[0]), width)] if width else []
        table.add_row(*row, *bars, *told)
    console.print(table)
    shown = next(iter(years.values()), {})
    if shown and not room:
        console.print(line(dim(_not_shown(shown, rows, years))), soft_wrap=True)


def _row(event: str, counts: list[int]) -> list[str]:
    """An event, how often it happened, and how much that differs between runs."""
    spread = [f"{min(counts):,} to {max(counts):,}"] if len(counts) > 1 else []
    return [event, _number(float(np.mean(counts)), len(counts)), *spread]


def _number(count: float, runs: int) -> str:
    return f"{count:,.1f}" if runs > 1 else f"{count:,.0f}"


def _room(width: int, rows: list[list[str]], years: dict[str, dict[int, float]]) -> tuple[bool, int]:
    """Whether there is room for the counts of each year, and how wide the bars may be; 0 for no bars."""
    free = width - sum(_columns(rows, years)) - GAP
    if free >= NARROW:
        return True, min(WIDTH, free)
    alone = width - sum(_columns(rows, {}, FOLDED))
    return False, min(WIDTH, alone) if alone >= FEWEST_BARS else 0


def _columns(
    rows: list[list[str]], years: dict[str, dict[int, float]], titles: tuple[str, ...] = TITLES
) -> tuple[int, int]:
    """How wide the columns before the bars are together, and those of the years after them."""
    left = sum(max(len(row[i]) for row in [titles, *rows]) + GAP for i in range(len(rows[0]))) if rows else 0
    right = sum(
        max(4, *(len(_number(years[row[0]][year], len(row) - 1)) for row in rows)) + GAP
        for year in next(iter(years.values()), {})
    )
    return left, right


def _not_shown(shown: Mapping[int, float], rows: list[list[str]], years: dict[str, dict[int, float]]) -> str:
    """What there is no room for, and where it is told."""
    wanted = NARROW + sum(_columns(rows, years)) + GAP
    return (
        f"Not shown: the counts of {so_many(len(shown), 'year')}, {min(shown)} to {max(shown)}; a window of"
        f" {wanted} columns shows them, and run.nc has those of every step (`events`)."
    )


def _print_who_and_where(console: Any, runs: Totals) -> None:
    from boomerang.report.terminal.screen import bold, line

    totals = {event: sum(counts) for event, counts in runs.counts.items()}
    rarest = sorted((event for event in totals if totals[event] > 0), key=lambda event: totals[event])
    told = [(event, telling_traits(runs, event), top_places(runs, event)) for event in rarest]
    for event, traits, places in [each for each in told if each[1] or each[2]][:DESCRIBED]:
        console.print(line("\n", bold(event)))
        if traits:
            console.print(f"  by whom: {_shares(traits)}")
        if places:
            console.print(f"  where: {_shares(places)}")


def _shares(shares: list[Standout]) -> str:
    return ", ".join(
        f"{share.name} {share.events:.0%} (of the people {share.people:.0%})" for share in shares
    )
