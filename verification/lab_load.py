"""Twenty pages of the lab that are moved at once: how long each waits, and how much memory that takes.

    python verification/lab_load.py [CASE] [--pages 20] [--alike]

Each page goes on asking for pairs as it does in a browser, and moves a lever of its own; with --alike all of
them move it to the same place, as a class does that follows its lecturer. Drawing in the browser comes on
top. Prints the time that one page alone waits, the times of all, and the most memory.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from boomerang.lab.country import Countries, Look, Question
from boomerang.lab.library import FLAGSHIP, Library
from boomerang.lab.pool import Job, Pool
from boomerang.lab.state import YOUR_OWN, State
from boomerang.processors import processors

LIMIT = 7.5  # seconds: three times those in which one page alone is to be drawn again


class Visitor:
    """A page that asks for pairs of what is chosen, one after the other."""

    def __init__(self, name: int, case: Any, pool: Pool, countries: Countries) -> None:
        self.name, self.case, self.pool, self.countries = name, case, pool, countries

    def move(self, times: float) -> Future[float]:
        """Move the first lever; gives the seconds until the answer is there."""
        lever = next(iter(self.case.levers))
        state = State(policy=YOUR_OWN, levers={lever: times})
        asked, begun, answered = Question.of(self.case, state), time.monotonic(), Future[float]()
        self._ask(asked, 0, lambda: answered.set_result(time.monotonic() - begun))
        return answered

    def _ask(self, asked: Question, number: int, first: Callable[[], Any]) -> None:
        def done(_: list[Look]) -> None:
            if number == 0:
                first()
            self._ask(asked, number + 1, first)

        def work(go_on: Callable[..., None]) -> list[Look]:
            return self.countries.pair(asked, number, go_on)

        self.pool.submit(Job(self.name, "country", work, done, print, spare=number > 0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case", nargs="?", default=FLAGSHIP)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--alike", action="store_true")
    given = parser.parse_args()
    case, pool, countries = Library().case(given.case), Pool(processors()), Countries()
    countries.pair(Question.of(case, State()), 0)  # as the server does before it opens
    alone = Visitor(0, case, pool, countries).move(0.95).result()
    pool.forget(0)
    pages = [Visitor(1 + i, case, pool, countries) for i in range(given.pages)]
    for moved in [page.move(0.1) for page in pages]:
        moved.result()
    waits = sorted(
        moved.result()
        for moved in [page.move(0.5 if given.alike else 0.2 + 0.03 * i) for i, page in enumerate(pages)]
    )
    print(f"{case.name}: one page alone waits {alone:.2f} s; {given.pages} at once", end=" ")
    print(f"{waits[0]:.2f} to {waits[-1]:.2f} s, median {statistics.median(waits):.2f} s")
    print(f"at most {LIMIT:g} s are wanted")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
