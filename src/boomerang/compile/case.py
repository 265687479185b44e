"""A case becomes a Model: the flat arrays of the engine, and the labels to read its results by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from boomerang.case.parts.schema import Case
from boomerang.compile.cells import compile_cells
from boomerang.compile.contacts import compile_layers
from boomerang.compile.events import States, active_events, compile_hazards, compile_risks
from boomerang.compile.kicks import KickCompiler
from boomerang.compile.people import People, compile_people
from boomerang.compile.quantities import Bundles, Clock, ValueIndex, compile_quantities, make_clock
from boomerang.compile.tallies import Count, compile_counts, compile_tallies
from boomerang.engine.model import Model

__all__ = ["Compiled", "active_bundles", "compile_case"]


@dataclass(frozen=True)
class Compiled:
    """A case ready to run.

    Attributes:
        case: the case.
        mechanisms: the mechanisms that are on.
        model: arrays of the engine, the same for every seed.
        people, states, clock, values, counts, events: labels of the arrays' axes.
        layers: names of the contact layers.
    """

    case: Case
    mechanisms: tuple[str, ...]
    model: Model
    people: People
    states: States
    clock: Clock
    values: ValueIndex
    counts: list[Count]
    events: list[str]
    layers: list[str]


def active_bundles(case: Case, mechanisms: Collection[str]) -> Bundles:
    """The case's own bundle and those of the mechanisms that are on."""
    return {name: bundle for name, bundle in case.bundles().items() if name is None or name in mechanisms}


def compile_case(
    case: Case,
    mechanisms: Collection[str] | None = None,
    *,
    persons: int | None = None,
    until: date | None = None,
) -> Compiled:
    """Compile a case with some mechanisms on.

    Args:
        mechanisms: names of the mechanisms that are on; None for all of them.
        persons: another size of the population, its composition unchanged; None for the case's own.
        until: an earlier end of the run.

    Raises:
        CaseError: the traits make too many combinations. InputError: a table beside the case cannot be read.
    """
    on = tuple(name for name in case.mechanisms if mechanisms is None or name in mechanisms)
    active = active_bundles(case, on)
    people, clock = compile_people(case, persons), make_clock(case, until)
    states, index = States(case, people), ValueIndex(case, people)
    events, layers = list(active_events(active)), list(case.population.contacts)
    risks = compile_risks(case, people, states, clock, active)
    hazards = compile_hazards(case, people, states, clock, risks, layers)
    counts = compile_counts(case, people, clock, events)
    model = Model(
        country=people.country,
        layers=compile_layers(case, people),
        hazards=hazards,
        cells=compile_cells(people, risks, hazards, index),
        kicks=KickCompiler(case, people, states, clock, index, events).compile(active),
        quantities=compile_quantities(case, people, clock, index, active),
        tallies=compile_tallies(case, people, states, counts, events),
    )
    return Compiled(case, on, model, people, states, clock, index, counts, events, layers)
