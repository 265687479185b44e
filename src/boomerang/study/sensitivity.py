"""Which parameters matter: a design through their priors, with the same luck at each of its points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from boomerang.addresses import number_at
from boomerang.arrays import Floats
from boomerang.case import Case, Names
from boomerang.case.scenario import Scenario
from boomerang.case.text.texts import unknown
from boomerang.compile.case import Compiler
from boomerang.compile.wiring import wire
from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError, RefusedError
from boomerang.folders import Made, in_words
from boomerang.study.draws import draws_at, parameters_in_doubt, rows_of
from boomerang.study.kept import PARTS, side_by_side_kept
from boomerang.study.parallel import check_threads
from boomerang.study.sensitivity_methods import Index, Method
from boomerang.study.simulate import Prepared, check_seed
from boomerang.version import version

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset

MOST_COUNTRIES = 1_000_000
ABOUT = {  # variables of the dataset
    "value": "the measure; 0 where the outcome is the same at all points",
    "low": "lower end of its 95 % confidence interval; NaN where the measure has none",
    "high": "upper end of its 95 % confidence interval; NaN where the measure has none",
    "inert": "the most that a parameter gets which changes nothing (95 %)",
    "happened": "the outcome at each point, a mean over replicates",
    "luck": "share of the variance of the outcome that luck makes, at most; NaN with one replicate, and where"
    " the outcome is the same at all points",
}


@dataclass(frozen=True, eq=False)
class Influences:
    """How outcomes depend on the parameters of a case.

    Attributes:
        case: its name; title: its title; explanation: of the table that it was computed from, else None.
        method: how it was found, in words; main: the measure by which parameters are ranked.
        outcomes: float64[points] of each outcome, a mean over replicates.
        indices: one row for each outcome, measure and parameter (its path), which are the index; columns,
            float64: `value`, `low` and `high` (95 % confidence interval, NaN for none), and `inert`, the most
            that a parameter gets which changes nothing (95 %). A parameter matters if `low` is above `inert`.
        countries: how many were simulated; replicates: at each point.
        left_out: how many points were left out, as the country of one was refused.
        luck: for each outcome the share of its variance that luck makes, at most; NaN with one replicate.
    """

    case: str
    title: str
    explanation: str | None
    method: str
    main: str
    outcomes: dict[str, Floats]
    indices: DataFrame
    countries: int
    replicates: int
    left_out: int
    luck: dict[str, float]

    @property
    def dataset(self) -> Dataset:
        """`value`, `low`, `high` and `inert` by `outcome`, `measure` and `parameter`; `luck` by outcome.

        `happened` is the outcome at each `point`. The attribute `long_name` of each says when it is NaN.
        """
        found: Dataset = self.indices.to_xarray()
        names = list(self.outcomes)
        found = found.sel(outcome=names, parameter=list(self.ranked(names[0]).index)).assign(
            happened=(("outcome", "point"), np.array([self.outcomes[name] for name in names])),
            luck=("outcome", [self.luck[name] for name in names]),
        )
        for name, about in ABOUT.items():
            found[name].attrs["long_name"] = about
        return found

    def ranked(self, outcome: str) -> DataFrame:
        """The main measure of an outcome: one row a parameter, the most important first.

        Raises:
            InputError: there is no such outcome.
        """
        if outcome not in self.outcomes:
            raise InputError(unknown(outcome, "outcome", self.outcomes))
        found: DataFrame = self.indices.loc[outcome].loc[self.main]
        return found.sort_values("value", ascending=False, kind="stable")

    def _repr_html_(self) -> str:
        tables = [
            f"<p>{escape(outcome)}</p>{self.ranked(outcome).to_html(float_format='{:.3g}'.format)}"
            for outcome in self.outcomes
        ]
        return f"<p>{escape(self.title)}: {escape(self.method)}</p>{''.join(tables)}"

    def __repr__(self) -> str:
        firsts = {outcome: ", ".join(self.ranked(outcome).index[:3]) for outcome in self.outcomes}
        told = "; ".join(f"{outcome} depends most on {names}" for outcome, names in firsts.items())
        return f"<Influences of {self.case}, {self.method}: {told}>"


@dataclass(frozen=True)
class Design:
    """What is simulated: points in the space of the parameters in doubt, the same luck at each.

    Attributes:
        scenario, method, outcomes: what is asked.
        parameters: paths of those in doubt; blocks: of points; replicates: countries at each point.
        seed: of the luck of replicate 0, and of the design.
    """

    scenario: Scenario
    method: Method
    outcomes: tuple[str, ...]
    parameters: tuple[str, ...]
    blocks: int
    replicates: int
    seed: int

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        method: Method,
        outcomes: Sequence[str],
        simulations: int,
        replicates: int,
        seed: int,
    ) -> Design:
        """The largest design of at most so many countries.

        Raises:
            InputError: something given does not exist or is out of range, or there are too few countries.
        """
        check_outcomes(scenario, outcomes)
        if not 1 <= replicates <= MOST_COUNTRIES:
            raise InputError(f"{replicates} replicates cannot be simulated; give 1 to {MOST_COUNTRIES}")
        if simulations > MOST_COUNTRIES:
            raise InputError(f"{simulations} simulations are too many; give at most {MOST_COUNTRIES}")
        check_seed(seed, replicates)
        parameters = tuple(parameters_in_doubt(scenario))
        if not parameters:
            raise InputError(
                f"{scenario.case.name} has no parameter in doubt that is in use; give one a prior"
            )
        each = method.size(len(parameters)) * replicates
        if simulations < method.least * each:
            raise InputError(
                f"{simulations} simulations are too few: {method.title} of {len(parameters)} parameters need"
                f" {method.least * each} at least, with {replicates} at each point"
            )
        blocks = method.whole(simulations // each)
        return cls(scenario, method, tuple(outcomes), parameters, blocks, replicates, seed)

    @property
    def points(self) -> int:
        """How many points there are."""
        return self.blocks * self.method.size(len(self.parameters))

    @property
    def countries(self) -> int:
        """How many countries are simulated."""
        return self.points * self.replicates

    @property
    def made(self) -> Made:
        """What makes a folder of its results."""
        facts = [self.scenario.digest, self.method.name, self.replicates, self.seed]
        digest, size = digest_of(canonical_json([*facts, *self.outcomes])), f"{self.countries:,} simulations"
        settings = {"method": self.method.name, "replicates": self.replicates, "outcomes": self.outcomes}
        told = in_words(settings | {"seed": self.seed} | self.scenario.options)
        return Made("sensitivity", self.scenario.case.name, version(), digest, size, "indices", told)

    def simulate(
        self,
        *,
        home: Path | None = None,
        resume: bool = False,
        threads: int | None = None,
        executor: Executor | None = None,
        progress: Callable[[int], Any] | None = None,
    ) -> Influences:
        """Simulate the countries and compute the indices.

        Args:
            home: a folder where outcomes are kept as they come; resume: go on with those that are there.
            threads, executor: as of `ensemble`; progress: called with the number of points done.

        Raises:
            InputError: the folder cannot be used, the case is not valid at a point, or too many countries are
                refused.
        """
        check_threads(threads)
        unit = self.method.points(self.blocks, len(self.parameters), self._luck)
        low, high = self.method.between
        draws = draws_at(self.scenario, np.clip(low + (high - low) * unit, low, high))
        point = _Point(Compiler(self.scenario), self.outcomes, range(self.seed, self.seed + self.replicates))
        items = [*rows_of(draws).items()]
        how: dict[str, Any] = {"threads": threads, "executor": executor, "progress": progress}
        folder = home / PARTS if home is not None else None
        counts = side_by_side_kept(point, items, folder, self.made, resume=resume, **how)
        return self._analysed(unit, counts)

    def _analysed(self, unit: Floats, counts: list[list[list[int]] | None]) -> Influences:
        kept = self._whole_blocks(counts)
        there = [found for found, keep in zip(counts, kept, strict=True) if keep]
        made = np.array(there, np.float64)  # [points, replicates, outcomes]
        outcomes = dict(zip(self.outcomes, made.mean(axis=1).T, strict=True))
        found = {
            name: measured(self.method.indices, unit[kept], made, self._luck)
            for name, made in outcomes.items()
        }
        return Influences(
            case=self.scenario.case.name,
            title=self.scenario.case.title,
            explanation=None,
            method=self.method.title,
            main=self.method.main,
            outcomes=outcomes,
            indices=framed(found, self.parameters),
            countries=self.countries,
            replicates=self.replicates,
            left_out=int((~kept).sum()),
            luck=dict(zip(self.outcomes, _luck_of(made), strict=True)),
        )

    def _whole_blocks(self, counts: list[list[list[int]] | None]) -> NDArray[np.bool_]:
        """bool[points]: those of blocks of which no country was refused."""
        there = np.array([found is not None for found in counts])
        whole = there.reshape(self.blocks, -1).all(axis=1)
        if whole.sum() < self.method.least:
            raise InputError(
                f"of {self.blocks} {self.method.blocks} only {whole.sum()} are without a country that is"
                " refused, mostly because its hazards run away, and indices need at least"
                f" {self.method.least}; narrow the priors of kicks, hazard ratios or rates"
            )
        return np.repeat(whole, self.points // self.blocks)

    @property
    def _luck(self) -> int:
        """The seed of design and resampling."""
        return number_at(f"sensitivity of {self.scenario.case.name}, seed {self.seed}") % 2**31 + 1


@dataclass(frozen=True)
class _Point:
    """Simulates the countries of a point; gives the count of each outcome in each, or None if refused."""

    compiler: Compiler
    outcomes: tuple[str, ...]
    seeds: range

    def __call__(
        self, item: tuple[int, Mapping[str, Any]], progress: Callable[[int], Any] | None = None
    ) -> list[list[int]] | None:
        number, settings = item
        try:
            prepared = Prepared(self.compiler.at(settings))
            runs = [prepared.run(seed, progress).counts for seed in self.seeds]
        except RefusedError:
            return None
        except InputError as error:
            raise InputError(f"point {number}: {error}") from None
        return [[counts[name] for name in self.outcomes] for counts in runs]


def check_outcomes(scenario: Scenario, outcomes: Sequence[str]) -> None:
    """Refuse what is no event, or no event that can happen.

    Raises:
        InputError: which it is.
    """
    if not outcomes:
        raise InputError("there is no outcome to look at; name an event, such as depart")
    possible = wire(scenario.case, scenario.mechanisms).events
    for name in outcomes:
        check_event(scenario.case, name)
        if name not in possible:
            raise InputError(f"'{name}' never happens here, as the mechanism that has it is off")
    if len(set(outcomes)) < len(outcomes):
        raise InputError("an outcome is named twice; name each once")


def check_event(case: Case, name: str) -> None:
    """Refuse what is no event.

    Raises:
        InputError: which there are.
    """
    known = Names(case).events
    if name not in known:
        raise InputError(unknown(name, f"event of {case.name}", known))


def measured(
    indices: Callable[[Floats, Floats, int], dict[str, Index]], points: Floats, outcome: Floats, seed: int
) -> dict[str, Index]:
    """Measures of sensitivity; all are 0 where the outcome is always the same."""
    differs = bool(np.ptp(outcome) > 0)
    spread = outcome if differs else np.arange(len(outcome), dtype=np.float64)
    found = indices(points, spread, seed)
    if differs:
        return found
    return {name: Index(*(np.zeros(points.shape[1]) for _ in Index._fields)) for name in found}


def framed(found: Mapping[str, Mapping[str, Index]], parameters: Sequence[str]) -> DataFrame:
    """The indices of all outcomes as one table, as `Influences` has it."""
    from pandas import DataFrame, concat

    tables = {
        (outcome, measure): DataFrame(index._asdict(), index=list(parameters))
        for outcome, measures in found.items()
        for measure, index in measures.items()
    }
    return concat(tables, names=["outcome", "measure", "parameter"])


def _luck_of(made: Floats) -> list[float]:
    """The share of the variance of each outcome that is luck; `made` is float64[points, replicates, O]."""
    if made.shape[1] == 1:
        return [float("nan")] * made.shape[2]
    luck = made.var(axis=1, ddof=1).mean(axis=0) / made.shape[1]
    whole = made.mean(axis=1).var(axis=0)
    shares = np.divide(luck, whole, out=np.full(len(luck), np.nan), where=whole > 0)
    return np.minimum(shares, 1.0).tolist()
