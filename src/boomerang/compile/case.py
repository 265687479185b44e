"""A case becomes a Model: the flat arrays of the engine, and the labels to read its results by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from boomerang.case import Case, change_case
from boomerang.compile.cells import compile_cells, plan_cells
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
from boomerang.engine.model import Model, Tallies


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


class Compiler:
    """Compiles a case with some mechanisms on, for one draw of its parameters after another.

    What draws share is worked out once and lives as long as this does. Several threads may use it at once.

    Attributes:
        case: the case, whose parameters a draw changes.
        mechanisms: those that are on, in the order of the case.
        persons, until: as of `compile_case`.
        ground: what depends neither on parameters nor on mechanisms.
    """

    def __init__(
        self,
        case: Case,
        mechanisms: Collection[str] | None = None,
        *,
        persons: int | None = None,
        until: date | None = None,
        ground: Ground | None = None,
    ) -> None:
        """Work out what draws share.

        Args:
            case, mechanisms, persons, until: as of `compile_case`.
            ground: that of another compiler, if it has the same case and as many persons.
        """
        self.case, self.persons, self.until = case, persons, until
        self.mechanisms = tuple(name for name in case.mechanisms if mechanisms is None or name in mechanisms)
        self.ground = ground or Ground(case, persons)
        self._plan = plan_cells(self.ground, wire(case, self.mechanisms))
        self._counted: tuple[Clock, list[Count], Tallies] | None = None

    def switched(self, mechanisms: Collection[str]) -> Compiler:
        """A compiler with other mechanisms on, for the same people."""
        return Compiler(self.case, mechanisms, persons=self.persons, until=self.until, ground=self.ground)

    def at(self, settings: Mapping[str, Any]) -> Compiled:
        """Compile the case with values set by path, such as a row of `draw_priors`; {} for its own.

        Raises:
            CaseError: the case is not valid with them.
        """
        case = change_case(self.case, settings) if settings else self.case
        if case.population is self.case.population:  # nothing but parameters is set
            return self._compile(case)
        return Compiler(case, self.mechanisms, persons=self.persons, until=self.until)._compile(case)

    def _compile(self, case: Case) -> Compiled:
        ground, clock, wiring = self.ground, make_clock(case, self.until), wire(case, self.mechanisms)
        risks = compile_risks(ground, clock, wiring)
        hazards = compile_hazards(ground, clock, wiring, risks)
        counts, tallies = self._count(clock, list(wiring.events))
        model = Model(
            country=ground.people.country,
            layers=ground.layers,
            hazards=hazards,
            cells=compile_cells(self._plan, ground, wiring, hazards),
            kicks=KickCompiler(ground, clock, case, wiring).compile(),
            quantities=compile_quantities(ground, clock, case, wiring),
            tallies=tallies,
        )
        return Compiled(
            case=case,
            mechanisms=self.mechanisms,
            wiring=wiring,
            model=model,
            people=ground.people,
            states=ground.states,
            clock=clock,
            values=ground.index,
            counts=counts,
            events=list(wiring.events),
            layers=ground.contacts,
        )

    def _count(self, clock: Clock, events: list[str]) -> tuple[list[Count], Tallies]:
        """What is counted; draws share it as long as their steps are the same."""
        last = self._counted
        if last is None or last[0] != clock:
            counts = compile_counts(self.case, self.ground.people, clock, events)
            tallies = compile_tallies(self.case, self.ground.people, self.ground.states, counts, events)
            last = self._counted = clock, counts, tallies
        return last[1:]

    def __reduce__(self) -> tuple[Callable[..., Compiler], tuple[Any, ...]]:
        """What to send to another process: what it is made of."""
        again = partial(Compiler, persons=self.persons, until=self.until, ground=self.ground)
        return again, (self.case, self.mechanisms)


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
    return Compiler(case, mechanisms, persons=persons, until=until).at({})
