"""What climates and levers make of log hazards, kick by kick."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.compile.quantities import response_pairs
from boomerang.compile.risks import log_ratio
from boomerang.compile.wires import FactorWire, RatioWire, ResponseWire
from boomerang.engine.words import class_in, place_in
from boomerang.study.accounting_history import NONE, History
from boomerang.study.accounting_parts import (
    CALENDAR,
    CLIMATE,
    LEVER,
    LN2,
    SURE,
    AccountTerm,
    Occasions,
    PartList,
    owners_of,
)

TINY = 1e-300


class Moved(NamedTuple):
    """What one kick has made of a value by each step: the push, the response it came through, the path."""

    push: int
    response: int
    path: Floats


@dataclass
class Values:
    """The climates and levers of a run, taken apart; paths are worked out when they are asked for."""

    known: History
    _pushed: dict[tuple[int, int], Floats] = field(default_factory=dict)
    _parts: dict[int, tuple[Floats, Floats, list[Moved]]] = field(default_factory=dict)
    _reaches: dict[tuple[int, int, int], Floats] = field(default_factory=dict)

    def responses(self) -> list[ResponseWire]:
        """The wire of each response of the kernel's arrays."""
        compiled = self.known.compiled
        return [wire for wire in compiled.wiring.responses for _ in response_pairs(wire, compiled.values)]

    def parts_of(self, value: int) -> tuple[Floats, Floats, list[Moved]]:
        """(calendar, answer to the calendar, kicks): what makes a value at each step, before it is held."""
        if value not in self._parts:
            self._parts[value] = self._taken_apart(value)
        return self._parts[value]

    def _taken_apart(self, value: int) -> tuple[Floats, Floats, list[Moved]]:
        quantities, steps = self.known.model.quantities, len(self.known.outcome.value)
        start = quantities.at_start[value] * self._worn(value, np.zeros(steps), 1.0)
        moved = [Moved(push, NONE, path) for push, path in self._paths(value)]
        answer = np.zeros(steps)
        for number in np.flatnonzero(quantities.response_lever == value).tolist():
            climate = quantities.response_climate[number]
            answer += self._answered(number, self.known.outcome.value[:, climate])
            for push, path in self._paths(climate):
                moved.append(Moved(push, number, self._answered(number, path)))
                answer -= moved[-1].path
        return self._calendar(value) + start, answer, moved

    def _calendar(self, value: int) -> Floats:
        """float64[steps + 1]: what the calendar says of a value."""
        path = np.zeros(len(self.known.outcome.value))
        for era, steps in self.known.eras.among(np.arange(len(path))):
            path[steps] = era.model.quantities.schedule[steps, value]
        return path

    def _paths(self, value: int) -> list[tuple[int, Floats]]:
        """What each push has made of a climate by each step."""
        found = []
        for number, pushes in enumerate(self.known.pushes):
            here = pushes.value == value
            if here.any():
                key = (number, value)
                if key not in self._pushed:
                    step = self.known.journal.step[pushes.line[here]]
                    steps = len(self.known.outcome.value)
                    total = np.bincount(step, pushes.amount[here], steps).astype(np.float64)
                    self._pushed[key] = self._worn(value, total, 0.0)
                found.append((number, self._pushed[key]))
        return found

    def _worn(self, value: int, pushed: Floats, start: float) -> Floats:
        """float64[steps + 1]: what wears off with a climate, from what is pushed in each step."""
        kept, path = self._kept(value), np.zeros(len(pushed))
        path[0] = start
        for step in range(len(pushed) - 1):
            path[step + 1] = path[step] * kept[step] + pushed[step]
        return path

    def _kept(self, value: int) -> Floats:
        """float64[steps]: what each step leaves of a climate."""
        length = self.known.model.quantities.length
        kept = np.zeros(len(length))
        for era, steps in self.known.eras.among(np.arange(len(length))):
            kept[steps] = era.model.quantities.keep[value] ** length[steps]
        return kept

    def _answered(self, number: int, climate: Floats) -> Floats:
        """float64[steps + 1]: what a response makes of a climate, or of a part of it."""
        gain, kept = self._lag(number)
        path = np.zeros(len(climate))
        for step in range(1, len(climate)):
            path[step] = gain[step] * climate[step] + kept[step] * path[step - 1]
        return path

    def _lag(self, number: int) -> tuple[Floats, Floats]:
        """What a response adds for the climate at each step, and keeps of the step before.

        (float64[steps + 1], float64[steps + 1]); one without delay answers a new era at its first step.
        """
        length = self.known.model.quantities.length
        gain, kept = np.zeros((2, len(length) + 1))
        for era, steps in self.known.eras.among(np.arange(len(length))):
            of, after = era.model.quantities, steps + 1
            kept[after] = of.response_keep[number] ** length[steps]
            gain[after] = of.response_gain[number] * (1 - kept[after])
            if era.first and of.response_keep[number] == 0:
                kept[era.first], gain[era.first] = 0.0, of.response_gain[number]
        return gain, kept

    def each_push(self, push: int, response: int, value: int, step: int) -> tuple[Ints, Floats]:
        """(lines, float64): how much of a `Moved` value at a step each event made."""
        quantities, pushes = self.known.model.quantities, self.known.pushes[push]
        climate = value if response == NONE else int(quantities.response_climate[response])
        when = self.known.journal.step[pushes.line]
        these = (pushes.value == climate) & (when < step)
        key = (climate, response, step)
        if key not in self._reaches:
            self._reaches[key] = self._reach(*key)
        return pushes.line[these], pushes.amount[these] * self._reaches[key][when[these]]

    def _reach(self, climate: int, response: int, step: int) -> Floats:
        """float64[step]: what a push of 1 in each earlier step makes of a climate, or response, at a step."""
        kept, reach = self._kept(climate)[:step], np.zeros(step)
        if response == NONE:
            return np.append(np.cumprod(kept[:0:-1])[::-1], 1.0)
        gain, lag = self._lag(response)
        direct, through = 0.0, 1.0
        for now in range(step, 0, -1):
            direct, through = direct + through * gain[now], through * lag[now]
            reach[now - 1] = direct
            direct *= kept[now - 1]
        return reach


