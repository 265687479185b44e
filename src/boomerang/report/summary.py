"""What `boomerang run` prints for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.report.telling import Standout, counts_over_time, telling_traits, top_places
from boomerang.study.run import Run

BLOCKS = "▁▂▃▄▅▆▇█"
WIDTH = 28  # characters of a sparkline
DESCRIBED = 4  # events whose people and places are told: the rarest that happened often enough


def print_summary(runs: Sequence[Run], seconds: dict[str, float], folder: Path) -> None:
    """Print what happened, to whom, where, and how long it took."""
    from rich.console import Console

    console = Console(highlight=False)
    first = runs[0]
    seeds = (
        f"seed {first.seed}"
        if len(runs) == 1
        else f"{len(runs)} countries, seeds {first.seed} to {runs[-1].seed}"
    )
    console.print(f"[bold]{first.case.title}[/bold] ({first.case.name}, {seeds})")
    console.print(
        f"{first.persons:,} people, {first.steps} steps; mechanisms: {', '.join(first.mechanisms) or 'none'}"
    )
    for condition in first.scenario.given:
        console.print(f"given: {condition}", markup=False, soft_wrap=True)
    console.print()
    _print_events(console, runs)
    _print_who_and_where(console, runs)
    taken = ", ".join(f"{name} {spent:.2f}" for name, spent in seconds.items())
    touched, touches = (
        round(sum(each) / len(runs))
        for each in zip(*((one.touched, one.touches) for one in runs), strict=True)
    )
    average = " on average" if len(runs) > 1 else ""
    console.print(
        f"\nTouched {touched:,} people {touches:,} times{average}. Seconds: {taken}.", soft_wrap=True
    )
    console.print(f"Results: {folder}", soft_wrap=True)


def _print_events(console: Any, runs: Sequence[Run]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("what happened")
    table.add_column("how often", justify="right")
    if len(runs) > 1:
        table.add_column("lowest to highest")
    table.add_column("when")
    for event in runs[0].counts:
        counts = [run.counts[event] for run in runs]
        spread = [f"{min(counts):,} to {max(counts):,}"] if len(runs) > 1 else []
        mean = f"{np.mean(counts):,.1f}" if len(runs) > 1 else f"{counts[0]:,}"
        table.add_row(event, mean, *spread, sparkline(counts_over_time(runs, event)))
    console.print(table)


def sparkline(values: Any, width: int = WIDTH) -> str:
    """A row of small bars, one for an equal part of the time each; the highest bar is the highest mean."""
    parts = [part.mean() for part in np.array_split(np.asarray(values, float), min(width, len(values)))]
    most = max(parts, default=0.0)
    if most <= 0:
        return ""
    return "".join(BLOCKS[round(part / most * (len(BLOCKS) - 1))] if part > 0 else " " for part in parts)


def _print_who_and_where(console: Any, runs: Sequence[Run]) -> None:
    totals = {event: sum(run.counts[event] for run in runs) for event in runs[0].counts}
    rarest = sorted((event for event in totals if totals[event] > 0), key=lambda event: totals[event])
    told = [(event, telling_traits(runs, event), top_places(runs, event)) for event in rarest]
    for event, traits, places in [line for line in told if line[1] or line[2]][:DESCRIBED]:
        console.print(f"\n[bold]{event}[/bold]")
        if traits:
            console.print(f"  by whom: {_shares(traits)}")
        if places:
            console.print(f"  where: {_shares(places)}")


def _shares(shares: list[Standout]) -> str:
    return ", ".join(
        f"{share.name} {share.events:.0%} (of the people {share.people:.0%})" for share in shares
    )
