"""Designs of sensitivity analyses and what is computed from them, by SALib."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.priors.family import ENDS, HIGH, LOW
from boomerang.errors import InputError
from boomerang.processors import one_blas_thread

LEVEL = 0.95  # of confidence intervals
RESAMPLES = 100  # of trajectories or samples, for intervals
FEWER = 40  # of given data, where each takes long
SLICES = 10  # of a parameter's range
LEVELS = 4  # of each parameter in Morris' design


class Index(NamedTuple):
    """A measure of sensitivity: float64[D] each.

    Attributes:
        value: one for each parameter.
        low, high: its 95 % confidence interval; NaN where none is computed.
        inert: what a parameter that changes nothing gets at most, in 95 of 100 cases.
    """

    value: Floats
    low: Floats
    high: Floats
    inert: Floats


@dataclass(frozen=True)
class Method:
    """A way to choose points in the space of parameters, and to say from outcomes which parameters matter.

    Points come in blocks, of which none is of use without all its points.

    Attributes:
        name: as it is asked for; title: as it is printed; blocks: what a block is called.
        main: the measure by which parameters are ranked.
        size: the points of a block, for a number of parameters.
        least: the fewest blocks that say anything.
        points: float64[blocks x size, D], all from 0 to 1, for a number of blocks and of parameters and a
            seed.
        between: the shares of a prior that 0 and 1 stand for.
        indices: measures by name, for points, float64[n] of outcomes and a seed.
        whole: the number of blocks that the design takes, of as many as can be had.
    """

    name: str
    title: str
    blocks: str
    main: str
    size: Callable[[int], int]
    least: int
    points: Callable[[int, int, int], Floats]
    between: tuple[float, float]
    indices: Callable[[Floats, Floats, int], dict[str, Index]]
    whole: Callable[[int], int] = lambda blocks: blocks


def given_data(points: Floats, outcome: Floats, seed: int) -> dict[str, Index]:
    """PAWN (Pianosi and Wagener 2018) and Borgonovo's delta (Plischke and others 2013) of any sample.

    Args:
        points: float64[n, D], evenly spread, each column independent of the others.
        outcome: float64[n]; seed: of resampling.
    """
    return _of_pawn(points, outcome, seed) | _of_delta(points, outcome, seed)


def _problem(parameters: int) -> dict[str, Any]:
    """What SALib wants to know of parameters."""
    names = [f"x{number}" for number in range(parameters)]
    return {"num_vars": parameters, "names": names, "bounds": [[0.0, 1.0]] * parameters}


def _around(value: Any, half: Any) -> Index:
    """An index with an interval of this half width; of what is inert nothing is seen."""
    middle = np.asarray(value, np.float64)
    return Index(middle, middle - half, middle + half, np.zeros(len(middle)))


def _from_0(index: Index) -> Index:
    """The same of a measure that is never below 0; an interval of a half width alone would not know that.

    What is cut off holds no possible value, so the rest is as sure as the whole.
    """
    return index._replace(low=np.maximum(index.low, 0.0))


def _morris_points(blocks: int, parameters: int, seed: int) -> Floats:
    from SALib.sample.morris import sample

    found: Floats = sample(_problem(parameters), blocks, num_levels=LEVELS, seed=seed)
    return found


def _of_morris(points: Floats, outcome: Floats, seed: int) -> dict[str, Index]:
    from SALib.analyze.morris import analyze
    from scipy.special import ndtri

    parameters = points.shape[1]
    found = analyze(
        _problem(parameters),
        points,
        outcome,
        num_levels=LEVELS,
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        seed=seed,
    )
    error = np.asarray(found["sigma"], np.float64) / np.sqrt(len(points) / (parameters + 1))
    return {
        "mu_star": _from_0(_around(found["mu_star"], np.asarray(found["mu_star_conf"], np.float64))),
        "mu": _around(found["mu"], ndtri(0.5 + LEVEL / 2) * error),
        "sigma": _around(found["sigma"], np.full(parameters, np.nan)),
    }


def _sobol_points(blocks: int, parameters: int, seed: int) -> Floats:
    from SALib.sample.sobol import sample

    found: Floats = sample(_problem(parameters), blocks, calc_second_order=False, seed=seed)
    return found


def _of_sobol(points: Floats, outcome: Floats, seed: int) -> dict[str, Index]:
    from SALib.analyze.sobol import analyze

    found = analyze(
        _problem(points.shape[1]),
        outcome,
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        seed=seed,
    )
    first, total = (_around(found[name], found[f"{name}_conf"]) for name in ("S1", "ST"))
    return {"S1": first, "ST": _from_0(total)}


def _latin_points(blocks: int, parameters: int, seed: int) -> Floats:
    from SALib.sample.latin import sample

    found: Floats = sample(_problem(parameters), blocks, seed=seed)
    return found


def _of_pawn(points: Floats, outcome: Floats, seed: int) -> dict[str, Index]:
    from SALib.analyze.pawn import analyze

    def indices(given: Floats, made: Floats) -> Floats:
        found: Floats = analyze(_problem(given.shape[1]), given, made, S=SLICES)["median"]
        return found

    return {"pawn": _resampled(indices, points, outcome, seed)}


def _of_delta(points: Floats, outcome: Floats, seed: int) -> dict[str, Index]:
    from SALib.analyze.delta import calc_delta

    classes = np.linspace(0, len(outcome), SLICES + 1)
    grid = np.linspace(outcome.min(), outcome.max(), 100)

    def indices(given: Floats, made: Floats) -> Floats:
        return np.array([calc_delta(made, grid, column, classes) for column in given.T])

    return {"delta": _resampled(indices, points, outcome, seed)}


def _resampled(
    indices: Callable[[Floats, Floats], Floats], points: Floats, outcome: Floats, seed: int
) -> Index:
    """An index whose spread is that over resampled rows; inert is a parameter in an order of its own."""
    from scipy.special import ndtri

    random, rows = np.random.default_rng(seed), len(outcome)
    with one_blas_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of ties, and of classes in which nothing differs
        value = indices(points, outcome)
        again = [random.integers(rows, size=rows) for _ in range(FEWER)]
        spread = np.std([indices(points[chosen], outcome[chosen]) for chosen in again], axis=0, ddof=1)
        shuffled = np.column_stack([random.permutation(points[:, 0]) for _ in range(FEWER)])
        inert = np.quantile(indices(shuffled, outcome), LEVEL)
    half = ndtri(0.5 + LEVEL / 2) * spread
    return _from_0(Index(value, value - half, value + half, np.full(len(value), inert)))


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method(
            name="morris",
            title="Morris' elementary effects",
            blocks="trajectories",
            main="mu_star",
            size=lambda parameters: parameters + 1,
            least=4,
            points=_morris_points,
            between=(LOW, HIGH),
            indices=_of_morris,
        ),
        Method(
            name="sobol",
            title="Sobol' indices",
            blocks="samples",
            main="ST",
            size=lambda parameters: parameters + 2,
            least=16,
            points=_sobol_points,
            between=ENDS,
            indices=_of_sobol,
            whole=lambda blocks: 1 << (blocks.bit_length() - 1),  # of a Sobol' sequence
        ),
        Method(
            name="pawn",
            title="PAWN indices",
            blocks="points",
            main="pawn",
            size=lambda parameters: 1,
            least=10 * SLICES,
            points=_latin_points,
            between=ENDS,
            indices=_of_pawn,
        ),
    )
}


def method_of(name: str) -> Method:
    """The method of a name.

    Raises:
        InputError: there is none.
    """
    from boomerang.case.text.texts import unknown

    if name not in METHODS:
        raise InputError(unknown(name, "method", METHODS))
    return METHODS[name]
