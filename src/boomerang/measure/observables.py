"""What could be collected: the observables of a case as functions of a run, one number each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from boomerang.arrays import Floats
from boomerang.case import Case, Names, read_places
from boomerang.case.parts.population import DrawnPopulation
from boomerang.case.parts.record import Observable, Quantity, Tally
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.case.parts.statistics.statistic import Statistic
from boomerang.errors import InputError
from boomerang.measure.counts import day_of, ends_of_months
from boomerang.measure.happened import Together, together
from boomerang.measure.moments import Moments, moments_of
from boomerang.study.run import Run


@dataclass(frozen=True)
class Collected:
    """An observable as a function of a run.

    Attributes:
        statistic: what is done with the counts.
        these: what is counted; all: the same among all people; those: what it is compared with, if there is
            something.
        since, by: days since the run began: events between them count, and people in a state at the second.
        column: the column of the places that it is compared with, by place.
        moments: where a change is sought.
    """

    statistic: Statistic
    these: Together
    all: Together
    those: Together | None
    since: float
    by: float
    column: dict[str, float] | None
    moments: Moments

    def __call__(self, run: Run) -> float:
        """The number in a run; `NOTHING` where there is nothing to measure."""
        return float(self.statistic.of(_Counts(self, run)))

    def figure(self, run: Run) -> float:
        """What would be announced of it, were it known without error."""
        return self.statistic.scale.figure(self(run))


@dataclass(frozen=True)
class _OneCount:
    """What one count is in one run; see `case.parts.statistics.counts.OneCount`."""

    of: Together
    run: Run
    since: float
    by: float

    def number(self) -> float:
        return self.of.number(self.run, self.since, self.by)

    def between(self, first: date, last: date) -> float:
        return self.of.number(self.run, day_of(self.run.case, first), day_of(self.run.case, last) + 1)

    def during(self, starts: Floats, ends: Floats) -> Floats:
        until = self.of.until(self.run, np.concatenate([starts, ends]))
        return until[len(starts) :] - until[: len(starts)]

    def by_month(self) -> Floats:
        months = ends_of_months(self.run.case, self.run.scenario.last_day)
        starts = months - np.datetime64(self.run.case.period.start)
        edges = np.clip(np.append(0.0, starts.astype(np.float64) + 1), self.since, self.by)
        return np.diff(self.of.until(self.run, np.unique(edges)))

    def by_place(self) -> Floats:
        return self.of.by_place(self.run, self.since, self.by)

    def by_province(self) -> Floats:
        provinces = self.run.province_of_place[self.of.where(self.run)]
        number = np.unique(provinces, return_inverse=True)[1]
        return np.bincount(number, weights=self.by_place()).astype(np.float64)


@dataclass(frozen=True)
class _Counts:
    """What an observable counts in one run; see `case.parts.statistics.counts.Counts`."""

    observable: Collected
    run: Run

    @property
    def these(self) -> _OneCount:
        return self._count(self.observable.these)

    @property
    def all(self) -> _OneCount:
        return self._count(self.observable.all)

    @property
    def those(self) -> _OneCount:
        assert self.observable.those is not None
        return self._count(self.observable.those)

    def by_place_per_inhabitant(self) -> tuple[Floats, Floats]:
        where = self.observable.these.where(self.run)
        people = _inhabitants(self.run, where)
        rate, column = self.these.by_place() / people, self.observable.column
        if column is None:
            return rate, self.those.by_place() / people
        names = self.run.places[where].tolist()
        return rate, np.array([column[name] for name in names])

    def moments(self, span: float) -> tuple[Floats, Floats]:
        return self.observable.moments.of(self.run, self.observable.since, self.observable.by, span)

    def _count(self, of: Together) -> _OneCount:
        return _OneCount(of, self.run, self.observable.since, self.observable.by)


def _inhabitants(run: Run, where: np.ndarray) -> Floats:
    """float64[P]: people of each place at the start, at least one."""
    return np.maximum(run.inhabitants[where], 1).astype(np.float64)


def observables(case: Case) -> dict[str, Collected]:
    """What a run can give of the observables of a case, by name. Each can be sent to another process."""
    found: dict[str, Collected] = {}
    for observable in case.observable:
        if isinstance(collected := _collected(case, observable), Collected):
            found[name_of(observable)] = collected
    return found


def needed_tallies(case: Case, quantities: Iterable[Collected]) -> dict[str, Tally]:
    """The tallies that these quantities are taken from and that the case lacks: by month and trait."""
    counts = [of for each in quantities for of in (each.these, each.those) if of is not None]
    return {
        one.part.tally: Tally(count=(one.count,), every="month", by=(str(one.part.subject),))
        for of in counts
        for one in of.parts
        if one.kept == "tally" and one.part.tally not in case.tallies
    }


def not_computed(case: Case) -> list[str]:
    """The observables that no run gives, each with the reason."""
    told = []
    for observable in case.observable:
        if isinstance(reason := _collected(case, observable), str):
            told.append(f"{name_of(observable)}: {reason}")
    return told


def name_of(observable: Quantity) -> str:
    """Such as 'depart within abroad away from 2013-01-01 to 2015-05-28: share of the top 3 places'."""
    last = observable.last
    within = f" within {' and '.join(observable.within)}" if observable.within else ""
    since = f" from {observable.start}" if observable.start else ""
    until = f" {'to' if observable.start else 'by'} {last}" if last else ""
    what = "" if observable.statistic == HOW_MANY else f": {observable.statistic}"
    after = f" after {' and '.join(observable.after)}" if observable.after else ""
    return f"{observable.counted}{within}{since}{until}{what}{after}"


def _collected(case: Case, observable: Observable) -> Collected | str:
    """The function of an observable, or why there is none."""
    if observable.unused is not None:
        return observable.unused
    try:
        return collected(case, observable)
    except InputError as error:
        return str(error)


def collected(case: Case, quantity: Quantity) -> Collected:
    """A quantity as a function of a run.

    Raises:
        InputError: no run tells it.
    """
    statistic = quantity.statistic
    since = day_of(case, quantity.start or case.period.start)
    by = day_of(case, quantity.last or case.period.end) + 1
    whole = since == 0 and by == day_of(case, case.period.end) + 1
    timed, other = statistic.timed or not whole, statistic.compared_with

    def told(counts: tuple[str, ...], within: tuple[str, ...]) -> Together:
        return together(case, counts, within, timed=timed, placed=statistic.placed)

    these, everybody = told(quantity.count, quantity.within), told(quantity.count, ())
    column = _column(case, statistic)
    those = told((other,), quantity.within) if other and column is None else None
    moments = moments_of(case, quantity.after)
    return Collected(statistic, these, everybody, those, since, by, column, moments)


def _column(case: Case, statistic: Statistic) -> dict[str, float] | None:
    """The column of the places that the statistic names, by place."""
    if not statistic.takes_columns or not isinstance(case.population, DrawnPopulation):
        return None
    places, name = read_places(case), statistic.compared_with
    if name not in places.numbers() or name in Names(case).events:
        return None
    return dict(zip(places.names, places.numbers()[name].tolist(), strict=True))
