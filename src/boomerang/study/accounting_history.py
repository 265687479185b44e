"""A run with its journal: who was in which state, what moved whose feelings, and what moved the climates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.case import Case
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.compile.case import Compiled, Compiler
from boomerang.compile.ground import Ground
from boomerang.compile.kicks import Trace
from boomerang.engine.journal import Journal
from boomerang.engine.model import Continuation, Model
from boomerang.engine.replayed import Touches, homes_of, touches_of
from boomerang.engine.simulate import Outcome
from boomerang.engine.words import class_in, place_in
from boomerang.study.accounting_eras import Bundles, Era, Eras
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared, check_seed

NONE = -1  # where a line of the journal could stand
SAME_MOMENT = 1e-9  # steps


class Pushes(NamedTuple):
    """What one kick did to a climate: the lines of the journal, the values and by how much; [R] each."""

    line: Ints
    value: Ints
    amount: Floats


class Received(NamedTuple):
    """Touches of some people, sorted by person; `home` is the HOME word of each."""

    line: Ints
    person: Ints
    bundle: Ints
    scale: Floats
    home: Ints


@dataclass(frozen=True, eq=False)
class History:
    """A run and all that moved in it.

    Attributes:
        ground, compiled: the scenario as arrays, and what they are made of.
        eras: what holds from one step to another.
        outcome: what the engine left, with its journal.
    """

    ground: Ground
    compiled: Compiled
    eras: Eras
    outcome: Outcome

    @property
    def model(self) -> Model:
        """The arrays as the run begins; people, states and what is counted are the same in all eras."""
        return self.eras.all[0].model

    @cached_property
    def run(self) -> Run:
        """The run, the same as one without a journal."""
        return Run.of(self.compiled, self.outcome)

    @property
    def journal(self) -> Journal:
        """Every event and approach."""
        assert self.outcome.journal is not None
        return self.outcome.journal

    @property
    def lines(self) -> int:
        """How many events the journal has."""
        return len(self.journal.step)

    @cached_property
    def touches(self) -> Touches:
        """Every time that feelings were moved, with numbers of bundles among those of all eras."""
        *_, last = self.eras.all
        later = Continuation(last.first, last.model) if last.first else None
        found = touches_of(self.model, self.outcome, later)
        found.bundle[self.journal.step[found.line] >= last.first] += self.eras.first_bundle(last)
        return found

    @cached_property
    def bundles(self) -> Bundles:
        """The bundles of all eras."""
        return self.eras.bundles()

    @cached_property
    def traces(self) -> list[Trace]:
        """What each kick of the case adds to the bundles."""
        return self.eras.traced()

    def touches_to(self, persons: Ints) -> Received:
        """The touches of some people."""
        meant = np.zeros(self.model.country.persons, bool)
        meant[persons] = True
        rows = np.flatnonzero(meant[self.touches.person])
        rows = rows[np.argsort(self.touches.person[rows], kind="stable")]
        person = self.touches.person[rows].astype(np.int64)
        new = np.diff(person, prepend=NONE) != 0
        known, which = person[new], np.cumsum(new) - 1
        return Received(
            self.touches.line[rows].astype(np.int64),
            person,
            self.touches.bundle[rows].astype(np.int64),
            self.touches.scale[rows].astype(np.float64),
            homes_of(self.model, known)[which],
        )

    @cached_property
    def after(self) -> Ints:
        """int64[E]: the combined state after each event."""
        return self.model.hazards.target[self.journal.event, self.journal.state]

    @cached_property
    def _order(self) -> tuple[Ints, Ints]:
        """The lines by person, and person and line as one number, ascending."""
        order = np.argsort(self.journal.person, kind="stable")
        return order, self.journal.person[order] * (self.lines + 1) + order

    def lines_of(self, person: int) -> Ints:
        """int64[...]: the lines of a person's own events."""
        order, keys = self._order
        ends = np.searchsorted(keys, [person * (self.lines + 1), (person + 1) * (self.lines + 1)])
        return order[ends[0] : ends[1]]

    def last_before(self, person: Ints, line: Ints) -> Ints:
        """int64[...]: the last own event of each person before a line; NONE where there was none."""
        order, keys = self._order
        at = np.searchsorted(keys, person * (self.lines + 1) + line) - 1
        found = order[np.maximum(at, 0)] if len(order) else np.full(len(at), NONE)
        known = (at >= 0) & (self.journal.person[np.maximum(found, 0)] == person) if len(order) else at >= 0
        return np.where(known, found, NONE)

    def state_before(self, person: Ints, home: Ints, line: Ints) -> Ints:
        """int64[...]: the combined state of each person just before a line of the journal."""
        last = self.last_before(person, line)
        first = self.model.hazards.first_state[class_in(home)]
        return np.where(last == NONE, first, self.after[last] if self.lines else first)

    def entered(self, person: Ints, line: Ints, of_state: Any) -> Ints:
        """int64[...]: the own event that gave each person what they have by their state just before a line.

        Args:
            of_state: [..., S], what each of them would have in each state. NONE where it was so ever since.
        """
        found = self.last_before(person, line)
        rows = np.arange(len(found))
        while True:
            at = np.maximum(found, 0)
            same = of_state[rows, self.journal.state[at]] == of_state[rows, self.after[at]]
            back = (found != NONE) & same
            if not back.any():
                return found
            found = np.where(back, self.last_before(person, found), found)

    @cached_property
    def planned(self) -> Any:
        """bool[E]: events that were to happen on a day, whatever the hazard."""
        plans, found = self.model.interventions, np.zeros(self.lines, bool)
        for event, moment in zip(plans.event, plans.moment, strict=True):
            first, last = np.searchsorted(self.journal.time, [moment - SAME_MOMENT, moment + SAME_MOMENT])
            found[first:last] |= self.journal.event[first:last] == event
        return found

    @cached_property
    def pushes(self) -> list[Pushes]:
        """What each kick did to climates, one entry a push of the kernel's arrays; all eras have the same."""
        found = ([self._pushes_of(era, trace) for trace in era.pushes] for era in self.eras.all)
        return [
            Pushes(*(np.concatenate(column) for column in zip(*parts, strict=True)))
            for parts in zip(*found, strict=True)
        ]

    def _pushes_of(self, era: Era, trace: Trace) -> Pushes:
        kicks, quantities, journal = era.model.kicks, era.model.quantities, self.journal
        number, event = trace.number, self.compiled.events.index(trace.wire.event)
        first, last = np.searchsorted(journal.step, [era.first, era.end])
        here = (journal.event[first:last] == event) | (journal.way[first:last] == event)
        line = first + np.flatnonzero(here)
        place, who = place_in(journal.home[line]), class_in(journal.home[line])
        amount = trace.amount[who] * kicks.push_state[number, journal.state[line]]
        amount = amount * kicks.place_weight[kicks.push_place[number], place]
        for i in range(kicks.push_times[number], kicks.push_times[number + 1]):
            times = quantities.value_of_place[kicks.times_quantity[i], place]
            amount = amount * self.outcome.value[journal.step[line], times]
        quantity = kicks.push_quantity[number]
        of_place = quantities.value_of_place[quantity, place]
        value = np.where(of_place >= 0, of_place, quantities.value_of_class[quantity, who])
        moved = amount != 0
        return Pushes(line[moved], value[moved], amount[moved])


def history(
    scenario: str | Path | Case | Scenario, seed: int = 1, progress: Callable[[int], Any] | None = None
) -> History:
    """Simulate one country with a journal, for `account` and `descent`.

    Args:
        scenario, seed, progress: as of `simulate`. The run is the same as without a journal.

    Raises:
        InputError: as of `simulate`.
    """
    check_seed(seed)
    compiler = Compiler(as_scenario(scenario))
    compiled = compiler.at({})
    outcome = Prepared(compiled).outcome(seed, progress, journal=True)
    return History(compiler.ground, compiled, Eras.of(compiler.ground, compiled, seed), outcome)
