"""Simulate a case once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from boomerang.case import Case
from boomerang.case.bundled import load
from boomerang.case.parts.population import Census
from boomerang.case.text.texts import unknown
from boomerang.compile.case import Compiled, compile_case
from boomerang.compile.given import compile_given, nobody_matches, read_given
from boomerang.engine.given import UnmetError
from boomerang.engine.simulate import simulate_model
from boomerang.errors import InputError
from boomerang.startup import spare_scipy
from boomerang.study.run import Options, Run

MOST_PERSONS = 2**31 - 2
MOST_SEED = 2**64 - 1


@dataclass(frozen=True)
class Prepared:
    """A compiled case with its options: all that a run needs but the seed."""

    compiled: Compiled
    options: Options

    def run(self, seed: int, progress: Callable[[int], Any] | None = None) -> Run:
        """Simulate it; `progress` is called now and then with the number of steps done.

        Raises:
            InputError: nobody could meet a given event.
        """
        compiled = self.compiled
        try:
            outcome = simulate_model(compiled.model, seed, compiled.events, compiled.layers, progress)
        except UnmetError as missed:
            raise InputError(nobody_matches(self.options.given[missed.number], seed)) from None
        return Run.of(compiled, self.options, outcome)


def simulate(
    case: str | Path | Case,
    *,
    seed: int = 1,
    mechanisms: Collection[str] | None = None,
    explanation: str | None = None,
    without: Collection[str] = (),
    settings: Mapping[str, Any] | None = None,
    persons: int | None = None,
    until: date | None = None,
    given: str | Iterable[str] = (),
    progress: Callable[[int], Any] | None = None,
) -> Run:
    """Simulate one country.

    Args:
        case: the name of a bundled case, a folder, a YAML file or a Case.
        seed: 0 .. 2**64 - 1. The same case, options, seed and version give the same run.
        mechanisms: those that are on; None for all of them.
        explanation: the name of an explanation, whose mechanisms are on.
        without: mechanisms that are off in any case.
        settings: values that replace those of the case, by path.
        persons: another size of the population, its composition unchanged.
        until: an earlier last day.
        given: events that the run plays, each once, such as 'defect: rank colonel in 2015-04..2015-05': at a
            random moment of the window the event happens to one of those it means, drawn by hazard. Until
            then, nothing changes.
        progress: called now and then with the number of steps done.

    Raises:
        InputError: something given does not exist or is not valid. CaseError: the case is not valid.
    """
    check_seed(seed)
    chosen = prepare(
        load(case, settings),
        mechanisms=mechanisms,
        explanation=explanation,
        without=without,
        persons=persons,
        until=until,
        given=given,
    )
    return chosen.run(seed, progress)


def prepare(
    case: Case,
    *,
    mechanisms: Collection[str] | None = None,
    explanation: str | None = None,
    without: Collection[str] = (),
    persons: int | None = None,
    until: date | None = None,
    given: str | Iterable[str] = (),
) -> Prepared:
    """Check the options of a run and compile the case."""
    spare_scipy()
    on = choose_mechanisms(case, mechanisms, explanation, without)
    _check_persons(case, persons)
    _check_until(case, until)
    conditions = read_given(case, given, on, until)
    compiled = compile_case(case, on, persons=persons, until=until)
    if conditions:
        compiled = replace(compiled, model=compiled.model._replace(given=compile_given(compiled, conditions)))
    return Prepared(compiled, Options(on, persons, until, tuple(map(str, conditions))))


def choose_mechanisms(
    case: Case, mechanisms: Collection[str] | None, explanation: str | None, without: Collection[str]
) -> tuple[str, ...]:
    """The mechanisms that are on, in the order of the case."""
    if mechanisms is not None and explanation is not None:
        raise InputError("give mechanisms or an explanation, not both")
    if explanation is not None and explanation not in case.explanations:
        raise InputError(unknown(explanation, f"explanation of {case.name}", case.explanations))
    for name in (*(mechanisms or ()), *without):
        if name not in case.mechanisms:
            raise InputError(unknown(name, f"mechanism of {case.name}", case.mechanisms))
    if explanation is not None:
        mechanisms = case.explanations[explanation].mechanisms
    wanted = case.mechanisms if mechanisms is None else mechanisms
    return tuple(name for name in case.mechanisms if name in wanted and name not in without)


def check_seed(seed: int, replicates: int = 1) -> None:
    """Refuse a seed out of range."""
    if not 0 <= seed <= MOST_SEED - replicates + 1:
        raise InputError(f"the seed is {seed}; seeds run from 0 to {MOST_SEED}")


def _check_persons(case: Case, persons: int | None) -> None:
    if persons is None:
        return
    if isinstance(case.population, Census):
        raise InputError(f"{case.name} lists its people one by one, so their number cannot be changed")
    if not 1 <= persons <= MOST_PERSONS:
        raise InputError(f"{persons} persons cannot be simulated; give a number from 1 to {MOST_PERSONS}")


def _check_until(case: Case, until: date | None) -> None:
    period = case.period
    if until is not None and not period.start <= until <= period.end:
        raise InputError(
            f"{case.name} runs from {period.start} to {period.end}; {until} does not lie in this period"
        )
