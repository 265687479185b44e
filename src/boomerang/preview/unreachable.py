"""Figures that were announced and that no run can reach."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Flags
from boomerang.case import Names, Problem
from boomerang.case.check.figure import MOST_PER_STEP, happens_once, out_of_luck, share_detected
from boomerang.case.parts.bundle import Encounter
from boomerang.case.parts.places import PLACE, PROVINCE
from boomerang.case.parts.record import Observation
from boomerang.case.parts.recorded import problem_of, recorded
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.case.text.texts import number_text, so_many
from boomerang.compile.case import Compiled


def unreachable(compiled: Compiled) -> list[str]:
    """One sentence for every entry with a figure that is larger than the people whom it counts can make."""
    reach, said = _Reach(compiled), dict[int, Problem]()  # of each entry the first
    for each in recorded(compiled.case):
        if each.number not in said and each.observation.statistic == HOW_MANY:
            key, least = _least(each.observation)
            if not reach.allows(each.observation, least):
                message = f"no run reaches {number_text(least)}, as {reach.reason(each.observation)}"
                said[each.number] = problem_of(compiled.case, each, key, message)
    return [str(problem) for problem in said.values()]


def _least(observation: Observation) -> tuple[str, float]:
    """The least that the figure may be, and the key that says it."""
    ends = {"low": observation.low, "at least": observation.at_least, "value": observation.value}
    return next(((key, end) for key, end in ends.items() if end is not None), ("value", 0.0))


@dataclass
class _Reach:
    """How many times at most what figures count can happen; figures name the same counts and parts."""

    compiled: Compiled
    _people: dict[tuple[str, ...], NDArray[np.int64]] = field(default_factory=dict)
    _able: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = Names(self.compiled.case)

    def allows(self, observation: Observation, least: float) -> bool:
        """Whether a run can come to so many, and the agency count them."""
        most, share = self.most(observation), share_detected(observation)
        return least <= most and not (share < 1 and out_of_luck(most * share, least))

    def most(self, observation: Observation) -> float:
        """The most that these counts can come to together."""
        within = observation.within
        return sum(self._able_of(count, within) * self._times(count) for count in observation.count)

    def reason(self, observation: Observation) -> str:
        """Why it is not more."""
        people = int(self._people_of(observation.within).sum())
        where = f" in {' and '.join(observation.within)}" if observation.within else ""
        there = f"{so_many(people, 'person', 'people')}{where}"
        most = self.most(observation)
        share = share_detected(observation)
        seen = "" if share == 1 else f", and a share of {number_text(share)} of that is detected"
        if most == people:
            return f"there {'is' if people == 1 else 'are'} {there}{seen}"
        return f"the {there} can come to {number_text(most)} at most{seen}"

    def _times(self, count: str) -> float:
        """How often one person can be counted: in a state once, and some events happen only once."""
        name = self._undergone(count)
        if name not in self._names.events or happens_once(self._names, name):
            return 1.0
        told = sum(plan.event == name for plan in self.compiled.plans)
        return MOST_PER_STEP * self.compiled.clock.steps + told

    def _undergone(self, count: str) -> str:
        """The event that people undergo: of an encounter the transition that it turns."""
        event = self._names.events.get(count)
        return event.turns if isinstance(event, Encounter) else count

    def _able_of(self, count: str, within: tuple[str, ...]) -> int:
        """How many people of a part can be counted."""
        if (count, within) not in self._able:
            people = self._people_of(within)
            self._able[count, within] = int(people[np.ix_(*self._at_risk(self._undergone(count)))].sum())
        return self._able[count, within]

    def _at_risk(self, event: str) -> tuple[Flags, Flags]:
        """bool[P] and bool[C]: whom an event can happen to; anybody where a contact may turn them to it."""
        hazards, counts = self.compiled.model.hazards, self.compiled.people.counts
        if event in self.compiled.events:
            k = self.compiled.events.index(event)
            if k not in hazards.turns:
                return hazards.log_place[k] > -np.inf, np.isfinite(hazards.log_weight[k])
        return np.ones(len(counts), bool), np.ones(counts.shape[1], bool)

    def _people_of(self, within: tuple[str, ...]) -> NDArray[np.int64]:
        """int64[P, C]: the people who are all that `within` says; of a track anybody may be."""
        if within not in self._people:
            people = self.compiled.people
            counts = people.counts.copy()
            for part in map(Selector.from_text, within):
                if part.subject in (PLACE, PROVINCE) or self._names.is_of_places(part.subject):
                    where = people.where(part.subject)  # of listed persons a name may be unknown
                    meant = [number for value in part.values for number in where.get(value, ())]
                    counts[~np.isin(np.arange(len(counts)), meant)] = 0
                elif part.subject in people.categories:
                    counts[:, ~people.chosen(part)] = 0
            self._people[within] = counts
        return self._people[within]
