"""What follows from one more act, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import floor, isfinite, log10
from typing import Any

from boomerang.inference.numbers import Numbers
from boomerang.inference.pairs import luck_in
from boomerang.report.data.number import (
    SHARED,
    acts_text,
    added,
    added_text,
    added_to,
    all_met,
    finding,
    no_more,
    per_of,
    span_text,
)
from boomerang.report.terminal.screen import Grid, Screen, bold, line
from boomerang.study.number import Expected, Number
from boomerang.study.number_rungs import PARTS

SHOWN = 4  # places, and categories of all traits
GROUPS = 8  # of those to whom acts happen


def print_number(found: Numbers) -> None:
    """Print the number under each explanation, its parts, and what there is to know of them."""
    console = Screen()
    scenario = found.scenario
    console.print(line(bold(scenario.case.title), f" ({scenario.case.name})"))
    console.print(
        f"Further {found.outcome} until {scenario.last_day} per {acts_text(found)} from {found.first} to"
        f" {found.last}; means ± half of their 90 % intervals. Parameters and weights: {found.belief.source}."
    )
    for sentence in found.without.values():
        console.print(f"{sentence.capitalize()}, so there is no number.")
    for note in found.notes:
        console.print(line(bold("Note:"), f" {note}."))
    console.print()
    console.print(_grid(found))
    console.print(f"\n{finding(found)}{', on average' if len(found.of) > 1 else ''}.")
    for name, number in found.of.items():
        _print_details(console, name, number, per_of(found))


def _grid(found: Numbers) -> Grid:
    """One row an explanation, and their average."""
    moving = [part for part in PARTS if any(given.parts[part].error > 0 for given in found.of.values())]
    grid = Grid(["explanation"], ("number", *moving))
    per = per_of(found)
    for name, given in found.of.items():
        grid.add_row(name, _told(given.number, per), *(_told(given.parts[part], per) for part in moving))
    if len(found.of) > 1:
        grid.add_row("average", _told(found.average, per), *("" for _ in moving))
    return grid


def _print_details(console: Screen, name: str, given: Number, per: int) -> None:
    acts = added_text(given.asked.acts, *added(given))
    lost = f", {given.refused} refused" if given.refused else ""
    lost += f", {given.idle} in which nobody can meet it" if given.idle else ""
    console.print(line("\n", bold(name), f": {len(given.records)} pairs with {acts} added each{lost}"))
    if len(given.moved) > 1:
        console.print(
            f"  bred {_told(given.bred, per)}, prevented {_told(given.prevented, per)}; by what it moves -"
            f" {_listed(given.moved, per)}"
        )
    if given.since:
        console.print(f"  within {_listed(given.since, per)}")
    if given.by_year:
        console.print(f"  of acts in {_listed(given.by_year, per)}")
    for by in given.asked.by:
        console.print(f"  by {by} of those it happens to - {_listed(_most(given, by), per)}")
        if fewer := _fewer(given, by):
            console.print(f"  acts added to {fewer} ({no_more(given.asked.acts)})")
    if all_met(given):
        console.print(f"  {SHARED}.")
    if given.generation is not None and isfinite(given.generation.high):
        console.print(f"  {_fed(given)}")
    for title, rows in (("where", _places(given)), ("who", _categories(given))):
        if rows:
            console.print(f"  {title}: {_listed(rows, per)}")


def _fed(given: Number) -> str:
    """Whether an act feeds itself."""
    one, act = given.generation, given.asked.act
    assert one is not None
    sure = (
        "it feeds itself"
        if one.low > 1
        else "it does not feed itself"
        if one.high < 1
        else "it may feed itself"
    )
    luck = f"{careful}: " if (careful := luck_in(len(given.records))) else ""
    return f"{luck}by itself one more {act} brings {_told(one)} before these bring others: {sure}"


def _fewer(given: Number, by: str) -> str:
    """How many acts were added to each group that is told, where not as many as were asked for."""
    shown, acts = _most(given, by), given.asked.acts
    return ", ".join(
        f"{name}: {span_text(*span)}"
        for name, span in added_to(given, by).items()
        if name in shown and span[0] < acts
    )


def _most(given: Number, by: str) -> dict[str, Expected]:
    """The groups to whom one more act brings most, either way, in the order of the case."""
    rows = given.by_whom(by)
    names = sorted(rows, key=lambda name: -abs(rows[name].value))[:GROUPS]
    return {name: each for name, each in rows.items() if name in names}


def _places(given: Number) -> dict[str, Expected]:
    return _first(_rows(given.by_place)) if len(given.by_place) > 1 else {}


def _categories(given: Number) -> dict[str, Expected]:
    traits = given.asked.scenario.case.population.traits
    rows = {
        f"{trait} {name}": each for trait in traits for name, each in _rows(given.by_trait(trait)).items()
    }
    return _first(rows)


def _rows(table: object) -> dict[str, Expected]:
    pairs: Iterable[tuple[str, tuple[float, ...]]] = table.iterrows()  # type: ignore[attr-defined]
    return {str(name): Expected(*row) for name, row in pairs}


def _first(rows: Mapping[str, Expected]) -> dict[str, Expected]:
    """The largest of those whose interval leaves out 0."""
    sure = {name: each for name, each in rows.items() if not each.low <= 0 <= each.high}
    names = sorted(sure, key=lambda name: -abs(sure[name].value))[:SHOWN]
    return {name: sure[name] for name in names}


def _listed(rows: Mapping[Any, Expected], per: int) -> str:
    return ", ".join(f"{name}: {_told(each, per)}" for name, each in rows.items())


def _told(given: Expected, per: int = 1) -> str:
    """A mean of so many acts and half its interval, with the digits that count."""
    value, half = per * given.value, per * (given.high - given.low) / 2
    if half == 0:
        return f"{value:.3g}"
    digits = max(0, 1 - floor(log10(half)))
    return f"{value:.{digits}f} ± {half:.{digits}f}"
