"""The life of one simulated person, as it is read on a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, log
from typing import Any

from boomerang.case import Case, Names
from boomerang.case.scenario import Scenario, scenario
from boomerang.lab.country import explanation_of, usual_outcome, with_own_policy
from boomerang.lab.state import State
from boomerang.report.charts.rendered import specification
from boomerang.report.charts.story import story_chart
from boomerang.report.document.blocks import Block, Folded, Heading, Paragraph, Picture, TextTable
from boomerang.report.terminal.story import SLIGHT, chance, chosen, effect, happening, left_out, times, waited
from boomerang.study.story import OWN, Lives, Story
from boomerang.study.story import tell as tell_lives
from boomerang.study.story_hazard import StoryHazard

LIVES = 3  # that are told of one country
DEFECT = "defect"
MARKS = (
    "The lines are their hazard in a year, on a scale on which each step is ten times the one before. Below,"
    " each tick is something that happened to them, or to somebody they are in contact with."
)


@dataclass(frozen=True)
class Told:
    """Some lives as they are read; nothing of the run is kept.

    Attributes:
        introduced: how many match, and how those that are told were chosen.
        lives: of each the name and the story.
    """

    introduced: str
    lives: tuple[tuple[str, tuple[Block, ...]], ...]


def events_of(case: Case, state: State) -> list[str]:
    """The events that can have happened to somebody with the mechanisms that are on."""
    names, on = Names(case), (None, *scenario(case, explanation=explanation_of(case, state)).mechanisms)
    return [name for name in names.events if names.owners[name] in on]


def usual_event(case: Case, events: list[str]) -> str:
    """Whose story is told where nobody says: that of somebody who defects, else of the usual outcome."""
    wanted = (DEFECT, usual_outcome(case), *events, "")
    return next(name for name in wanted if name in events or not name)


def whose(event: str, also: str) -> str:
    """Who is asked for, as `boomerang story --who` takes it."""
    return " and ".join(filter(None, (f"event = {event}" if event else "", also.strip())))


def asked_of(case: Case, state: State) -> Scenario:
    """The country in which somebody lives: that of a state, under its policy if it has one.

    Raises:
        InputError: as of `Question.of`.
    """
    return scenario(
        with_own_policy(case, state),
        settings=dict(state.settings),
        explanation=explanation_of(case, state),
        policy=state.policy,
    )


def introduced(lives: Lives) -> str:
    """How many there are, and how those that are told were chosen."""
    people = "1 person matches" if lives.matching == 1 else f"{lives.matching:,} people match"
    lot = "drawn at random" if lives.asked.event else "to whom most happened"
    some = (
        f" {len(lives.stories)} of them are told here, {lot}." if len(lives.stories) < lives.matching else ""
    )
    return f"{people} “{lives.asked}”.{some} All of them are synthetic: nobody real is meant."


def story_blocks(story: Story) -> tuple[Block, ...]:
    """One story: who they are, the chart, what happened, and what set their hazard apart."""
    return (
        Paragraph(_who(story)),
        _picture(story),
        *(Paragraph(sentence) for sentence in left_out(story)),
        *(Paragraph(waited(story, wait)) for wait in story.waits),
        *map(_apart, story.hazards),
    )


def name_of(story: Story) -> str:
    """What a person is called."""
    return f"Person {story.name or format(story.person, ',')} of {story.place}"


def _who(story: Story) -> str:
    traits = "; ".join(f"{trait} {category}" for trait, category in story.traits.items())
    known = ", ".join(f"{count} in {layer}" for layer, count in story.contacts.items() if count)
    begun = ", ".join(f"{track} {state}" for track, state in story.start.items())
    return f"{traits}. Contacts: {known or 'none'}. On {story.known.compiled.clock.start}: {begun}."


def _picture(story: Story) -> Picture:
    rows = tuple(
        (
            str(line.time.astype("datetime64[D]")),
            happening(line).plain,
            effect(line).removeprefix("; ") or "nothing",
            "their own" if line.kind == OWN else ", ".join(line.layers),
        )
        for line in chosen(story.lines)
    )
    table = TextTable("what happened", ("day", "what happened", "what it moved", "among"), rows)
    drawn = Picture.of(specification(story_chart(story)), table)
    return replace(drawn, title="What happened, and what it did to the hazard", explained=MARKS)


def _apart(hazard: StoryHazard) -> Heading:
    """How high a hazard was, and what set it apart from that of others."""
    at_the_end = f"On {hazard.time.astype('datetime64[D]')} it was {chance(hazard.per_year[-1])} in a year"
    rest: tuple[Block, ...] = ()
    if not hazard.ratio > 0:
        told = f"{at_the_end}. There is nobody to compare it with."
    elif not hazard.weights:
        told = f"{at_the_end}, as for each of {hazard.others:,} others like them."
    else:
        than = f"that of the typical one of {hazard.others:,} others like them"
        told, rest = f"{at_the_end}, {times(hazard.ratio)} times {than}.", (_parts(hazard),)
    return Heading(f"Why them: the hazard of {hazard.event}", (Paragraph(told), *rest))


def _parts(hazard: StoryHazard) -> Folded:
    """What a hazard was multiplied by."""
    whole = log(hazard.ratio)
    rows = tuple(
        (each.what, f"× {times(exp(each.size))}", f"{each.size / whole:.0%}" if abs(whole) > SLIGHT else "")
        for each in hazard.weights
    )
    caption = f"what the hazard of {hazard.event} was multiplied by"
    return Folded("Part by part", (TextTable(caption, ("", "by", "share"), rows, (1, 2)),))


def tell(asked: Scenario, who: str, seed: int, go_on: Any) -> Told:
    """Simulate a country and tell some lives in it.

    Args:
        go_on: called now and then; what it raises ends the run.

    Raises:
        InputError: `who` is malformed, or nobody matches.
    """
    lives = tell_lives(asked, who, seed, LIVES, go_on)
    return Told(introduced(lives), tuple((name_of(story), story_blocks(story)) for story in lives.stories))
