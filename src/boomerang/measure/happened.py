"""How often and where an event happened in one run, to people who are all that `within` says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Floats
from boomerang.case import Case, Names
from boomerang.case.parts.places import PLACE
from boomerang.case.parts.selectors import Selector
from boomerang.errors import InputError
from boomerang.measure.counts import (
    Series,
    Within,
    events_over_time,
    is_state,
    part_of,
    places_in,
    share_announced,
)
from boomerang.study.run import Run

Kept = Literal["places", "log", "tally", "period"]  # what a run keeps, from which the number is taken
_PLACES: tuple[Kept, Within] = ("places", Within())


@dataclass(frozen=True)
class SeriesByPlace:
    """Counts by time and place: those from `first` to `last`, float64[T] days since the run began.

    count: int64[T, P], or int64[T, 1] where places are not told apart.
    """

    first: Floats
    last: Floats
    count: NDArray[np.int64]

    def between(self, since: float, by: float) -> Floats:
        """float64[P]: how many between two moments; events are spread evenly over their span."""
        until, before = (share_announced(self.first, self.last, day, 0) for day in (by, since))
        return np.asarray((until - before) @ self.count, np.float64)

    def until(self, days: Floats) -> Floats:
        """float64[D]: how many before each of these moments, in all places."""
        so_far = np.concatenate([[0], np.cumsum(self.count.sum(axis=1))])
        return np.interp(days, np.append(self.first, self.last[-1]), so_far)


@dataclass(frozen=True)
class Counted:
    """An event, or people in a state, among people who are in all of these parts.

    Attributes:
        count: an event or a state; state: which of the two.
        places: parts by where people live; others: selections by trait and track, of events only.
        kept: what it is taken from: counts by step and place, the log, a tally, or counts of the period.
        part: where a tally is meant, the part as it counts it.
    """

    count: str
    state: bool
    places: tuple[Within, ...]
    others: tuple[Selector, ...]
    kept: Kept
    part: Within

    def number(self, run: Run, since: float, by: float) -> float:
        """Events between two moments, or people in the state at the second."""
        return float(self.by_place(run, since, by).sum())

    def by_place(self, run: Run, since: float, by: float) -> Floats:
        """float64[P]: the same for each place of the part."""
        if not self.state:
            return self.cells(run).between(since, by)
        people, edges = self._here(run, run.people_in(self.count)), run.clock.edges
        return np.array([np.interp(by, edges, column) for column in people.T])

    def where(self, run: Run) -> NDArray[np.bool_]:
        """bool[P]: the places of the part."""
        chosen = [places_in(run, part) for part in self.places]
        return np.logical_and.reduce([np.ones(len(run.places), bool), *chosen])

    def cells(self, run: Run) -> SeriesByPlace:
        """The events by time and place; none where the mechanism that has them is off."""
        if self.kept == "tally":
            series = events_over_time(run, self.count, self.part)
            return SeriesByPlace(series.first, series.last, series.count[:, None])
        if self.kept == "period":
            return _cells_of_period(run, self.count, self.others[0])
        edges = run.clock.edges
        count = run.events_of(self.count) if self.kept == "places" else _of_log(run, self.count, self.others)
        return SeriesByPlace(edges[:-1], edges[1:], self._here(run, count))

    def _here(self, run: Run, count: NDArray[np.int64]) -> NDArray[np.int64]:
        """int64[..., places of the part] of int64[..., P]."""
        return count[:, self.where(run)] if self.places else count


@dataclass(frozen=True)
class Together:
    """One count, or several events among the same people that are counted together."""

    parts: tuple[Counted, ...]

    @property
    def state(self) -> bool:
        """Whether people in a state are counted."""
        return self.parts[0].state

    def number(self, run: Run, since: float, by: float) -> float:
        """As of `Counted`."""
        return sum(part.number(run, since, by) for part in self.parts)

    def by_place(self, run: Run, since: float, by: float) -> Floats:
        """As of `Counted`."""
        return np.sum([part.by_place(run, since, by) for part in self.parts], axis=0)

    def where(self, run: Run) -> NDArray[np.bool_]:
        """As of `Counted`."""
        return self.parts[0].where(run)

    def until(self, run: Run, days: Floats) -> Floats:
        """float64[D]: how many before each of these moments, in all places."""
        return np.sum([part.cells(run).until(days) for part in self.parts], axis=0)

    def series(self, run: Run) -> Series:
        """All of them over time, one after the other."""
        cells = [part.cells(run) for part in self.parts]
        return Series(
            np.concatenate([one.first for one in cells]),
            np.concatenate([one.last for one in cells]),
            np.concatenate([one.count.sum(axis=1) for one in cells]),
        )


def together(
    case: Case, counts: Sequence[str], within: Sequence[str], *, timed: bool, placed: bool
) -> Together:
    """How a run of the case tells these counts; see `counted`."""
    return Together(tuple(counted(case, count, within, timed=timed, placed=placed) for count in counts))


def counted(case: Case, count: str, within: Sequence[str], *, timed: bool, placed: bool) -> Counted:
    """How a run of the case tells this count.

    Args:
        within: parts of the people, such as `place Isfara` or `rank colonel or general`; all hold.
        timed: whether the statistic asks when something happened; placed: whether it asks where.

    Raises:
        InputError: no run tells it.
    """
    chosen = [Selector.from_text(part) for part in within]
    names = Names(case)
    others = tuple(part for part in chosen if not names.is_of_places(part.subject))
    places = tuple(part_of(case, count, str(part)) for part in chosen if part not in others)
    state = is_state(case, count)
    kept, part = _kept(case, count, chosen, timed, placed) if others else _PLACES
    return Counted(count, state, places, others, kept, part)


def _kept(case: Case, count: str, chosen: list[Selector], timed: bool, placed: bool) -> tuple[Kept, Within]:
    """From what an event of some categories or states is taken: the log, else a tally, else the period."""
    subjects = " and ".join(dict.fromkeys(part.subject for part in chosen))
    if is_state(case, count):
        raise InputError(f"people in a state are counted by place and province, not by {subjects}")
    if count in case.log:
        return "log", Within()
    if placed or len(chosen) > 1 or chosen[0].subject not in Names(case).traits:
        apart = f"{subjects} and place" if placed and PLACE not in subjects else subjects
        raise InputError(f"no run tells '{count}' by {apart}; add '{count}' to log")
    part = part_of(case, count, str(chosen[0]))
    return ("tally", part) if timed or part.tally in case.tallies else ("period", Within())


def _of_log(run: Run, event: str, others: tuple[Selector, ...]) -> NDArray[np.int64]:
    """int64[steps, P]: how often it happened to people of these categories and states."""
    chosen = run.log["event"].is_any((event,))
    for part in others:
        chosen &= run.log_of(part.subject).is_any(part.values)
    since = run.log["time"].values[chosen] - np.datetime64(run.case.period.start, "us")
    days = since / np.timedelta64(1, "D")
    steps = np.clip(np.searchsorted(run.clock.edges, days, "right") - 1, 0, run.steps - 1)
    places = len(run.places)
    cells = steps * places + run.log["place"].values[chosen]
    return np.bincount(cells, minlength=run.steps * places).reshape(run.steps, places)


def _cells_of_period(run: Run, event: str, part: Selector) -> SeriesByPlace:
    """All events of some categories, as one span of time."""
    chosen = np.isin(run.categories_of(part.subject), part.values)
    total = run.events_by(event, part.subject)[chosen].sum(keepdims=True)
    return SeriesByPlace(np.zeros(1), run.clock.edges[-1:], total[:, None])
