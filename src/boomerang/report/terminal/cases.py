"""The bundled cases in the terminal."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from boomerang.report.terminal.screen import Screen


def print_cases(rows: list[dict[str, Any]]) -> None:
    """Print a line for each of `cases_data`."""
    table = Table(box=None, pad_edge=False)
    for title in ("case", "people", "period", "explanations", "title"):
        # A name that is to be typed stands in one line.
        table.add_column(
            title,
            justify="right" if title == "people" else "left",
            overflow="fold",
            no_wrap=title == "case",
        )
    for row in rows:
        people = f"{row['persons']:,}" if row["persons"] else "listed"
        period = f"{row['from'][:4]} to {row['to'][:4]}"
        table.add_row(row["case"], people, period, str(len(row["explanations"])), row["title"])
    Screen().print(table)
