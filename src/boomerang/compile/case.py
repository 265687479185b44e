"""A case becomes a Model: the flat arrays of the engine, and the labels to read its results by."""

from __future__ import annotations

from dataclasses import dataclass

from boomerang.case.parts.schema import Case
from boomerang.case.scenario import Scenario
from boomerang.compile.cells import compile_cells
from boomerang.compile.clock import Clock, make_clock
from boomerang.compile.events import compile_hazards
from boomerang.compile.given import compile_given
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
    """A scenario ready to run.

    Attributes:
        scenario: what is simulated.
        wiring: who pushes what, of which the arrays are sums.
        model: arrays of the engine, the same for every seed.
        people, states, clock, values, counts, events: labels of the arrays' axes.
        layers: names of the contact layers.
    """

    scenario: Scenario
    wiring: Wiring
    model: Model
    people: Inhabitants
    states: States
    clock: Clock
    values: ValueIndex
    counts: list[Count]
    events: list[str]
    layers: list[str]

    @property
    def case(self) -> Case:
        """The case."""
        return self.scenario.case


def compile_case(scenario: Scenario) -> Compiled:
    """Compile the case of a scenario, as the scenario has it.

    Raises:
        CaseError: the traits make too many combinations. InputError: a table beside the case cannot be read.
    """
    case = scenario.case
    ground, clock = Ground(case, scenario.persons), make_clock(case, scenario.until)
    wiring = wire(case, scenario.mechanisms)
    events = list(wiring.events)
    risks = compile_risks(ground, clock, wiring)
    hazards = compile_hazards(ground, clock, wiring, risks)
    counts = compile_counts(case, ground.people, clock, events)
    policy = case.policies[scenario.policy] if scenario.policy else None
    model = Model(
        country=ground.people.country,
        layers=ground.layers,
        hazards=hazards,
        cells=compile_cells(ground, risks, hazards),
        kicks=KickCompiler(ground, clock, case, wiring).compile(),
        quantities=compile_quantities(ground, clock, case, wiring, policy),
        tallies=compile_tallies(case, ground.people, ground.states, counts, events),
        given=compile_given(scenario.given, ground, clock, hazards, events),
    )
    return Compiled(
        scenario=scenario,
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
