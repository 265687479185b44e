"""The life of one simulated person, event by event, with what each event did to the hazard of what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.arrays import Floats
from boomerang.case import Case
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.engine.model import Hazards
from boomerang.engine.replayed import contacts_of, homes_of
from boomerang.engine.words import class_in, place_in
from boomerang.study.accounting import entries_of, moments_of
from boomerang.study.accounting_history import NONE, History, history
from boomerang.study.accounting_values import Values
from boomerang.study.outcome import times_at
from boomerang.study.story_hazard import StoryHazard, StoryRisk
from boomerang.study.story_ladder import Wait, waits
from boomerang.study.story_select import Meant, Whose, find, read_asked

OWN, OTHERS, TRIED = "own", "others", "tried"  # kinds of lines
MOST_CONTACTS = 300  # of a layer that are looked at; with more, everybody is a contact


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened.

    Attributes:
        time: when; an approach that turned nobody has the first moment of its step.
        kind: OWN event, event of OTHERS, or TRIED: an approach that turned nobody.
        event: its name. person: to whom it happened, or who approached. about: traits of somebody else.
        layers: how they are connected with the person of the story.
        change: for an own event or a change of somebody else's state, the states before and after.
        through: the encounter in which it came about, and `by` who approached; empty and NONE for none.
        planned: whether it was to happen on a day, whatever the hazard.
        feelings: how far it pushed the feelings of the person of the story.
        ratios: what the push, or another state of their own, made of each hazard of the story that was still
            to come true.
    """

    time: np.datetime64
    kind: str
    event: str
    person: int
    about: dict[str, str]
    layers: tuple[str, ...]
    change: str
    through: str
    by: int
    planned: bool
    feelings: dict[str, float]
    ratios: dict[str, float]


@dataclass(frozen=True, eq=False)
class Story:
    """The life of one simulated person.

    Attributes:
        known: the run and its journal.
        person: their number; name: as the case lists them, else empty.
        place, province, traits: who they are; start, end: their state on each track at the start of the run
            and where the story ends.
        contacts: how many they have in each layer.
        lines: what happened, in the order of time.
        waits: promotions that others got meanwhile.
        hazards: of the event that the story is about and of the own events without which the person would not
            have been at risk of it, in the order of time; without those that somebody else brought about.
        until: when the story ends: with that event, or with the run.
    """

    known: History
    person: int
    name: str
    place: str
    province: str
    traits: dict[str, str]
    start: dict[str, str]
    end: dict[str, str]
    contacts: dict[str, int]
    lines: tuple[StoryLine, ...]
    waits: tuple[Wait, ...]
    hazards: tuple[StoryHazard, ...]
    until: np.datetime64


@dataclass(frozen=True, eq=False)
class Lives:
    """Some lives of one run.

    Attributes:
        known: the run and its journal.
        asked: who was asked for; matching: how many match.
        stories: those that are told.
    """

    known: History
    asked: Whose
    matching: int
    stories: tuple[Story, ...]


def tell(
    scenario: str | Path | Case | Scenario,
    who: str,
    seed: int = 1,
    number: int = 1,
    progress: Callable[[int], Any] | None = None,
) -> Lives:
    """Simulate one country and tell the lives of some of its people.

    Args:
        scenario: as of `simulate`.
        who: conditions joined by `and`: of traits, tracks and places as in `who` of a case, with `=`, `>=` or
            `<=` if wanted, and `event = NAME`, such as 'rank >= colonel and event = defect'.
        seed: of the run.
        number: how many lives, at most.
        progress: called now and then with the number of steps done.

    Raises:
        InputError: as of `simulate`; `who` is malformed, or nobody matches.
    """
    simulated = as_scenario(scenario)
    asked = read_asked(simulated.case, who, simulated.mechanisms)
    known = history(simulated, seed, progress)
    if known.ground.people.persons:
        asked = read_asked(simulated.case, who, simulated.mechanisms, known.ground.people.persons)
    found, matching = find(known, asked, number)
    values = Values(known)
    told = tuple(_Teller(known, values, asked, person, line).story() for person, line in found)
    return Lives(known, asked, matching, told)


