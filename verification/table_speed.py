"""How much of the time of building a reference table is simulation, and are both cores busy?

    python verification/table_speed.py
    python verification/table_speed.py --rows 1 --persons 30000

Builds a table of the flagship, at full scale, with a few countries of each explanation, on one thread and on
two. Simulating (the time inside engine.simulate.simulate_model, summed over countries) must take at least
90 % of the time that the threads have, and two threads must be at least 1.9 times as fast as one. Before, a
small table that is not counted compiles everything. Wants an idle machine with two cores; the share of the
processor time is printed too, which others on the machine change little. Ends with code 1 if a figure is
missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from boomerang.case.scenario import scenario
from boomerang.inference.table.table import build
from boomerang.study import simulate

CASE = "tajikistan-2015"
ROWS = 8  # of each explanation; with few of them, reading the case takes a notable share
SMALL = 30_000  # persons while everything is compiled
LEAST_SHARE, LEAST_RATIO = 0.9, 1.9


class Timed(NamedTuple):
    """Building a table.

    wall: seconds that passed; kernel: seconds in the engine, of all countries; processor: share of the
    processor time that was spent in the engine; countries: how many, with draws that were refused.
    """

    threads: int
    wall: float
    kernel: float
    processor: float
    countries: int

    @property
    def share(self) -> float:
        """Of the time that the threads had."""
        return self.kernel / (self.threads * self.wall)


@contextmanager
def watched() -> Iterator[list[tuple[float, float]]]:
    """Seconds, and seconds of processor time, of every run of the engine, as long as it lasts."""
    original, seconds = simulate.simulate_model, list[tuple[float, float]]()

    def timed(*given: Any) -> Any:
        start, busy = time.perf_counter(), time.thread_time()
        try:
            return original(*given)
        finally:
            seconds.append((time.perf_counter() - start, time.thread_time() - busy))

    simulate.simulate_model = timed
    try:
        yield seconds
    finally:
        simulate.simulate_model = original


def measure(case: str, rows: int, threads: int, persons: int | None = None) -> Timed:
    """Build a table in a folder that goes."""
    with tempfile.TemporaryDirectory() as folder, watched() as seconds:
        start, busy = time.perf_counter(), time.process_time()
        build(scenario(case, persons=persons), rows, folder=Path(folder) / "table", threads=threads)
        wall, total = time.perf_counter() - start, time.process_time() - busy
    kernel, in_engine = np.sum(seconds, axis=0)
    return Timed(threads, wall, kernel, in_engine / total, len(seconds))


def verdicts(one: Timed, two: Timed) -> Iterator[tuple[str, str, bool]]:
    """What is judged, its figures, and whether they hold."""
    for timed in (one, two):
        sentence = (
            f"{timed.countries} countries in {timed.wall:.1f} s, {timed.kernel:.1f} s of it in the engine:"
            f" {timed.share:.1%} of the time of {timed.threads} thread{'s' if timed.threads > 1 else ''}"
            f" ({timed.processor:.1%} of the processor time)"
        )
        yield f"{timed.threads} at a time", sentence, timed.share >= LEAST_SHARE
    ratio = one.wall / two.wall
    yield "two over one", f"{ratio:.2f} times as fast", ratio >= LEAST_RATIO


def main() -> None:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", default=CASE)
    parser.add_argument("--rows", type=int, default=ROWS, help=f"of each explanation (default {ROWS})")
    parser.add_argument("--persons", type=int, help="another size of the population")
    given = parser.parse_args()
    measure(given.case, 1, 1, SMALL)
    one, two = (measure(given.case, given.rows, threads, given.persons) for threads in (1, 2))
    lines, missed = Table("threads", "measured", "holds"), False
    for name, sentence, holds in verdicts(one, two):
        lines.add_row(name, sentence, "yes" if holds else "NO")
        missed |= not holds
    Console(width=110).print(lines)
    sys.exit(int(missed))


if __name__ == "__main__":
    main()
