"""How far to go along a line downhill (Moré and Thuente 1994), with the numbers of L-BFGS-B."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from typing import Any, NamedTuple

FALLS, LEVELS = 1e-3, 0.9  # shares of the slope: so much must be gained, and so much may be left
NARROW = 0.1  # between points no farther apart, in proportion, nothing is looked for
FARTHEST = 1e10
SHRINKS = 0.66  # to which an interval must come in two steps; else it is halved


class Place(NamedTuple):
    """How far along a line, and the height and the slope there."""

    at: float
    height: float
    slope: float


@dataclass
class LineSearch:
    """The search along one line, whose start and slope are known."""

    height: float
    slope: float
    best: Place = field(init=False)
    other: Place = field(init=False)
    bracketed: bool = False
    late: bool = False
    low: float = 0.0
    high: float = 0.0
    width: float = FARTHEST
    before: float = 2 * FARTHEST

    def __post_init__(self) -> None:
        self.best = self.other = Place(0.0, self.height, self.slope)

    def further(self, here: Place) -> float | None:
        """Where to look next, having looked `here`; None if that is far enough."""
        line = self.height + here.at * FALLS * self.slope
        if here.height <= line and here.slope >= 0:
            self.late = True
        self.high = self.high or 5 * here.at
        if enough(self.height, self.slope, *here) or self._is_stuck(here.at):
            return None
        above = not self.late and line < here.height <= self.best.height
        return self._narrowed(here, FALLS * self.slope if above else 0.0)

    def _narrowed(self, here: Place, by: float) -> float:
        """The next step, judged by heights above a line with the slope `by`."""
        best, other, now = (
            Place(p.at, p.height - p.at * by, p.slope - by) for p in (self.best, self.other, here)
        )
        at, best, other = self._stepped(best, other, now)
        self.best, self.other = (Place(p.at, p.height + p.at * by, p.slope + by) for p in (best, other))
        if self.bracketed:
            apart = abs(self.other.at - self.best.at)
            if apart >= SHRINKS * self.before:
                at = self.best.at + (self.other.at - self.best.at) / 2
            self.before, self.width = self.width, apart
            self.low, self.high = sorted((self.best.at, self.other.at))
        else:
            self.low, self.high = at + 1.1 * (at - self.best.at), at + 4 * (at - self.best.at)
        at = min(max(at, 0.0), FARTHEST)
        return self.best.at if self._is_stuck(at) else at

    def _is_stuck(self, at: float) -> bool:
        inside = self.low < at < self.high and self.high - self.low > NARROW * self.high
        return self.bracketed and not inside

    def _stepped(self, best: Place, other: Place, now: Place) -> tuple[float, Place, Place]:
        """A safeguarded step, and the ends of the interval in which a minimum lies, the better one first."""
        if now.height > best.height:
            self.bracketed = True
            return _after_a_rise(best, now), best, now
        if now.slope * best.slope < 0:
            self.bracketed = True
            at, secant = _cubic(now, best), _secant(now, best)
            return (at if abs(at - now.at) > abs(secant - now.at) else secant), now, best
        if abs(now.slope) < abs(best.slope):
            return self._flatter(best, other, now), now, other
        if self.bracketed:
            return _cubic(now, other), now, other
        return (self.high if now.at > best.at else self.low), now, other

    def _flatter(self, best: Place, other: Place, now: Place) -> float:
        """The next step where the slope is the same way and less: the cubic may have no minimum."""
        cubic, secant = _cubic(now, best), _secant(now, best)
        if (cubic - now.at) * (now.at - best.at) <= 0:
            cubic = self.high if now.at > best.at else self.low
        nearer = abs(cubic - now.at) < abs(secant - now.at)
        if not self.bracketed:
            return min(max(secant if nearer else cubic, self.low), self.high)
        at, limit = cubic if nearer else secant, now.at + SHRINKS * (other.at - now.at)
        return min(limit, at) if now.at > best.at else max(limit, at)


def enough(height: Any, slope: Any, at: Any, there: Any, left: Any) -> Any:
    """Whether steps lower heights and level slopes by enough (strong Wolfe conditions); any shapes."""
    return (there <= height + at * FALLS * slope) & (abs(left) <= -LEVELS * slope)


def _after_a_rise(best: Place, now: Place) -> float:
    cubic, rise = _cubic(best, now), (best.height - now.height) / (now.at - best.at)
    square = best.at + best.slope / (rise + best.slope) / 2 * (now.at - best.at)
    return cubic if abs(cubic - best.at) <= abs(square - best.at) else cubic + (square - cubic) / 2


def _secant(now: Place, other: Place) -> float:
    return now.at + now.slope / (now.slope - other.slope) * (other.at - now.at)


def _cubic(now: Place, other: Place) -> float:
    """The minimum of the cubic through both."""
    theta = 3 * (other.height - now.height) / (now.at - other.at) + other.slope + now.slope
    size = max(abs(theta), abs(other.slope), abs(now.slope))
    gamma = size * sqrt(max(0.0, (theta / size) ** 2 - (other.slope / size) * (now.slope / size)))
    gamma = -gamma if now.at > other.at else gamma
    below = gamma - now.slope + gamma + other.slope
    return now.at + (gamma - now.slope + theta) / below * (other.at - now.at) if below else now.at
