"""Kicks become bundles (one event, one target: feelings) and pushes (climates)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import equal_rows
from boomerang.case.parts.bundle import SELF
from boomerang.case.parts.schema import Case
from boomerang.compile.clock import Clock
from boomerang.compile.ground import Ground
from boomerang.compile.wires import KickWire
from boomerang.compile.wiring import Wiring
from boomerang.engine.model import Kicks


class Trace(NamedTuple):
    """What one wire adds to the kernel's arrays.

    wire: the kick; number: of its bundle or push; amount: float64[C], of each class of receivers of a
    feeling, or of actors for a climate, before weights by state and place.
    """

    wire: KickWire
    number: int
    amount: NDArray[np.float64]


@dataclass
class _Gathered:
    """Kicks of all events, by what they share."""

    # (event, layer, times, row of weights by place) -> [C, F]
    bundles: dict[tuple[int, int, tuple[str, ...], int], NDArray[np.float64]] = field(default_factory=dict)
    # the same -> each kick of it and its size
    parts: dict[tuple[int, int, tuple[str, ...], int], list[tuple[KickWire, float]]] = field(
        default_factory=dict
    )
    pushes: list[_Push] = field(default_factory=list)
    weights: list[NDArray[np.float64]] = field(default_factory=list)  # [P] each, by place
    rows: dict[bytes, int] = field(default_factory=dict)  # of these weights

    def row_of(self, weight: NDArray[np.float64]) -> int:
        """The row of these weights by place."""
        row = self.rows.setdefault((weight + 0.0).tobytes(), len(self.weights))  # -0 is 0
        if row == len(self.weights):
            self.weights.append(weight)
        return row


class _Push(NamedTuple):
    """A kick of a climate, as `Kicks` has it."""

    event: int
    quantity: int
    amount: float
    by_class: NDArray[np.float64]
    by_state: NDArray[np.float64]
    place: int
    times: tuple[str, ...]
    wire: KickWire


class KickCompiler:
    """Compiles the kicks of a wiring; `case` gives the half-lives of what they push."""

    def __init__(self, ground: Ground, clock: Clock, case: Case, wiring: Wiring) -> None:
        self.ground, self.people, self.states = ground, ground.people, ground.states
        self.index = ground.index
        self.feelings, self.layers = ground.feelings, ground.contacts
        self.clock, self.case, self.wiring, self.values = clock, case, wiring, case.values_of()
        self.scales = {name: self._scale(name) for name in (*case.feelings, *case.climates)}

    def compile(self) -> Kicks:
        """The kernel's arrays."""
        return self._arrays(self._all())

    def traced(self) -> tuple[list[Trace], list[Trace]]:
        """What each wire adds to the bundles, and to the pushes."""
        gathered = self._all()
        bundles = [
            Trace(wire, number, size * self.ground.weights(wire.weights).classes)
            for number, key in enumerate(sorted(gathered.bundles))
            for wire, size in gathered.parts[key]
        ]
        pushes = sorted(gathered.pushes, key=lambda push: push.event)
        return bundles, [
            Trace(push.wire, number, push.amount * push.by_class) for number, push in enumerate(pushes)
        ]

    def _all(self) -> _Gathered:
        """The kicks of all events."""
        gathered = _Gathered()
        gathered.row_of(np.ones(len(self.people.places)))
        for number, event in enumerate(self.wiring.events):
            for kick in self.wiring.kicks_of(event):
                self._gather(gathered, kick, number)
        return gathered

    def _gather(self, gathered: _Gathered, kick: KickWire, event: int) -> None:
        size, (classes, states, places) = (
            kick.amount * self.scales[kick.name],
            self.ground.weights(kick.weights),
        )
        row = gathered.row_of(places) if places is not None else 0
        if kick.name not in self.feelings:
            number = self.index.number(kick.name)
            gathered.pushes.append(_Push(event, number, size, classes, states, row, kick.times, kick))
            return
        layer = -1 if kick.to == SELF else self.layers.index(kick.to)
        key = (event, layer, kick.times, row)
        if key not in gathered.bundles:
            gathered.bundles[key] = np.zeros((self.people.class_count, len(self.feelings)))
        gathered.bundles[key][:, self.feelings.index(kick.name)] += size * classes
        gathered.parts.setdefault(key, []).append((kick, size))

    def _scale(self, name: str) -> float:
        """What makes a kick count as its mean over a step."""
        part = self.case.feelings.get(name) or self.case.climates[name]
        half_life = part.half_life.days(self.values) if part.half_life else np.inf
        return self.clock.mean_of_first_step(half_life)

    def _arrays(self, gathered: _Gathered) -> Kicks:
        bundles = sorted(gathered.bundles.items(), key=lambda item: item[0])
        pushes = sorted(gathered.pushes, key=lambda push: push.event)
        amount, receiver = self._by_receiver([table for _, table in bundles])
        times = [key[2] for key, _ in bundles] + [push.times for push in pushes]
        ends = np.concatenate([[0], np.cumsum([len(names) for names in times])]).astype(np.int64)
        classes = np.array([push.by_class for push in pushes], float).reshape(-1, self.people.class_count)
        return Kicks(
            bundle_start=self._starts([key[0] for key, _ in bundles]),
            bundle_layer=np.array([key[1] for key, _ in bundles], np.int64),
            amount=amount,
            receiver=receiver,
            bundle_place=np.array([key[3] for key, _ in bundles], np.int64),
            bundle_times=ends[: len(bundles) + 1],
            push_times=ends[len(bundles) :],
            times_quantity=np.array([self.index.number(name) for names in times for name in names], np.int64),
            push_start=self._starts([push.event for push in pushes]),
            push_quantity=np.array([push.quantity for push in pushes], np.int64),
            push_amount=np.array([push.amount for push in pushes], float),
            push_class=classes,
            push_state=np.array([push.by_state for push in pushes], float).reshape(-1, self.states.count),
            push_place=np.array([push.place for push in pushes], np.int64),
            place_weight=np.array(gathered.weights),
        )

    def _starts(self, events: list[int]) -> NDArray[np.int64]:
        return np.searchsorted(events, np.arange(len(self.wiring.events) + 1)).astype(np.int64)

    def _by_receiver(
        self, tables: list[NDArray[np.float64]]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """(amount float32[B, G, F], receiver int64[C]): classes that receive alike share a group."""
        shape = (len(tables), self.people.class_count, len(self.feelings))
        stacked = np.array(tables).reshape(shape).transpose(1, 0, 2).reshape(self.people.class_count, -1)
        first, receiver = equal_rows(stacked)
        amount = stacked[first].reshape(len(first), shape[0], shape[2]).transpose(1, 0, 2).astype(np.float32)
        return np.ascontiguousarray(amount), receiver
