"""In what fitted countries are compared with the observed one: every figure, and the shape of a series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.statistics.scale import COUNT, PLAIN, SHARE, FigureScale
from boomerang.inference.compare import Data
from boomerang.inference.curves import Curve, curves
from boomerang.inference.learn.fitted import GRAIN
from boomerang.measure.figures import snapped, targets

FEWEST = 4  # spans of time of a series that has a shape

Kind = Literal["figure", "level", "rise", "fall", "peak", "date of the peak", "last to first"]
Unit = Literal["count", "share", "number", "factor", "year"]


@dataclass(frozen=True)
class Check:
    """A quantity of every country.

    Attributes:
        kind: what it is; of: the key of the figure, or the name of the series.
        name: as the observed one is told: the fall of 1972-75.
        values: float64[n] of the simulated countries, on a scale on which they compare; observed.
        shown: float64[n], the same in the `unit` in which people read it; observed_shown.
    """

    kind: Kind
    of: str
    name: str
    values: Floats
    observed: float
    shown: Floats
    observed_shown: float
    unit: Unit


def checks(data: Data) -> list[Check]:
    """Every figure, and of every series the level and, if it has four spans of time, the shape."""
    shown = snapped(data.table.summaries, targets(data.figures))
    found = [
        Check(
            kind="figure",
            of=figure.key,
            name=f"“{figure.key}”",
            values=data.X[:, j],
            observed=float(data.x0[j]),
            shown=shown[:, j],
            observed_shown=figure.target.observed,
            unit=_unit(figure.scale),
        )
        for j, figure in enumerate(data.figures)
    ]
    given = curves(data)
    for curve in given:
        found += _of_series(curve, _whose(curve, given))
    return found


def _whose(curve: Curve, every: list[Curve]) -> str:
    """What a series is called, in as few words as tell it from the others; nothing if it is the only one."""
    if len(every) == 1:
        return ""
    alone = [other.count for other in every].count(curve.count) == 1
    return curve.count if alone else f"“{curve.name}”"


def _of_series(curve: Curve, whose: str) -> list[Check]:
    means, scale = np.append(curve.simulated.mean(axis=1), curve.observed.mean()), curve.scale
    name = f"the level of {whose or 'the series'}"
    level = _check("level", curve, name, scale.compared(means), means, _unit(scale))
    return [level, *_shape(curve, whose)] if len(curve.spans) >= FEWEST else [level]


def _shape(curve: Curve, whose: str) -> list[Check]:
    """Of the curves of all countries, float64[n + 1, T], the last of which is the observed one.

    Where that is level throughout it has no peak, and so no date of one.
    """
    y = curve.scale.compared(np.vstack([curve.simulated, curve.observed]))
    rise, fall = (y - np.minimum.accumulate(y, axis=1)), (np.maximum.accumulate(y, axis=1) - y)
    peak, last = _peaks(y), len(curve.spans) - 1
    years = np.interp(peak, np.arange(last + 1), _years(curve))
    summit, ends = curve.at(round(peak[-1])), curve.between(0, last)
    height, change = y.max(axis=1) - y.mean(axis=1), y[:, -1] - y[:, 0]
    last_to_first = _name("the change from first to last", whose, ends)
    when, level = _name("the date of the peak", whose, summit), np.ptp(y[-1]) == 0
    top = _absence("peak", whose) if level else _name("the height of the peak", whose, summit)
    dated = _check("date of the peak", curve, when, peak * GRAIN, years, "year")
    return [
        _moved("rise", curve, _change("rise", curve, whose, y[-1], rise[-1]), rise.max(axis=1)),
        _moved("fall", curve, _change("fall", curve, whose, -y[-1], fall[-1]), fall.max(axis=1)),
        _moved("peak", curve, top, height),
        *([] if level else [dated]),
        _moved("last to first", curve, last_to_first, change),
    ]


def _name(what: str, whose: str, when: str) -> str:
    return f"{what} of {whose}, {when}" if whose else f"{what} of {when}"


def _absence(what: str, whose: str) -> str:
    return f"the absence of any {what}" + (f" of {whose}" if whose else "")


def _change(kind: Kind, curve: Curve, whose: str, y: Floats, moved: Floats) -> str:
    """The largest rise of `y`, float64[T], by when it ends and, as late as can be, begins."""
    end = int(moved.argmax())
    if moved[end] <= 0:
        return _absence(kind, whose)
    start = end - int(y[end::-1].argmin())
    return _name(f"the {kind}", whose, curve.between(start, end))


def _peaks(y: Floats) -> Floats:
    """float64[n]: the number of the highest span, the middle one of several."""
    highest = y == y.max(axis=1, keepdims=True)
    return (highest * np.arange(y.shape[1])).sum(axis=1) / highest.sum(axis=1)


def _years(curve: Curve) -> Floats:
    """float64[T]: the middle of each span, or the last day if all begin together; 2012.5 is in mid-2012."""
    together = len({start for start, _ in curve.spans}) == 1
    middles = [end if together else start + (end - start) / 2 for start, end in curve.spans]
    return np.array([day.year + (day.timetuple().tm_yday - 0.5) / 366 for day in middles])


def _moved(kind: Kind, curve: Curve, name: str, by: Floats) -> Check:
    """A difference on the scale of the series: of logarithms it is a factor, of a share's one of the odds."""
    plain = curve.scale == PLAIN
    return _check(kind, curve, name, by, by if plain else np.exp(by), "number" if plain else "factor")


def _check(kind: Kind, curve: Curve, name: str, values: Floats, shown: Floats, unit: Unit) -> Check:
    """Of numbers of all countries, the last of which is the observed one."""
    return Check(kind, curve.name, name, values[:-1], float(values[-1]), shown[:-1], float(shown[-1]), unit)


def _unit(scale: FigureScale) -> Unit:
    return "count" if scale == COUNT else "share" if scale == SHARE else "number"
