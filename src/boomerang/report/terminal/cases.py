"""The bundled cases in the terminal."""

from __future__ import annotations

from typing import Any

from boomerang.report.terminal.screen import Grid, Screen


def print_cases(rows: list[dict[str, Any]]) -> None:
    """Print a line for each of `cases_data`."""
    table = Grid(["case"], ("people", "period", "explanations"), ["title"])
    table.columns[0].no_wrap = True  # it is to be typed
    for row in rows:
        people = f"{row['persons']:,}" if row["persons"] else "listed"
        period = f"{row['from'][:4]} to {row['to'][:4]}"
        table.add_row(row["case"], people, period, str(len(row["explanations"])), row["title"])
    Screen().print(table)
