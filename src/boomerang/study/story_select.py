"""Whose story is told: `rank >= colonel and event = defect`, read and found in a run.

Conditions of traits, tracks and places are those of `who` in case files, with `=`, `>=` and `<=` besides,
which go by the order of categories and states in the case. They hold at the moment of the event, where one is
named, else at the end of the run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from boomerang.addresses import random_at
from boomerang.arrays import Flags, Ints
from boomerang.case import Case, Names
from boomerang.case.parts.given import read_selector
from boomerang.case.parts.selectors import Selector, single_spaced
from boomerang.case.text.characters import clean
from boomerang.case.text.texts import unknown
from boomerang.engine.replayed import homes_of
from boomerang.engine.words import class_in, place_in
from boomerang.errors import InputError
from boomerang.kernels.compiled import bind
from boomerang.population.country import person_at
from boomerang.study.accounting_history import History

_AND = re.compile(r' and (?=(?:[^"]*"[^"]*")*[^"]*$)')  # outside of quotes
_EQUAL = re.compile(r"(?P<subject>[^ =<>]+) ?= ?(?P<rest>.+)", re.DOTALL)
EVENT, PERSON = "event", "person"
EXAMPLE = (
    "CONDITION and CONDITION, such as 'rank >= colonel and event = defect' or 'sex man and event = stop'"
)


@dataclass(frozen=True)
class Whose:
    """Who is asked for.

    Attributes:
        conditions: as they were written, each with what it means.
        event: the name of what happened to them; None for whatever did. person: their number; None for any.
    """

    conditions: tuple[tuple[str, Selector | None], ...]
    event: str | None = None
    person: int | None = None

    @property
    def selectors(self) -> tuple[Selector, ...]:
        """The conditions of traits, tracks and places."""
        return tuple(selector for _, selector in self.conditions if selector is not None)

    def without(self, number: int) -> Whose:
        """The same but for one condition."""
        text, selector = self.conditions[number]
        left = self.conditions[:number] + self.conditions[number + 1 :]
        gone = {} if selector else {text.split()[0]: None}
        return replace(self, conditions=left, **gone)

    def __str__(self) -> str:
        return " and ".join(text for text, _ in self.conditions)


def read_asked(case: Case, text: str, mechanisms: Sequence[str], persons: Sequence[str] = ()) -> Whose:
    """Read who is asked for.

    Args:
        mechanisms: those that are on. persons: names of persons, where the case lists them.

    Raises:
        InputError: the text is malformed, or names something that the run does not have.
    """
    try:
        found = Whose(())
        for part in _AND.split(single_spaced(clean(text))):
            found = _with(found, part.strip(), Names(case), mechanisms, persons)
        return found
    except ValueError as error:
        raise InputError(f"who '{text}': {error}") from None


def _with(asked: Whose, text: str, names: Names, mechanisms: Sequence[str], persons: Sequence[str]) -> Whose:
    """The same with one more condition."""
    equal = _EQUAL.fullmatch(text)
    plain = f"{equal['subject']} {equal['rest']}" if equal else text
    subject, _, rest = plain.partition(" ")
    if not rest:
        raise ValueError(f"write {EXAMPLE}")
    special = _is_special(subject, rest, names, persons)
    if special and getattr(asked, subject) is not None:
        raise ValueError(f"'{subject}' stands in two conditions; one story is of one {subject}")
    if not special:
        selector = read_selector(plain, names)
        return replace(asked, conditions=(*asked.conditions, (str(text), selector)))
    conditions = (*asked.conditions, (f"{subject} = {rest}", None))
    if subject == PERSON:
        return replace(asked, conditions=conditions, person=_person(rest, persons))
    _check_event(rest, names, mechanisms)
    return replace(asked, conditions=conditions, event=rest)


def _is_special(subject: str, rest: str, names: Names, persons: Sequence[str]) -> bool:
    """Whether an event or a person is meant; the categories of a trait or track so called come first."""
    if subject not in names.values:
        return subject in (EVENT, PERSON)
    known = {EVENT: names.events, PERSON: persons}.get(subject, ())
    return rest in known and rest not in names.values[subject]


def _person(text: str, persons: Sequence[str]) -> int:
    if persons:
        if text not in persons:
            raise ValueError(unknown(text, "person", persons))
        return list(persons).index(text)
    number = text.replace(",", "")
    if not number.isdecimal():
        raise ValueError(f"'{text}' is no number of a person; write one, such as person = 12")
    return int(number)


def _check_event(event: str, names: Names, mechanisms: Sequence[str]) -> None:
    if event not in names.events:
        raise ValueError(unknown(event, "event", names.events))
    owner = names.owners[event]
    if owner is not None and owner not in mechanisms:
        raise ValueError(f"'{event}' belongs to the mechanism {owner}, which is off; switch it on")


@dataclass(frozen=True)
class Meant:
    """What conditions of traits, tracks and places mean: bool[C], bool[P] and bool[S]."""

    classes: Flags
    places: Flags
    states: Flags

    @classmethod
    def by(cls, known: History, selectors: tuple[Selector, ...]) -> Meant:
        """What some selectors mean together."""
        people, states = known.ground.people, known.ground.states
        return cls(people.all_chosen(selectors), known.ground.lying(selectors), states.all_chosen(selectors))

    def anywhere(self) -> Meant:
        """The same for people in any state."""
        return replace(self, states=np.ones_like(self.states))

    def hold(self, home: Ints, state: Ints) -> Flags:
        """bool[...]: of whom they hold."""
        held: Flags = self.classes[class_in(home)] & self.places[place_in(home)] & self.states[state]
        return held


@dataclass(frozen=True, eq=False)
class Search:
    """Looks for people in a run."""

    known: History

    def lines(self, asked: Whose) -> Ints:
        """int64[...]: the lines of the journal at which the conditions hold; of a request with an event."""
        assert asked.event is not None
        journal, number = self.known.journal, self.known.compiled.events.index(asked.event)
        lines = np.flatnonzero((journal.event == number) | (journal.way == number))
        held = Meant.by(self.known, asked.selectors).hold(journal.home[lines], journal.state[lines])
        if asked.person is not None:
            held &= journal.person[lines] == asked.person
        return lines[held]

    def count(self, asked: Whose) -> int:
        """How many people match."""
        if asked.event is not None:
            return len(np.unique(self.known.journal.person[self.lines(asked)]))
        if asked.person is not None:
            return len(self._one(asked))
        meant, people = Meant.by(self.known, asked.selectors), self.known.ground.people
        first = meant.states[self.known.model.hazards.first_state]
        at_first = int(people.counts[np.ix_(meant.places, meant.classes & first)].sum())
        _, home, state = self._moved
        begun = meant.hold(home, self.known.model.hazards.first_state[class_in(home)])
        return at_first - int(begun.sum()) + int(meant.hold(home, state).sum())

    def people(self, asked: Whose, most: int) -> list[tuple[int, int]]:
        """Some of those who match: (person, line of the journal up to which the story goes).

        With an event, drawn at random from those to whom it happened, up to the first time that it did; so
        that a story is as likely to be dull as they are. Without, those to whom most happened first.
        """
        if asked.event is not None:
            lines = self.lines(asked)
            first = np.unique(self.known.journal.person[lines], return_index=True)[1]
            luck = random_at(f"story, seed {self.known.outcome.seed}, {asked.event}")
            ranks = luck.random(self.known.lines)[lines[first]]
            drawn = lines[first[np.argsort(ranks)]][:most]
            return [(int(self.known.journal.person[line]), int(line)) for line in drawn]
        found = self._one(asked) if asked.person is not None else self._busiest(asked, most)
        return [(person, self.known.lines) for person in found[:most]]

    def _one(self, asked: Whose) -> list[int]:
        """The person of that number, if the other conditions hold of them."""
        persons = self.known.model.country.persons
        if asked.person is None or asked.person >= persons:
            return []
        person = np.array([asked.person])
        home = homes_of(self.known.model, person)
        state = self.known.state_before(person, home, np.array([self.known.lines]))
        return [asked.person] if Meant.by(self.known, asked.selectors).hold(home, state)[0] else []

    @cached_property
    def _moved(self) -> tuple[Ints, Ints, Ints]:
        """(person, HOME word, state at the end) of all to whom something happened."""
        person = np.unique(self.known.journal.person)
        home = homes_of(self.known.model, person)
        end = np.full(len(person), self.known.lines)
        return person, home, self.known.state_before(person, home, end)

    def _busiest(self, asked: Whose, most: int) -> list[int]:
        """Those to whom most happened, own events and kicks, of those who match; ties by number."""
        persons = self.known.model.country.persons
        busy = np.bincount(self.known.journal.person, minlength=persons)
        busy += np.bincount(self.known.touches.person, minlength=persons)
        some = np.flatnonzero(busy)
        some = some[np.argsort(-busy[some], kind="stable")]
        meant, found = Meant.by(self.known, asked.selectors), []
        for first in range(0, len(some), 10_000):
            person = some[first : first + 10_000]
            home = homes_of(self.known.model, person)
            state = self.known.state_before(person, home, np.full(len(person), self.known.lines))
            found += person[meant.hold(home, state)].tolist()
            if len(found) >= most:
                return found
        return found + self._quiet(meant, busy, most - len(found))

    def _quiet(self, meant: Meant, busy: Ints, most: int) -> list[int]:
        """Some of those who match and to whom nothing happened."""
        country, bound = self.known.model.country, bind(self.known.model.country)
        first, found = self.known.model.hazards.first_state, list[int]()
        for place in np.flatnonzero(meant.places).tolist():
            for who in np.flatnonzero(meant.classes & meant.states[first]).tolist():
                for position in range(*country.class_start[place, who : who + 2].tolist()):
                    if len(found) == most:
                        return found
                    person = int(person_at(bound, place, position))
                    if not busy[person]:
                        found.append(person)
        return found


def find(known: History, asked: Whose, most: int) -> tuple[list[tuple[int, int]], int]:
    """The people asked for, and how many match.

    Raises:
        InputError: nobody does; it says how many would without each of the conditions.
    """
    if most < 1:
        raise InputError(f"{most} stories cannot be told; give 1 or more")
    search = Search(known)
    found = search.people(asked, most)
    if not found:
        raise InputError(_nobody(search, asked))
    return found, search.count(asked)


def _nobody(search: Search, asked: Whose) -> str:
    """What is said where nobody matches: how many do if a condition is left out, and which to loosen."""
    seed = search.known.outcome.seed
    said = f"nobody in the run of seed {seed} matches '{asked}'"
    if len(asked.conditions) == 1:
        return f"{said}; choose another condition or another seed"
    counts = {text: search.count(asked.without(number)) for number, (text, _) in enumerate(asked.conditions)}
    without = ", ".join(f"{count:,} without '{text}'" for text, count in counts.items())
    some = [text for text in counts if counts[text]]
    advice = f"loosen '{min(some, key=counts.__getitem__)}'" if some else "loosen two of them"
    return f"{said}: {without}; {advice}, or choose another seed"
