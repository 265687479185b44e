"""What stands out in a run: who events happened to, where, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boomerang.study.run import Run

FEWEST = 5  # events, below which shares say nothing


@dataclass(frozen=True)
class Share:
    """How much of something belongs to a part of the country, and the part's share of the people."""

    name: str
    events: float
    people: float


def counts_over_time(runs: Sequence[Run], event: str) -> NDArray[np.float64]:
    """float64[steps]: the mean number of events in each step."""
    k = _number(runs[0], event)
    return np.mean([run.variables["events"].values[k].sum(axis=1) for run in runs], axis=0)


def telling_traits(runs: Sequence[Run], event: str, most: int = 3) -> list[Share]:
    """The categories that an event happened to far more often than their share explains, one a trait."""
    k, found = _number(runs[0], event), []
    for name, variable in runs[0].variables.items():
        if not name.startswith("people_by_") or variable.attributes.get("units") != "persons":
            continue
        trait = name.removeprefix("people_by_")
        events = sum(run.variables[f"events_by_{trait}"].values[k] for run in runs)
        best = _most_telling(events, variable.values)
        if best is not None:
            category = str(runs[0].variables[variable.dims[0]].values[best])
            share = Share(
                f"{trait} {category}",
                events[best] / events.sum(),
                variable.values[best] / variable.values.sum(),
            )
            found.append((_surprise(events, variable.values)[best], share))
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


def top_places(runs: Sequence[Run], event: str, most: int = 3) -> list[Share]:
    """The places with most of an event; nothing where there is one place or too few events."""
    k = _number(runs[0], event)
    events = sum(run.variables["events"].values[k].sum(axis=0) for run in runs)
    names, start = runs[0].variables["place"].values, runs[0].variables["people"].values[:, 0]
    people = start.sum(axis=0)
    if len(names) < 2 or events.sum() < FEWEST:
        return []
    order = np.argsort(-events, kind="stable")[:most]
    return [
        Share(str(names[p]), events[p] / events.sum(), people[p] / people.sum())
        for p in order
        if events[p] > 0
    ]


def _number(run: Run, event: str) -> int:
    return run.variables["event"].values.tolist().index(event)
