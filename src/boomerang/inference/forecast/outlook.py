"""Predictions from a cut, set beside what became known later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from boomerang.case.parts.values import DAYS_PER
from boomerang.inference.forecast.baselines import Known
from boomerang.inference.forecast.later import simulated
from boomerang.inference.forecast.predict import predict_figures
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.learn.weighted import Sample
from boomerang.inference.table.table import Table
from boomerang.measure.figures import Figure, Target

SAME_LENGTH = 3  # days by which the windows of one series may differ: months and years do


@dataclass(frozen=True)
class Later:
    """A figure that became known after a cut: what was said, and the earlier figures that it goes on from."""

    target: Target
    rounding: float | None
    known: Known


@dataclass(frozen=True)
class Outlook:
    """What was predicted at a cut, and what became known later.

    `samples` has the predictive distributions float64[m, figures] of each explanation and of their average,
    with a column for each of `later`.
    """

    samples: Mapping[str, Sample]
    later: Sequence[Later]


def outlook(
    table: Table,
    known: Sequence[Figure],
    estimates: list[Estimate],
    probabilities: ArrayLike,
    later: Sequence[Figure],
) -> Outlook:
    """What was predicted of later figures from what was known.

    Args:
        known: what was known at the cut; estimates, probabilities: as in `predict_figures`.
        later: what became known after it.
    """
    rounding = [figure.rounding or 0 for figure in later]
    prediction = predict_figures(simulated(table, later), estimates, probabilities, rounding)
    return Outlook(
        prediction.samples,
        [Later(figure.target, figure.rounding, series_before(figure, known)) for figure in later],
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
    return day.toordinal() / DAYS_PER["year"]
