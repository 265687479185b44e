"""Observations on which the answer hangs, and why: what each explanation makes of them, given all others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.compare import Data
from boomerang.inference.learn.honesty import Sensitivity
from boomerang.inference.learn.posterior import posteriors
from boomerang.inference.learn.weighted import Sample
from boomerang.inference.scales import scales_of
from boomerang.measure.figures import snapped, targets

MOVES = 0.15  # total variation distance from which an observation is decisive
ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Decisive:
    """An observation without which the probabilities of the k explanations would be others.

    Attributes:
        entry: the key of the figure, or the name of the file; shift: total variation distance.
        without, all: float64[k], the probabilities without it and with everything.
        key: of the figure, of a file the one on which explanations differ most; observed: what it says.
        made: float64[k, 3], what each explanation makes of it, fitted to all that is not of this entry: 5 %,
            median, 95 %.
    """

    entry: str
    shift: float
    without: Floats
    all: Floats
    key: str
    observed: float
    made: Floats

    @property
    def change(self) -> Floats:
        """float64[k]: what the observation adds to each probability."""
        return self.all - self.without


def decisive(data: Data, given: Sensitivity) -> tuple[Decisive, ...]:
    """The observations that move the probabilities by more than 15 %, and twice what luck does.

    None where there is only one, as nothing is left to judge by without it.
    """
    if data.only is not None:
        return ()
    entries = list(data.entries.items())
    most = np.argsort(-given.shift, kind="stable")
    told = [j for j in most if given.shift[j] > max(MOVES, 2 * given.noise)]
    return tuple(_decisive(data, given, int(j), *entries[j]) for j in told)


def _decisive(data: Data, given: Sensitivity, number: int, entry: str, columns: Ints) -> Decisive:
    samples = _fitted_to_the_rest(data, columns)
    middles = np.stack([sample.quantiles([0.5])[0] for sample in samples])
    own = data.X[:, columns].std(axis=0)
    apart = np.divide(np.ptp(middles, axis=0), own, out=np.zeros_like(own), where=own > 0)
    first = int(apart.argmax())
    figure = data.figures[columns[first]]
    made = np.stack([sample.column(first).quantiles(ENDS) for sample in samples])
    return Decisive(
        entry,
        float(given.shift[number]),
        given.dropped[number],
        given.full,
        figure.key,
        figure.target.observed,
        _in_its_unit(data, int(columns[first]), made),
    )


def _fitted_to_the_rest(data: Data, columns: Ints) -> list[Sample]:
    """Of each explanation these figures as they compare, float64[m, columns], given all other figures."""
    table, rest = data.table, np.delete(np.arange(data.X.shape[1]), columns)
    fitted = posteriors(
        data.X[:, rest], data.x0[rest], table.labels, table.names, table.parameters, scales_of(table.case)
    )
    near = [each.near for each in fitted]
    return [Sample(each.adjusted(data.X[np.ix_(each.rows, columns)]), each.weights) for each in near]


def _in_its_unit(data: Data, column: int, values: Floats) -> Floats:
    """Values of a figure as they compare, as it is announced; none beyond every simulated country."""
    own = targets(data.figures[column : column + 1])
    compared, where = np.unique(data.X[:, column], return_index=True)
    return np.interp(values, compared, snapped(data.table.summaries, own)[where, 0])
