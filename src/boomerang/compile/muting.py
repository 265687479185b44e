"""A wiring in which some mechanisms are silent, and which is of the same shape."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from boomerang.compile.wires import KickWire, RateWire, RatioWire, ResponseWire, Wire
from boomerang.compile.wiring import Wiring


def muted(wiring: Wiring, owners: Collection[str]) -> Wiring:
    """The same wiring, in which what these mechanisms own is at work no more.

    Their events do not happen by themselves, the ratios that they add are 1, they kick nothing, and levers
    answer nothing for them.
    """
    wires = tuple(_muted(wire) if wire.owner in owners else wire for wire in wiring.wires)
    return Wiring(wiring.events, wires)


def _muted(wire: Wire) -> Wire:
    match wire:
        case RateWire():
            return replace(wire, per_year=0.0)
        case RatioWire(added=True):
            return replace(wire, ratio=1.0)
        case KickWire():
            return replace(wire, amount=0.0)
        case ResponseWire():
            return replace(wire, gain=0.0, half_life=None)
    return wire
