"""What could be collected: those observables of a case that a run can give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from boomerang.case import Case, Names
from boomerang.case.record import Observable
from boomerang.errors import InputError
from boomerang.inference.counts import (
    Part,
    Series,
    day_of,
    events_over_time,
    is_state,
    part_of,
    people_on,
)
from boomerang.inference.register import share_announced
from boomerang.study.run import Run

NUMBER, SHARE = "number", "share of all"


@dataclass(frozen=True)
class Quantity:
    """What is computed of a run: a count of events or people, or a part's share of all events of a kind.

    `since` and `by` are days since the run began: events between them count, and people in a state at the
    second. Where `whole` is set, the number is divided by that of this part.
    """

    count: str
    state: bool
    part: Part
    since: float
    by: float
    whole: Part | None = None

    def __call__(self, run: Run) -> float:
        """The number in a run. The share of no events at all is 0."""
        if self.state:
            return people_on(run, self.count, self.by, self.part)
        number = self._between(events_over_time(run, self.count, self.part))
        if self.whole is None:
            return number
        everybody = self._between(events_over_time(run, self.count, self.whole))
        return number / everybody if everybody else 0.0

    def _between(self, series: Series) -> float:
        until, before = (share_announced(series.first, series.last, day, 0) for day in (self.by, self.since))
        return float(np.sum(series.count * (until - before)))


def observables(case: Case) -> dict[str, Callable[[Run], float]]:
    """What a run can give of the observables of a case, by name.

    These are numbers of events in a window, and of people in a state on its last day: of all the people, of
    places, of provinces, or of categories of a trait that a tally counts apart; of the last also their share
    of all events. Each function can be sent to another process.
    """
    found: dict[str, Callable[[Run], float]] = {}
    for observable in case.observable:
        if not isinstance(quantities := _quantities(case, observable), str):
            found.update(quantities)
    return found


def not_computable(case: Case) -> list[str]:
    """The observables that no run can give yet, each with the reason."""
    told = []
    for observable in case.observable:
        if isinstance(reason := _quantities(case, observable), str):
            told.append(f"{_name(observable)}: {reason}")
    return told


def _quantities(case: Case, observable: Observable) -> dict[str, Quantity] | str:
    """The quantities of an observable by name, or why there are none."""
    statistic = observable.statistic or NUMBER
    if statistic != NUMBER and not (statistic.startswith(SHARE) and observable.within):
        return f"'{statistic}' is not computable yet"
    try:
        part = part_of(case, observable.count, observable.within)
    except InputError as error:
        return f"not computable yet: {error}"
    return _named(case, observable, part)


def _named(case: Case, observable: Observable, part: Part) -> dict[str, Quantity]:
    since = day_of(case, observable.start or case.period.start)
    by = day_of(case, observable.end or observable.by or case.period.end) + 1
    number = Quantity(observable.count, is_state(case, observable.count), part, since, by)
    name = _name(observable)
    if not part.tally:
        return {name: number}
    categories = Names(case).traits[str(part.subject)].categories()
    return {name: number, f"{name}, share": replace(number, whole=replace(part, names=categories))}


def _name(observable: Observable) -> str:
    """Such as 'depart within abroad away from 2013-01-01 to 2015-05-28'."""
    last = observable.end or observable.by
    within = f" within {observable.within}" if observable.within else ""
    since = f" from {observable.start}" if observable.start else ""
    until = f" {'to' if observable.start else 'by'} {last}" if last else ""
    return f"{observable.count}{within}{since}{until}"
