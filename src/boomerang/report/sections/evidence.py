"""The evidence: what was said, by whom, and when it became known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from boomerang.case.parts.recorded import Recorded, recorded
from boomerang.measure.figures import Figure, figures
from boomerang.report.document.blocks import Block, Folded, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import Findings

COLUMNS = ("what was counted", "figure", "said by", "known", "source")
SAID = "what was said"


def evidence(given: Findings) -> Section:
    """Every figure that the answer rests on, and what each explanation could have made of it."""
    known = list(_known(given))
    blocks: list[Block] = [
        Paragraph(
            "Figures are compared with what would have been announced in each simulated country, as late, as "
            "incomplete and as rounded as the source counts."
        )
    ]
    alone = [each for each in known if each[0].series is None]
    if alone:
        blocks.append(_table("The figures that the answer rests on", alone))
    series = [each for each in known if each[0].series is not None]
    for name, members in groupby(series, key=lambda each: each[0].series):
        rows = list(members)
        noun = "figure" if len(rows) == 1 else "figures"
        blocks.append(Folded(f"{name}: {len(rows)} {noun}", (_table(f"The figures of {name}", rows),)))
    if "observations" in given.charts:
        blocks.append(Picture.of(given.charts["observations"], _made(given)))
    return Section("evidence", "The evidence", tuple(blocks))


def _known(given: Findings) -> Iterator[tuple[Recorded, Figure]]:
    """The figures that were known, each with how it stands in the case."""
    for each, figure in zip(recorded(given.case), figures(given.case), strict=True):
        if figure.key in given.data["observations"]:
            yield each, figure


def _table(caption: str, known: list[tuple[Recorded, Figure]]) -> TextTable:
    rows = [
        (
            counted(figure),
            said(figure),
            figure.said_by,
            str(figure.known),
            "; ".join(filter(None, (each.observation.source, each.observation.note))),
        )
        for each, figure in known
    ]
    return TextTable(caption, COLUMNS, tuple(rows), numeric=(1,))


def counted(figure: Figure) -> str:
    """What a figure counts: of its key all but who said it."""
    return figure.key.removesuffix(f", {figure.said_by}")


def said(figure: Figure) -> str:
    """The figure as it was said, with the ends of what it may be."""
    target = figure.target
    if target.at_least:
        return f"at least {_number(target.low)}"
    span = f"{_number(target.low)} to {_number(target.high)}"
    if target.value is None:
        return span
    return _number(target.value) + (f" ({span})" if target.low != target.high else "")


def _number(value: float | None) -> str:
    return "any" if value is None else f"{value:,.0f}" if value == round(value) else f"{value:,.3g}"


def _made(given: Findings) -> TextTable:
    """A row for each figure, with nine in ten simulated countries of each explanation."""
    names, rows = given.names, []
    for data in given.charts["observations"].get("datasets", {}).values():
        made: dict[str, dict[str, str]] = {}
        for row in data:
            if "explanation" in row and "low" in row:
                what = str(row.get("observation") or f"up to {row['day']}").replace("\n", " ")
                made.setdefault(what, {})[row["explanation"]] = f"{row['low']:,.3g} to {row['high']:,.3g}"
        rows += [(what, *(ranges.get(name, "") for name in names)) for what, ranges in made.items()]
    caption = "What nine in ten simulated countries would have announced, before any observation"
    return TextTable(caption, ("figure", *names), tuple(rows), numeric=tuple(range(1, 1 + len(names))))
