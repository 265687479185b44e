"""The combined states of a case."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector
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

    def chosen(self, selector: Selector) -> NDArray[np.bool_]:
        """bool[S]: the combined states that a selector of a track means."""
        position = list(self.tracks).index(selector.subject)
        return np.array([state[position] in selector.values for state in self.combined])

    def all_chosen(self, selectors: tuple[Selector, ...]) -> NDArray[np.bool_]:
        """bool[S]: the combined states that every track selector means; those of traits are passed over."""
        mask = np.ones(self.count, bool)
        for selector in selectors:
            if selector.subject in self.tracks:
                mask &= self.chosen(selector)
        return mask

    def moved(self, track: str, targets: Mapping[str, str]) -> NDArray[np.int64]:
        """int64[S]: each combined state with the state of one track replaced by its target, if it has one."""
        at = list(self.tracks).index(track)
        moved = [
            (*state[:at], targets.get(state[at], state[at]), *state[at + 1 :]) for state in self.combined
        ]
        number = {state: i for i, state in enumerate(self.combined)}
        return np.array([number[state] for state in moved], np.int64)

    def flat(self) -> NDArray[np.int64]:
        """int64[tracks, S]: the number in `names` of the state on each track."""
        number = {name: i for i, name in enumerate(self.names)}
        rows = [[number[track, state[t]] for state in self.combined] for t, track in enumerate(self.tracks)]
        return np.array(rows, np.int64)
