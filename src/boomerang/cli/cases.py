"""`boomerang cases`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boomerang.cli.arguments import AsJson, print_json

if TYPE_CHECKING:
    from boomerang.case import Case


def cases(as_json: AsJson = False) -> None:
    """List the bundled cases."""
    from boomerang.case.bundled import bundled_cases, load

    rows = []
    for name, folder in bundled_cases().items():
        case = load(folder)
        rows.append(
            {
                "case": name,
                "title": case.title,
                "from": case.period.start.isoformat(),
                "to": case.period.end.isoformat(),
                "persons": _persons(case),
                "mechanisms": list(case.mechanisms),
                "explanations": list(case.explanations),
            }
        )
    if as_json:
        print_json({"cases": rows})
    else:
        _print_table(rows)


def _persons(case: Case) -> int | None:
    from boomerang.case import read_places
    from boomerang.case.parts.population import Country

    return int(read_places(case).people.sum()) if isinstance(case.population, Country) else None


def _print_table(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("case", "people", "period", "explanations", "title"):
        table.add_column(title, justify="right" if title == "people" else "left", overflow="fold")
    for row in rows:
        people = f"{row['persons']:,}" if row["persons"] else "listed"
        period = f"{row['from'][:4]} to {row['to'][:4]}"
        table.add_row(row["case"], people, period, str(len(row["explanations"])), row["title"])
    Console().print(table)
