"""The lives of simulated people, event by event."""

from __future__ import annotations

from typing import Any

from boomerang.report.charts import STORY
from boomerang.report.document.blocks import Block, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import Found

OWN = "own"


def life(given: Found) -> Section:
    """A part for each story that is drawn, and the trees of events of their country."""
    data = given.data
    people = "1 person matches" if data["matching"] == 1 else f"{data['matching']:,} people match"
    told = f"{people} “{data['who']}” in the run with seed {data['seed']}. All of them are synthetic."
    blocks: list[Block] = [Paragraph(told)]
    for number, story in enumerate(data["stories"], start=1):
        if f"{STORY}{number}" in given.charts:
            blocks += _story(given, number, story)
    if "descent" in given.charts:
        blocks.append(Picture.of(given.charts["descent"], _descent(given)))
    return Section("life", f"A life story: {data['who']}", tuple(blocks))


def _story(given: Found, number: int, story: dict[str, Any]) -> list[Block]:
    known = ", ".join(f"{count} in {layer}" for layer, count in story["contacts"].items() if count)
    begun = ", ".join(f"{track} {state}" for track, state in story["start"].items())
    ended = ", ".join(f"{track} {state}" for track, state in story["end"].items())
    told = f"Contacts: {known or 'none'}. At the start: {begun}. On {story['until'][:10]}: {ended}."
    return [
        Picture.of(given.charts[f"{STORY}{number}"], _lines(story)),
        Paragraph(told),
        *(_weights(hazard) for hazard in story["hazards"] if hazard["weights"]),
    ]


def _lines(story: dict[str, Any]) -> TextTable:
    """Everything that happened."""
    rows = tuple(
        (
            line["time"][:10],
            line["event"],
            "to them" if line["kind"] == OWN else ", ".join(line["layers"]) or "elsewhere",
            line["change"] or "",
            ", ".join(f"{name} {amount:+.2f}" for name, amount in line["feelings"].items()).replace("-", "−"),
            ", ".join(f"{event} × {ratio:.3g}" for event, ratio in line["ratios"].items()),
        )
        for line in story["lines"]
    )
    columns = ("day", "event", "to whom", "change", "feelings", "hazards")
    return TextTable("What happened, to them and around them", columns, rows)


def _weights(hazard: dict[str, Any]) -> TextTable:
    """What made the hazard what it was."""
    rows = tuple(
        (each["what"], f"{each['size']:+.2f}".replace("-", "−"))
        for each in sorted(hazard["weights"], key=lambda each: -abs(each["size"]))
    )
    return TextTable(
        f"What made the hazard of {hazard['event']} on {hazard['until'][:10]} differ from that of the typical"
        f" one of {hazard['others']:,} others like them, on the scale of its logarithm",
        ("what", "adds"),
        rows,
        numeric=(1,),
    )


def _descent(given: Found) -> TextTable:
    rows = tuple(
        (str(row["person"]), row["event"], row["time"][:10], row["moved by"])
        for row in given.rows("descent", "row", "event", "moved by")
    )
    return TextTable("Who was moved by whom", ("person", "event", "day", "moved by"), rows)
