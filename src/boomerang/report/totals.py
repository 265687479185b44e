"""What a report needs of many runs, added up one by one, so that they need not be in memory together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.study.run import Run


@dataclass(frozen=True)
class Facts:
    """What is told of each of many runs: as of `Run`."""

    seed: int
    touched: int
    touches: int
    digest: str
    counts: dict[str, int]


@dataclass
class Totals:
    """Runs of one scenario, added up in any order.

    Attributes:
        first: the run of number 0, for all that they share.
        over_time: int64[steps], by_place: int64[places] of each event, over all runs.
        by_trait: int64[categories] of each event and trait, over all runs.
    """

    first: Run = field(init=False)
    over_time: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    by_place: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    by_trait: dict[tuple[str, str], NDArray[np.int64]] = field(default_factory=dict)
    _facts: dict[int, Facts] = field(default_factory=dict)

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Totals:
        """Those of runs, of which there is one at least."""
        found = cls()
        for number, run in enumerate(runs):
            found.add(number, run)
        return found

    def add(self, number: int, run: Run) -> None:
        """Add the run of a number, from 0 on."""
        if number == 0:
            self.first = run
        self._facts[number] = Facts(run.seed, run.touched, run.touches, run.digest, run.counts)
        for event in run.counts:
            happened = run.events_of(event)
            _add(self.over_time, event, happened.sum(axis=1))
            _add(self.by_place, event, happened.sum(axis=0))
            for trait in run.case.population.traits:
                _add(self.by_trait, (event, trait), run.events_by(event, trait))

    def __len__(self) -> int:
        return len(self._facts)

    @property
    def facts(self) -> list[Facts]:
        """Of each run, in the order of their numbers."""
        return [self._facts[number] for number in sorted(self._facts)]

    @property
    def counts(self) -> dict[str, list[int]]:
        """Of each event, how often it happened in each run."""
        return {event: [facts.counts[event] for facts in self.facts] for event in self.first.counts}


def _add(totals: dict[Any, NDArray[np.int64]], key: Any, more: NDArray[np.int64]) -> None:
    totals[key] = totals[key] + more if key in totals else more.copy()
