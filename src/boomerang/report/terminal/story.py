"""Stories in the terminal, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import exp, log

import numpy as np
from rich.table import Table as Grid
from rich.text import Text

from boomerang.case.text.texts import so_many
from boomerang.report.terminal.screen import Screen, bold, dim, line
from boomerang.study.accounting_history import NONE
from boomerang.study.outcome import moments_of, times_at
from boomerang.study.story import OWN, TRIED, Lives, Story, StoryLine
from boomerang.study.story_hazard import StoryHazard, Weight
from boomerang.study.story_ladder import Wait

WIDTH = 80
SHOWN = 15  # lines of others
HEAVY = 6  # weights
TRAITS = 2  # of somebody else
SLIGHT = 0.2  # log ratio below which shares of it say nothing
NOTICED = 0.005  # of a feeling


def print_stories(lives: Lives) -> None:
    """Print who was asked for, and the stories."""
    console, run = Screen(width=min(WIDTH, Screen().width)), lives.known.run
    policy = f", under '{run.scenario.policy}'" if run.scenario.policy else ""
    console.print(line(bold(run.case.title), f" ({run.case.name}, seed {run.seed}{policy})"))
    people = "1 person matches" if lives.matching == 1 else f"{lives.matching:,} people match"
    lot = "drawn at random" if lives.asked.event else "to whom most happened"
    some = len(lives.stories) < lives.matching
    told = f" Told here: {len(lives.stories)}, {lot}." if some else ""
    console.print(f"{people} '{lives.asked}'.{told} All persons are synthetic: nobody real is meant.")
    for story in lives.stories:
        console.print()
        for part in story_parts(story):
            console.print(part)


def story_parts(story: Story) -> Iterator[Text | str | Grid]:
    """One story, piece by piece."""
    yield bold(f"Person {story.name or format(story.person, ',')} of {story.place}")
    yield "; ".join(f"{trait} {category}" for trait, category in story.traits.items()) + "."
    known = ", ".join(f"{count} in {layer}" for layer, count in story.contacts.items() if count)
    begun = ", ".join(f"{track} {state}" for track, state in story.start.items())
    start = story.known.compiled.clock.start
    yield f"Contacts: {known or 'none'}. On {start}: {begun}."
    yield _life(story)
    yield from left_out(story)
    yield from (waited(story, wait) for wait in story.waits)
    for hazard in story.hazards:
        yield ""
        yield from _hazard(story, hazard)


def chosen(lines: Iterable[StoryLine]) -> list[StoryLine]:
    """The lines that are shown: all own ones, and of the others those that moved the hazard most."""
    given = list(lines)
    rest = [number for number, each in enumerate(given) if each.kind != OWN]
    rest.sort(key=lambda number: (-_moved(given[number]), -_pushed(given[number])))
    kept = set(rest[:SHOWN])
    return [each for number, each in enumerate(given) if each.kind == OWN or number in kept]


def _moved(given: StoryLine) -> float:
    return sum(abs(log(ratio)) for ratio in given.ratios.values())


def _pushed(given: StoryLine) -> float:
    return sum(map(abs, given.feelings.values()))


def _life(story: Story) -> Grid:
    """What happened, one line each."""
    grid = Grid(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for each in chosen(story.lines):
        text = Text.assemble(happening(each), effect(each))
        grid.add_row(dim(str(each.time.astype("datetime64[D]"))), text)
    if not story.lines:
        grid.add_row("", "Nothing happened to this person or near them.")
    return grid


def happening(given: StoryLine) -> Text:
    """What happened, and to whom."""
    if given.kind == TRIED:
        who = f" by {_somebody(given)}" if given.about else " by somebody from outside"
        return line(f"approached in {given.event}{who}, without effect")
    change = f": {given.change}" if given.change else ""
    through = ""
    if given.through:
        by = "" if given.by in (NONE, given.person) else f" by person {given.by:,}"
        through = f", approached{by} in {given.through}"
    set_so = ", as it was to happen then" if given.planned else ""
    if given.kind == OWN:
        return line(bold(given.event), f"{change}{through}{set_so}")
    return line(f"{given.event} of {_somebody(given)}{change}{set_so}")


def _somebody(given: StoryLine) -> str:
    """Another person: number, connection and the first traits."""
    about = [*given.layers, *list(given.about.values())[:TRAITS]]
    return f"person {given.person:,}" + (f" ({', '.join(about)})" if about else "")


def effect(given: StoryLine) -> str:
    """What it did to feelings and to the hazard."""
    moved = [f"{name} {amount:+.2f}" for name, amount in given.feelings.items() if abs(amount) >= NOTICED]
    moved += [
        f"hazard of {name} x {times(ratio)}"
        for name, ratio in given.ratios.items()
        if abs(ratio - 1) >= NOTICED
    ]
    return f"; {', '.join(moved)}" if moved else ""


def left_out(story: Story) -> Iterator[str]:
    """What is said of the lines that are not shown."""
    shown = set(map(id, chosen(story.lines)))
    rest = [each for each in story.lines if id(each) not in shown]
    if rest:
        events = [hazard.event for hazard in story.hazards]
        moved = {name: exp(sum(log(each.ratios.get(name, 1.0)) for each in rest)) for name in events}
        made = "".join(
            f", hazard of {name} x {times(x)} in all" for name, x in moved.items() if abs(x - 1) >= NOTICED
        )
        yield (
            f"Not shown: {so_many(len(rest), 'more event')} of others or approaches{made} (--json has them)."
        )


def waited(story: Story, wait: Wait) -> str:
    """A wait in words."""
    first, last = (
        str(times_at(story.known.compiled, np.array([step]))[0].astype("datetime64[M]"))
        for step in (wait.first, wait.last)
    )
    ended = f"Then came {wait.event}" if wait.made else f"This person had no {wait.event}"
    return (
        f"Waited as {wait.state} from {first} to {last}, when {wait.others:,} others in that state, of"
        f" {wait.of:,.0f} on average, had {wait.event}: {wait.expected:.1f} each at this pace. {ended}."
    )


def _hazard(story: Story, hazard: StoryHazard) -> Iterator[str | Text | Grid]:
    """How the hazard moved, what it was at the end, and what set it apart."""
    moments = moments_of(story.known.compiled)[: len(hazard.per_year)]
    years = moments.astype("datetime64[Y]").astype(int) + 1970
    first = np.unique(years, return_index=True)[1]
    path = ", ".join(f"{years[i]} {chance(hazard.per_year[i])}" for i in first)
    yield line(bold(f"Hazard of {hazard.event}"), f" in a year, at the start of each: {path}.")
    last = f"On {hazard.time.astype('datetime64[D]')}: {chance(hazard.per_year[-1])}"
    if not hazard.ratio > 0:
        reason = "nobody else like this person was at risk" if not hazard.others else "it was at zero"
        yield f"{last}. There is nothing to compare it with, as {reason}."
    elif not hazard.weights:
        yield f"{last}, as for each of {hazard.others:,} others like this person who were at risk of it."
    else:
        yield (
            f"{last}, {times(hazard.ratio)} times that of the typical one (geometric mean) of"
            f" {hazard.others:,} others like this person who were at risk of it, through:"
        )
        yield _weighed(hazard)


def _weighed(hazard: StoryHazard) -> Grid:
    """The heaviest weights: what each multiplies the hazard by, and its share of the logarithm."""
    grid = Grid(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column()
    shown = len(hazard.weights) if len(hazard.weights) == HEAVY + 1 else HEAVY
    some, rest = hazard.weights[:shown], hazard.weights[shown:]
    if rest:
        some = (*some, Weight(so_many(len(rest), "smaller thing"), sum(each.size for each in rest)))
    whole = log(hazard.ratio)
    for each in some:
        share = f"{each.size / whole:.0%}" if abs(whole) > SLIGHT else ""
        grid.add_row(f"  x {times(exp(each.size))}", share, each.what)
    return grid


def chance(per_year: float) -> str:
    """A hazard in words."""
    if per_year <= 0:
        return "none"
    if per_year > 0.3:
        return f"{per_year:.2g} a year"
    return f"1 in {float(f'{1 / per_year:.2g}'):,.0f}"


def times(ratio: float) -> str:
    """A ratio with two digits that matter, or three close to one."""
    if 0.9 < ratio < 1.1:
        return f"{ratio:.3g}"
    return f"{float(f'{ratio:.2g}'):,g}" if 0.01 < ratio < 1e6 else f"{ratio:.1e}"
