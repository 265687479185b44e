"""A reference table set beside the observations that were known by a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.case.text.texts import unknown
from boomerang.errors import InputError
from boomerang.inference.learn.choice import Classifier, learn
from boomerang.inference.learn.posterior import Estimate, posteriors
from boomerang.inference.scales import scales_of
from boomerang.inference.table.table import Table
from boomerang.measure.figures import Figure, figures_by, snap, targets


@dataclass(frozen=True)
class Data:
    """A table as it compares with what was announced by a date.

    Attributes:
        table: the simulated countries.
        figures: the observations, in the order of the columns of X.
        X: float64[n, s], the simulated figures; x0: float64[s], the observed ones; both as they compare
            (see `snap`).
        prior: float64[k], of the explanations, sum 1.
        cut: the date; without one, the day on which the last figure became known.
    """

    table: Table
    figures: list[Figure]
    X: Floats
    x0: Floats
    prior: Floats
    cut: date

    @property
    def keys(self) -> list[str]:
        """What the columns of X are."""
        return [figure.key for figure in self.figures]

    @property
    def entries(self) -> dict[str, Ints]:
        """The columns of X that belong together: all figures of a file; every other figure is alone."""
        found: dict[str, list[int]] = {}
        for column, figure in enumerate(self.figures):
            found.setdefault(figure.series or figure.key, []).append(column)
        return {name: np.array(columns) for name, columns in found.items()}

    @property
    def only(self) -> str | None:
        """The figure or file that is all that was observed; None where there are several."""
        names = list(self.entries)
        return names[0] if len(names) == 1 else None

    @property
    def observed(self) -> list[float]:
        """What was said, one number a figure."""
        return [figure.target.observed for figure in self.figures]

    def classifier(self, threads: int | None = None) -> Classifier:
        """What tells the explanations apart by the figures; `threads` as of `learn`."""
        table = self.table
        return learn(self.X, table.labels, self.prior, seed=table.about.seed, threads=threads)

    def estimates(self) -> list[Estimate]:
        """The parameters of each explanation at the observed figures."""
        table = self.table
        scales = scales_of(table.case)
        return posteriors(self.X, self.x0, table.labels, table.names, table.parameters, scales)


def compare(table: Table, *, by: date | None = None, prior: Mapping[str, float] | None = None) -> Data:
    """Set the table beside the observations that were known by a date.

    Args:
        by: the date; None for all observations.
        prior: weights of explanations; those not named have the weight 1.

    Raises:
        InputError: nothing was known by then, or the prior names no explanation of the table.
    """
    known = figures_by(table.case, by)
    X, x0 = snap(table.summaries, targets(known))
    cut = by or max(figure.known for figure in known)
    return Data(table, known, X, x0, weights_of(table.names, prior or {}), cut)


def weights_of(names: list[str], prior: Mapping[str, float]) -> Floats:
    """float64[k]: the prior of the explanations, sum 1."""
    if not names:
        raise InputError("the case has no explanations; write at least one, so that it can be compared")
    for name, weight in prior.items():
        if name not in names:
            raise InputError(unknown(name, "explanation of the table", names))
        if not (np.isfinite(weight) and weight >= 0):
            raise InputError(f"the prior weight of {name} is {weight:g}; give a finite number of at least 0")
    weights = np.array([prior.get(name, 1.0) for name in names], np.float64)
    if not weights.any():
        raise InputError("the prior leaves no explanation; give at least one a weight above 0")
    weights /= weights.max()  # so that their sum is finite
    return weights / weights.sum()
