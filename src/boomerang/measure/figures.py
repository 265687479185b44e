"""What was announced: the observations of a case, compiled, and how simulated figures compare with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from boomerang.arrays import Floats
from boomerang.case import Case
from boomerang.case.parts.error import Error
from boomerang.case.parts.record import NOW, Observation
from boomerang.case.parts.recorded import Recorded, recorded
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.case.parts.statistics.scale import COUNT, FigureScale
from boomerang.case.parts.values import DAYS_PER, Duration, Expression
from boomerang.errors import InputError
from boomerang.measure.counts import is_state
from boomerang.measure.observables import Collected, collected, name_of

if TYPE_CHECKING:
    from pandas import DataFrame

NO_ERROR = Error((0.0,))


@dataclass(frozen=True)
class Target:
    """What was said, to compare with: a figure, a range, both, or a bound.

    Attributes:
        key: the figure's key.
        value: the figure; None where only a range or a bound is known.
        low, high: the ends of what it may be; None where it has no end there.
        at_least: `low` is a lower bound, and that is all that is known.
        scale: on which it is compared.
    """

    key: str
    value: float | None
    low: float | None
    high: float | None
    at_least: bool
    scale: FigureScale = COUNT

    @property
    def observed(self) -> float:
        """The single number that stands for it: the figure, the middle of the range, or the bound."""
        if self.value is not None:
            return self.value
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends) / len(ends)


@dataclass(frozen=True)
class Figure:
    """One observation that is used, compiled.

    Attributes:
        key: unique text, such as 'depart ever by 2015-05-15, the Interior Ministry'.
        count: what is counted, events or a state; kind: ever, now, killed ...; within: of whom.
        quantity: the same as a function of a run.
        since, by: the first and the last day of counting.
        rounding: it was rounded to multiples of this.
        delay: mean time from an event to its announcement; None for none.
        detected: share that is counted at all; None for all. drift: the change of its logarithm in a year.
        error: standard deviation of the logarithm of what is said; None where nobody has said how large.
        said_by: who announced it.
        known: when it became known.
        target: what was said.
        series: what all figures of the same file are together; None where it stands in the case itself.
    """

    key: str
    count: str
    kind: str
    within: str | None
    quantity: Collected
    since: date
    by: date
    rounding: float | None
    delay: Duration | None
    detected: Expression | None
    drift: Expression | None
    error: Error | None
    said_by: str
    known: date
    target: Target
    series: str | None = None

    @property
    def state(self) -> bool:
        """Whether people in a state are counted."""
        return self.quantity.these.state

    @property
    def plain(self) -> bool:
        """Whether it says how many, and nothing is done with the count."""
        return self.quantity.statistic == HOW_MANY

    @property
    def scale(self) -> FigureScale:
        """On which it is compared."""
        return self.quantity.statistic.scale

    @property
    def register(self) -> str:
        """The list of cases that an agency keeps; figures of one register count the same announcements."""
        share = (
            f"{self.detected} detected" if self.drift is None else f"{self.detected}, {self.drift} detected"
        )
        return f"{self.count} within {self.within}, after {self.delay}, {share}"

    @property
    def quantities(self) -> list[Duration | Expression]:
        """All of it that may name parameters."""
        given = (self.delay, self.detected, self.drift, self.error)
        return [quantity for quantity in given if quantity is not None]

    def mean_delay(self, values: dict[str, float]) -> float:
        """The mean delay in days, under these values of the parameters."""
        return self.delay.days(values) if self.delay is not None else 0.0

    def share_detected(self, values: dict[str, float], days: ArrayLike) -> Floats:
        """The shares that are counted at all of what happens so many days after the run began, 0 .. 1."""
        first = self.detected.value(values) if self.detected is not None else 1.0
        drift = self.drift.value(values) if self.drift is not None else 0.0
        return np.minimum(1.0, first * np.exp(drift * np.asarray(days, np.float64) / DAYS_PER["year"]))


def figures(case: Case) -> list[Figure]:
    """The observations that are used (all without `unused`), compiled, in the order of the case."""
    found: list[Figure] = []
    for each in recorded(case):
        found.append(_figure(case, each, [figure.key for figure in found]))
    return found


def _figure(case: Case, each: Recorded, taken: list[str]) -> Figure:
    observation = each.observation
    assert observation.last is not None
    key = _key(case, observation, taken)
    quantity = collected(case, observation)
    return Figure(
        key=key,
        count=observation.counted,
        kind=_kind(case, observation),
        within=" and ".join(observation.within) or None,
        quantity=quantity,
        since=observation.start or case.period.start,
        by=observation.last,
        rounding=observation.rounding,
        delay=observation.delay,
        detected=observation.detected,
        drift=observation.drift,
        error=_error(observation),
        said_by=observation.said_by,
        known=observation.known,
        target=_target(key, observation),
        series=each.series,
    )


def _kind(case: Case, observation: Observation) -> str:
    """The word for how it was counted; events are counted ever, people are now in a state."""
    return observation.kind or (NOW if is_state(case, observation.counted) else "ever")


def _error(observation: Observation) -> Error | None:
    """A range from low to high says how far the figure may be off; without one it is in doubt."""
    ranged = observation.low is not None and observation.high is not None
    return observation.error or (NO_ERROR if ranged else None)


def _key(case: Case, observation: Observation, taken: list[str]) -> str:
    """Text that tells the figure from all others of the case."""
    days = (
        f"from {observation.start} to {observation.last}" if observation.start else f"by {observation.last}"
    )
    place = f" within {' and '.join(observation.within)}" if observation.within else ""
    key = f"{observation.counted} {_kind(case, observation)} {days}{place}, {observation.said_by}"
    if observation.statistic != HOW_MANY:
        key = f"{name_of(observation)}, {observation.said_by}"
    numbered = f"{key} ("
    same = sum(other == key or other.startswith(numbered) for other in taken)
    return f"{key} ({same + 1})" if same else key


def _target(key: str, observation: Observation) -> Target:
    """What was said. The ends that a figure leaves out are the figure itself."""
    value, high, scale = observation.value, observation.high, observation.statistic.scale
    low = observation.low if observation.low is not None else observation.at_least
    if value is None:
        return Target(key, None, low, high, at_least=high is None, scale=scale)
    low, high = (value if low is None else low), (value if high is None else high)
    return Target(key, value, low, high, at_least=False, scale=scale)


def known_by(figures: Iterable[Figure], day: date) -> list[Figure]:
    """The figures that were known on a day."""
    return [figure for figure in figures if figure.known <= day]


def figures_by(case: Case, day: date | None) -> list[Figure]:
    """The observations of a case that were known on a day; None for all of them.

    Raises:
        InputError: nothing was known by then.
    """
    found = figures(case)
    known = found if day is None else known_by(found, day)
    if found and not known:
        first = min(figure.known for figure in found)
        raise InputError(f"nothing was known by {day}; the first observation became known on {first}")
    return known


def targets(figures: Iterable[Figure]) -> list[Target]:
    """What was said, figure by figure."""
    return [figure.target for figure in figures]


def snap(summaries: DataFrame, targets: Sequence[Target]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The simulated figures as they compare with what was said.

    A simulated figure within the range counts as the observed one; where only a lower bound is known, what
    lies above it counts as the bound. Then both are put on the scale of the figure: log(1 + count), the logit
    of a share, the logarithm of a ratio.

    Args:
        summaries: one row a simulated country, one column a key.

    Returns:
        float64[n, targets] and float64[targets], the simulated and the observed.
    """
    simulated = _compared(snapped(summaries, targets), targets)
    return simulated, _compared(np.array([[target.observed for target in targets]], np.float64), targets)[0]


def snapped(summaries: DataFrame, targets: Sequence[Target]) -> Floats:
    """float64[n, targets]: as of `snap`, each figure in its own unit."""
    missing = [target.key for target in targets if target.key not in summaries]
    if missing:
        raise InputError(f"the simulated countries have no figure '{missing[0]}'; build the table again")
    columns = [_snapped(summaries[target.key].to_numpy(np.float64), target) for target in targets]
    return np.stack(columns, axis=1) if columns else np.zeros((len(summaries), 0))


def _compared(figures: Floats, targets: Sequence[Target]) -> Floats:
    """float64[n, targets]: each column on the scale on which it is compared."""
    columns = [target.scale.compared(figures[:, j]) for j, target in enumerate(targets)]
    return np.stack(columns, axis=1) if columns else figures


def _snapped(values: Floats, target: Target) -> Floats:
    low = -np.inf if target.low is None else target.low
    high = np.inf if target.high is None else target.high
    return np.where((low <= values) & (values <= high), target.observed, values)
