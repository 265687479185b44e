"""The boomerang number: what one more act brings, through whom and when."""

from __future__ import annotations

from math import floor, log10
from typing import Any

from boomerang.report.data.number import SHARED, added_text, so_many_more, span_text
from boomerang.report.document.blocks import Block, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import Found
from boomerang.study.number_rungs import PARTS

COLUMNS = ("number", *PARTS, "bred", "prevented")
SHOWN = 10  # places and categories


def number(given: Found) -> Section:
    """The number and its parts, its course, and where and to whom the outcome happens."""
    data = given.data
    without = [
        Paragraph(f"{told[0].upper()}{told[1:]}, so there is no number.") for told in data["without"].values()
    ]
    notes = [Paragraph(f"{note[0].upper()}{note[1:]}.", lead="Note:") for note in data["notes"]]
    blocks: list[Block] = [Paragraph(_asked(data)), *notes, *without, *_fewer(data)]
    for name, table in {"number": _parts(data), "course": _course(data)}.items():
        blocks.append(Picture.of(given.charts[name], table) if name in given.charts else table)
    blocks += [_by_whom(data, by) for by in next(iter(data["explanations"].values()))["by whom"]]
    blocks.append(_who(data))
    return Section("number", f"The boomerang number: {data['outcome']} per {data['act']}", tuple(blocks))


def _asked(data: dict[str, Any]) -> str:
    return (
        f"{data['says']}, on average over the explanations, until {data['until']}. In one of two twins acts"
        f" were added between {data['from']} and {data['to']}; all else, people and luck, is the same."
        f" Parameters and weights are from {data['draws']}. Direct is what follows in those to whom it"
        " happens; vicarious, in those who know them; public, by way of climates; systemic, by the"
        " state's answer."
    )


def _fewer(data: dict[str, Any]) -> list[Block]:
    """Where not as many acts could be added as were asked for."""
    fewer = [
        Paragraph(f"Acts added in a pair under {name}: {added_text(found['acts'], *found['added'])}.")
        for name, found in data["explanations"].items()
        if found["added"][0] < found["acts"]
    ]
    shared = any(found["all met"] for found in data["explanations"].values())
    return [*fewer, *([Paragraph(f"{SHARED}.")] if shared else [])]


def _parts(data: dict[str, Any]) -> TextTable:
    rows = tuple(
        (name, *(told(found[part], data["told_per"]) for part in COLUMNS))
        for name, found in data["explanations"].items()
    )
    average = ("average", told(data["average"], data["told_per"]), *("" for _ in COLUMNS[1:]))
    return TextTable(
        f"Further {data['outcome']} per {_acts(data)}, and half of the 90 % interval",
        ("explanation", *COLUMNS),
        (*rows, average),
        numeric=tuple(range(1, 1 + len(COLUMNS))),
    )


def _course(data: dict[str, Any]) -> TextTable:
    names = list(data["explanations"])
    rows = []
    for key, word in (("since", "within {} of the act"), ("by year", "acts in {}")):
        times = dict.fromkeys(time for name in names for time in data["explanations"][name][key])
        for time in times:
            found = [data["explanations"][name][key].get(time) for name in names]
            cells = [told(each, data["told_per"]) if each else "" for each in found]
            rows.append((word.format(time), *cells))
    return TextTable(
        f"Further {data['outcome']} per {_acts(data)} over time",
        ("when", *names),
        tuple(rows),
        numeric=tuple(range(1, 1 + len(names))),
    )


def _by_whom(data: dict[str, Any], by: str) -> TextTable:
    """The groups to whom one more act brings most, either way, and how many were added to them alone."""
    rows = []
    for name, found in data["explanations"].items():
        given, added = found["by whom"][by], found["added by whom"][by]
        order = sorted(given, key=lambda group: -abs(given[group]["value"]))[:SHOWN]
        rows += [
            (f"{name}: {group}", span_text(*added[group]), told(given[group], data["told_per"]))
            for group in order
        ]
    return TextTable(
        f"By {by} of those to whom {data['act']} happens, acts added to them alone",
        (f"explanation: {by}", "acts added", f"further {data['outcome']} per {_acts(data)}"),
        tuple(rows),
        numeric=(1, 2),
    )


def _who(data: dict[str, Any]) -> TextTable:
    """The largest shares of places and categories whose interval leaves out 0."""
    rows = []
    for name, found in data["explanations"].items():
        parts = {
            f"{trait} {who}": each
            for trait, given in found["by trait"].items()
            for who, each in given.items()
        }
        sure = {
            key: each
            for key, each in {**found["by place"], **parts}.items()
            if each["low"] * each["high"] > 0
        }
        order = sorted(sure, key=lambda key: -abs(sure[key]["value"]))[:SHOWN]
        rows += [(f"{name}: {key}", told(sure[key], data["told_per"])) for key in order]
    return TextTable(
        f"Where and to whom {data['outcome']} happens, the largest shares that are told from none",
        ("explanation: where or who", f"per {_acts(data)}"),
        tuple(rows),
        numeric=(1,),
    )


def _acts(data: dict[str, Any]) -> str:
    return so_many_more(data["act"], data["told_per"])


def told(given: dict[str, float], per: int) -> str:
    """A mean of so many acts and half its interval, with the digits that count."""
    value, half = per * given["value"], per * (given["high"] - given["low"]) / 2
    if half == 0:
        return f"{value:.3g}"
    digits = max(0, 1 - floor(log10(half)))
    return f"{value:.{digits}f} ± {half:.{digits}f}".replace("-", "−")
