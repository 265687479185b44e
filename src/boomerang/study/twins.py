"""Twins: the same people with the same luck under one scenario and under others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from boomerang.case import Case
from boomerang.case.scenario import Scenario
from boomerang.compile.case import Compiler
from boomerang.errors import RefusedError
from boomerang.study.draws import rows_of, run_draw
from boomerang.study.ensemble import check_replicates
from boomerang.study.parallel import as_they_come
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared, check_seed

if TYPE_CHECKING:
    from pandas import DataFrame

Measured = TypeVar("Measured")
Settings = Mapping[str, Any]
AS_IT_IS: Settings = {}


def twins(
    before: Scenario,
    after: Sequence[Scenario],
    pairs: int,
    measure: Callable[[Run, Run], Measured],
    *,
    draws: DataFrame | None = None,
    seed: int = 1,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
    refused: Measured | None = None,
) -> list[list[Measured]]:
    """Simulate a country under several scenarios with the same luck, many times, and keep what is measured.

    Luck is addressed by names of events and places, so scenarios share it as far as they have these in
    common. Runs are forgotten as soon as they are measured.

    Args:
        before: what `after` are compared with; these are such as the same under policies.
        pairs: how many countries. Country r has the seed `seed + r` under each scenario, so that each run
            can be made again alone.
        measure: called with the run of `before` and with that of one of the others, in the thread in which
            they run.
        draws: `settings` of each country, such as `draw_priors` gives them; country r has the r-th row. None
            to leave the cases as they are.
        seed: 0 .. 2**64 - 1.
        threads, executor: as of `ensemble`; the results do not depend on them. Where an executor is in other
            processes, `measure` must be a function of a module.
        progress: called with the number of countries done.
        refused: what to keep of a pair of which one run is refused, because hazards run away or because there
            are too few people for an intervention; None to stop.

    Returns what was measured: for each country a list in the order of `after`.

    Raises:
        InputError: something given is not valid, or a case is not valid under a draw. RefusedError: a country
            is refused, and `refused` is None.
    """
    found: dict[int, list[Measured]] = {}

    def take(number: int, measured: list[Measured]) -> None:
        found[number] = measured
        if progress is not None:
            progress(len(found))

    how: dict[str, Any] = {"seed": seed, "threads": threads, "executor": executor, "refused": refused}
    twins_as_they_come(before, after, _countries(draws, pairs), measure, take, **how)
    return [found[number] for number in range(pairs)]


def _countries(draws: DataFrame | None, pairs: int) -> dict[int, Settings]:
    """The `settings` of each country, by its number."""
    if draws is None:
        return dict.fromkeys(range(pairs), AS_IT_IS)
    given = rows_of(draws.reset_index(drop=True))
    return {number: given[number] for number in range(pairs)}


def twins_as_they_come(
    before: Scenario,
    after: Sequence[Scenario],
    countries: Mapping[int, Settings],
    measure: Callable[[Run, Run], Measured],
    take: Callable[[int, list[Measured]], Any],
    *,
    seed: int = 1,
    threads: int | None = None,
    executor: Executor | None = None,
    refused: Measured | None = None,
) -> None:
    """Simulate twins as `twins` does, and hand over what is measured of a country as soon as it is there.

    Args:
        countries: the `settings` of each country, by its number.
        take: called with the number of a country and what is measured, in the thread of the caller and not
            in the order of the numbers.
        before, after, measure, seed, threads, executor, refused: as of `twins`.

    Raises:
        InputError, RefusedError: as of `twins`.
    """
    check_replicates(len(countries), threads)
    check_seed(seed, max(countries) + 1)
    compiler, alike = Compiler(before), not any(countries.values())
    first, *others = (_Side.of(compiler, scenario, alike) for scenario in (before, *after))
    work, items = _Work(first, others, seed, measure, refused), list(countries.items())

    def numbered(index: int, measured: list[Measured]) -> None:
        take(items[index][0], measured)

    as_they_come(work, items, numbered, threads=threads, executor=executor)


@dataclass(frozen=True)
class _Side:
    """A scenario of twins: what compiles it, and what it is compiled to where all countries share it."""

    compiler: Compiler
    prepared: Prepared | None

    @classmethod
    def of(cls, first: Compiler, scenario: Scenario, alike: bool) -> _Side:
        """The side of a scenario, which shares the people of the first if these are the same."""
        shared = first.ground if _same_people(first.scenario, scenario) else None
        compiler = Compiler(scenario, shared)
        return cls(compiler, Prepared(compiler.at(AS_IT_IS)) if alike else None)

    def run(
        self,
        number: int,
        settings: Settings,
        seed: int,
        progress: Callable[[int], Any] | None,
        case: Case | None,
    ) -> Run:
        """The run of a country; `case` as of `run_draw`."""
        if self.prepared is not None:
            return self.prepared.run(seed, progress)
        return run_draw(self.compiler, number, settings, seed, progress, case)


def _same_people(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios are compiled on the same ground."""
    if one.case is other.case:
        return one.persons == other.persons
    alike = ("population", "tracks", "feelings", "climates", "levers", "folder")
    return one.persons == other.persons and all(
        getattr(one.case, name) == getattr(other.case, name) for name in alike
    )


@dataclass(frozen=True)
class _Work(Generic[Measured]):
    """The runs of one country: its sides, the seed of country 0, and what to keep of them."""

    before: _Side
    after: Sequence[_Side]
    seed: int
    measure: Callable[[Run, Run], Measured]
    refused: Measured | None

    def __call__(
        self, country: tuple[int, Settings], progress: Callable[[int], Any] | None = None
    ) -> list[Measured]:
        number, settings = country

        def run(side: _Side, twin: Run | None = None) -> Run | None:
            shared = side.compiler.scenario.case is self.before.compiler.scenario.case
            return self._run(side, number, settings, progress, twin.case if twin and shared else None)

        first = run(self.before)
        return [self._measured(first, run(side, first) if first else None) for side in self.after]

    def _measured(self, first: Run | None, second: Run | None) -> Measured:
        if first is None or second is None:
            assert self.refused is not None
            return self.refused
        return self.measure(first, second)

    def _run(
        self,
        side: _Side,
        number: int,
        settings: Settings,
        progress: Callable[[int], Any] | None,
        case: Case | None,
    ) -> Run | None:
        """A run; None where it is refused and that is no reason to stop."""
        try:
            return side.run(number, settings, self.seed + number, progress, case)
        except RefusedError:
            if self.refused is None:
                raise
            return None
