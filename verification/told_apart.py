"""Which explanations are taken for which, and does the error fall with more simulated countries?

    boomerang explain northern-ireland-1969 --known-by 1976-12-31 --simulations 500 --out FOLDER
    python verification/told_apart.py FOLDER/table --by 1976-12-31

Learns from the first 32, 64, 100, ... countries of each explanation in a table, and prints how often the
method errs on countries that it has not seen; then, for all of them, which explanation is taken for which.
The error with all of them must be at most half of guessing. Ends with code 1 if it is not. Some minutes.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date

import numpy as np
from known_flagship import rows_of
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table as Lines

from boomerang.inference.compare import Data, compare
from boomerang.inference.learn.honesty import chance_error, confusion, error_rate
from boomerang.inference.table.table import Table

Floats = NDArray[np.float64]

NUMBERS = (32, 64, 100, 150, 200, 300, 500)  # of countries of each explanation
MOST_SHARE = 0.5  # of the error by guessing


def confused(data: Data) -> Floats:
    """float64[k, k]: how often a country of one explanation (row) is taken for another's (column)."""
    return confusion(data.classifier().rows, data.table.labels)


def shown(matrix: Floats, names: list[str]) -> Lines:
    """The matrix in hundredths, true explanations down and what was said across."""
    lines = Lines("made by", *names, title="taken for, in 100")
    for name, row in zip(names, matrix, strict=True):
        lines.add_row(name, *(f"{100 * share:.0f}" for share in row))
    return lines


def main() -> None:
    """Read the table, learn from more and more of it, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table")
    parser.add_argument("--by", type=date.fromisoformat)
    asked = parser.parse_args()
    data = compare(Table.read(asked.table), by=asked.by)
    most = data.table.about.simulations
    lines = Lines("countries of each", "error")
    for number in sorted({*(number for number in NUMBERS if number < most), most}):
        matrix = confused(rows_of(data, data.table.draws < number))
        error = error_rate(matrix, data.prior)
        lines.add_row(str(number), f"{error:.1%}")
    allowed = MOST_SHARE * chance_error(data.prior)
    console = Console(width=130)
    console.print(lines, shown(matrix, data.table.names))
    console.print(f"{'holds' if error <= allowed else 'DOES NOT HOLD'}: at most {allowed:.1%}")
    sys.exit(1 if error > allowed else 0)


if __name__ == "__main__":
    main()
