"""What could be collected: the observables of a case as functions of a run, one number each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from boomerang.case import Case, Names, read_places
from boomerang.case.parts.population import Country
from boomerang.case.parts.record import Observable
from boomerang.case.parts.statistic import Kind, Statistic
from boomerang.compile.tallies import PLACE, PROVINCE
from boomerang.errors import InputError
from boomerang.measure.counts import Floats, day_of, ends_of_months
from boomerang.measure.happened import Counted, counted
from boomerang.measure.measures import lead, log_ratio, rank_correlation, share, top_share
from boomerang.measure.moments import Moments, moments_of
from boomerang.study.run import Run


@dataclass(frozen=True)
class Quantity:
    """What is computed of a run.

    Attributes:
        statistic: what is done with the counts.
        these: what is counted; those: what it is compared with, if there is something.
        since, by: days since the run began: events between them count, and people in a state at the second.
        column: the column of the places that it is compared with, by place.
        moments: where a change is sought.
    """

    statistic: Statistic
    these: Counted
    since: float
    by: float
    those: Counted | None = None
    column: dict[str, float] | None = None
    moments: Moments | None = None

    def __call__(self, run: Run) -> float:
        """The number in a run; `measures.NOTHING` where there is nothing to measure."""
        return float(MEASURES[self.statistic.kind](self, run))

    def number(self, run: Run, of: Counted) -> float:
        """How many of this count."""
        return of.number(run, self.since, self.by)

    def other(self) -> Counted:
        """What it is compared with."""
        assert self.those is not None
        return self.those


def observables(case: Case) -> dict[str, Callable[[Run], float]]:
    """What a run can give of the observables of a case, by name. Each can be sent to another process."""
    found: dict[str, Callable[[Run], float]] = {}
    for observable in case.observable:
        if not isinstance(quantity := _quantity(case, observable), str):
            found[name_of(observable)] = quantity
    return found


def not_computed(case: Case) -> list[str]:
    """The observables that no run gives, each with the reason."""
    told = []
    for observable in case.observable:
        if isinstance(reason := _quantity(case, observable), str):
            told.append(f"{name_of(observable)}: {reason}")
    return told


def name_of(observable: Observable) -> str:
    """Such as 'depart within abroad away from 2013-01-01 to 2015-05-28: share of the top 3 places'."""
    last = observable.end or observable.by
    within = f" within {' and '.join(observable.within)}" if observable.within else ""
    since = f" from {observable.start}" if observable.start else ""
    until = f" {'to' if observable.start else 'by'} {last}" if last else ""
    what = "" if observable.statistic.kind == "number" else f": {observable.statistic}"
    after = f" after {' and '.join(observable.after)}" if observable.after else ""
    return f"{observable.count}{within}{since}{until}{what}{after}"


def _quantity(case: Case, observable: Observable) -> Quantity | str:
    """The quantity of an observable, or why there is none."""
    if observable.unused is not None:
        return observable.unused
    statistic = observable.statistic
    since = day_of(case, observable.start or case.period.start)
    by = day_of(case, observable.end or observable.by or case.period.end) + 1
    whole = since == 0 and by == day_of(case, case.period.end) + 1
    timed = not whole or statistic.among == "month" or statistic.kind in ("window", "lead", "change")
    placed = statistic.among in (PLACE, PROVINCE)

    def told(count: str, within: tuple[str, ...]) -> Counted:
        return counted(case, count, within, timed=timed, placed=placed)

    try:
        quantity = Quantity(statistic, told(observable.count, observable.within), since, by)
        if statistic.kind == "share":
            return replace(quantity, those=told(observable.count, ()))
        if statistic.kind == "change":
            return replace(quantity, moments=moments_of(case, observable.after))
        if column := _column(case, statistic):
            return replace(quantity, column=column)
        return (
            replace(quantity, those=told(statistic.other, observable.within)) if statistic.other else quantity
        )
    except InputError as error:
        return str(error)


def _column(case: Case, statistic: Statistic) -> dict[str, float] | None:
    """The column of the places that the statistic names, by place."""
    if statistic.among != PLACE or not isinstance(case.population, Country):
        return None
    places = read_places(case)
    if statistic.other not in places.numbers() or statistic.other in Names(case).events:
        return None
    return dict(zip(places.names, places.numbers()[statistic.other].tolist(), strict=True))


def _number(quantity: Quantity, run: Run) -> float:
    return quantity.number(run, quantity.these)


def _share(quantity: Quantity, run: Run) -> float:
    return share(quantity.number(run, quantity.these), quantity.number(run, quantity.other()))


def _window(quantity: Quantity, run: Run) -> float:
    """The share of a longer time."""
    start, end = quantity.statistic.start, quantity.statistic.end
    assert start is not None
    assert end is not None
    whole = quantity.these.number(run, day_of(run.case, start), day_of(run.case, end) + 1)
    return share(quantity.number(run, quantity.these), whole)


def _top(quantity: Quantity, run: Run) -> float:
    among, size = quantity.statistic.among, quantity.statistic.size
    if among == "month":
        return top_share(_by_month(quantity, quantity.these, run), size)
    counts = quantity.these.by_place(run, quantity.since, quantity.by)
    if among == PROVINCE:
        provinces = run.province_of_place[quantity.these.where(run)]
        by_province = np.bincount(np.unique(provinces, return_inverse=True)[1], weights=counts)
        return top_share(by_province.astype(np.float64), size)
    return top_share(counts, size)


def _ratio(quantity: Quantity, run: Run) -> float:
    return log_ratio(quantity.number(run, quantity.these), quantity.number(run, quantity.other()))


def _correlate(quantity: Quantity, run: Run) -> float:
    """By month of counts; by place of counts per inhabitant."""
    if quantity.statistic.among == "month":
        return rank_correlation(*_months(quantity, run))
    where = quantity.these.where(run)
    rate = quantity.these.by_place(run, quantity.since, quantity.by) / _inhabitants(run, where)
    if quantity.column is not None:
        names = run.places[where].tolist()
        return rank_correlation(rate, np.array([quantity.column[name] for name in names]))
    other = quantity.other().by_place(run, quantity.since, quantity.by) / _inhabitants(run, where)
    return rank_correlation(rate, other)


def _lead(quantity: Quantity, run: Run) -> float:
    """How much the other count comes before."""
    return lead(*_months(quantity, run), quantity.statistic.size)


def _change(quantity: Quantity, run: Run) -> float:
    """The log ratio of the weeks after all moments to those before them."""
    assert quantity.moments is not None
    span = 7.0 * quantity.statistic.size
    starts, ends = quantity.moments.of(run, quantity.since, quantity.by, span)
    until = quantity.these.cells(run).until
    after, before = until(ends + span) - until(ends), until(starts) - until(starts - span)
    return log_ratio(float(after.sum()), float(before.sum()))


def _months(quantity: Quantity, run: Run) -> tuple[Floats, Floats]:
    """Both counts by month."""
    return _by_month(quantity, quantity.these, run), _by_month(quantity, quantity.other(), run)


def _by_month(quantity: Quantity, of: Counted, run: Run) -> Floats:
    """float64[months]: events in every month of the days that are counted; the ends may be cut short."""
    starts = ends_of_months(run.case, run.scenario.last_day) - np.datetime64(run.case.period.start)
    edges = np.clip(np.append(0.0, starts.astype(np.float64) + 1), quantity.since, quantity.by)
    return np.diff(of.cells(run).until(np.unique(edges)))


def _inhabitants(run: Run, where: np.ndarray) -> Floats:
    """float64[P]: people of each place at the start, at least one."""
    return np.maximum(run.inhabitants[where], 1).astype(np.float64)


MEASURES: dict[Kind, Callable[[Quantity, Run], float]] = {
    "number": _number,
    "share": _share,
    "window": _window,
    "top": _top,
    "ratio": _ratio,
    "correlation": _correlate,
    "lead": _lead,
    "change": _change,
}
