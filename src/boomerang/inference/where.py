"""Where what was observed happens: in a few countries of the likeliest explanation that were fitted to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from boomerang.arrays import Ints
from boomerang.case import Names
from boomerang.inference.explain import Answer
from boomerang.inference.learn.weighted import resampled
from boomerang.inference.table.table import Table, rebuild
from boomerang.study.parallel import side_by_side

COUNTRIES = 4  # that are simulated again


@dataclass(frozen=True)
class Where:
    """How often an event happened in each place, by a day.

    Attributes:
        event, explanation: of which; until: the day.
        places: their names; provinces: the province of each.
        people: int64[places], who live there; events: int64[countries, places], how often it happened.
    """

    event: str
    explanation: str
    until: date
    places: list[str]
    provinces: list[str]
    people: Ints
    events: Ints


def where_it_happens(answer: Answer, *, threads: int | None = None) -> Where | None:
    """Simulate the countries again that the likeliest explanation's estimate rests on most.

    What is followed is the event with most observations; None if only people in states were observed.

    Args:
        threads: at a time, None for one a processor; changes no result.
    """
    event, table = _most_observed(answer), answer.data.table
    if event is None:
        return None
    near = answer.estimates[int(answer.posterior.probability.argmax())].near
    rows = np.unique(near.rows[resampled(near.weights, COUNTRIES)]).tolist()
    until = min(answer.data.cut, table.scenario.last_day)
    found = side_by_side(partial(_counted, table, event, until), rows, threads=threads)
    places, provinces, people, _ = found[0]
    return Where(
        event=event,
        explanation=table.names[int(answer.posterior.probability.argmax())],
        until=until,
        places=places,
        provinces=provinces,
        people=people,
        events=np.stack([events for *_, events in found]),
    )


def _most_observed(answer: Answer) -> str | None:
    counts = [figure.count for figure in answer.data.figures]
    events = [name for name in dict.fromkeys(counts) if name in Names(answer.data.table.case).events]
    return max(events, key=counts.count, default=None)


def _counted(
    table: Table, event: str, until: date, row: int, stop: Any = None
) -> tuple[list[str], list[str], Ints, Ints]:
    """The places of a country, their provinces and people, and the events in each to the end of a day."""
    run = rebuild(table, row)
    steps = run.times < np.datetime64(until) + np.timedelta64(1, "D")
    events = run.events_of(event)[steps].sum(axis=0)
    return run.places.tolist(), run.province_of_place.tolist(), run.inhabitants, events
