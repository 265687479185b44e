"""Which parameters matter most: what each changes from the low to the high end of what was believed of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

from boomerang.compile.case import Compiler
from boomerang.errors import InputError
from boomerang.lab.knobs import Knob
from boomerang.study.simulate import Prepared

SEED = 1  # all countries have the same people and luck


class Ranks:
    """What the country did with one parameter at an end of its prior, and all else as in the case."""

    def __init__(self) -> None:
        # By scenario, parameter and value how often each event happened; None where its hazards ran away.
        self._counts: dict[tuple[str, str, str], dict[str, int] | None] = {}

    def find(self, compiler: Compiler, knobs: Sequence[Knob], go_on: Callable[..., None]) -> None:
        """Simulate two countries for each parameter; what is known stays known where it is ended.

        Args:
            go_on: called now and then; what it raises ends it.
        """
        for key in (key for knob in knobs for key in _keys(compiler.scenario.digest, knob)):
            if key not in self._counts:
                self._counts[key] = _counts(compiler, key[1], key[2], go_on)

    def known(self, digest: str, knobs: Sequence[Knob]) -> bool:
        """Whether all of it is known of a scenario with this digest."""
        return all(key in self._counts for knob in knobs for key in _keys(digest, knob))

    def ordered(self, digest: str, knobs: Sequence[Knob], outcome: str) -> tuple[Knob, ...]:
        """The parameters, those first that change an event most; as they are given until it is known."""
        if not self.known(digest, knobs):
            return tuple(knobs)
        return tuple(sorted(knobs, key=lambda knob: -self._moved(digest, knob, outcome)))

    def _moved(self, digest: str, knob: Knob, outcome: str) -> float:
        low, high = (self._counts[key] for key in _keys(digest, knob))
        return inf if low is None or high is None else abs(high[outcome] - low[outcome])


def _keys(digest: str, knob: Knob) -> tuple[tuple[str, str, str], ...]:
    return tuple((digest, knob.path, knob.values[end]) for end in (knob.low, knob.high))


def _counts(compiler: Compiler, path: str, value: str, go_on: Callable[..., None]) -> dict[str, int] | None:
    go_on()
    try:
        return Prepared(compiler.at({path: value})).run(SEED, go_on).counts
    except InputError:
        return None
