"""From a case to an explanation in one call."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from boomerang.case import Case
from boomerang.case.check.explained import check_explained
from boomerang.case.parts.fields import as_date
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.case.text.texts import so_many
from boomerang.errors import InputError
from boomerang.folders import claimed
from boomerang.inference.backtest import cuts_of, look_back
from boomerang.inference.compare import compare, weights_of
from boomerang.inference.explain import analyse, score_later
from boomerang.inference.forecast.later import later_figures
from boomerang.inference.learn.choice import FEWEST
from boomerang.inference.mechanisms import which_mechanisms
from boomerang.inference.table.subsets import SUBSETS, shared_mechanisms
from boomerang.inference.table.table import Table, build
from boomerang.inference.where import where_it_happens
from boomerang.measure.figures import Figure, figures_by
from boomerang.report.explanation import SUBSETS_TABLE, TABLES, WHOLE, Explanation, made_of
from boomerang.report.sections.findings import TABLE


def explain(
    scenario: str | Path | Case | Scenario,
    simulations: int = 200,
    *,
    known_by: date | str | None = None,
    prior: Mapping[str, float] | None = None,
    seed: int = 1,
    threads: int | None = None,
    mechanisms: bool = False,
    backtest: bool = False,
    score: str | Path | None = None,
    folder: str | Path | None = None,
    resume: bool = False,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
    analysis: Callable[[int, int], Any] | None = None,
) -> Explanation:
    """Say which explanation fits what was known, how sure that is, and what to observe next.

    The table of countries is kept in `folder`, where all is written, or in explained/CASE, and nothing else.

    Args:
        scenario: as of `simulate`. A mechanism that is off in it is off under every explanation.
        simulations: countries of each explanation, at least 20.
        known_by: use only what was known by this date, None for everything; prior: weights, else 1.
        seed, threads, executor: as of `ensemble`; no result depends on the last two.
        mechanisms: say how likely each mechanism is at work, from as many countries again.
        backtest: answer at earlier dates too, and score what each predicted.
        score: YAML with later observations, as in a case, to score the predictions by.
        folder: where everything goes; resume: go on with the table there, or make it longer.
        progress: called with the number of countries simulated so far; analysis: as `progress` of `analyse`.

    Raises:
        InputError: something given is not valid, cannot be compared, or the folder cannot be written.
    """
    given, by = as_scenario(scenario), _day(known_by)
    later = _later(given.case, simulations, by, prior or {}, score)
    _check(given.case, by, backtest, mechanisms)
    home = Path(default_folder(given.case) if folder is None else folder)
    make = partial(build, given, seed=seed, threads=threads, executor=executor, resume=resume)
    with claimed(home, made_of(given, seed), WHOLE, TABLES) as held:
        table, subsets, seconds = _simulated(make, simulations, home, mechanisms, progress)
        answer = analyse(compare(table, by=by, prior=prior), threads=threads, progress=analysis)
        found = Explanation(answer, by, seconds, where=where_it_happens(answer, threads=threads))
        found.scores = score_later(answer, later) if later else None
        found.backtest = look_back(table, found.known, prior=prior, threads=threads) if backtest else None
        found.inclusion = which_mechanisms(subsets, by=by, threads=threads) if subsets else None
        if folder is not None:
            found.fill(held)
        return found


def default_folder(case: Case) -> Path:
    """Where the table of a case is kept if nobody says where."""
    return Path("explained") / case.name


def _day(given: date | str | None) -> date | None:
    if given is None:
        return None
    try:
        return as_date(given)
    except ValueError as error:
        raise InputError(f"known_by: {error}") from None


def _later(
    case: Case, simulations: int, by: date | None, prior: Mapping[str, float], score: str | Path | None
) -> list[Figure]:
    """Refuse what cannot be compared before any time is spent. Returns the figures to be scored."""
    check_explained(case)
    weights_of(list(case.explanations), prior)
    if simulations < FEWEST:
        raise InputError(
            f"{so_many(simulations, 'simulation is', 'simulations are')} too few: the comparison needs at"
            f" least {FEWEST} of each"
            " explanation"
        )
    return later_figures(case, by, Path(score) if score is not None else None)


def _check(case: Case, by: date | None, backtest: bool, mechanisms: bool) -> None:
    """Refuse a case that has nothing known, nothing to look back on, or no mechanism to look for."""
    known = figures_by(case, by)
    if backtest:
        cuts_of(known)
    if mechanisms:
        shared_mechanisms(case)


def _simulated(
    make: Callable[..., Table],
    simulations: int,
    home: Path,
    mechanisms: bool,
    progress: Callable[[int], Any] | None,
) -> tuple[Table, Table | None, float]:
    """The table, as large a one of random subsets of the mechanisms if asked for, and how long they took."""
    start = time.perf_counter()
    table, subsets = make(simulations, folder=home / TABLE, progress=progress), None
    if mechanisms:
        count = len(table.labels)
        further = None if progress is None else lambda done: progress(count + done)
        subsets = make(count, folder=home / SUBSETS_TABLE, explanations=[SUBSETS], progress=further)
    return table, subsets, time.perf_counter() - start
