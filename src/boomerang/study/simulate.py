"""Simulate a scenario once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from boomerang.case import Case
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.interventions import UnmetError
from boomerang.engine.overrun import OverrunError
from boomerang.engine.simulate import Outcome, simulate_model
from boomerang.errors import InputError, TooFewError
from boomerang.preview.runaway import check_finite, refused
from boomerang.study.run import Run

MOST_SEED = 2**64 - 1


@dataclass(frozen=True)
class Prepared:
    """A scenario that is compiled: all that a run needs but the seed."""

    compiled: Compiled

    def run(self, seed: int, progress: Callable[[int], Any] | None = None) -> Run:
        """Simulate it; `progress` is called now and then with the number of steps done.

        Raises:
            TooFewError: an event is to happen to more people than there are. RunawayError: the hazards run
                away.
        """
        return Run.of(self.compiled, self.outcome(seed, progress))

    def outcome(
        self, seed: int, progress: Callable[[int], Any] | None = None, journal: bool = False
    ) -> Outcome:
        """What the engine makes of it, with or without a journal; raises as `run` does."""
        compiled = self.compiled
        try:
            outcome = simulate_model(
                compiled.model,
                seed,
                compiled.events,
                compiled.layers,
                progress,
                compiled.later,
                journal,
            )
        except UnmetError as missed:
            raise TooFewError(compiled.plans[missed.number].unmet(missed.found, seed)) from None
        except OverrunError as found:
            raise refused(compiled, found) from None
        check_finite(compiled, outcome)
        return outcome


def simulate(
    scenario: str | Path | Case | Scenario, *, seed: int = 1, progress: Callable[[int], Any] | None = None
) -> Run:
    """Simulate one country.

    Args:
        scenario: as `boomerang.scenario` makes it. The name of a bundled case, a folder, a YAML file or a
            Case stands for the scenario of this case with everything on.
        seed: 0 .. 2**64 - 1. The same scenario, seed and version give the same run.
        progress: called now and then with the number of steps done.

    Raises:
        InputError: something given does not exist or is not valid, an event is to happen to more people than
            there are, or the hazards of the country run away. CaseError: the case is not valid.
    """
    check_seed(seed)
    return prepare(as_scenario(scenario)).run(seed, progress)


def prepare(scenario: Scenario) -> Prepared:
    """Compile a scenario; the last one is kept for its next run.

    Raises:
        CaseError: the traits make too many combinations. InputError: a table beside the case cannot be read.
    """
    compiled = _compiled(scenario)
    same = compiled.scenario is scenario  # of an equal one, policies that are not followed may differ
    return Prepared(compiled if same else replace(compiled, scenario=scenario))


_compiled = lru_cache(maxsize=1)(compile_case)


def check_seed(seed: int, replicates: int = 1) -> None:
    """Refuse a seed out of range, be it of the last of some in a row."""
    last = MOST_SEED - replicates + 1
    if not 0 <= seed <= last:
        first = f"seeds of the first of {replicates}" if 0 <= seed <= MOST_SEED else "seeds"
        raise InputError(f"the seed is {seed}; {first} run from 0 to {last if seed > last else MOST_SEED}")
