"""What is said of a country whose hazards run away: when, what happens most, and who drives it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from boomerang.compile.case import Compiled
from boomerang.compile.risks import log2, log_ratio
from boomerang.compile.wires import FactorWire, RatioWire
from boomerang.engine.overrun import OverrunError
from boomerang.engine.simulate import Outcome
from boomerang.errors import RunawayError


def refused(compiled: Compiled, found: OverrunError) -> RunawayError:
    """What a user is told of a step in which too much would happen."""
    event = compiled.events[found.event]
    when, driven = _day(compiled, found.step), _driven(compiled, event, found)
    return RunawayError(
        f"the hazards of this country run away: on {when} more than {found.things:,} things would happen in"
        f" one step, most of them '{event}', {driven}; lower its kicks, hazard ratios or rates"
    )


def check_finite(compiled: Compiled, outcome: Outcome) -> None:
    """Refuse a run in which a climate left all numbers.

    Raises:
        RunawayError: it did.
    """
    wrong = np.argwhere(~np.isfinite(outcome.value))
    if not len(wrong):
        return
    step, value = wrong[0].tolist()
    starts = compiled.values.start
    name = [name for name in compiled.values.names if starts[name] <= value][-1]
    when = _day(compiled, step)
    raise RunawayError(
        f"the climate '{name}' runs away: on {when} it is beyond all numbers; lower what kicks it"
    )


def _day(compiled: Compiled, step: int) -> date:
    return compiled.clock.start + timedelta(days=int(step * compiled.clock.days))


def _driven(compiled: Compiled, event: str, found: OverrunError) -> str:
    """Who raises the hazard of an event most, or its rate where nobody does."""
    raised: dict[str | None, float] = {}
    for wire in compiled.wiring.terms_of(event):
        if isinstance(wire, (FactorWire, RatioWire)):
            raised[wire.owner] = raised.get(wire.owner, 0.0) + _log_of(compiled, wire, found)
    owner = max(raised, key=lambda name: raised[name], default=None)
    if raised and raised[owner] >= 1:
        who = f"the mechanism '{owner}'" if owner else "the case itself"
        return f"which {who} makes about {2 ** min(raised[owner], 1000):.1g} times as frequent"
    rate = compiled.wiring.rate_of(event)
    return (
        f"at its rate of {rate.per_year:.3g} per person-year" if rate else "which encounters turn people to"
    )


def _log_of(compiled: Compiled, wire: FactorWire | RatioWire, found: OverrunError) -> float:
    """log2 of what a term makes of a hazard in the step, where its climate or lever is highest."""
    if isinstance(wire, FactorWire):
        return float(log2(max(_highest(compiled, wire.name, found), 1e-300)))
    kind, name = wire.term.kind, wire.term.name
    if kind == "feeling":
        return log_ratio(wire) * float(found.feelings[list(compiled.case.feelings).index(name)])
    if kind in ("climate", "lever"):
        value = _highest(compiled, name, found)
        return log_ratio(wire) * (value * value if wire.term.squared else value)
    return 0.0


def _highest(compiled: Compiled, name: str, found: OverrunError) -> float:
    first = compiled.values.start[name]
    return float(found.values[first : first + compiled.values.count[name]].max())
