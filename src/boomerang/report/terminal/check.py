"""What `boomerang check` tells of a case in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text

from boomerang.case.text.texts import so_many
from boomerang.preview.describe import Description
from boomerang.report.terminal.screen import Grid, Screen, bold, line

MOST_TOLD = 100  # of a kind; whoever wants thousands reads the JSON


def print_description(given: Description) -> None:
    """Print a description for people."""
    console = Screen()
    console.print(line(bold(given.case), f" is valid: {given.title}"))
    console.print(
        f"{so_many(given.persons, 'person', 'people')}, {given.period[0]} to {given.period[1]},"
        f" {so_many(given.steps, 'step')} of"
        f" {given.step_days:g} {'day' if given.step_days == 1 else 'days'};"
        f" {so_many(given.places, 'place')} in"
        f" {so_many(len(given.provinces), 'province')}:"
    )
    console.print("  " + _listed(f"{name} {number:,}" for name, number in given.provinces.items()))
    _print_people(console, given)
    _print_events(console, given)
    _print_mechanisms(console, given)
    _print_loops(console, given)
    _print_rest(console, given)


def _print_people(console: Screen, given: Description) -> None:
    console.print(line("\n", bold("People")))
    for trait, shares in given.traits.items():
        console.print(f"  {trait}: " + _listed(f"{name} {share:.3g}" for name, share in shares.items()))
    for layer in given.layers:
        members = "" if layer.share > 0.995 else f", {layer.share:.1%} of the people"
        console.print(
            f"  contacts {layer.name} (within {layer.within}): {layer.mean_contacts:.3g} each{members}"
        )


def _print_events(console: Screen, given: Description) -> None:
    told = " (expected at the levels of the start, before anybody feels anything)"
    console.print(line("\n", bold("What can happen"), told))
    table = Grid(("  event", "of"), ("at risk", "a year"), [""], padding=(0, 2))
    for event in given.events[:MOST_TOLD]:
        owner = event.mechanism or "common"
        table.add_row(f"  {event.name}", owner, f"{event.at_risk:,}", f"{event.per_year:,.3g}", event.moves)
    console.print(table)
    for more in _more(given.events):
        console.print(f"  {more}")
    if given.interventions:
        console.print(line("\n", bold("Interventions")))
        _print_all(console, [f"  {each}" for each in given.interventions])


def _print_mechanisms(console: Screen, given: Description) -> None:
    console.print(line("\n", bold("Mechanisms")))
    for mechanism in given.mechanisms[:MOST_TOLD]:
        console.print(line("  ", bold(mechanism.name), f": {mechanism.claim} ({mechanism.by})"))
        _print_all(console, [f"    {added}" for added in mechanism.adds])
    for more in _more(given.mechanisms):
        console.print(f"  {more}")
    console.print(line("\n", bold("Explanations")))
    _print_all(
        console,
        [
            f"  {name}: {_listed(mechanisms) or 'no mechanism, only what is common'}"
            for name, mechanisms in given.explanations.items()
        ],
    )
    if given.policies:
        console.print(line("\n", bold("Policies")))
        _print_all(console, [f"  {policy}" for policy in given.policies])


def _print_loops(console: Screen, given: Description) -> None:
    if given.loops.each or given.loops.climates:
        console.print(line("\n", bold("Loops"), " (gain at mean levels; from 1 on a loop feeds itself)"))
    for climate in given.loops.climates:
        gain = "unknown" if climate.gain is None else f"about {climate.gain:.2g}"
        owners = _listed([owner or "the case itself" for owner in climate.owners])
        console.print(f"  events kick {climate.climate}, which moves them ({owners}): {gain}")
    for loop in given.loops.each:
        gain = "unknown" if loop.gain is None else f"about {loop.gain:.2g}"
        console.print(f"  {loop.lever} answers {loop.climate}: {gain}")


def _print_rest(console: Screen, given: Description) -> None:
    cost, seen = given.forecast, given.observations
    console.print(f"\nObservations: {seen['used']} to compare with, {seen['unused']} kept for the record")
    _print_all(console, [line(f"  {file}") for file in given.files])
    _print_all(console, [line(bold("Worth a look:"), f" {warning}") for warning in given.warnings])
    seconds = f"{cost.seconds:.0f}" if cost.seconds >= 10 else f"{cost.seconds:.1g}"
    until = f" until {cost.until}, as more would take long" if cost.until else ""
    console.print(
        f"A run here takes about {seconds} s and {cost.memory_mb:,.0f} MB (an estimate, from a pilot"
        f" of {so_many(cost.pilot, 'person', 'people')}{until}; touches about"
        f" {so_many(cost.touched, 'person', 'people')} {so_many(cost.touches, 'time')})"
    )


def _print_all(console: Screen, texts: Sequence[str | Text]) -> None:
    """Print the first of many texts, a line each, and how many more there are."""
    for text in (*texts[:MOST_TOLD], *_more(texts)):
        console.print(text)


def _listed(words: Iterable[str]) -> str:
    """The first of many words, and how many more there are."""
    given = list(words)
    return ", ".join([*given[:MOST_TOLD], *_more(given)])


def _more(things: Sequence[object]) -> list[str]:
    """How many more there are than are told, in words; empty if there are none."""
    more = len(things) - MOST_TOLD
    return [f"and {more:,} more, which --json tells"] if more > 0 else []
