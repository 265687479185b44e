"""A case becomes a Model: the flat arrays of the engine, and the labels to read its results by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from boomerang.case.parts.schema import Case
from boomerang.compile.cells import compile_cells
from boomerang.compile.clock import Clock, make_clock
from boomerang.compile.events import compile_hazards
from boomerang.compile.ground import Ground
from boomerang.compile.kicks import KickCompiler
from boomerang.compile.people import Inhabitants
from boomerang.compile.quantities import compile_quantities
from boomerang.compile.risks import compile_risks
from boomerang.compile.states import States
from boomerang.compile.tallies import Count, compile_counts, compile_tallies
from boomerang.compile.values import ValueIndex
from boomerang.compile.wiring import Wiring, wire
from boomerang.engine.model import Model

__all__ = ["Compiled", "compile_case"]


@dataclass(frozen=True)
class Compiled:
    """A case ready to run.

    Attributes:
        case: the case.
        mechanisms: the mechanisms that are on.
        wiring: who pushes what, of which the arrays are sums.
        model: arrays of the engine, the same for every seed.
        people, states, clock, values, counts, events: labels of the arrays' axes.
        layers: names of the contact layers.
    """

    case: Case
    mechanisms: tuple[str, ...]
    wiring: Wiring
    model: Model
    people: Inhabitants
    states: States
    clock: Clock
    values: ValueIndex
    counts: list[Count]
    events: list[str]
    layers: list[str]


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
    ground, clock, wiring = Ground(case, persons), make_clock(case, until), wire(case, on)
    events = list(wiring.events)
    risks = compile_risks(ground, clock, wiring)
    hazards = compile_hazards(ground, clock, wiring, risks)
    counts = compile_counts(case, ground.people, clock, events)
    model = Model(
        country=ground.people.country,
        layers=ground.layers,
        hazards=hazards,
        cells=compile_cells(ground, risks, hazards),
        kicks=KickCompiler(ground, clock, case, wiring).compile(),
        quantities=compile_quantities(ground, clock, case, wiring),
        tallies=compile_tallies(case, ground.people, ground.states, counts, events),
    )
    return Compiled(
        case=case,
        mechanisms=on,
        wiring=wiring,
        model=model,
        people=ground.people,
        states=ground.states,
        clock=clock,
        values=ground.index,
        counts=counts,
        events=events,
        layers=ground.contacts,
    )
