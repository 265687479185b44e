"""What other policies would have changed, and which to choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from boomerang.case.text.texts import rounded, so_many
from boomerang.inference.advice import NONE
from boomerang.report.data.plain import percent, with_sign
from boomerang.report.document.blocks import Block, Bullets, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import Found

SIGNS = str.maketrans("-", "−")


def policies(given: Found) -> Section:
    """What each policy changes under each explanation, on average, over time and in places."""
    data = given.data
    notes = [Paragraph(f"{note[0].upper()}{note[1:]}.", lead="Note:") for note in data["notes"]]
    blocks: list[Block] = [Paragraph(_asked(given)), *notes, Bullets(tuple(_said(data)))]
    tables = {
        "decision": _decision,
        "differences": _differences,
        "regret": _regret,
        "policy-map": _places,
    }
    blocks += [
        Picture.of(given.charts[name], of(given)) for name, of in tables.items() if name in given.charts
    ]
    blocks += [_choice(data), _proposed(given)]
    return Section("policies", f"What other policies would have changed: {data['outcome']}", tuple(blocks))


def _asked(given: Found) -> str:
    sizes = [given.data["pairs"][name] - lost for name, lost in given.data["refused"].items()]
    pairs = so_many(max(sizes), "pair")
    number = f"{min(sizes)} to " if min(sizes) < max(sizes) else ""
    return (
        f"Each country was simulated as it was and under each policy, with the same people and the same luck:"
        f" {number}{pairs} of twins under each explanation, with parameters and weights from"
        f" {given.data['drawn_from']}."
    )


def _said(data: dict[str, Any]) -> Iterable[str]:
    """What each policy does, what it cannot do, and on what it hangs, in sentences."""
    for found in data["policies"].values():
        hangs = [found["hangs"]] if found["hangs"] not in (None, NONE) else []
        yield " ".join(f"{text[0].upper()}{text[1:]}." for text in (found["says"], *found["cannot"], *hangs))


def _decision(given: Found) -> TextTable:
    """A row for each policy and explanation under which it changes anything."""
    rows = [
        (
            f"{policy}: {name}",
            rounded(row["as_it_was"]),
            _signed(row["mean"]),
            f"{_signed(row['low'])} to {_signed(row['high'])}",
            rounded(row["regret"]),
        )
        for policy, found in given.data["policies"].items()
        for name, row in found["under"].items()
        if row["mean"] or row["low"] or row["high"]
    ]
    return _numbers(
        "Differences under each explanation, means of pairs, and what holds nine in ten pairs",
        ("policy: explanation", "as it was", "difference", "90 %", "regret"),
        rows,
    )


def _choice(data: dict[str, Any]) -> TextTable:
    """A row for each policy, over all explanations."""
    rows = [
        (
            policy,
            _signed(row["average"]),
            f"{_signed(row['low'])} to {_signed(row['high'])}",
            percent(row["better"]),
            rounded(row["worst_regret"]),
        )
        for policy, row in data["choice"].items()
    ]
    return _numbers(
        f"Every policy over all explanations, by weight: the difference in {data['outcome']}, how likely it"
        " is better than as it was, and the most regret",
        ("policy", "average", "90 %", "better", "regret at most"),
        rows,
    )


def _differences(given: Found) -> TextTable:
    """The mean difference at the ends of years."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in given.rows("differences", "policy", "explanation", "month", "mean"):
        rows.setdefault(f"{row['policy']}: {row['explanation']}", []).append(row)
    months = sorted({row["month"] for found in rows.values() for row in found})
    ends = [month for month in months if month[5:7] == "12" or month == months[-1]]
    table = []
    for name, found in rows.items():
        at = {row["month"]: row["mean"] for row in found}
        table.append((name, *(_signed(at[month]) for month in ends)))
    return _numbers("The mean difference by the ends of years", ("policy: explanation", *ends), table)


def _regret(given: Found) -> TextTable:
    names = [name for name, weight in given.data["explanations"].items() if weight > 0]
    found = given.data["policies"]
    rows = [
        (
            policy,
            *(rounded(found[policy]["under"][name]["regret"]) for name in names),
            rounded(row["worst_regret"]),
        )
        for policy, row in given.data["choice"].items()
        if policy in found
    ]
    return _numbers("Regret of each policy under each explanation", ("policy", *names, "at most"), rows)


def _places(given: Found) -> TextTable:
    """Provinces and places of the policies on the map."""
    rows = [
        (
            f"{policy}: {part['name']}",
            f"{part['people']:,}",
            _signed(part["events"]),
            _rate(part),
        )
        for policy, parts in given.data["where"].items()
        for part in (*parts["provinces"], *parts["places"])
    ]
    return _numbers(
        "Mean differences by province and place",
        ("policy: where", "people", "events", "per 100,000 people (nine in ten pairs)"),
        rows,
    )


def _rate(part: dict[str, Any]) -> str:
    """The mean, and between which ends nine in ten pairs lie."""
    within = f" ({_signed(part['low'])} to {_signed(part['high'])})" if "low" in part else ""
    return f"{_signed(part['rate'])}{within}"


def _proposed(given: Found) -> TextTable:
    """Who proposed each policy, and from when it holds; where that stands, if it is said of any."""
    found = {name: given.case.policies[name] for name in given.data["policies"]}
    start = given.case.period.start
    rows = [(name, own.by or "", str(own.start or start), own.source or "") for name, own in found.items()]
    columns = ("policy", "proposed by", "from", "source")
    count = 4 if any(own.source for own in found.values()) else 3
    return TextTable("The policies", columns[:count], tuple(row[:count] for row in rows))


def _signed(value: float) -> str:
    return with_sign(value).translate(SIGNS)


def _numbers(caption: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> TextTable:
    return TextTable(caption, columns, tuple(rows), numeric=tuple(range(1, len(columns))))
