"""Is `boomerang explain` right on countries like the flagship, whose explanation and future are known?

    boomerang explain tajikistan-2015 --known-by 2015-05-28 --simulations 220 --out FOLDER
    python verification/known_flagship.py FOLDER/table

Learns from the first 200 countries of each explanation in a table, and explains the next 20 of each as if
their figures had been observed, without looking at what came later:

- Of what is called 20 %, one in five must be true: expected calibration error at most 0.05.
- Predictive intervals called 90 %, of every count at the end of the run, must hold 85 to 95 %.

Prints a verdict for each line, and ends with code 1 if a line fails. A few minutes, once there is a table.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from reliability import Share, calibration_error, error_by_luck, pooled_error
from rich.console import Console
from rich.table import Table as Lines

from boomerang.arrays import Flags
from boomerang.case import Names
from boomerang.inference.compare import Data, compare
from boomerang.inference.forecast.predict import predict_paths
from boomerang.inference.table.table import Table

Floats = NDArray[np.float64]

CUT = date(2015, 5, 28)
LEARNED, KNOWN = 200, 20  # countries of each explanation
MOST_ERROR = 0.05
ENDS, LOW, HIGH = (0.05, 0.95), 0.85, 0.95


def rows_of(data: Data, chosen: Flags) -> Data:
    """The same with some of the rows alone."""
    table = data.table
    few = replace(
        table,
        labels=table.labels[chosen],
        draws=table.draws[chosen],
        mechanisms=table.mechanisms[chosen],
        summaries=table.summaries[chosen],
        parameters=table.parameters[chosen].reset_index(drop=True),
        paths={count: path[chosen] for count, path in table.paths.items()},
        observables=table.observables[chosen],
    )
    return replace(data, table=few, X=data.X[chosen])


def ahead(data: Data, known: Data, said: Floats) -> Iterator[dict[str, object]]:
    """One row a known country and count: its total at the end of the run, and the interval predicted."""
    events = Names(data.table.case).events
    for country, probability in enumerate(said):
        estimates = replace(data, x0=known.X[country]).estimates()
        for count, paths in data.table.paths.items():
            predicted = predict_paths(paths[:, -1:], estimates, probability, cumulative=count in events)
            low, high = predicted.average.quantiles(ENDS)[:, 0]
            truth = float(known.table.paths[count][country, -1])
            yield {"country": country, "count": count, "truth": truth, "low": low, "high": high}


def verdicts(said: Floats, data: Data, known: Data) -> Iterator[tuple[str, str, bool]]:
    """What is judged, its figures, and whether they hold."""
    labels = known.table.labels
    own, pooled = calibration_error(said, labels), pooled_error(said, labels)
    right = said[np.arange(len(labels)), labels]
    text = f"error {own:.3f} (luck alone {error_by_luck(said):.3f}), in shared bins {pooled:.3f}"
    loss, even = -np.log(right).mean(), np.log(said.shape[1])
    text += f"; log loss {loss:.3f} (knowing nothing {even:.3f}), the true one gets {right.mean():.1%}"
    yield "calibration", text, max(own, pooled) <= MOST_ERROR
    found = pd.DataFrame(ahead(data, known, said))
    found["held"] = (found.low <= found.truth) & (found.truth <= found.high)
    for count, part in found.groupby("count"):
        share = Share.of(part.held.astype(np.float64))
        slack = 2 * share.error
        yield f"{count} at the end", f"held in {share}", LOW - slack <= share.mean <= HIGH + slack
    share = Share.of(found.groupby("country").held.mean())
    yield "all counts", f"held in {share}", LOW <= share.mean <= HIGH


def main() -> None:
    """Read the table, explain, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table")
    data = compare(Table.read(parser.parse_args().table), by=CUT)
    draws = data.table.draws
    learned = rows_of(data, draws < LEARNED)
    known = rows_of(data, (draws >= LEARNED) & (draws < LEARNED + KNOWN))
    classifier = learned.classifier()
    said = np.stack([classifier.at(x0).probability for x0 in known.X])
    lines, missed = Lines("figure", "measured", "holds"), 0
    for figure, sentence, holds in verdicts(said, learned, known):
        lines.add_row(figure, sentence, "yes" if holds else "NO")
        missed += not holds
    Console(width=110).print(lines)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
