"""What a statistic may ask of the counts of a run; whoever keeps runs gives it (`measure/observables.py`)."""

from __future__ import annotations

import datetime
from typing import Protocol

from boomerang.arrays import Floats


class OneCount(Protocol):
    """An event, or people in a state, in one run, on the days that are counted."""

    def number(self) -> float:
        """Events on these days, or people in the state at the end of the last."""
        ...

    def between(self, first: datetime.date, last: datetime.date) -> float:
        """The same on other days, the first and the last included."""
        ...

    def during(self, starts: Floats, ends: Floats) -> Floats:
        """float64[n]: events between moments, float64[n] each, in days since the run began."""
        ...

    def by_month(self) -> Floats:
        """float64[months]: events in every month of the days that are counted; the ends may be cut short."""
        ...

    def by_place(self) -> Floats:
        """float64[P]: the number of each place of the part."""
        ...

    def by_province(self) -> Floats:
        """float64[R]: the number of each province of the part."""
        ...


class Counts(Protocol):
    """What an observable counts in one run."""

    @property
    def these(self) -> OneCount:
        """What is counted."""
        ...

    @property
    def all(self) -> OneCount:
        """The same among all people."""
        ...

    @property
    def those(self) -> OneCount:
        """The other count, among the same people."""
        ...

    def by_place_per_inhabitant(self) -> tuple[Floats, Floats]:
        """float64[P] twice: both numbers of each place over its people at the start.

        Where a column of the places stands for the other count, its values as they are.
        """
        ...

    def moments(self, span: float) -> tuple[Floats, Floats]:
        """float64[n] twice: when the moments of `after` start and end, in days since the run began.

        Those that begin on the days that are counted, with `span` days of the run before and after them.
        """
        ...
