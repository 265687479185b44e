"""A case becomes a Model: the flat arrays of the engine, and the labels to read its results by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from boomerang.case.parts.schema import Case
from boomerang.case.scenario import Scenario
from boomerang.compile.cells import compile_cells
from boomerang.compile.contacts import compile_layers
from boomerang.compile.events import States, active_events, compile_hazards, compile_risks
from boomerang.compile.given import compile_given
from boomerang.compile.kicks import KickCompiler
from boomerang.compile.people import People, compile_people
from boomerang.compile.quantities import Bundles, Clock, ValueIndex, compile_quantities, make_clock
from boomerang.compile.tallies import Count, compile_counts, compile_tallies
from boomerang.engine.model import Model

__all__ = ["Compiled", "active_bundles", "compile_case"]


@dataclass(frozen=True)
class Compiled:
    """A scenario ready to run.

    Attributes:
        scenario: what is simulated.
        model: arrays of the engine, the same for every seed.
        people, states, clock, values, counts, events: labels of the arrays' axes.
        layers: names of the contact layers.
    """

    scenario: Scenario
    model: Model
    people: People
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


def active_bundles(case: Case, mechanisms: Collection[str]) -> Bundles:
    """The case's own bundle and those of the mechanisms that are on."""
    return {name: bundle for name, bundle in case.bundles().items() if name is None or name in mechanisms}


def compile_case(scenario: Scenario) -> Compiled:
    """Compile the case of a scenario, as the scenario has it.

    Raises:
        CaseError: the traits make too many combinations. InputError: a table beside the case cannot be read.
    """
    case = scenario.case
    active = active_bundles(case, scenario.mechanisms)
    people, clock = compile_people(case, scenario.persons), make_clock(case, scenario.until)
    states, index = States(case, people), ValueIndex(case, people)
    events, layers = list(active_events(active)), list(case.population.contacts)
    risks = compile_risks(case, people, states, clock, active)
    hazards = compile_hazards(case, people, states, clock, risks, layers)
    counts = compile_counts(case, people, clock, events)
    policy = case.policies[scenario.policy] if scenario.policy else None
    given = compile_given(scenario.given, people, states, clock, hazards, events)
    model = Model(
        country=people.country,
        layers=compile_layers(case, people),
        hazards=hazards,
        cells=compile_cells(people, risks, hazards, index),
        kicks=KickCompiler(case, people, states, clock, index, events).compile(active),
        quantities=compile_quantities(case, people, clock, index, active, policy),
        tallies=compile_tallies(case, people, states, counts, events),
        given=given,
    )
    return Compiled(scenario, model, people, states, clock, index, counts, events, layers)
