"""Draws from the priors of a case, and a run for each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from boomerang.addresses import random_at
from boomerang.case import Case, CaseError, Problem
from boomerang.case.parts.parameter_change import path_of_parameter
from boomerang.case.parts.priors.family import DRAW_BITS, FIRST
from boomerang.case.parts.priors.prior import in_doubt, quantile
from boomerang.case.parts.schema import Parameter
from boomerang.case.parts.values import Measure
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.compile.case import Compiler
from boomerang.errors import InputError, RefusedError
from boomerang.study.parallel import check_threads, side_by_side
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared, check_seed

if TYPE_CHECKING:
    from pandas import DataFrame

MOST_DRAWS = 2**DRAW_BITS
BLOCK = 32  # draws that together cover every prior evenly

Measured = TypeVar("Measured")


def draw_priors(
    scenario: str | Path | Case | Scenario, count: int, *, seed: int = 1, first: int = 0
) -> DataFrame:
    """Draw parameters from their priors, each evenly spread and no two of them together.

    The draws are Latin hypercubes of 32 rows (McKay, Beckman and Conover 1979), one after the other: of 32
    equal slices of its prior a parameter has each once, in an order of its own. So row r is the same however
    many rows are drawn, what explanations share has the same values in row r of each of them, and a draw
    depends on the seed, the names of the case and of the parameter and on r alone. The parameters are as
    independent as random numbers are; quasi-random points are not, unless there are many more points than
    parameters.

    Args:
        scenario: as of `simulate`; what is drawn depends on its case and mechanisms alone.
        count: how many draws; multiples of 32 spread best.
        seed: 0 .. 2**64 - 1.
        first: the number of the first draw, to go on with a sequence begun before.

    Returns:
        One row a draw, numbered from `first`; one column for each parameter of the case and of the mechanisms
        that are on, save those that have no prior or a fixed one and so keep their value. Columns are named
        by path; cells are written as in a case file, so `frame.loc[r].to_dict()` is the `settings` of row r.

    Raises:
        InputError: something given does not exist or is out of range. CaseError: a prior has no distribution.
    """
    from pandas import DataFrame, RangeIndex

    _check_range(count, first)
    check_seed(seed)
    chosen = as_scenario(scenario)
    luck = f"priors of {chosen.case.name}, seed {seed}"
    columns = {
        path: _written(path, parameter, _shares(f"{luck}, {path}", first, count))
        for path, parameter in parameters_in_doubt(chosen).items()
    }
    return DataFrame(columns, index=RangeIndex(first, first + count, name="draw"))


def draws_at(scenario: Scenario, shares: NDArray[np.float64]) -> DataFrame:
    """Draws below which given shares of the priors lie.

    Args:
        shares: float64[n, D], each between the two shares of `ENDS`, one column for each of the
            `parameters_in_doubt`.

    Returns:
        As `draw_priors`, numbered from 0.

    Raises:
        CaseError: a prior has no distribution.
    """
    from pandas import DataFrame, RangeIndex

    parameters = parameters_in_doubt(scenario).items()
    columns = {
        path: _written(path, parameter, column)
        for (path, parameter), column in zip(parameters, shares.T, strict=True)
    }
    return DataFrame(columns, index=RangeIndex(len(shares), name="draw"))


def parameters_in_doubt(scenario: Scenario) -> dict[str, Parameter]:
    """The parameters of the case and of the mechanisms that are on that are drawn from priors, by path."""
    return {
        path: parameter
        for path, mechanism, parameter in _places(scenario.case)
        if in_doubt(parameter.prior) and (mechanism is None or mechanism in scenario.mechanisms)
    }


def rows_of(draws: DataFrame) -> dict[int, dict[str, Any]]:
    """The `settings` of each row of `draw_priors`, by its number; one by one they would take longer."""
    return draws.to_dict("index")


def in_base_units(draws: DataFrame) -> DataFrame:
    """The draws as numbers: float64, rates per person-year, durations in days, numbers as they are."""
    return draws.map(lambda given: Measure.parse(given).base).astype(np.float64)


def simulate_draws(
    scenario: str | Path | Case | Scenario,
    draws: DataFrame,
    measure: Callable[[Run], Measured],
    *,
    seed: int = 1,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
    runaway: Measured | None = None,
) -> list[Measured]:
    """Simulate one country for each draw and keep what is measured of it, so that memory stays small.

    Args:
        scenario: as of `simulate`.
        draws: as `draw_priors` gives them. The run of row r has the seed `seed + r`, so that each can be run
            again alone.
        measure: what to keep of a run, such as a dict of numbers. It is called in the thread of the run.
        threads: how many at a time; None for one a processor. The results do not depend on it.
        executor: where to run them instead: any concurrent.futures.Executor. Where it is in other processes,
            `measure` must be a function of a module.
        progress: called with the number of runs done.
        runaway: what to keep of a draw whose country is refused because its hazards run away, or because
            there are too few people for an intervention; None to stop.

    Returns what was measured, in the order of the rows.

    Raises:
        InputError: something given does not exist or is not valid, or the case is not valid under a draw.
        RefusedError: such a country is refused, and `runaway` is None.
    """
    check_threads(threads)
    check_seed(seed, 1 + max(draws.index, default=0))
    trial = _Trial(Compiler(as_scenario(scenario)), seed, measure, runaway)
    rows = [(int(row), settings) for row, settings in rows_of(draws).items()]
    return side_by_side(trial, rows, threads=threads, executor=executor, progress=progress)


@dataclass(frozen=True)
class _Trial(Generic[Measured]):
    """A run for one draw: what compiles it, the seed of draw 0, and what to keep of it."""

    compiler: Compiler
    seed: int
    measure: Callable[[Run], Measured]
    runaway: Measured | None = None

    def __call__(
        self, draw: tuple[int, dict[str, Any]], progress: Callable[[int], Any] | None = None
    ) -> Measured:
        row, settings = draw
        try:
            return self.measure(run_draw(self.compiler, row, settings, self.seed + row, progress))
        except RefusedError:
            if self.runaway is None:
                raise
            return self.runaway


def run_draw(
    compiler: Compiler,
    row: int,
    settings: Mapping[str, Any],
    seed: int,
    progress: Callable[[int], Any] | None = None,
    case: Case | None = None,
) -> Run:
    """Simulate one draw.

    Args:
        compiler: of the scenario; draws share what it holds.
        row: the number of the draw, for messages; settings: its row of `draw_priors`.
        case: that of the scenario with these settings, where it is there already.

    Raises:
        InputError: the case is not valid under the draw. RefusedError: its hazards run away, or there are
            too few people for an intervention.
    """
    try:
        prepared = Prepared(compiler.at(settings, case))
    except InputError as error:
        raise InputError(f"draw {row}: {error}") from None
    return prepared.run(seed, progress)


def paths_of_parameters(case: Case) -> list[str]:
    """The paths of all parameters, in the order of the case."""
    return [path for path, _, _ in _places(case)]


def _places(case: Case) -> list[tuple[str, str | None, Parameter]]:
    """Path, mechanism and parameter, for every parameter in the order of the case."""
    return [
        (path_of_parameter(mechanism, name), mechanism, given)
        for mechanism, parameters in case.own_parameters().items()
        for name, given in parameters.items()
    ]


def _shares(luck: str, first: int, count: int) -> NDArray[np.float64]:
    """float64[count]: the shares of a prior below draws first .. first + count - 1, in the middle of cells.

    There are 2**DRAW_BITS cells, of which the lowest and the highest leave out the ends of the prior.
    """
    blocks = range(first // BLOCK, -(-(first + count) // BLOCK))
    cells = np.concatenate([_block(f"{luck}, block {number}") for number in blocks])
    begin = first - blocks.start * BLOCK
    return cells[begin : begin + count] / MOST_DRAWS + FIRST


def _block(luck: str) -> NDArray[np.int64]:
    """int64[BLOCK]: cells, one in each slice."""
    random, size = random_at(luck), MOST_DRAWS // BLOCK
    return random.permutation(BLOCK) * size + random.integers(size, size=BLOCK)


def _written(path: str, parameter: Parameter, shares: NDArray[np.float64]) -> NDArray[np.float64] | list[str]:
    """The values at these shares of a parameter's prior, as a case file has them."""
    prior, value = parameter.prior, parameter.value
    assert prior is not None
    try:
        numbers = quantile(prior, shares)
    except InputError as error:
        raise CaseError([Problem("", None, f"{path}.prior", str(error))]) from None
    if value.kind == "number":
        return numbers
    return [str(replace(value, number=number)) for number in numbers.tolist()]


def _check_range(count: int, first: int) -> None:
    if count < 1:
        raise InputError(f"{count} draws cannot be made; give 1 or more")
    if first < 0 or first + count > MOST_DRAWS:
        raise InputError(
            f"draws {first} to {first + count - 1} cannot be made; they run from 0 to {MOST_DRAWS - 1}"
        )
