"""Do predictions hold later figures as often as they say, in countries that the case itself made?

    boomerang explain northern-ireland-1969 --known-by 1976-12-31 --simulations 500 --out FOLDER
    python verification/held_back.py FOLDER/table --by 1976-12-31

Takes one in so many countries of a table as if its figures had been observed, learns from all others, and
counts how many of its later figures lie in the 90 % intervals of the average over the explanations. Those of
one country move together: where it turned out worse than was to be expected, all its series did. So it prints
too in how many countries the intervals hold all of them. The share must be 87 to 93 %, give or take two
standard errors over countries. Ends with code 1 if it is not. A minute or two.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date

import numpy as np
from numpy.typing import NDArray
from reliability import Share

from boomerang.inference.compare import Data, compare
from boomerang.inference.forecast.later import simulated
from boomerang.inference.forecast.predict import predict_figures
from boomerang.inference.learn.posterior import posteriors
from boomerang.inference.scales import scales_of
from boomerang.inference.table.table import Table
from boomerang.measure.figures import figures

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

KNOWN = 100  # countries that are taken as observed
LEVEL, LOW, HIGH = 0.9, 0.87, 0.93
NOBODY = -1  # the explanation of the country that is taken as observed


def later_of(data: Data) -> tuple[Floats, list[float]]:
    """What became known later in each country, float64[n, figures], and how it is rounded."""
    later = [each for each in figures(data.table.case) if each.known > data.cut and each.plain]
    return simulated(data.table, later), [figure.rounding or 0 for figure in later]


def held(data: Data, rows: NDArray[np.int64]) -> Bools:
    """bool[rows, figures]: whether the interval holds each later figure of a country that is observed."""
    table, likely, scales = data.table, data.classifier().rows, scales_of(data.table.case)
    values, rounding = later_of(data)
    found = []
    for row in rows:
        labels = table.labels.copy()
        labels[row] = NOBODY
        estimates = posteriors(data.X, data.X[row], labels, table.names, table.parameters, scales)
        average = predict_figures(values, estimates, likely[row] / likely[row].sum(), rounding).average
        low, high = average.quantiles([0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
        found.append((low <= values[row]) & (values[row] <= high))
    return np.array(found)


def main() -> None:
    """Read the table, take countries of it as observed, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table")
    parser.add_argument("--by", type=date.fromisoformat, required=True)
    asked = parser.parse_args()
    data = compare(Table.read(asked.table), by=asked.by)
    rows = np.unique(np.linspace(0, len(data.table.labels) - 1, KNOWN).round().astype(np.int64))
    found = held(data, rows)
    share = Share.of(found.mean(axis=1))
    right = LOW - 2 * share.error <= share.mean <= HIGH + 2 * share.error
    print(f"{len(rows)} countries, {found.shape[1]} later figures: 90 % intervals hold {share} of them")
    print(f"all of a country's are held in {found.all(axis=1).mean():.0%} of the countries")
    print("passes" if right else "DOES NOT PASS")
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
