"""What stands out in a run: who events happened to, where, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Names
from boomerang.report.totals import Totals

FEWEST = 5  # events, below which shares say nothing


@dataclass(frozen=True)
class Standout:
    """How much of something belongs to a part of the country, and the part's share of the people."""

    name: str
    events: float
    people: float


def counts_over_time(runs: Totals, event: str) -> NDArray[np.float64]:
    """float64[steps]: the mean number of events in each step."""
    return runs.over_time[event] / len(runs)


def counts_by_year(runs: Totals, event: str) -> dict[int, float]:
    """The mean number of events in each calendar year; a step counts in the year of its middle."""
    steps, case = np.arange(runs.first.steps), runs.first.case
    step = case.period.step.days(case.values_of())
    whole = (runs.first.scenario.last_day - case.period.start).days + 1
    middles = (step * steps + np.minimum(step * (steps + 1), whole)) / 2
    years = (np.datetime64(case.period.start) + middles.astype("m8[D]")).astype("M8[Y]").astype(int) + 1970
    counts = counts_over_time(runs, event)
    return {int(year): float(counts[years == year].sum()) for year in np.unique(years)}


def telling_traits(runs: Totals, event: str, most: int = 3) -> list[Standout]:
    """The categories that an event happened to far more often than their share explains, one a trait.

    Where an event can happen to some categories only, these are compared with each other.
    """
    first, found = runs.first, []
    only = {selector.subject: selector.values for selector in Names(first.case).events[event].who}
    for trait in first.case.population.traits:
        meant = np.isin(first.categories_of(trait), only.get(trait, first.categories_of(trait)))
        people = first.people_by(trait) * meant
        events = runs.by_trait[event, trait] * meant
        best = _most_telling(events, people)
        if best is not None:
            name = f"{trait} {first.categories_of(trait)[best]}"
            share = Standout(name, events[best] / events.sum(), people[best] / people.sum())
            found.append((_surprise(events, people)[best], share))
    return [share for _, share in sorted(found, key=lambda pair: -pair[0])[:most]]


def _surprise(events: NDArray[np.int64], people: NDArray[np.int64]) -> NDArray[np.float64]:
    """Events above what the people's share explains, in standard errors of a count."""
    expected = events.sum() * people / max(1, people.sum())
    return (events - expected) / np.sqrt(np.maximum(expected, 1e-9))


def _most_telling(events: NDArray[np.int64], people: NDArray[np.int64]) -> int | None:
    if events.sum() < FEWEST:
        return None
    surprise = _surprise(events, people)
    best = int(surprise.argmax())
    return best if surprise[best] > 3 else None


def top_places(runs: Totals, event: str, most: int = 3) -> list[Standout]:
    """The places with most of an event; nothing where there is one place or too few events."""
    events, names, people = runs.by_place[event], runs.first.places, runs.first.inhabitants
    if len(names) < 2 or events.sum() < FEWEST:
        return []
    order = np.argsort(-events, kind="stable")[:most]
    return [
        Standout(str(names[p]), events[p] / events.sum(), people[p] / people.sum())
        for p in order
        if events[p] > 0
    ]
