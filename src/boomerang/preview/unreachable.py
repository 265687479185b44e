"""Figures that were announced and that no run can reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from boomerang.arrays import Flags
from boomerang.case import Names, Problem
from boomerang.case.check.figure import MOST_PER_STEP, happens_once, out_of_luck, share_detected
from boomerang.case.parts.bundle import Encounter
from boomerang.case.parts.places import PLACE, PROVINCE
from boomerang.case.parts.record import Observation
from boomerang.case.parts.recorded import Recorded, problem_of, recorded
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.case.text.texts import in_thousands, number_text, so_many
from boomerang.compile.case import Compiled


def unreachable(compiled: Compiled) -> list[str]:
    """One sentence for every entry with a figure that is larger than the people whom it counts can make."""
    said: dict[int, Problem] = {}  # of each entry the first
    for each, key, message in out_of_reach(compiled, recorded(compiled.case)):
        said.setdefault(each.number, problem_of(compiled.case, each, key, message))
    return [str(problem) for problem in said.values()]


def out_of_reach(compiled: Compiled, figures: Iterable[Recorded]) -> Iterator[tuple[Recorded, str, str]]:
    """The figures that no run comes to, the key of the number, and why not."""
    reach = _Reach(compiled)
    for each in figures:
        if each.observation.statistic == HOW_MANY:
            key, least = _least(each.observation)
            if not reach.allows(each.observation, least):
                yield each, key, f"no run reaches {in_thousands(least)}, as {reach.reason(each.observation)}"


def _least(observation: Observation) -> tuple[str, float]:
    """The least that the figure may be, and the key that says it."""
    ends = {"low": observation.low, "at least": observation.at_least, "value": observation.value}
    return next(((key, end) for key, end in ends.items() if end is not None), ("value", 0.0))


@dataclass
class _Reach:
    """How many times at most what figures count can happen; figures name the same counts and parts."""

    compiled: Compiled
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
        people = self._number(observation.within)
        where = f" in {' and '.join(observation.within)}" if observation.within else ""
        there = f"{so_many(people, 'person', 'people')}{where}"
        most = self.most(observation)
        share = share_detected(observation)
        seen = "" if share == 1 else f", and a share of {number_text(share)} of that is detected"
        if most == people:
            return f"there {'is' if people == 1 else 'are'} {there}{seen}"
        return f"the {there} can come to {in_thousands(most)} at most{seen}"

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
            self._able[count, within] = self._number(within, *self._at_risk(self._undergone(count)))
        return self._able[count, within]

    def _number(self, within: tuple[str, ...], here: Flags | bool = True, such: Flags | bool = True) -> int:
        """How many people are all that `within` says, of some places and classes; any may be in a state."""
        people = self.compiled.people
        places, classes = (np.ones(size, bool) for size in people.counts.shape)
        for part in map(Selector.from_text, within):
            if part.subject in (PLACE, PROVINCE) or self._names.is_of_places(part.subject):
                where = people.where(part.subject)  # of listed persons a name may be unknown
                meant = [number for value in part.values for number in where.get(value, ())]
                places &= np.isin(np.arange(len(places)), meant)
            elif part.subject in people.categories:
                classes &= people.chosen(part)
        return int(people.counts[places & here][:, classes & such].sum())

    def _at_risk(self, event: str) -> tuple[Flags, Flags]:
        """bool[P] and bool[C]: whom an event can happen to; anybody where a contact may turn them to it."""
        hazards, counts = self.compiled.model.hazards, self.compiled.people.counts
        if event in self.compiled.events:
            k = self.compiled.events.index(event)
            if k not in hazards.turns:
                return hazards.log_place[k] > -np.inf, np.isfinite(hazards.log_weight[k])
        return np.ones(len(counts), bool), np.ones(counts.shape[1], bool)
