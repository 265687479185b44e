"""How many, in one run: events and people in a state over time, in the part of the people that is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Floats
from boomerang.case import Case, Names, read_places
from boomerang.case.parts.places import PLACE, PROVINCE
from boomerang.case.parts.record import FINE
from boomerang.case.parts.selectors import OR, names_of
from boomerang.case.text.texts import unknown
from boomerang.errors import InputError
from boomerang.study.run import Run


@dataclass(frozen=True)
class Within:
    """A part of the people: everybody, those of some places, or some categories of a trait.

    Attributes:
        subject: None for everybody, else place, province, a column of the places or a trait.
        names: the places, provinces, texts of the column or categories that are meant.
        tally: the tally that counts the trait apart: one of the case, or one that `needed_tallies` adds.
    """

    subject: str | None = None
    names: tuple[str, ...] = ()
    tally: str = ""


EVERYBODY = Within()


@dataclass(frozen=True)
class Series:
    """Counts of events: int64[n], those from `first` to `last`, float64[n], in days since the run began."""

    first: Floats
    last: Floats
    count: NDArray[np.int64]


def is_state(case: Case, count: str) -> bool:
    """Whether people in a state are counted, such as `stance departed`, and not events."""
    return count.partition(" ")[0] in case.tracks and count not in Names(case).events


def part_of(case: Case, count: str, within: str | None) -> Within:
    """The part of the people that `within` means, such as `place Isfara`, `zone hills` or `abroad away`.

    Raises:
        InputError: there is no such part, or no run counts `count` in it.
    """
    if within is None:
        return EVERYBODY
    subject, _, rest = within.partition(" ")
    names, known = names_of(rest), Names(case)
    if subject not in known.traits and not known.is_of_places(subject):
        allowed = "place, province, a column of the places or a trait"
        raise InputError(f"nothing is counted within '{within}'; write {allowed} and a name")
    # What is there is not known yet where people are listed one by one.
    there = known.values.get(subject) or known.columns[subject] or names
    for name in names:
        if name not in there:
            raise InputError(unknown(name, subject, there))
    return Within(subject, names, _tally(case, count, subject) if subject in known.traits else "")


def _tally(case: Case, count: str, trait: str) -> str:
    """The finest tally that counts this event alone, by month or step, and the trait apart; or one to be."""
    if is_state(case, count):
        raise InputError(f"people in a state are counted by place and province, not by {trait}")
    tallies = {
        tally.every: name
        for name, tally in case.tallies.items()
        if tally.count == (count,) and trait in tally.by and tally.every in FINE
    }
    needed = f"{count} by {trait}, as needed"  # no name of a case holds a comma
    return tallies.get("step") or tallies.get("month") or needed


def day_of(case: Case, day: date) -> int:
    """The number of days from the start of the period to the start of this day."""
    return (day - case.period.start).days


def share_announced(first: Floats, last: Floats, day: float, delay: float) -> Floats:
    """The share of the events of each span of time that is announced by a day.

    Events are spread evenly over a span and announced after an exponential delay, so this is the integral of
    1 - exp(-(day - t) / delay) over the moments t of the span that lie before the day, over its length.

    Args:
        first, last: float64[n], the ends of the spans in days; day: in days; delay: the mean, in days.
    """
    upto = np.minimum(np.maximum(day, first), last)
    if delay == 0:
        return (upto - first) / (last - first)
    if np.isinf(delay):
        return np.zeros(len(first))
    waiting = np.exp(-(day - upto).clip(min=0) / delay) * -np.expm1(-(upto - first) / delay)
    return (upto - first - delay * waiting) / (last - first)


def events_over_time(run: Run, event: str, part: Within = EVERYBODY) -> Series:
    """How often an event happened; never, where the mechanism that has it is off."""
    if part.tally:
        return _events_of_tally(run, part)
    edges = run.clock.edges
    events = run.events_of(event)
    here = events if part.subject is None else events[:, places_in(run, part)]
    return Series(edges[:-1], edges[1:], here.sum(axis=1))


def _events_of_tally(run: Run, part: Within) -> Series:
    """Events of a trait's categories, from a tally."""
    tally, trait = run.tally_of(part.tally), str(part.subject)
    chosen = np.isin(run.categories_of(trait), part.names)
    values = tally.values.compress(chosen, axis=tally.dims.index(run.axis_of(trait)))
    counts = values.sum(axis=tuple(range(1, values.ndim)))
    edges = run.clock.edges if run.case.tallies[part.tally].every == "step" else _edges_of_months(run)
    return Series(edges[:-1], edges[1:], counts)


def _edges_of_months(run: Run) -> Floats:
    """Where the months of a tally begin and end: every step counts in the month of its middle."""
    edges = run.clock.edges
    middles = (run.clock.middles * 86_400).astype("m8[s]")
    months = (np.datetime64(run.case.period.start, "s") + middles).astype("M8[M]")
    new = np.flatnonzero(months[1:] != months[:-1]) + 1
    return edges[np.concatenate([[0], new, [run.steps]])]


def places_in(run: Run, part: Within) -> NDArray[np.bool_]:
    """bool[P]: the places that a part takes in."""
    if part.subject is None:
        return np.ones(len(run.places), bool)
    if part.subject in (PLACE, PROVINCE):
        return np.isin(run.places if part.subject == PLACE else run.province_of_place, part.names)
    table = read_places(run.case)
    cells = zip(table.names, table.texts()[part.subject], strict=True)
    return np.isin(run.places, [place for place, cell in cells if cell in part.names])


def ends_of_months(case: Case, until: date | None = None) -> NDArray[np.datetime64]:
    """datetime64[D]: the last day of every month of a run, which may be cut short; not to be changed."""
    return _ends_of_months(case.period.start, until or case.period.end)


@lru_cache(maxsize=8)
def _ends_of_months(start: date, end: date) -> NDArray[np.datetime64]:
    first, last = np.datetime64(start), np.datetime64(end)
    months = np.arange(first.astype("M8[M]"), last.astype("M8[M]") + 1)
    return np.minimum((months + 1).astype("M8[D]") - 1, last)


def paths_of(run: Run, counts: list[str]) -> dict[str, Floats]:
    """Events until the end of every month, or people in a state then: float64[months] for each count.

    Args:
        counts: an event, events joined by ` or `, or a state.
    """
    ends = ends_of_months(run.case, run.scenario.last_day)
    days = (ends - np.datetime64(run.case.period.start)).astype(np.float64) + 1
    return {count: _path(run, count, days) for count in counts}


def _path(run: Run, count: str, days: Floats) -> Floats:
    edges = run.clock.edges
    if is_state(run.case, count):
        return np.interp(days, edges, run.people_in(count).sum(axis=1))
    events = np.sum([events_over_time(run, event).count for event in count.split(OR)], axis=0)
    so_far = np.concatenate([[0], np.cumsum(events)])
    return np.interp(days, edges, so_far)
