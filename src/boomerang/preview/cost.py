"""How long a run takes here and how much memory: a small pilot, scaled up by what it touches."""

from __future__ import annotations

import resource
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from math import inf

import numpy as np

from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.model import Model
from boomerang.engine.overrun import OverrunError
from boomerang.engine.simulate import Outcome, simulate_model
from boomerang.engine.workspace import record_words
from boomerang.preview.runaway import refused

PILOT = 100_000  # persons at most
LONGEST = 1.0  # seconds
MB = 1_000_000


@dataclass(frozen=True)
class Forecast:
    """An estimate for a run of `persons`.

    Attributes:
        pilot: the people of the pilot that it is made from.
        until: the last day of the pilot, if the whole period would have taken too long; else None.
        persons, seconds, memory_mb, touched, touches: of the run.
    """

    pilot: int
    until: str | None
    persons: int
    seconds: float
    memory_mb: float
    touched: int
    touches: int


class _TooLongError(Exception):
    """A pilot was stopped; `steps` says how many it has done."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        super().__init__(steps)


def forecast(compiled: Compiled) -> Forecast:
    """Estimate the cost of a run, by running a pilot with the same seed.

    Time is taken to grow in a straight line with what is touched, as from the same pilot with a tenth of the
    rates. Of a pilot that takes more than LONGEST seconds only half of what was done by then is run.

    Raises:
        RunawayError: the hazards of the pilot run away.
    """
    pilot, (large, seconds) = _affordable(_lenient(_of_fewer(compiled), compiled.people.country.persons))
    small, fixed = _timed(pilot, _slowed(pilot.model))
    persons, fewer = compiled.people.country.persons, pilot.people.country.persons
    scale = persons / fewer * (compiled.clock.steps / pilot.clock.steps)
    touched, touches = min(persons, round(large.touched * scale)), round(large.touches * scale)
    more = large.touches + large.touched - small.touches - small.touched
    each = max(0.0, seconds - fixed) / more if more > 0 else 0.0
    blocks = 12 * len(compiled.model.country.blocks.first)  # of a seed, beside those of the case
    memory = peak_memory_mb() + (4 * persons + blocks + 4 * record_words(compiled.model) * touched) / MB
    total = seconds + each * (touches + touched - large.touches - large.touched)
    cut = pilot.scenario.last_day.isoformat() if pilot.clock.steps < compiled.clock.steps else None
    return Forecast(fewer, cut, persons, total, memory, touched, touches)


def _of_fewer(compiled: Compiled) -> Compiled:
    """The same country with fewer people; a listed population cannot be made smaller."""
    whole = compiled.people.country.persons <= PILOT or bool(compiled.people.persons)
    return compiled if whole else compile_case(replace(compiled.scenario, persons=PILOT))


def _lenient(pilot: Compiled, persons: int) -> Compiled:
    """The pilot with interventions on the share of its people that they are of `persons`, if it has them."""
    planned = pilot.model.interventions
    share = pilot.people.country.persons / persons
    fewer = planned._replace(
        people=np.ceil(planned.people * share).astype(np.int64), up_to=np.ones(len(planned.people), bool)
    )
    return replace(pilot, model=pilot.model._replace(interventions=fewer))


def _affordable(pilot: Compiled) -> tuple[Compiled, tuple[Outcome, float]]:
    """The pilot, or its beginning if there is no time for more, and what a run of it gives."""
    with suppress(_TooLongError):
        _timed(pilot, pilot.model, -1.0)  # the first steps, which load the kernels
    try:
        return pilot, _timed(pilot, pilot.model, LONGEST)
    except _TooLongError as stopped:
        days = max(1, int(stopped.steps // 2 * pilot.clock.days))
        until = pilot.clock.start + timedelta(days=days - 1)
        begun = _lenient(compile_case(replace(pilot.scenario, until=until)), pilot.people.country.persons)
        return begun, _timed(begun, begun.model)


def peak_memory_mb() -> float:
    """The most memory that this process has held so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MB if sys.platform == "darwin" else peak * 1024 / MB


def _slowed(model: Model) -> Model:
    """The same country with a tenth of the rates."""
    return model._replace(hazards=model.hazards._replace(log_rate=model.hazards.log_rate - np.log2(10)))


def _timed(compiled: Compiled, model: Model, longest: float = inf) -> tuple[Outcome, float]:
    """An outcome and the seconds of a processor; `longest` counts from the end of the first steps on."""
    start, begun = time.thread_time(), 0.0

    def look_up(steps: int) -> None:
        nonlocal begun
        begun = begun or time.thread_time()
        if time.thread_time() - begun > longest:
            raise _TooLongError(steps)

    try:
        outcome = simulate_model(model, 1, compiled.events, compiled.layers, look_up)
    except OverrunError as found:
        raise refused(compiled, found) from None
    return outcome, time.thread_time() - start
