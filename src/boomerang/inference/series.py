"""How the series of a file is fitted: its level, and its shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.compare import Data
from boomerang.inference.learn.outside import p_values
from boomerang.measure.figures import snapped, targets


@dataclass(frozen=True)
class SeriesFit:
    """Whether explanations can make a series at all.

    Attributes:
        name: of the series; columns: of its figures among all.
        level, shape: float64[k], the share of the countries of each explanation that are at least as strange
            as the observed one (see `inference.learn.outside`), by the mean of the series, and by what is
            left of each figure without it.
    """

    name: str
    columns: Ints
    level: Floats
    shape: Floats


def series_fits(data: Data) -> tuple[SeriesFit, ...]:
    """How each series of the data is fitted, in the order of the case."""
    series = {figure.series for figure in data.figures}
    return tuple(_fit(data, name, columns) for name, columns in data.entries.items() if name in series)


def _fit(data: Data, name: str, columns: Ints) -> SeriesFit:
    scale, said = data.figures[columns[0]].scale, targets(data.figures[j] for j in columns)
    simulated, observed = snapped(data.table.summaries, said), [target.observed for target in said]
    means = scale.compared(np.append(simulated.mean(axis=1), np.mean(observed)))[:, None]
    rows = np.vstack([data.X[:, columns], data.x0[columns]])
    apart = rows - rows.mean(axis=1, keepdims=True)
    labels = data.table.labels
    return SeriesFit(
        name, columns, p_values(means[:-1], means[-1], labels), p_values(apart[:-1], apart[-1], labels)
    )
