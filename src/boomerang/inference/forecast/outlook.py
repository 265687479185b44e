"""Predictions from a cut, set beside what became known later; once, or at several cuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from boomerang.errors import InputError
from boomerang.inference.explain import Data, compare
from boomerang.inference.forecast.baselines import Known
from boomerang.inference.forecast.later import simulated
from boomerang.inference.forecast.predict import predict_figures
from boomerang.inference.forecast.score import Later, Outlook, backtest
from boomerang.inference.learn.choice import learn
from boomerang.inference.learn.posterior import Estimate, posteriors, scales_of
from boomerang.inference.learn.weighted import Floats
from boomerang.inference.table.table import Table
from boomerang.measure.figures import Figure

if TYPE_CHECKING:
    from pandas import DataFrame

LEAST_KNOWN = 3  # observations by a cut
MOST_CUTS = 6
SAME_LENGTH = 3  # days by which the windows of one series may differ: months and years do
DAYS_OF_YEAR = 365.25


def outlook(
    data: Data, estimates: list[Estimate], probabilities: ArrayLike, later: Sequence[Figure]
) -> Outlook:
    """What was predicted of later figures from what was known.

    Args:
        data: what was known at the cut; estimates, probabilities: as in `predict_figures`.
        later: what became known after it.
    """
    rounding = [figure.rounding or 0 for figure in later]
    prediction = predict_figures(simulated(data.table, later), estimates, probabilities, rounding)
    return Outlook(
        prediction.samples,
        [Later(figure.target, figure.rounding, series_before(figure, data.figures)) for figure in later],
    )


def series_before(later: Figure, known: Sequence[Figure]) -> Known:
    """The figures that a later one goes on from, among those known; for the baselines.

    They are of the same agency, count, kind and part of the people, and count up to no later day. Events are
    counted from the same day on, which makes a cumulative series; where there are no such figures, in windows
    as long as that of the later one. Of several figures up to one day the one known last counts.
    """
    alike = [figure for figure in known if _name(figure) == _name(later) and figure.by <= later.by]
    since = [figure for figure in alike if figure.since == later.since]
    windows = [figure for figure in alike if abs(_days(figure) - _days(later)) <= SAME_LENGTH]
    series = alike if later.state else since or windows
    by_day = {figure.by: figure for figure in sorted(series, key=lambda figure: figure.known)}
    days = sorted(by_day)
    return Known(
        years=np.array([_years(day) for day in days], np.float64),
        values=np.array([by_day[day].target.observed for day in days], np.float64),
        at=_years(later.by),
        cumulative=bool(since) and not later.state,
    )


def _name(figure: Figure) -> tuple[str | None, ...]:
    return figure.said_by, figure.count, figure.kind, figure.within


def _days(figure: Figure) -> int:
    return (figure.by - figure.since).days


def _years(day: date) -> float:
    return day.toordinal() / DAYS_OF_YEAR


def cuts_of(figures: Sequence[Figure]) -> list[date]:
    """The cuts of a backtest: days on which something became known, at most 6, evenly chosen.

    At least three observations are known by each, and at least one becomes known later.

    Raises:
        InputError: there is no such day.
    """
    days = sorted({figure.known for figure in figures})
    enough = [day for day in days[:-1] if sum(figure.known <= day for figure in figures) >= LEAST_KNOWN]
    if not enough:
        raise InputError(
            f"a backtest needs {LEAST_KNOWN} observations known by some date and one known later; "
            f"there are {len(figures)}, known on {len(days)} {'date' if len(days) == 1 else 'dates'}"
        )
    chosen = np.linspace(0, len(enough) - 1, min(MOST_CUTS, len(enough))).round().astype(int)
    return [enough[i] for i in chosen]


@dataclass(frozen=True)
class Backtest:
    """Answers at several cuts.

    `cuts` has the dates, `known` how many observations each answer used, `probability` float64[cuts, k] what
    it said of the explanations `names`, `scores` the rows of `score.backtest`.
    """

    names: list[str]
    cuts: list[date]
    known: list[int]
    probability: Floats
    scores: DataFrame


def look_back(
    table: Table,
    figures: Sequence[Figure],
    *,
    prior: Mapping[str, float] | None = None,
    threads: int | None = None,
) -> Backtest:
    """Answer at every cut from what was known by then, and score by what became known later.

    Args:
        figures: observations of the case of the table; those known last are only predicted.
        prior, threads: as of `compare` and `analyse`.
    """
    cuts, known, probability = cuts_of(figures), [], []

    def look(cut: date) -> Outlook:
        data = compare(table, by=cut, prior=prior)
        X, x0, labels, seed = data.X, data.x0, table.labels, table.about.seed
        likely = learn(X, labels, data.prior, seed=seed, threads=threads).at(x0).probability
        estimates = posteriors(X, x0, labels, table.names, table.parameters, scales_of(table.case))
        known.append(len(data.figures))
        probability.append(likely)
        return outlook(data, estimates, likely, [figure for figure in figures if figure.known > cut])

    scores = backtest(cuts, look)
    return Backtest(table.names, cuts, known, np.array(probability), scores)
