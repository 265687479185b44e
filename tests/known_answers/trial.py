"""What the known answers share: running a case, and comparing an estimate with the truth.

Every answer comes out of an ordinary case file in `cases/`. A test may replace entries of it by their paths,
as `--set` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.simulate import Outcome, simulate_model

CASES = Path(__file__).parent / "cases"
DAYS = 365.25  # of a year


@dataclass(frozen=True)
class Trial:
    """One run of a case, with its labels."""

    compiled: Compiled
    outcome: Outcome

    @property
    def years(self) -> np.ndarray:
        """float64[steps]: when each step begins."""
        return np.arange(self.compiled.clock.steps) * self.compiled.clock.years

    def counts(self, event: str) -> np.ndarray:
        """int64[steps, places]: how often an event happened."""
        return self._tally(2 * self.compiled.events.index(event))[:, :, 0]

    def total(self, event: str) -> int:
        """How often an event happened in the whole run."""
        return int(self.counts(event).sum())

    def value(self, name: str) -> np.ndarray:
        """float64[steps]: a climate or lever of the nation at the start of each step."""
        return self.outcome.value[:-1, self.compiled.values.start[name]]

    def people(self, track: str, state: str) -> np.ndarray:
        """int64[steps + 1]: the people in a state at the start of each step, and at the end."""
        number = self.compiled.states.names.index((track, state))
        return self.outcome.people[:, number].sum(axis=1, dtype=np.int64)

    def log(self, event: str) -> dict[str, np.ndarray]:
        """The lines of the event log about one event."""
        chosen = self.outcome.log["event"] == self.compiled.events.index(event)
        return {name: column[chosen] for name, column in self.outcome.log.items()}

    def _tally(self, number: int) -> np.ndarray:
        first = int(self.compiled.model.tallies.offset[number])
        shape = self.compiled.counts[number].shape
        return self.outcome.count[first : first + int(np.prod(shape))].reshape(shape)


def compiled(name: str | Path, settings: Mapping[str, Any] | None = None) -> Compiled:
    """Read and compile one of the cases, or a file elsewhere."""
    file = CASES / f"{name}.yaml" if isinstance(name, str) else name
    return compile_case(scenario(file, settings=settings))


def run(case: str | Path | Compiled, settings: Mapping[str, Any] | None = None, seed: int = 1) -> Trial:
    """Run a case once."""
    ready = case if isinstance(case, Compiled) else compiled(case, settings)
    return Trial(ready, simulate_model(ready.model, seed, ready.events, ready.layers))


def per_year(rate: float) -> str:
    """A rate as it stands in a case."""
    return f"{rate!r} per person-year"


def agree(what: str, estimate: float, truth: float, error: float, n: int, times: float = 4.0) -> None:
    """Fail unless an estimate lies within so many standard errors of the truth."""
    off = abs(estimate - truth)
    said = f"{what}: estimate {estimate:.6g}, truth {truth:.6g}, standard error {error:.2g}, n {n}"
    print(f"{said}, off by {off / error:.2f} errors")
    assert off <= times * error, f"{said}: off by {off / error:.1f} standard errors, allowed are {times:g}"


def means_agree(what: str, sample: np.ndarray, truth: float, times: float = 4.0) -> None:
    """`agree` for the mean of independent values, with the standard error that their spread gives."""
    sample = np.asarray(sample, float)
    error = sample.std(ddof=1) / np.sqrt(len(sample))
    agree(what, float(sample.mean()), truth, float(error), len(sample), times)


def variances_agree(what: str, sample: np.ndarray, truth: float, times: float = 4.0) -> None:
    """`agree` for the variance of independent values; its own variance is (m4 - s^4) / n."""
    sample = np.asarray(sample, float)
    squares = (sample - sample.mean()) ** 2
    agree(
        what,
        float(sample.var(ddof=1)),
        truth,
        float(squares.std() / np.sqrt(len(sample))),
        len(sample),
        times,
    )
