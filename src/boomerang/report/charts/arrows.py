"""What moves what, as arrows between events, feelings, climates and levers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from boomerang.case import Case
from boomerang.case.parts.bundle import Transition
from boomerang.compile.wires import (
    ChanceWire,
    EventNode,
    FactorWire,
    KickWire,
    RatioWire,
    ResponseWire,
    TurnWire,
    Wire,
)
from boomerang.compile.wiring import Wiring

MORE, LESS, BOTH = "+", "−", "±"
OPENS = "opens the way"
LEVER, ACT, FEELING, CHANGE, CLIMATE = "lever", "act", "feeling", "change", "climate"


class Box(NamedTuple):
    """What arrows join: an event that leaves states as they are (act) or changes them, a feeling ..."""

    kind: str
    name: str


@dataclass(frozen=True)
class Arrow:
    """Something that moves another.

    Attributes:
        source, target: what moves, and what is moved.
        sign: whether more of the source makes more or less of the target; told: how.
        owner: the mechanism that adds it; None for the case itself.
    """

    source: Box
    target: Box
    sign: str
    told: str
    owner: str | None


def arrows(case: Case, wiring: Wiring) -> list[Arrow]:
    """The arrows of a wiring, one for each mechanism and pair.

    Left out are what people are and where they live, what only follows the calendar, and events that do
    nothing but end a state.
    """
    boxes = _Boxes(case, wiring)
    found: dict[tuple[Box, Box, str | None], Arrow] = {}
    for each in (*boxes.steps(), *(arrow for wire in wiring.wires for arrow in boxes.arrows_of(wire))):
        key = each.source, each.target, each.owner
        found[key] = _joined(found[key], each) if key in found else each
    return _telling(found.values())


def _joined(one: Arrow, other: Arrow) -> Arrow:
    told = one.told if other.told in one.told else f"{one.told}; {other.told}"
    return replace(one, told=told, sign=one.sign if one.sign == other.sign else BOTH)


def _telling(given: Iterable[Arrow]) -> list[Arrow]:
    """Without climates that nothing moves, and events that move nothing and are only made possible."""
    every = list(given)
    sources, moved = {each.source for each in every}, {each.target for each in every}
    touched = {each.target for each in every if each.told != OPENS}
    return [
        each
        for each in every
        if (each.source.kind != CLIMATE or each.source in moved)
        and (each.target in sources or each.target in touched)
    ]


def on_calendar(case: Case, wiring: Wiring) -> list[str]:
    """The climates that only follow the calendar, and move something."""
    kicked = {wire.name for wire in wiring.wires if isinstance(wire, KickWire)}
    return [name for name in case.climates if name not in kicked and wiring.out_of(name)]


class _Boxes:
    """Makes the arrows of a wiring."""

    def __init__(self, case: Case, wiring: Wiring) -> None:
        self.case, self.events = case, wiring.events
        kinds: dict[str, Iterable[str]] = {FEELING: case.feelings, CLIMATE: case.climates, LEVER: case.levers}
        self.moved = {name: Box(kind, name) for kind, names in kinds.items() for name in names}

    def event(self, name: str) -> Box:
        return Box(CHANGE if isinstance(self.events[name].part, Transition) else ACT, name)

    def arrows_of(self, wire: Wire) -> Iterator[Arrow]:
        """The arrows of a wire."""
        if isinstance(wire, FactorWire):
            box = self.moved[wire.name]
            yield Arrow(box, self.event(wire.event), MORE, "multiplies the rate", wire.owner)
        elif isinstance(wire, RatioWire) and wire.term.name in self.moved and wire.ratio is not None:
            what = "chance" if isinstance(wire, ChanceWire) else "hazard"
            told = f"{what} times {wire.ratio:.3g} for each unit{' squared' if wire.term.squared else ''}"
            sign = MORE if wire.ratio >= 1 else LESS
            yield Arrow(self.moved[wire.term.name], self.event(wire.event), sign, told, wire.owner)
        elif isinstance(wire, TurnWire):
            told = f"turns one of {wire.to} with the chance {wire.chance:.2g}"
            yield Arrow(self.event(wire.event), self.event(wire.turns), MORE, told, wire.owner)
        elif isinstance(wire, KickWire):
            yield from self._of_kick(wire)
        elif isinstance(wire, ResponseWire):
            sign, told = MORE if wire.gain >= 0 else LESS, f"rises by {wire.gain:.2g} for each unit"
            yield Arrow(self.moved[wire.climate], self.moved[wire.lever], sign, told, wire.owner)

    def _of_kick(self, wire: KickWire) -> Iterator[Arrow]:
        sign, target = MORE if wire.amount >= 0 else LESS, self.moved[wire.name]
        yield Arrow(self.event(wire.event), target, sign, f"{wire.amount:+.2g} to {wire.to}", wire.owner)
        for name in wire.times:
            yield Arrow(self.moved[name], target, sign, f"multiplies what {wire.event} does", wire.owner)

    def steps(self) -> Iterator[Arrow]:
        """From each change of state to what can happen only then."""
        for first in self.events.values():
            reached = _reached(first)
            for then in self.events.values():
                if then is not first and reached & self._needed(then):
                    yield Arrow(self.event(first.name), self.event(then.name), MORE, OPENS, None)

    def _needed(self, node: EventNode) -> set[tuple[str, str]]:
        """The states in which nobody starts and without which an event cannot happen."""
        part, tracks = node.part, self.case.tracks
        asked = {each.subject: set(each.values) for each in part.who if each.subject in tracks}
        if isinstance(part, Transition):
            asked[part.moves.track] = set(part.moves.sources)
        return {
            (track, state)
            for track, states in asked.items()
            if tracks[track].starts is None and tracks[track].states[0] not in states
            for state in states
        }


def _reached(node: EventNode) -> set[tuple[str, str]]:
    """The states that an event leads to."""
    part = node.part
    if not isinstance(part, Transition):
        return set()
    return {(part.moves.track, state) for state in part.moves.targets.values()}


def merged(given: list[Arrow]) -> tuple[list[Arrow], dict[Box, list[str]]]:
    """The arrows with one box for all events that do the same to the same, and the names in each box."""
    boxes = list(dict.fromkeys(box for each in given for box in (each.source, each.target)))
    alike: dict[object, list[Box]] = {}
    for box in boxes:
        alike.setdefault(_role(box, given), []).append(box)
    first = {box: members[0] for members in alike.values() for box in members}
    kept = {
        (first[each.source], first[each.target], each.owner): replace(
            each, source=first[each.source], target=first[each.target]
        )
        for each in reversed(given)
    }
    names = {members[0]: [box.name for box in members] for members in alike.values()}
    return list(kept.values())[::-1], names


def _role(box: Box, given: list[Arrow]) -> object:
    """What events have in common that can share a box; for anything else the box itself."""
    if box.kind != ACT:
        return box
    into = frozenset((each.source, each.sign, each.owner) for each in given if each.target == box)
    out = frozenset((each.target, each.sign, each.owner) for each in given if each.source == box)
    return box.kind, into, out
