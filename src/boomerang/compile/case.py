"""A case becomes a Model: the flat arrays of the engine, and the labels to read its results by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from boomerang.case.check.limits import too_many_exposed
from boomerang.case.check.products import products
from boomerang.case.parts.names import Names
from boomerang.case.parts.schema import Case
from boomerang.case.scenario import Scenario, mechanisms_off_later, scenario
from boomerang.compile.cells import compile_cells, plan_cells
from boomerang.compile.clock import Clock, make_clock
from boomerang.compile.events import compile_hazards, share_bins
from boomerang.compile.ground import Ground
from boomerang.compile.interventions import Plan, compile_interventions, plans
from boomerang.compile.kicks import KickCompiler
from boomerang.compile.muting import muted
from boomerang.compile.people import Inhabitants
from boomerang.compile.quantities import compile_quantities
from boomerang.compile.states import States
from boomerang.compile.tallies import Count, compile_counts, compile_tallies
from boomerang.compile.values import ValueIndex
from boomerang.compile.wiring import Wiring, wire
from boomerang.engine.model import Continuation, Hazards, Model, Tallies
from boomerang.errors import InputError


@dataclass(frozen=True)
class Compiled:
    """A scenario ready to run.

    Attributes:
        scenario: what is simulated.
        wiring: who pushes what, of which the arrays are sums; later_wiring: the same for those of `later`.
        model: arrays of the engine, the same for every seed.
        later: with what its runs go on once a policy switches mechanisms off or changes parameters; None for
            none.
        plans: what a run plays on days of its own.
        people, states, clock, values, counts, events: labels of the arrays' axes.
        layers: names of the contact layers.
    """

    scenario: Scenario
    wiring: Wiring
    model: Model
    later: Continuation | None
    later_wiring: Wiring | None
    plans: tuple[Plan, ...]
    people: Inhabitants
    states: States
    clock: Clock
    values: ValueIndex
    counts: list[Count]
    events: list[str]
    layers: list[str]

    @property
    def case(self) -> Case:
        """The case as runs begin."""
        return self.scenario.begun


class Compiler:
    """Compiles a scenario, for one draw of its parameters after another.

    What draws share is worked out once and lives as long as this does. Several threads may use it at once.
    Sent to another process, it is made anew there, its people only once.

    Attributes:
        scenario: what is simulated.
        ground: what depends neither on parameters nor on mechanisms.
    """

    def __init__(self, scenario: Scenario, ground: Ground | None = None) -> None:
        """Work out what draws share.

        Args:
            ground: that of another compiler, if its case and its number of persons are the same.

        Raises:
            CaseError, InputError: as of `compile_case`.
        """
        self.scenario = scenario
        self.ground = ground or Ground(scenario.case, scenario.persons)
        self._names = Names(scenario.case)
        wiring, people = self._wired(scenario, scenario.case), self.ground.people
        size, steps = (people.class_count, len(people.places)), make_clock(scenario.case).steps
        told = (fault for _, fault in products(scenario.case, *size, steps) if people.persons)
        if fault := too_many_exposed(len(wiring.events), *size) or next(told, ""):
            raise InputError(f"population: {fault}")  # of listed persons this was not known before
        self._plan = plan_cells(self.ground, wiring)
        self._counted: tuple[Clock, list[Count], Tallies] | None = None

    def switched(self, mechanisms: Collection[str]) -> Compiler:
        """A compiler for other mechanisms; it shares the people.

        Raises:
            InputError: there is no such mechanism.
        """
        return Compiler(self.scenario.changed(mechanisms=mechanisms), self.ground)

    def at(self, settings: Mapping[str, Any], case: Case | None = None) -> Compiled:
        """Compile the scenario with values of its case set by path, such as a row of `draw_priors`.

        Args:
            settings: the values.
            case: its case with them, where that is there already.

        Raises:
            InputError: the scenario is not valid with them. CaseError: the case is not.
        """
        if not settings:
            return self._compile(self.scenario)
        if case is None:
            changed = self.scenario.changed(settings=settings)
        else:
            changed = scenario(case, **self.scenario.options)
        if changed.case.population is self.scenario.case.population:  # nothing but parameters is set
            return self._compile(changed)
        return compile_case(changed)

    def _compile(self, scenario: Scenario) -> Compiled:
        ground, clock = self.ground, make_clock(scenario.case, scenario.until)
        wiring, step = self._wired(scenario, scenario.begun), first_step_of_policy(scenario, clock)
        events = list(wiring.events)
        hazards, changed, later = compile_hazards(ground, clock, wiring), None, None
        if step < clock.steps:
            changed = muted(self._wired(scenario, scenario.followed), mechanisms_off_later(scenario))
            hazards, after = share_bins(hazards, compile_hazards(ground, clock, changed))
            later = self._parts(scenario, scenario.followed, clock, changed, after)
        counts, tallies = self._count(clock, events)
        kept = wiring if scenario.begun is scenario.case else self._wired(scenario, scenario.case)
        planned = plans(scenario, kept)
        model = Model(
            country=ground.people.country,
            layers=ground.layers,
            tallies=tallies,
            interventions=compile_interventions(planned, ground, clock, hazards, events),
            **self._parts(scenario, scenario.begun, clock, wiring, hazards),
        )
        return Compiled(
            scenario=scenario,
            wiring=wiring,
            model=model,
            later=Continuation(step, model._replace(**later)) if later else None,
            later_wiring=changed,
            plans=planned,
            people=ground.people,
            states=ground.states,
            clock=clock,
            values=ground.index,
            counts=counts,
            events=events,
            layers=ground.contacts,
        )

    def _wired(self, scenario: Scenario, case: Case) -> Wiring:
        return wire(case, scenario.mechanisms, self._names)

    def _parts(
        self, scenario: Scenario, case: Case, clock: Clock, wiring: Wiring, hazards: Hazards
    ) -> dict[str, Any]:
        """The parts of a model that hang on parameters, with those of `case`."""
        ground, policy = self.ground, case.policies[scenario.policy] if scenario.policy else None
        return {
            "hazards": hazards,
            "cells": compile_cells(self._plan, ground, wiring, hazards),
            "kicks": KickCompiler(ground, clock, case, wiring).compile(),
            "quantities": compile_quantities(ground, clock, case, wiring, policy),
        }

    def _count(self, clock: Clock, events: list[str]) -> tuple[list[Count], Tallies]:
        """What is counted; draws share it as long as their steps are the same."""
        last = self._counted
        if last is None or last[0] != clock:
            case, people = self.scenario.case, self.ground.people
            counts = compile_counts(case, people, clock, events)
            tallies = compile_tallies(case, people, self.ground.states, counts, events)
            last = self._counted = clock, counts, tallies
        return last[1:]

    def __reduce__(self) -> tuple[Callable[..., Compiler], tuple[Any, ...]]:
        """What to send to another process: what it is made of."""
        return Compiler, (self.scenario, self.ground)


def first_step_of_policy(scenario: Scenario, clock: Clock) -> int:
    """The step from which a policy changes mechanisms or parameters; the number of steps if it never does."""
    if not mechanisms_off_later(scenario) and scenario.begun is scenario.followed:
        return clock.steps
    start = scenario.case.policies[scenario.policy or ""].start
    assert start is not None
    return int(np.searchsorted(clock.edges, (start - clock.start).days))


def compile_case(scenario: Scenario) -> Compiled:
    """Compile the case of a scenario, as the scenario has it.

    Raises:
        CaseError: the traits make too many combinations. InputError: a table beside the case cannot be read.
    """
    return Compiler(scenario).at({})