def add_values(
    found: PartList,
    values: Values,
    moments: Occasions,
    rows: Ints,
    wires: list[FactorWire | RatioWire],
) -> None:
    """The parts of climates and levers, of the moments in `rows`."""
    index = values.known.compiled.values
    for wire in wires:
        name = wire.name if isinstance(wire, FactorWire) else wire.term.name
        home = moments.home[rows]
        of_place, of_class = index.by_place(name)[place_in(home)], index.by_class(name)[class_in(home)]
        value = np.where(of_place >= 0, of_place, of_class)
        for number in np.unique(value):
            _add_value(found, values, moments, rows[value == number], wire, name, int(number))


def _add_value(
    found: PartList,
    values: Values,
    moments: Occasions,
    rows: Ints,
    wire: FactorWire | RatioWire,
    name: str,
    value: int,
) -> None:
    """The parts of one value that a hazard follows."""
    known, steps = values.known, moments.step[rows]
    calendar, answer, moved = values.parts_of(value)
    level = known.outcome.value[steps, value]
    kicked = sum((each.path[steps] for each in moved), np.zeros(len(rows)))
    fixed, per_unit, sure = _linear(wire, level, calendar[steps] + answer[steps], kicked)
    kind = LEVER if name in known.compiled.values.levers else CLIMATE
    found.add(AccountTerm(CALENDAR, name, owners_of(wire.owner)), rows, fixed)
    responses, events = values.responses(), known.compiled.wiring.events
    for each in moved:
        kick = known.eras.all[0].pushes[each.push].wire
        through = responses[each.response].owner if each.response != NONE else None
        owners = owners_of(wire.owner, through, kick.owner, events[kick.event].owner)
        size = per_unit * each.path[steps]
        lift = np.where(sure, SURE * each.path[steps] / np.where(sure, kicked, 1.0), size)
        term = AccountTerm(kind, name, owners, kick, each.push, each.response, value)
        found.add(term, rows, size, NONE, lift)


def _linear(wire: FactorWire | RatioWire, level: Floats, fixed: Floats, kicked: Floats) -> Any:
    """(float64, float64, bool): log hazard without kicks, what a unit of them adds, and where all is theirs.

    Whatever the form of the term, the first two add up to what the level makes of the log hazard.
    """
    raw = fixed + kicked
    held = np.where(np.abs(raw) > TINY, level / np.where(np.abs(raw) > TINY, raw, 1.0), 0.0)
    none = np.zeros(len(level), bool)
    if isinstance(wire, RatioWire):
        per_unit = log_ratio(wire) * LN2 * held * (level if wire.term.squared else 1.0)
        return per_unit * fixed, per_unit, none
    whole = np.log(np.maximum(level, TINY))
    some = np.abs(kicked) > TINY
    alone = np.where(fixed > 0, np.log(np.where(fixed > 0, fixed, 1.0)), 0.0)
    per_unit = np.where(some, (whole - alone) / np.where(some, kicked, 1.0), 0.0)
    return whole - per_unit * kicked, per_unit, some & (fixed <= 0) & (kicked > 0)
