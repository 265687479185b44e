"""The combined states of a case."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Move, Selector
from boomerang.compile.once import once_each
from boomerang.compile.people import Inhabitants


class States:
    """The combined states: every combination of the states of the tracks."""

    def __init__(self, case: Case, people: Inhabitants) -> None:
        self.tracks = {name: track.states for name, track in case.tracks.items()}
        self.combined = list(product(*self.tracks.values()))
        self.count = len(self.combined)
        self.names = [(track, state) for track, states in self.tracks.items() for state in states]
        self.first = self._first(case, people)

    def _first(self, case: Case, people: Inhabitants) -> NDArray[np.int64]:
        """int64[C]: the combined state in which a class starts."""
        first = np.zeros(people.class_count, np.int64)
        for name, track in case.tracks.items():
            number = np.zeros(people.class_count, np.int64)
            if track.starts_trait:
                of_category = [track.states.index(given) for given in people.categories[track.starts_trait]]
                number = np.array(of_category)[people.classes[track.starts_trait]]
            first = first * len(self.tracks[name]) + number
        return first

    @once_each
    def chosen(self, selector: Selector) -> NDArray[np.bool_]:
        """bool[S]: the combined states that a selector of a track means; not to be changed."""
        return np.isin(self.numbers(selector.subject), self._of(selector.subject, selector.values))

    @once_each
    def all_chosen(self, selectors: tuple[Selector, ...]) -> NDArray[np.bool_]:
        """bool[S]: the combined states that every track selector means; not to be changed.

        Those of traits are passed over.
        """
        mask = np.ones(self.count, bool)
        for selector in selectors:
            if selector.subject in self.tracks:
                mask &= self.chosen(selector)
        return mask

    def open_to(self, who: tuple[Selector, ...], move: Move | None) -> NDArray[np.bool_]:
        """bool[S]: the combined states in which an event can happen, which may be a move."""
        start = () if move is None else (Selector(move.track, move.sources),)
        return self.all_chosen((*who, *start))

    @once_each
    def moved(self, move: Move) -> NDArray[np.int64]:
        """int64[S]: where a move leads from each combined state, be it where it is; not to be changed."""
        states, targets = self.tracks[move.track], move.targets
        number = np.array(self._of(move.track, [targets.get(state, state) for state in states]), np.int64)
        at, step = self.numbers(move.track), self._step(move.track)
        return np.arange(self.count) + (number[at] - at) * step

    @once_each
    def numbers(self, track: str) -> NDArray[np.int64]:
        """int64[S]: the number of the state of a track in each combined state; not to be changed."""
        return np.arange(self.count) // self._step(track) % len(self.tracks[track])

    def _step(self, track: str) -> int:
        """How far apart two combined states are that differ by one in a track; the last one moves first."""
        later = list(self.tracks.values())[list(self.tracks).index(track) + 1 :]
        return prod(map(len, later))

    def _of(self, track: str, states: Sequence[str]) -> list[int]:
        """The numbers of states of a track."""
        return [self.tracks[track].index(state) for state in states]

    def flat(self) -> NDArray[np.int64]:
        """int64[tracks, S]: the number in `names` of the state on each track."""
        rows, first = [], 0
        for track, states in self.tracks.items():
            rows.append(self.numbers(track) + first)
            first += len(states)
        return np.array(rows, np.int64)
