"""Promotions that others got while one person waited."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boomerang.case.parts.bundle import Transition
from boomerang.engine.words import class_in
from boomerang.study.accounting_history import History

LEAST = 0.5  # promotions to be expected at the pace of others, below which waiting says nothing


@dataclass(frozen=True)
class Wait:
    """A time in which a person could have made a step that others in the same state made.

    Attributes:
        event: the step; state: the state of the track, such as `rank captain`.
        first, last: steps since the start, at the begin and the end of the wait.
        others: how many others in this state made it then; of: how many people were in it, on average.
        expected: how many the person would have made at their pace.
        made: whether the wait ended with it.
    """

    event: str
    state: str
    first: float
    last: float
    others: int
    of: float
    expected: float
    made: bool


def waits(known: History, person: int, home: int, end: float) -> tuple[Wait, ...]:
    """The waits of a person up to a moment, in steps since the start, that were long for the pace of others.

    A step is a transition that leads from several states of a track to the next ones.
    """
    found = []
    for name, node in known.compiled.wiring.events.items():
        if isinstance(node.part, Transition) and len(node.part.moves.targets) > 1:
            targets = node.part.moves.targets
            if len(set(targets.values())) > 1:
                found += _waits_for(known, person, home, end, name, node.part.moves.track)
    return tuple(sorted(found, key=lambda wait: wait.first))


def _waits_for(known: History, person: int, home: int, end: float, event: str, track: str) -> list[Wait]:
    """The waits for one step."""
    number, found = known.compiled.events.index(event), []
    on_track = known.model.tallies.track_state[list(known.ground.states.tracks).index(track)]
    for state, first, last, closing in _spells(known, person, home, end, number, on_track):
        wait = _wait(known, number, int(on_track[state]), first, last, closing == number)
        if wait.others and wait.expected >= LEAST:
            found.append(wait)
    return found


def _spells(
    known: History, person: int, home: int, end: float, number: int, on_track: np.ndarray
) -> list[tuple[int, float, float, int]]:
    """(state, first, last, event that ended it): times at risk of an event in one state of a track."""
    journal, source = known.journal, known.model.hazards.source[number]
    state, since = int(known.model.hazards.first_state[class_in(home)]), 0.0
    spells: list[tuple[int, float, float, int]] = []
    for line in known.lines_of(person).tolist():
        after, time = int(known.after[line]), float(journal.time[line])
        if time >= end:
            break
        same = on_track[after] == on_track[state] and source[after] == source[state]
        if not same:
            if source[state]:
                spells.append((state, since, time, int(journal.event[line])))
            since = time
        state = after
    return [*spells, (state, since, end, -1)] if source[state] else spells


def _wait(known: History, number: int, flat: int, first: float, last: float, made: bool) -> Wait:
    """What others made of the same time; whoever makes the step waits no longer."""
    journal, on_track = known.journal, known.model.tallies.track_state
    ends = np.searchsorted(journal.time, [first, last])
    rows = slice(*ends)
    alike = (on_track[:, journal.state[rows]] == flat).any(axis=0)
    others = int(((journal.event[rows] == number) & alike).sum())
    steps = slice(int(first), max(int(np.ceil(last)), int(first) + 1))
    people = float(known.outcome.people[steps, flat].sum(axis=1).mean())
    expected = others / max(people - 1, 1.0)
    track, state = known.ground.states.names[flat]
    return Wait(
        known.compiled.events[number], f"{track} {state}", first, last, others, people, expected, made
    )
