"""Answers at earlier dates, scored by what became known later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from boomerang.arrays import Floats
from boomerang.errors import InputError
from boomerang.inference.compare import compare
from boomerang.inference.forecast.outlook import Outlook, outlook
from boomerang.inference.forecast.track_record import scores_at
from boomerang.inference.table.table import Table
from boomerang.measure.figures import Figure, known_by
from boomerang.processors import one_blas_thread

if TYPE_CHECKING:
    from pandas import DataFrame

LEAST_KNOWN = 3  # observations by a cut
MOST_CUTS = 6
LIKELIEST = "Likeliest"  # at each cut; no explanation has a capital letter in its name


@dataclass(frozen=True)
class Backtest:
    """Answers at several cuts.

    `cuts` has the dates, `known` how many observations each answer used, `probability` float64[cuts, k] what
    it said of the explanations `names`, `scores` the rows of `scores_at`.
    """

    names: list[str]
    cuts: list[date]
    known: list[int]
    probability: Floats
    scores: DataFrame

    @property
    def with_likeliest(self) -> DataFrame:
        """The scores, and once more those of the likeliest explanation at each cut."""
        from pandas import concat

        top = {cut: self.names[row.argmax()] for cut, row in zip(self.cuts, self.probability, strict=True)}
        likeliest = self.scores[self.scores["by"] == self.scores["cut"].map(top)]
        return concat([self.scores, likeliest.assign(by=LIKELIEST)], ignore_index=True)


@one_blas_thread()
def look_back(
    table: Table,
    figures: Sequence[Figure],
    *,
    prior: Mapping[str, float] | None = None,
    threads: int | None = None,
) -> Backtest:
    """Answer at every cut from what was known by then, and score by what became known later.

    Args:
        figures: observations of the case of the table; those known last are only predicted.
        prior, threads: as of `compare` and `analyse`.

    Raises:
        InputError: there is no date to look back to; see `cuts_of`.
    """
    cuts, known, probability = cuts_of(figures), [], []

    def look(cut: date) -> Outlook:
        data = compare(table, by=cut, prior=prior)
        likely = data.classifier(threads).at(data.x0).probability
        known.append(len(data.figures))
        probability.append(likely)
        later = [figure for figure in figures if figure.known > cut and figure.plain]
        return outlook(table, data.figures, data.estimates(), likely, later)

    scores = scores_at(cuts, look)
    return Backtest(table.names, cuts, known, np.array(probability), scores)


def cuts_of(figures: Sequence[Figure]) -> list[date]:
    """The cuts of a backtest: days on which something became known, at most 6, evenly chosen.

    At least three observations are known by each, and at least one count becomes known later.

    Raises:
        InputError: there is no such day.
    """
    days = sorted({figure.known for figure in figures})
    last = max((figure.known for figure in figures if figure.plain), default=date.min)
    enough = [day for day in days if day < last and len(known_by(figures, day)) >= LEAST_KNOWN]
    if not enough:
        raise InputError(
            f"a backtest needs {LEAST_KNOWN} observations known by some date and one known later; "
            f"there are {len(figures)}, known on {len(days)} {'date' if len(days) == 1 else 'dates'}"
        )
    chosen = np.linspace(0, len(enough) - 1, min(MOST_CUTS, len(enough))).round().astype(int)
    return [enough[i] for i in chosen]
