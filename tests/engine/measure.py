"""What is measured on a run: everything that the fast engine and the reference should have in common."""

from collections.abc import Iterator
from itertools import chain, combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from boomerang.compile.case import Compiled
from boomerang.engine.everybody import ties
from boomerang.engine.model import Model
from boomerang.engine.simulate import Outcome

Measures = Iterator[tuple[str, float]]
Contacts = NDArray[np.int64]  # [N, slots] of a layer; -1 for nobody


def contacts_of(ready: Model) -> list[Contacts]:
    """Of each contact layer of a seeded model, who knows whom."""
    return ties(ready)[1]


def measure(compiled: Compiled, contacts: list[Contacts], outcome: Outcome) -> dict[str, float]:
    """Everything that is compared of one run among people with such contacts."""
    parts = (_events, _states, _values, _log)
    return dict(chain(*(part(compiled, outcome) for part in parts), _ties(compiled, contacts, outcome)))


def counts_of(compiled: Compiled, outcome: Outcome, number: int) -> NDArray[np.int64]:
    """int64[periods, rows, columns]: one tally."""
    first, end = compiled.model.tallies.offset[number : number + 2]
    return outcome.count[first:end].reshape(compiled.counts[number].shape)


def _events(compiled: Compiled, outcome: Outcome) -> Measures:
    """Events in all, by thirds of the time, by place and by category."""
    people = compiled.people
    for k, event in enumerate(compiled.events):
        by_place = counts_of(compiled, outcome, 2 * k)[:, :, 0]
        by_class = counts_of(compiled, outcome, 2 * k + 1).ravel()
        yield f"{event}", by_place.sum()
        for part, counts in enumerate(np.array_split(by_place.sum(axis=1), 3)):
            yield f"{event} in third {part + 1}", counts.sum()
        for place, count in zip(people.places, by_place.sum(axis=0), strict=True):
            yield f"{event} in {place}", count
        for trait, of_class in people.classes.items():
            of_category = np.bincount(of_class, by_class, len(people.categories[trait]))
            for category, count in zip(people.categories[trait], of_category, strict=True):
                yield f"{event} of {trait} {category}", count


def _states(compiled: Compiled, outcome: Outcome) -> Measures:
    """People in each state half-way and at the end."""
    middle, end = outcome.people[len(outcome.people) // 2], outcome.people[-1]
    for number, (track, state) in enumerate(compiled.states.names):
        yield f"{track} {state} half-way", middle[number].sum()
        for place, count in zip(compiled.people.places, end[number], strict=True):
            yield f"{track} {state} in {place} at the end", count


def _values(compiled: Compiled, outcome: Outcome) -> Measures:
    """Climates and levers half-way and at the end."""
    index = compiled.values
    for name in index.names:
        for number, label in enumerate(index.labels(name)):
            over_time = outcome.value[:, index.start[name] + number]
            yield f"{name} of {label or 'the nation'} half-way", over_time[len(over_time) // 2]
            yield f"{name} of {label or 'the nation'} at the end", over_time[-1]


def _log(compiled: Compiled, outcome: Outcome) -> Measures:
    """Of every event: how many persons, when in the step, how many through encounters, with what feelings."""
    feelings = list(compiled.case.feelings)
    for k, event in enumerate(compiled.events):
        chosen = outcome.log["event"] == k
        yield f"{event}: persons", len(set(outcome.log["person"][chosen].tolist()))
        yield f"{event}: sum of time within the step", (outcome.log["time"][chosen] % 1).sum()
        yield f"{event}: through encounters", (outcome.log["way"][chosen] >= 0).sum()
        for f, feeling in enumerate(feelings):
            felt = outcome.log["feeling"].reshape(-1, len(feelings))[chosen, f].astype(float)
            yield f"{event}: sum of {feeling}", felt.sum()
            yield f"{event}: sum of squared {feeling}", (felt**2).sum()


def _ties(compiled: Compiled, contacts: list[Contacts], outcome: Outcome) -> Measures:
    """In each contact layer: pairs of contacts of whom one has met one event and the other another."""
    if not contacts:
        return
    met = np.zeros((len(compiled.events), len(contacts[0]) + 1))  # the last column is nobody
    met[outcome.log["event"], outcome.log["person"]] = 1
    for layer, slots in zip(compiled.layers, contacts, strict=True):
        pairs = met[:, :-1] @ met[:, slots].sum(axis=2).T
        for (a, one), (b, other) in combinations_with_replacement(enumerate(compiled.events), 2):
            yield f"pairs of {layer} with {one} and {other}", pairs[a, b]
