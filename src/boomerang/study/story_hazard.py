"""How the hazard of one person moved, and what sets it apart from that of others like them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.compile.wires import KickWire
from boomerang.engine.model import LOG_CAP
from boomerang.engine.replayed import homes_of
from boomerang.engine.words import class_in, home_word, place_in
from boomerang.study.accounting import add_event
from boomerang.study.accounting_eras import Era
from boomerang.study.accounting_history import NONE, History, Received
from boomerang.study.accounting_parts import (
    FEELING,
    PLACE,
    STATE,
    TRAIT,
    AccountTerm,
    Occasions,
    PartList,
    Parts,
    add_feelings,
)
from boomerang.study.accounting_values import Values
from boomerang.study.outcome import times_at
from boomerang.study.story_select import Meant

SMALL = 1e-12
NEVER = -500.0  # log hazard ratio of those to whom an event cannot happen


@dataclass(frozen=True)
class Weight:
    """One thing that sets a hazard apart: what it is, and its part of the log ratio to the typical other."""

    what: str
    size: float


@dataclass(frozen=True, eq=False)
class StoryHazard:
    """The hazard of one event for one person.

    Attributes:
        event: its name; time: when it happened, or the story ended.
        per_year: float64[steps], the hazard at the start of each step up to the last of the story; 0 while
            the person was not at risk.
        others: how many others of whom the same conditions hold were at risk at the end.
        ratio: the hazard at the end over the geometric mean of theirs; nan where there was none.
        weights: what the logarithm of the ratio is made of, the largest first; they add up to it.
    """

    event: str
    time: np.datetime64
    per_year: Floats
    others: int
    ratio: float
    weights: tuple[Weight, ...]


@dataclass(frozen=True, eq=False)
class StoryRisk:
    """The hazard of an event for a person, up to a line of the journal."""

    known: History
    values: Values
    event: int
    person: int
    line: int

    @property
    def step(self) -> int:
        """The step of the line; the last one for the end of the run."""
        ended = self.line == self.known.lines
        return (
            len(self.known.model.quantities.length) - 1 if ended else int(self.known.journal.step[self.line])
        )

    @property
    def moment(self) -> float:
        """When that is, in steps since the start."""
        ended = self.line == self.known.lines
        return self.step + 1.0 if ended else float(self.known.journal.time[self.line])

    def told(self, meant: Meant) -> StoryHazard:
        """The hazard, and how it compares."""
        occasions, parts = self._path()
        years = self.known.compiled.clock.years
        name = self.known.compiled.events[self.event]
        per_year = np.exp(parts.totals(len(occasions.step))) * self._rates(occasions.step)
        at_risk = self.known.model.hazards.source[self.event, occasions.state]
        per_year = np.where(at_risk, np.minimum(per_year, 2.0**LOG_CAP / years), 0.0)
        others, means = self._others(meant)
        weights: tuple[Weight, ...] = ()
        compared = others > 0 and per_year[-1] > 0
        if compared:
            last = parts.moment == len(occasions.step) - 1
            weights = self._weights(parts, np.flatnonzero(last), means)
        ratio = float(np.exp(sum(each.size for each in weights))) if compared else float("nan")
        time = times_at(self.known.compiled, np.array([self.moment]))[0]
        return StoryHazard(name, time, per_year, others, ratio, weights)

    def _rates(self, steps: Ints) -> Floats:
        """float64[...]: the rate per person-year that the case gives in some steps."""
        rates, name = np.zeros(len(steps)), self.known.compiled.events[self.event]
        for era, rows in self.known.eras.among(steps):
            rate = era.wiring.rate_of(name)
            rates[rows] = rate.per_year if rate is not None else 0.0
        return rates

    @property
    def _era(self) -> Era:
        """What holds at the line."""
        return self.known.eras.at(self.step)

    def _path(self) -> tuple[Occasions, Parts]:
        """The person at the start of every step, and at the end of the story; and the parts of the hazard."""
        steps = np.arange(self.step + 1)
        lines = np.append(np.searchsorted(self.known.journal.step, steps[:-1]), self.line)
        person, home = np.full(len(steps), self.person), homes_of(self.known.model, [self.person])
        homes = np.full(len(steps), home[0])
        states = self.known.state_before(person, homes, lines)
        occasions = Occasions(lines, steps, np.full(len(steps), self.event), person, homes, states)
        rows = np.flatnonzero(self.known.model.hazards.source[self.event, states])
        return occasions, self._parts(occasions, rows, self.known.touches_to(person[:1]))

    def _parts(self, occasions: Occasions, rows: Ints, received: Received) -> Parts:
        found = PartList()
        add_event(found, self.values, occasions, rows, self.event, received)
        return found.parts()

    def _others(self, meant: Meant) -> tuple[int, dict[AccountTerm, float]]:
        """How many others there are, and the mean of each part of their log hazards."""
        home, state, people = self._group(meant)
        line, step, event, nobody = (
            np.full(len(home), number) for number in (self.line, self.step, self.event, NONE)
        )
        occasions = Occasions(line, step, event, nobody, home, state)
        parts = self._parts(occasions, np.arange(len(home)), _nothing())
        people = np.where(parts.totals(len(home)) > NEVER, people, 0.0)
        number = int(people.sum())
        if number == 0:
            return 0, {}
        totals = np.bincount(parts.term, parts.size * people[parts.moment], len(parts.terms)) / number
        means = dict(zip(parts.terms, totals.tolist(), strict=True))
        return number, means | self._mean_feelings(meant, home[people > 0], number)

    def _group(self, meant: Meant) -> tuple[Ints, Ints, Floats]:
        """(HOME word, state, how many): the others of whom the conditions hold, with a hazard above zero."""
        known, hazards = self.known, self._era.model.hazards
        counts, first = known.ground.people.counts, hazards.first_state
        place, who = np.nonzero(counts * meant.places[:, None] * meant.classes[None, :])
        person, moved = self._movers(meant)
        now = known.state_before(person, moved, np.full(len(person), self.line))
        home = np.concatenate([home_word(place, who), moved, moved])
        state = np.concatenate([first[who], first[class_in(moved)], now])
        people = np.concatenate([counts[place, who], np.full(len(person), -1), person != self.person])
        kept = meant.hold(home, state) & hazards.source[self.event, state]
        kept &= np.isfinite(hazards.log_weight[self.event, class_in(home)])
        kept &= np.isfinite(hazards.log_place[self.event, place_in(home)])
        kept &= np.isfinite(hazards.log_state[self.event, state])
        keys, which = np.unique(home[kept] * known.ground.states.count + state[kept], return_inverse=True)
        total = np.bincount(which, people[kept].astype(np.float64), len(keys))
        some = total > 0
        states = known.ground.states.count
        return keys[some] // states, keys[some] % states, total[some].astype(np.float64)

    def _movers(self, meant: Meant) -> tuple[Ints, Ints]:
        """(person, HOME word): the person, and those whose state changed and who fit but for their state."""
        known, there = self.known, np.zeros(self.known.model.country.persons, bool)
        changed = known.after[: self.line] != known.journal.state[: self.line]
        there[known.journal.person[: self.line][changed]] = True
        there[self.person] = True
        person = np.flatnonzero(there)
        home = homes_of(known.model, person)
        fitting = meant.classes[class_in(home)] & meant.places[place_in(home)]
        return person[fitting], home[fitting]

    def _mean_feelings(self, meant: Meant, homes: Ints, number: int) -> dict[AccountTerm, float]:
        """The mean over the others, who have these homes, of what kicks of feelings made of log hazards."""
        known, hazards, touches = self.known, self._era.model.hazards, self.known.touches
        felt = np.flatnonzero(hazards.log_feeling[self.event])
        if not len(felt):
            return {}
        telling = (known.bundles.amount[:, :, felt] != 0).any(axis=(1, 2))
        rows = np.flatnonzero(telling[touches.bundle] & (known.journal.step[touches.line] < self.step))
        there = np.zeros(known.model.country.persons, bool)
        there[touches.person[rows]] = True
        there[self.person] = False
        person = np.flatnonzero(there)
        home = homes_of(known.model, person)
        fitting = meant.classes[class_in(home)] & meant.places[place_in(home)]
        person, home = person[fitting], home[fitting]
        state = known.state_before(person, home, np.full(len(person), self.line))
        member = meant.hold(home, state) & hazards.source[self.event, state]
        member &= np.isin(home, homes)
        there[:] = False
        there[person[member]] = True
        received = known.touches_to(np.flatnonzero(there))
        return self._sums(received, person[member], number)

    def _sums(self, received: Received, person: Ints, number: int) -> dict[AccountTerm, float]:
        whole = np.full(len(person), self.step)
        occasions = Occasions(
            whole, whole, whole, person, whole, whole
        )  # feelings ask for step and person only
        found, name = PartList(), self.known.compiled.events[self.event]
        wires = self._era.wiring.ratios_of(name)
        add_feelings(found, self.known, occasions, np.arange(len(person)), wires, received)
        parts = found.parts()
        sums = np.bincount(parts.term, parts.size, len(parts.terms)) / number
        return dict(zip(parts.terms, sums.tolist(), strict=True))

    def _weights(self, parts: Parts, rows: Ints, means: dict[AccountTerm, float]) -> tuple[Weight, ...]:
        """What sets the person apart from the others, named; the sum is that of the log hazard's."""
        found: dict[str, float] = {}
        own: dict[AccountTerm, float] = {}
        for row in rows.tolist():
            term = parts.terms[parts.term[row]]
            own[term] = own.get(term, 0.0) + float(parts.size[row])
        plain = {term for term in own.keys() | means.keys() if term.kind != FEELING}
        for term in sorted(plain, key=str):
            what = self._called(term)
            found[what] = found.get(what, 0.0) + own.get(term, 0.0) - means.get(term, 0.0)
        for what, size in self._of_feelings(parts, rows, means):
            found[what] = found.get(what, 0.0) + size
        some = [Weight(what, size) for what, size in found.items() if abs(size) > SMALL]
        return tuple(sorted(some, key=lambda each: -abs(each.size)))

    def _of_feelings(
        self, parts: Parts, rows: Ints, means: dict[AccountTerm, float]
    ) -> Iterable[tuple[str, float]]:
        """What each kick made of a feeling, and what others like the person feel on average."""
        journal, clock = self.known.journal, self.known.compiled.clock
        for row in rows.tolist():
            term = parts.terms[parts.term[row]]
            if term.kind == FEELING and term.kick is not None:
                days = int(journal.time[parts.source[row]] * clock.days)
                year = (np.datetime64(clock.start) + np.timedelta64(days, "D")).astype("datetime64[Y]")
                yield f"{called(term.kick)} in {year}", float(parts.size[row])
        for term, mean in means.items():
            if term.kind == FEELING:
                yield f"the {term.name} of others", -mean

    def _called(self, term: AccountTerm) -> str:
        """What a part is called: traits and states by what the person is."""
        subject = term.name.split(" ")[0]
        people, home = self.known.ground.people, homes_of(self.known.model, [self.person])
        if term.kind == TRAIT and subject in people.categories:
            return f"{subject} {people.categories[subject][people.classes[subject][class_in(home)[0]]]}"
        if term.kind == STATE and term.name:
            line = np.array([self.line])
            state = int(self.known.state_before(np.array([self.person]), home, line)[0])
            tracks = self.known.ground.states.tracks
            return f"{subject} {self.known.ground.states.combined[state][list(tracks).index(subject)]}"
        return "where they live" if term.kind == PLACE else term.name


def called(kick: KickWire) -> str:
    """What a kick is called by the one whom it moved: the event, and to whom it happened if to another."""
    return kick.event if kick.to == "self" else f"{kick.event} ({kick.to})"


def _nothing() -> Received:
    """No touches."""
    none = np.zeros(0, np.int64)
    return Received(none, none, none, np.zeros(0), none)