@dataclass
class _Teller:
    """Tells the life of one person up to a line of the journal."""

    known: History
    values: Values
    asked: Whose
    person: int
    line: int

    def __post_init__(self) -> None:
        """Look up what all parts of the story need."""
        self.home = int(homes_of(self.known.model, [self.person])[0])
        self.risks = self._risks()
        self.end = StoryRisk(self.known, self.values, NONE, self.person, self.line).moment
        self.layers = {
            name: contacts_of(self.known.model, number, self.person, MOST_CONTACTS)
            for number, name in enumerate(self.known.ground.contacts)
        }

    def story(self) -> Story:
        """The whole story."""
        people, place = self.known.ground.people, int(place_in(self.home))
        meant = Meant.by(self.known, self.asked.selectors)
        states = (*(meant.anywhere() for _ in self.risks[:-1]), meant)
        return Story(
            known=self.known,
            person=self.person,
            name=people.persons[self.person] if people.persons else "",
            place=people.places[place],
            province=people.provinces[people.province[place]],
            traits=self._traits(self.home),
            start=self._states(int(self.known.model.hazards.first_state[class_in(self.home)])),
            end=self._states(self._last_state()),
            contacts={name: len(members) for name, members in self.layers.items()},
            lines=self._lines(),
            waits=waits(self.known, self.person, self.home, self.end),
            hazards=tuple(risk.told(held) for risk, held in zip(self.risks, states, strict=False)),
            until=times_at(self.known.compiled, np.array([self.end]))[0],
        )

    def _risks(self) -> tuple[StoryRisk, ...]:
        """The hazards of the story, from the event that it is about back to those that made it possible."""
        found: list[StoryRisk] = []
        line = self._about()
        while line != NONE:
            occasion = moments_of(self.known, np.array([line]))
            if occasion.person[0] != self.person:  # somebody else brought it about
                break
            found.insert(0, StoryRisk(self.known, self.values, int(occasion.event[0]), self.person, line))
            line = int(entries_of(self.known, occasion)[0])
        return tuple(found)

    def _about(self) -> int:
        """The line of the event that the story is about: what was asked for, else their last logged event."""
        if self.asked.event is not None:
            return self.line
        own = self.known.lines_of(self.person)
        logged = own[self.known.model.tallies.logged[self.known.journal.event[own]]]
        return int(logged[-1]) if len(logged) else NONE

    def _last_state(self) -> int:
        """The state after the last event of the story."""
        person, home = np.array([self.person]), np.array([self.home])
        end = min(self.line + 1, self.known.lines) if self.asked.event is not None else self.known.lines
        return int(self.known.state_before(person, home, np.array([end]))[0])

    def _traits(self, home: int) -> dict[str, str]:
        people, who = self.known.ground.people, class_in(home)
        return {
            trait: categories[people.classes[trait][who]] for trait, categories in people.categories.items()
        }

    def _states(self, state: int) -> dict[str, str]:
        states = self.known.ground.states
        return dict(zip(states.tracks, states.combined[state], strict=True))

    def _lines(self) -> tuple[StoryLine, ...]:
        """All that happened to them and around them, in the order of time."""
        kicks, journal = self._kicks(), self.known.journal
        around = np.concatenate([np.zeros(0, np.int64), *self.layers.values()])
        changed = self.known.after != journal.state
        told = changed | self.known.model.tallies.logged[journal.event]
        near = np.flatnonzero(told & np.isin(journal.person, around))
        own = self.known.lines_of(self.person)
        lines = np.unique(np.concatenate([own, near, np.array(list(kicks), np.int64)]))
        limit = self.line if self.asked.event is not None else self.known.lines
        found = [self._line(line, *kicks.get(line, ({}, {}))) for line in lines[lines <= limit].tolist()]
        return tuple(sorted([*found, *self._tried()], key=lambda each: each.time))

    def _kicks(self) -> dict[int, tuple[dict[str, float], dict[str, float]]]:
        """Line of the journal -> what it did to each feeling, and what that made of the hazards."""
        received, bundles = self.known.touches_to(np.array([self.person])), self.known.bundles
        amounts = bundles.amount[received.bundle, class_in(self.home)].astype(np.float64)
        amounts *= received.scale[:, None]
        amounts *= bundles.weight[received.bundle, place_in(self.home)][:, None]
        lines, which = np.unique(received.line, return_inverse=True)
        sums = np.zeros((len(lines), amounts.shape[1]))
        np.add.at(sums, which, amounts)
        names = self.known.ground.feelings
        return {
            line: ({name: float(x) for name, x in zip(names, row, strict=True) if x}, self._ratios(line, row))
            for line, row in zip(lines.tolist(), sums, strict=True)
        }

    def _ratios(self, line: int, pushed: Floats) -> dict[str, float]:
        """What a push made of the hazards that were still to come true, where it made anything."""
        found, hazards = {}, self._hazards(line)
        for risk in self.risks:
            strength = hazards.log_feeling[risk.event] @ pushed
            if strength != 0 and line < risk.line:
                found[self.known.compiled.events[risk.event]] = float(2.0**strength)
        return found

    def _hazards(self, line: int) -> Hazards:
        """The hazards that hold at a line of the journal."""
        return self.known.eras.at(int(self.known.journal.step[line])).model.hazards

    def _line(self, line: int, feelings: dict[str, float], ratios: dict[str, float]) -> StoryLine:
        journal, names = self.known.journal, self.known.compiled.events
        person, way = int(journal.person[line]), int(journal.way[line])
        mine = person == self.person
        before, after = self._states(int(journal.state[line])), self._states(int(self.known.after[line]))
        moved = [f"{name} {before[name]} -> {after[name]}" for name in before if before[name] != after[name]]
        return StoryLine(
            time=times_at(self.known.compiled, journal.time[line : line + 1])[0],
            kind=OWN if mine else OTHERS,
            event=names[journal.event[line]],
            person=person,
            about={} if mine else self._traits(int(journal.home[line])),
            layers=() if mine else self._connection(person),
            change=", ".join(moved),
            through=names[way] if way != NONE else "",
            by=int(journal.source[line]) if way != NONE else NONE,
            planned=bool(self.known.planned[line]),
            feelings=feelings,
            ratios=self._moved(line, ratios) if mine else ratios,
        )

    def _moved(self, line: int, ratios: dict[str, float]) -> dict[str, float]:
        """These ratios, times what another state makes of the hazards that the person stays at risk of."""
        found, hazards = dict(ratios), self._hazards(line)
        before, after = int(self.known.journal.state[line]), int(self.known.after[line])
        for risk in self.risks:
            at_risk = hazards.source[risk.event, [before, after]].all()
            step = hazards.log_state[risk.event, after] - hazards.log_state[risk.event, before]
            if line < risk.line and at_risk and np.isfinite(step) and step != 0:
                name = self.known.compiled.events[risk.event]
                found[name] = found.get(name, 1.0) * float(2.0**step)
        return found

    def _tried(self) -> list[StoryLine]:
        """The approaches that turned them not, up to the end of the story."""
        journal, names = self.known.journal, self.known.compiled.events
        own = self.known.lines_of(self.person)
        turned = {*zip(journal.step[own].tolist(), journal.way[own].tolist(), strict=True)}
        found = []
        for i in np.flatnonzero(journal.met == self.person).tolist():
            step, number, other = (
                int(journal.approached[i]),
                int(journal.encounter[i]),
                int(journal.approacher[i]),
            )
            if step > self.end or (step, number) in turned:
                continue
            about = {} if other == self.person else self._traits(int(homes_of(self.known.model, [other])[0]))
            time = times_at(self.known.compiled, np.array([float(step)]))[0]
            layers = () if other == self.person else self._connection(other)
            found.append(
                StoryLine(
                    time=time,
                    kind=TRIED,
                    event=names[number],
                    person=other,
                    about=about,
                    layers=layers,
                    change="",
                    through=names[number],
                    by=other,
                    planned=False,
                    feelings={},
                    ratios={},
                )
            )
        return found

    def _connection(self, other: int) -> tuple[str, ...]:
        """The layers in which somebody is a contact."""
        return tuple(name for name, members in self.layers.items() if other in members)
