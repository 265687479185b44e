"""The ladder of runs that tells through whom one more act works, and by what feelings and climates."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

import numpy as np

from boomerang.arrays import Floats
from boomerang.case.parts.bundle import SELF
from boomerang.case.text.texts import free_names
from boomerang.compile.case import Compiled
from boomerang.compile.wires import KickWire
from boomerang.engine.model import TRANSITION
from boomerang.study.number_acts import Held, Keep

DIRECT, VICARIOUS, PUBLIC, SYSTEMIC = PARTS = ("direct", "vicarious", "public", "systemic")
ITSELF, TOGETHER = "the act itself", "together only"

Made = Callable[[Keep, Held], Floats]  # what a run with these kicks of the added acts makes more, by step


@dataclass(frozen=True)
class Rung:
    """A run of the ladder: which kicks of the added acts are at work, and what is held all the same."""

    part: str
    keep: Keep
    held: Held


def rungs_of(compiled: Compiled, added: str) -> tuple[Rung, ...]:
    """The runs that can differ from the one below; the last is the whole.

    - `direct`: what happens to those to whom the act is done, and the kicks of their own feelings. Climates
      and levers are as they are without the act. Whomever these people draw along later counts here too.
    - `vicarious`: kicks of feelings of their contacts are added. What the feelings of both do together beyond
      what each does alone counts here.
    - `public`: climates follow what happens, be it the act itself or what it leads to, while levers do as
      they do without the act.
    - `systemic`: levers respond to the climates, and bring more acts of every kind, or fewer.

    So whatever two of them do together counts for the later one, and the parts add up to the whole.
    """
    wiring, feelings = compiled.wiring, compiled.case.feelings
    own = wiring.kicks_of(added)
    moves = compiled.model.hazards.kind[compiled.events.index(added)] == TRANSITION
    pushed = any(isinstance(wire, KickWire) and wire.name not in feelings for wire in wiring.wires)
    ladder = (
        (moves or any(kick.to == SELF for kick in own), Rung(DIRECT, _to_self, Held.ALL)),
        (any(_to_others(kick, feelings) for kick in own), Rung(VICARIOUS, everything, Held.ALL)),
        (pushed, Rung(PUBLIC, everything, Held.LEVERS)),
        (pushed and bool(wiring.responses), Rung(SYSTEMIC, everything, Held.NOTHING)),
    )
    return tuple(rung for differs, rung in ladder if differs)


def everything(kick: KickWire) -> bool:
    """All kicks are at work."""
    return True


def _to_self(kick: KickWire) -> bool:
    return kick.to == SELF


def _to_others(kick: KickWire, feelings: Collection[str]) -> bool:
    return kick.to != SELF and kick.name in feelings


def parts_of(rungs: tuple[Rung, ...], made: Made) -> dict[str, float]:
    """What each rung adds to the one below; 0 for those that are left out."""
    found, below = dict.fromkeys(PARTS, 0.0), 0.0
    for rung in rungs:
        more = float(made(rung.keep, rung.held).sum())
        found[rung.part], below = more - below, more
    return found


def moved_by(compiled: Compiled, added: str, whole: Floats, made: Made) -> dict[str, Floats]:
    """What the kicks of each feeling and climate make, by step, which add up to the whole.

    Of each it is the mean of what its kicks make alone and of what is missing without them (with two, these
    are Shapley's shares). What only three or more make stands under `together only`, and what the act makes
    without any kick, such as that those who are gone cannot go again, under `the act itself`.
    """
    names = list(dict.fromkeys(kick.name for kick in compiled.wiring.kicks_of(added)))
    told = free_names(names, "kick", {ITSELF, TOGETHER})
    moves = compiled.model.hazards.kind[compiled.events.index(added)] == TRANSITION
    base = made(_nothing, Held.NOTHING) if moves else np.zeros_like(whole)
    found = {ITSELF: base} if moves else {}
    if len(names) == 1:
        return {**found, told[names[0]]: whole - base}
    alone = {name: made(partial(_of, name), Held.NOTHING) - base for name in names}
    for name in names:
        found[told[name]] = (alone[name] + whole - base - _others(names, name, alone, base, made)) / 2
    return (
        {**found, TOGETHER: whole - sum(found.values(), start=np.zeros_like(whole))}
        if len(names) > 2
        else found
    )


def _others(names: list[str], left: str, alone: dict[str, Floats], base: Floats, made: Made) -> Floats:
    """What the kicks of all other names make."""
    if len(names) == 2:
        return next(alone[name] for name in names if name != left)
    return made(partial(_not_of, left), Held.NOTHING) - base


def _nothing(kick: KickWire) -> bool:
    return False


def _of(name: str, kick: KickWire) -> bool:
    return kick.name == name


def _not_of(name: str, kick: KickWire) -> bool:
    return kick.name != name
