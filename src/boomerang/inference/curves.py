"""The series of files as curves over time: what was said, and what every simulated country shows."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.statistics.scale import COUNT, FigureScale
from boomerang.inference.compare import Data
from boomerang.measure.figures import Figure, snapped, targets

YEAR, MONTH = 300, 28  # days of a span that is called a year, or a month

Span = tuple[date, date]


@dataclass(frozen=True)
class Curve:
    """A series of T spans of time.

    What is counted apart by place is added up; of what is no count there is the mean over places.

    Attributes:
        name: of the series; count: what it counts.
        spans: first and last day, in the order of the last.
        scale: of its figures.
        simulated: float64[n, T], in every simulated country; observed: float64[T].
    """

    name: str
    count: str
    spans: tuple[Span, ...]
    scale: FigureScale
    simulated: Floats
    observed: Floats

    def at(self, t: int) -> str:
        """When span t is: a year, a month or, if spans are of another kind, its last day."""
        return self.spans[t][1].isoformat()[: self._letters]

    def between(self, start: int, end: int) -> str:
        """From one span to another: 1972-75, 2012-03 to 2012-07."""
        first, last = self.at(start), self.at(end)
        if len(first) > len("1972"):
            return f"{first} to {last}"
        return f"{first}-{last[2:] if first[:2] == last[:2] else last}"

    @property
    def _letters(self) -> int:
        """Of a day, 2012-03-31, that tell it."""
        ends = [end for _, end in self.spans]
        shortest = min((end - start).days + 1 for start, end in self.spans)
        if shortest >= YEAR and all((end.month, end.day) == (12, 31) for end in ends):
            return len("2012")
        monthly = shortest >= MONTH and all(end.day == monthrange(end.year, end.month)[1] for end in ends)
        return len("2012-03") if monthly else len("2012-03-31")


def curves(data: Data) -> list[Curve]:
    """The curve of every series, in the order of the case."""
    series = {figure.series for figure in data.figures}
    return [
        _curve(data, name, [data.figures[j] for j in columns])
        for name, columns in data.entries.items()
        if name in series
    ]


def _curve(data: Data, name: str, figures: list[Figure]) -> Curve:
    """Of the spans that no place lacks."""
    spans: dict[Span, list[int]] = {}
    for number, figure in enumerate(figures):
        spans.setdefault((figure.since, figure.by), []).append(number)
    most = max(map(len, spans.values()))
    whole = sorted((span for span in spans if len(spans[span]) == most), key=lambda span: span[1])
    said, scale = targets(figures), figures[0].scale
    made = snapped(data.table.summaries, said)
    observed = np.array([target.observed for target in said], np.float64)
    one = np.sum if scale == COUNT else np.mean
    return Curve(
        name,
        figures[0].count,
        tuple(whole),
        scale,
        np.stack([one(made[:, spans[span]], axis=1) for span in whole], axis=1),
        np.array([one(observed[spans[span]]) for span in whole]),
    )
