"""The eras of a run: a new one begins where a policy changes mechanisms or parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from boomerang.arrays import Floats, Ints, Singles3
from boomerang.case import Case
from boomerang.compile.case import Compiled
from boomerang.compile.ground import Ground
from boomerang.compile.kicks import KickCompiler, Trace
from boomerang.compile.wiring import Wiring
from boomerang.engine.model import Model
from boomerang.engine.simulate import seeded

END = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Era:
    """A time of a run in which mechanisms and parameters are the same.

    Attributes:
        first: its first step; end: the first one after it.
        wiring: who pushes what; model: the arrays, with the people and ties of the seed.
        bundles, pushes: what each kick of the case adds to the bundles, and to the pushes of climates.
    """

    first: int
    end: int
    wiring: Wiring
    model: Model
    bundles: list[Trace]
    pushes: list[Trace]


class Bundles(NamedTuple):
    """The bundles of all eras, one after another: float32[B, C, F] by class, and float64[B, P], of places."""

    amount: Singles3
    weight: Floats


@dataclass(frozen=True, eq=False)
class Eras:
    """The eras of a run, in order."""

    all: tuple[Era, ...]

    @classmethod
    def of(cls, ground: Ground, compiled: Compiled, seed: int) -> Eras:
        """Those of the runs of a seed."""
        later, wiring = compiled.later, compiled.later_wiring
        change = later.step if later else END
        found = [_era(ground, compiled, seed, (0, change), compiled.case, compiled.wiring, compiled.model)]
        if later and wiring:
            case = compiled.scenario.followed
            found.append(_era(ground, compiled, seed, (change, END), case, wiring, later.model))
        return cls(tuple(found))

    def at(self, step: int) -> Era:
        """The era of a step."""
        return next(era for era in self.all if step < era.end)

    def among(self, steps: Ints) -> Iterator[tuple[Era, Ints]]:
        """Each era that some steps lie in, and the numbers of these."""
        for era in self.all:
            rows = np.flatnonzero((steps >= era.first) & (steps < era.end))
            if len(rows):
                yield era, rows

    def first_bundle(self, era: Era) -> int:
        """The number of the first bundle of an era among those of all."""
        before = (each.model.kicks.bundle_place for each in self.all if each.first < era.first)
        return sum(map(len, before))

    def bundles(self) -> Bundles:
        """The bundles of all eras."""
        kicks = [era.model.kicks for era in self.all]
        return Bundles(
            np.concatenate([each.amount[:, each.receiver] for each in kicks]),
            np.concatenate([each.place_weight[each.bundle_place] for each in kicks]),
        )

    def traced(self) -> list[Trace]:
        """What each kick adds to the bundles of all eras."""
        return [
            trace._replace(number=trace.number + self.first_bundle(era))
            for era in self.all
            for trace in era.bundles
        ]

    def worn(self, feeling: int, since: Ints, now: Ints) -> Floats:
        """float64[...]: what is left at the start of a step of a feeling since that of an earlier one."""
        left = np.ones(len(now))
        for era in self.all:
            waited = np.minimum(now, era.end) - np.maximum(since, era.first)
            left *= era.model.quantities.feeling_decay[feeling][np.maximum(waited, 0)].astype(float)
        return left


def _era(
    ground: Ground,
    compiled: Compiled,
    seed: int,
    span: tuple[int, int],
    case: Case,
    wiring: Wiring,
    model: Model,
) -> Era:
    bundles, pushes = KickCompiler(ground, compiled.clock, case, wiring).traced()
    with_luck = seeded(model, seed, compiled.events, compiled.layers)
    return Era(*span, wiring, with_luck, _as_felt(bundles), pushes)


def _as_felt(traces: list[Trace]) -> list[Trace]:
    """The same with amounts that add up to those of the kernel, which has single precision."""
    total: dict[tuple[int, str], Floats] = {}
    for each in traces:
        key = each.number, each.wire.name
        total[key] = total.get(key, np.zeros_like(each.amount)) + each.amount
    found = []
    for each in traces:
        whole = total[each.number, each.wire.name]
        kept = np.where(whole != 0, whole.astype(np.float32) / np.where(whole != 0, whole, 1.0), 1.0)
        found.append(each._replace(amount=each.amount * kept))
    return found
