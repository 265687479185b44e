"""How long a run takes here and how much memory: a small pilot, scaled up by what it touches."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass, replace

import numpy as np

from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.model import Model
from boomerang.engine.simulate import Outcome, simulate_model
from boomerang.engine.workspace import record_words

PILOT = 100_000  # persons at most
MB = 1_000_000


@dataclass(frozen=True)
class Forecast:
    """An estimate: from a pilot of `pilot` persons, for a run of `persons`."""

    pilot: int
    persons: int
    seconds: float
    memory_mb: float
    touched: int
    touches: int


def forecast(compiled: Compiled) -> Forecast:
    """Estimate the cost of a run, by running a pilot with the same seed.

    Time is taken to grow in a straight line with what is touched, as from the same pilot with a tenth of the
    rates.
    """
    persons = compiled.people.country.persons
    whole = persons <= PILOT or bool(compiled.people.persons)  # a listed population cannot be made smaller
    pilot = compiled if whole else compile_case(replace(compiled.scenario, persons=PILOT))
    _timed(pilot, _slowed(pilot.model))  # loads the kernels
    small, fixed = _timed(pilot, _slowed(pilot.model))
    large, seconds = _timed(pilot, pilot.model)
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


def _slowed(model: Model) -> Model:
    """The same country with a tenth of the rates."""
    return model._replace(hazards=model.hazards._replace(log_rate=model.hazards.log_rate - np.log2(10)))


def _timed(compiled: Compiled, model: Model) -> tuple[Outcome, float]:
    start = time.perf_counter()
    outcome = simulate_model(model, 1, compiled.events, compiled.layers)
    return outcome, time.perf_counter() - start
