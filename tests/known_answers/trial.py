"""What the known answers share: running a case, and comparing an estimate with the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.case import read_case
from boomerang.case.compile import Compiled, compile_case
from boomerang.engine.simulate import Outcome, simulate_model

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Trial:
    """One run of a case, with its labels."""

    compiled: Compiled
    outcome: Outcome

    @property
    def years(self) -> np.ndarray:
        """The middle of each step, in years of 365.25 days."""
        return (np.arange(self.compiled.clock.steps) + 0.5) * self.compiled.clock.years

    def counts(self, event: str) -> np.ndarray:
        """int64[steps, places]: how often an event happened."""
        return self._block(2 * self.compiled.events.index(event))[:, :, 0]

    def by_class(self, event: str) -> np.ndarray:
        """int64[classes]: how often an event happened in the whole run."""
        return self._block(2 * self.compiled.events.index(event) + 1)[0, 0]

    def total(self, event: str) -> int:
        """How often an event happened in the whole run."""
        return int(self.by_class(event).sum())

    def value(self, name: str) -> np.ndarray:
        """float64[steps, places, provinces ... it is kept for]: a climate or lever."""
        index = self.compiled.values
        return self.outcome.value[:, index.start[name] : index.start[name] + index.count[name]]

    def people(self, track: str, state: str) -> np.ndarray:
        """int[steps]: the people in a state at the start of each step."""
        return self.outcome.people[:, self.compiled.states.names.index((track, state))].sum(axis=1)

    def log(self, event: str) -> dict[str, np.ndarray]:
        """The lines of the event log about one event."""
        chosen = self.outcome.log["event"] == self.compiled.events.index(event)
        return {name: column[chosen] for name, column in self.outcome.log.items()}

    def _block(self, number: int) -> np.ndarray:
        first = int(self.compiled.model.tallies.offset[number])
        shape = self.compiled.counts[number].shape
        return self.outcome.count[first : first + int(np.prod(shape))].reshape(shape)


def compiled(name: str | Path, settings: Mapping[str, Any] | None = None) -> Compiled:
    """Read and compile one of the cases, or a file elsewhere; settings replace entries by their paths."""
    return compile_case(read_case(CASES / f"{name}.yaml" if isinstance(name, str) else name, settings))


def run(case: str | Path | Compiled, settings: Mapping[str, Any] | None = None, seed: int = 1) -> Trial:
    """Run a case once."""
    ready = case if isinstance(case, Compiled) else compiled(case, settings)
    return Trial(ready, simulate_model(ready.model, seed, ready.events, ready.layers))


def agree(what: str, estimate: float, truth: float, error: float, n: int, times: float = 4.0) -> None:
    """Fail unless an estimate lies within so many standard errors of the truth."""
    said = f"{what}: estimate {estimate:.6g}, truth {truth:.6g}, standard error {error:.2g}, n {n}"
    assert abs(estimate - truth) <= times * error, f"{said}: off by {abs(estimate - truth) / error:.1f} errors"
