"""What would have been announced in a simulated country.

A figure in the news is not a count: an agency keeps a register, a list of cases, to which an event comes late
or never, and rounds what it says. So the agencies behind the observations count a simulated country too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from boomerang.addresses import random_at
from boomerang.arrays import Floats, Ints
from boomerang.case import Case
from boomerang.case.parts.error import USUAL
from boomerang.case.parts.priors.prior import quantile
from boomerang.measure.counts import Series, day_of, share_announced
from boomerang.measure.figures import Figure
from boomerang.study.run import Run

MOST_TILT, TILTINGS = 30.0, 50  # of the logarithm of odds, and steps to halve it


def announced(run: Run, figures: Sequence[Figure], seed: int) -> dict[str, float]:
    """What would have been announced in this country: one number for each key.

    An event is detected or not, and announced after an exponential delay; a figure counts the events that
    were announced from its first to its last day. Figures of one register count the same announcements, so a
    later one is never below an earlier one, but for rounding and errors. People in a state are those of one
    mean delay before the day, each of them detected or not. What is said is wrong by a factor of its own.

    Args:
        seed: of the luck of being detected and announced; the same seed and figures give the same numbers.
    """
    registers: dict[str, list[Figure]] = {}
    counts: dict[str, float] = {}
    for figure in figures:
        if figure.plain and not figure.state:
            registers.setdefault(figure.register, []).append(figure)
        else:
            counts[figure.key] = _people(run, figure, seed) if figure.plain else figure.quantity.figure(run)
    for register, of_one in registers.items():
        counts.update(_count_register(run, of_one, luck_of(seed, register)))
    values = run.case.values_of()
    said = {figure.key: mistaken(counts[figure.key], figure, values, seed) for figure in figures}
    return {figure.key: _rounded(said[figure.key], figure.rounding) for figure in figures}


def luck_of(seed: int, purpose: str) -> np.random.Generator:
    """The luck of being detected and announced in one country."""
    return random_at(f"announcements, seed {seed}, {purpose}")


def mistaken(count: float, figure: Figure, values: dict[str, float], seed: int) -> float:
    """What is said of a count by somebody who is wrong by a factor, with the luck of this figure.

    The factor is lognormal with median 1; a share is wrong by one of its odds. Where nobody has said how
    wrong, it is as large as the agency's error in this country is, which is drawn from
    `case.parts.error.USUAL`.
    """
    if figure.error is None:
        size = _usual_error(figure.said_by, seed)
    else:
        size = figure.error.value(values)
    return figure.scale.off(count, size * float(luck_of(seed, f"error, {figure.key}").standard_normal()))


@lru_cache(256)
def _usual_error(agency: str, seed: int) -> float:
    """How far the figures of an agency are off in one country."""
    return float(quantile(USUAL, luck_of(seed, f"error of {agency}").random()))


def _rounded(count: float, rounding: float | None) -> float:
    """To the nearest multiple, halves up."""
    return float(np.floor(count / rounding + 0.5) * rounding) if rounding else float(count)


def _people(run: Run, figure: Figure, seed: int) -> int:
    """Those in a state who are known to the agency."""
    values = run.case.values_of()
    day = day_of(run.case, figure.by) + 1 - figure.mean_delay(values)
    people = round(figure.quantity.these.number(run, 0.0, day))
    return int(luck_of(seed, figure.key).binomial(people, figure.share_detected(values, day)))


def _count_register(run: Run, figures: list[Figure], luck: np.random.Generator) -> dict[str, int]:
    """Announce the events of one register, and let each figure count those between its days."""
    values, series = run.case.values_of(), figures[0].quantity.these.series(run)
    counts = announce(run.case, values, series, figures, luck)
    return dict(zip([figure.key for figure in figures], counts, strict=True))


def announce(
    case: Case,
    values: dict[str, float],
    series: Series,
    figures: Sequence[Figure],
    luck: np.random.Generator,
) -> list[int]:
    """Announce the events of one register: the number between the days of each figure, not rounded.

    Args:
        values: of the case's parameters, in base units; series: the events; figures: of one register.
    """
    delay, detected = figures[0].mean_delay(values), _shares(series, figures[0], values)
    windows = [(day_of(case, figure.since), day_of(case, figure.by) + 1) for figure in figures]
    days = sorted({day for window in windows for day in window})
    by_day = np.stack([share_announced(series.first, series.last, day, delay) for day in days], axis=1)
    further = np.column_stack([by_day[:, 0], by_day[:, 1:] - by_day[:, :-1]])
    between = detected * further.clip(min=0)
    never = (1 - between.sum(axis=1, keepdims=True)).clip(min=0)
    drawn = luck.multinomial(series.count, np.concatenate([between, never], axis=1))
    until = dict(zip(days, drawn[:, :-1].sum(axis=0).cumsum().tolist(), strict=True))
    return [until[last] - until[first] for first, last in windows]


def announce_on(
    case: Case,
    values: dict[str, float],
    series: Series,
    start: Figure,
    counted: int,
    later: Sequence[Figure],
    luck: np.random.Generator,
) -> list[int]:
    """Announce the events of a register that has already counted some: the number of each later figure.

    Args:
        values: of the case's parameters, in base units; series: the events, not below `counted` together.
        start: an earlier figure; counted: what it says in this country.
        later: figures that count from the same day as `start`, up to no earlier day.
    """
    delay, detected = start.mean_delay(values), _shares(series, start, values)
    days = sorted({day_of(case, figure.by) + 1 for figure in (start, *later)})
    by_day = [
        detected[:, 0] * share_announced(series.first, series.last, day, delay)
        for day in (day_of(case, start.since), *days)
    ]
    seen, further = by_day[1] - by_day[0], np.diff(np.stack(by_day[1:], axis=1), axis=1).clip(min=0)
    left = series.count - _counted(series.count, seen, counted, luck)
    rest = np.divide(further, 1 - seen[:, None], out=np.zeros_like(further), where=seen[:, None] < 1)
    never = (1 - rest.sum(axis=1, keepdims=True)).clip(min=0)
    drawn = luck.multinomial(left, np.concatenate([rest, never], axis=1))[:, :-1].sum(axis=0)
    until = dict(zip(days, (counted + np.cumsum([0, *drawn])).tolist(), strict=True))
    return [until[day_of(case, figure.by) + 1] for figure in later]


def _shares(series: Series, figure: Figure, values: dict[str, float]) -> Floats:
    """float64[n, 1]: the share of the events of each span that is detected."""
    return figure.share_detected(values, (series.first + series.last) / 2)[:, None]


def _counted(count: Ints, seen: Floats, total: int, luck: np.random.Generator) -> Ints:
    """How many events of each span were counted, given how many of all: int64[n].

    Given the total, odds are multiplied by what leads to it on average. With these, each span is drawn by
    itself; then the few that are missing are added, or taken away, where they vary most.
    """
    tilted = _tilted(count, seen.clip(0, 1), total)
    drawn = luck.binomial(count, tilted)
    while missing := total - int(drawn.sum()):
        weight = (count - drawn) * tilted if missing > 0 else drawn * (1 - tilted)  # both count p (1 - p)
        if not weight.any():
            break
        moved = luck.multinomial(abs(missing), weight / weight.sum())
        drawn = (drawn + np.sign(missing) * moved).clip(0, count)
    return drawn


def _tilted(count: Ints, seen: Floats, total: int) -> Floats:
    """float64[n]: the shares seen with odds multiplied by one factor, so that `total` are seen on average."""
    low, high, unseen = -MOST_TILT, MOST_TILT, 1 - seen
    for _ in range(TILTINGS):
        tilted = seen * np.exp((low + high) / 2)
        found = tilted / (unseen + tilted)
        low, high = ((low + high) / 2, high) if count @ found < total else (low, (low + high) / 2)
    return found
