"""Figures that were announced and that no run can reach."""

from __future__ import annotations

from functools import lru_cache, partial

from boomerang.case import Names
from boomerang.case.parts.bundle import Transition
from boomerang.case.parts.places import PLACE, PROVINCE
from boomerang.case.parts.record import Observation
from boomerang.case.parts.recorded import recorded
from boomerang.case.parts.selectors import Selector, names_of
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.compile.case import Compiled


def unreachable(compiled: Compiled) -> list[str]:
    """One sentence for every figure that is larger than the people are many."""
    said: dict[int, str] = {}  # of each entry the first
    people_of = lru_cache(maxsize=None)(partial(_people_of, compiled))  # figures name the same parts
    for each in recorded(compiled.case):
        observation, number = each.observation, each.number
        if number not in said and _of_people(compiled, observation):
            people = min(map(people_of, observation.within), default=compiled.people.country.persons)
            least = _least(observation)
            if least > people:
                where = f" in {' and '.join(observation.within)}" if observation.within else ""
                reason = f"as there are {people:,} people{where}"
                said[number] = f"observations[{number}]: no run reaches {least:,.10g}, {reason}"
    return list(said.values())


def _of_people(compiled: Compiled, observation: Observation) -> bool:
    """Whether people are counted, in a state or as they change it; acts may happen to one many times."""
    if observation.statistic != HOW_MANY or len(observation.count) > 1:
        return False
    node = compiled.wiring.events.get(observation.counted)
    return node is None or isinstance(node.part, Transition)


def _least(observation: Observation) -> float:
    """The least that the figure may be."""
    ends = (observation.low, observation.at_least, observation.value)
    return next((end for end in ends if end is not None), 0.0)


def _people_of(compiled: Compiled, part: str) -> int:
    """How many people there are in a part of them; of a track anybody may be."""
    people = compiled.people
    subject, _, rest = part.partition(" ")
    counts = people.counts
    if subject in (PLACE, PROVINCE) or Names(compiled.case).is_of_places(subject):
        where = people.where(subject)  # of listed persons a name may be unknown
        counts = counts[[number for name in names_of(rest) for number in where.get(name, ())]]
    elif subject in people.categories:
        counts = counts[:, people.chosen(Selector(subject, names_of(rest)))]
    return int(counts.sum())
