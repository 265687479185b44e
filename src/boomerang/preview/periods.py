"""Tallies whose months or years do not end where steps do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Floats
from boomerang.compile.case import Compiled
from boomerang.compile.clock import Clock
from boomerang.preview.standing import standing

MOST_OFF = {"month": 10.0, "year": 18.0}  # days of a period that are counted in another one


def uneven_periods(compiled: Compiled) -> list[str]:
    """Tallies by month or year of which a period has too many or too few days, as steps are counted whole."""
    clock, said = compiled.clock, []
    for name, tally in compiled.case.tallies.items():
        label, counted, days = _worst(clock, tally.every) if tally.every in MOST_OFF else ("", 0.0, 0)
        if abs(counted - days) > MOST_OFF.get(tally.every, np.inf):
            message = (
                f"a step of {clock.days:g} days counts as a whole in the {tally.every} of its"
                f" middle, so that {label} has {counted:.0f} days and not {days}; take steps of which a"
                f" {tally.every} is a multiple, or count every step"
            )
            said.append(standing(compiled.case, ("tallies", name), f"tally {name}", message))
    return said


def _worst(clock: Clock, every: str) -> tuple[str, float, int]:
    """The period that is furthest from its days: its label, the days counted in it, and those it has."""
    periods, own = np.unique(_periods(clock, np.arange(clock.end), every), return_counts=True)
    place = np.searchsorted(periods, _periods(clock, clock.middles, every))
    counted = np.bincount(place, np.diff(clock.edges), len(periods))
    worst = int(np.abs(counted - own).argmax())
    return str(periods[worst]), float(counted[worst]), int(own[worst])


def _periods(clock: Clock, days: Floats, every: str) -> NDArray[np.datetime64]:
    """datetime64[n] of months or years: in which of them moments lie, in days since the start."""
    moments = np.datetime64(clock.start) + np.floor(days).astype("timedelta64[D]")
    return moments.astype(f"datetime64[{every[0].upper()}]")
