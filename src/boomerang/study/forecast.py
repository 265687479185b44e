"""How long a run takes here and how much memory: small pilots, scaled up by what they touch."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass

from boomerang.case.compile import Compiled, compile_case
from boomerang.engine.simulate import Outcome, simulate_model
from boomerang.engine.workspace import record_words

PILOT = 100_000  # persons at most
MB = 1_000_000


@dataclass(frozen=True)
class Forecast:
    """An estimate: from pilots of `pilot` persons, for a run of `persons`."""

    pilot: int
    persons: int
    seconds: float
    memory_mb: float
    touched: int
    touches: int


def forecast(compiled: Compiled) -> Forecast:
    """Estimate the cost of a run, by running pilots with the same seed.

    Time is taken to grow in a straight line with what is touched, as from a pilot a tenth of the size.
    """
    persons = compiled.people.country.persons
    whole = persons <= PILOT or bool(compiled.people.persons)  # a listed population cannot be made smaller
    pilot = compiled if whole else _resized(compiled, PILOT)
    little = compiled if whole else _resized(compiled, PILOT // 10)
    _timed(little)  # loads the kernels
    small, fixed = _timed(little)
    large, seconds = _timed(pilot)
    scale = persons / pilot.people.country.persons
    touched, touches = min(persons, round(large.touched * scale)), round(large.touches * scale)
    more = large.touches + large.touched - small.touches - small.touched
    each = max(0.0, seconds - fixed) / more if more > 0 else 0.0
    memory = peak_memory_mb() + (4 * persons + 4 * record_words(compiled.model) * touched) / MB
    total = seconds + each * (touches + touched - large.touches - large.touched)
    return Forecast(pilot.people.country.persons, persons, total, memory, touched, touches)


def peak_memory_mb() -> float:
    """The most memory that this process has held so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MB if sys.platform == "darwin" else peak * 1024 / MB


def _resized(compiled: Compiled, persons: int) -> Compiled:
    """The same case with fewer people."""
    return compile_case(compiled.case, compiled.mechanisms, persons=persons)


def _timed(compiled: Compiled) -> tuple[Outcome, float]:
    start = time.perf_counter()
    outcome = simulate_model(compiled.model, 1, compiled.events, compiled.layers)
    return outcome, time.perf_counter() - start
