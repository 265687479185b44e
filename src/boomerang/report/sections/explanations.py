"""The rival explanations: who says what, how probable it is, and how it works."""

from __future__ import annotations

from boomerang.compile.wiring import wire
from boomerang.report.charts.arrows import arrows
from boomerang.report.data.plain import probability_text
from boomerang.report.document.blocks import (
    Block,
    Folded,
    Heading,
    Paragraph,
    Picture,
    Section,
    TextTable,
)
from boomerang.report.sections.findings import Findings

LOOPS = "loops-"  # how the name of the chart of an explanation begins


def explanations(given: Findings) -> Section:
    """A part for each explanation, likeliest first."""
    parts = tuple(Heading(name, _of(given, name)) for name in given.names)
    return Section("explanations", "The explanations, and who says them", parts)


def _of(given: Findings, name: str) -> tuple[Block, ...]:
    case, data = given.case, given.data
    own = case.explanations[name]
    on = [mechanism for mechanism in given.scenario.mechanisms if mechanism in own.mechanisms]
    blocks: list[Block] = [
        Paragraph(" ".join(filter(None, (own.claim and f"“{own.claim}”", f"Put forward by {own.by}.")))),
        Paragraph(
            f"Probability {probability_text(data, name)}; p of the data {data['p_value'][name]:.2g}."
            + (" Ruled out." if name in data["ruled_out"] else "")
        ),
    ]
    if on:
        blocks.append(_mechanisms(given, on))
    else:
        blocks.append(Paragraph("None of the mechanisms is at work: what happens, happens everywhere."))
    if never := data["never"][name]:
        blocks.append(Paragraph(f"Even when it is fitted, it never makes {'; '.join(never)}."))
    if LOOPS + name in given.charts:
        picture = Picture.of(given.charts[LOOPS + name], _wires(given, on))
        first = name == given.names[0]
        blocks.append(picture if first else Folded("How it works, as a diagram", (picture,)))
    return tuple(blocks)


def _mechanisms(given: Findings, on: list[str]) -> TextTable:
    parts = {name: given.case.mechanisms[name] for name in on}
    rows = tuple(
        (name, part.claim, "; ".join((part.by, *part.literature)), part.against or "")
        for name, part in parts.items()
    )
    columns = ("mechanism", "claim", "who says it, and where it is discussed", "against it would be")
    return TextTable("The mechanisms that are at work", columns, rows)


def _wires(given: Findings, on: list[str]) -> TextTable:
    """A row for each arrow of the diagram."""
    rows = tuple(
        (each.source.name, each.sign, each.target.name, each.told, each.owner or "the case itself")
        for each in arrows(given.case, wire(given.case, on))
    )
    return TextTable("What moves what", ("this", "moves", "that", "how", "mechanism"), rows)
