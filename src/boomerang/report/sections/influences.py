"""Which parameters outcomes depend on."""

from __future__ import annotations

from typing import Any

from boomerang.inference.reach import plain_name
from boomerang.report.document.blocks import Block, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import Found


def influences(given: Found) -> Section:
    """The chart, and a table for each outcome."""
    data = given.data
    told = f"{data['method']} from {data['countries']:,} simulated countries."
    tables = [_table(outcome, found, data["main"]) for outcome, found in data["outcomes"].items()]
    blocks: list[Block] = [Paragraph(told)]
    if "sensitivity" in given.charts:
        blocks += [Picture.of(given.charts["sensitivity"], tables[0]), *tables[1:]]
    else:
        blocks += tables
    title = f"Which parameters matter: {', '.join(data['outcomes'])}"
    return Section("influences", title, tuple(blocks))


def _table(outcome: str, found: dict[str, Any], main: str) -> TextTable:
    measured = found["indices"][main]
    order = sorted(measured, key=lambda path: -(measured[path]["value"] or 0))
    rows = tuple(
        (plain_name(path), *(_number(measured[path][end]) for end in ("value", "low", "high", "inert")))
        for path in order
    )
    return TextTable(
        f"{outcome}: {main}, its 95 % interval, and what a parameter gets that changes nothing",
        ("parameter", main, "from", "to", "of nothing"),
        rows,
        numeric=(1, 2, 3, 4),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.3g}".replace("-", "−")
