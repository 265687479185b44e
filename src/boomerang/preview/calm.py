"""A compiled case in calm: what would happen if nobody felt anything and climates and levers stood still."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Floats
from boomerang.compile.case import Compiled
from boomerang.engine.model import FACTOR, SQUARED, TRANSITION
from boomerang.preview.hazard import calendar, hazard_of_class, terms_of

LN2 = float(np.log(2))
_AT_ONCE = 10**6  # flows between states that are worked out together
_MOST_WORK = 5 * 10**9  # multiplications
_MOST_SHARES = 2 * 10**7  # classes times states


class Calm:
    """Rates a day at the mean climates and levers of the calendar.

    People are spread over their states as they would be on average over the period.
    K events, C classes, P places, S combined states, V values of climates and levers, as in `engine.model`.
    """

    def __init__(self, compiled: Compiled) -> None:
        self.model, self.days = compiled.model, compiled.clock.days
        self.horizon = compiled.clock.end  # days
        self.counts = compiled.people.counts.astype(float)  # [P, C]
        self.events, self.states = self.model.hazards.source.shape

    @cached_property
    def values(self) -> Floats:
        """float64[V]: climates and levers, the mean over the period of what the calendar makes of them."""
        return np.average(calendar(self.model), axis=0, weights=self.model.quantities.length)

    @cached_property
    def state_ratio(self) -> Floats:
        """float64[K, S]: the hazard ratio of a combined state, 0 where it is not at risk."""
        hazards = self.model.hazards
        return np.where(hazards.source, np.exp2(np.minimum(hazards.log_state, 1000.0)), 0.0)

    @cached_property
    def by_class(self) -> Floats:
        """float64[K, C]: how often a day somebody of a class meets an event, but for their state."""
        people = np.maximum(self.counts.sum(axis=0), 1e-300)
        rates = [(self.counts * self.hazard(j)).sum(axis=0) / people for j in range(self.events)]
        return np.array(rates).reshape(self.events, self.counts.shape[1])

    @cached_property
    def states_of(self) -> Floats:
        """float64[C, S]: the share of the period that people of a class spend in each state."""
        first = self.model.hazards.first_state
        shares = np.zeros((len(first), self.states))
        for state in np.unique(first).tolist():
            reached = self._reached(state)
            start = (reached == state).astype(float)[:, None]
            alike = np.flatnonzero(first == state)
            at_once = max(1, _AT_ONCE // len(reached) ** 2)
            for part in np.split(alike, range(at_once, len(alike), at_once)):
                leaving = np.swapaxes(self._leaving(self.by_class[:, part], reached), 1, 2)
                shares[np.ix_(part, reached)] = np.linalg.solve(leaving, start)[:, :, 0] / self.horizon
        return shares

    def moved(self, rates: Floats, event: int, before: Floats) -> Floats:
        """float64[S]: days that an event adds in each state to those of somebody with rates float64[K].

        `before`: float64[S], the states in which they meet it.
        """
        moved, days = -before, np.zeros(self.states)
        np.add.at(moved, self.model.hazards.target[event], before)
        if moved.any():
            reached = self._reached(np.flatnonzero(moved))
            days[reached] = np.linalg.solve(self._leaving(rates, reached).T, moved[reached])
        return days

    def _leaving(self, rates: Floats, states: NDArray[np.int64]) -> Floats:
        """float64[..., s, s]: flows a day out of some states less those into them, for rates float64[K, ...].

        `states` are all that can be reached from any of them. The end comes at random, on average after the
        length of the period.
        """
        flows: Floats = np.tensordot(rates.T, self._moves(states), 1) + np.eye(len(states)) / self.horizon
        return flows

    def _reached(self, states: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """int64[s]: the states that people who start in some states can ever be in."""
        reached = np.isin(np.arange(self.states), states)
        new = np.flatnonzero(reached)
        while len(new):
            further = np.unique(self.model.hazards.target[:, new][self._moving[:, new]])
            new = further[~reached[further]]
            reached[new] = True
        return np.flatnonzero(reached)

    @cached_property
    def _moving(self) -> NDArray[np.bool_]:
        """bool[K, S]: whether an event takes people out of a state."""
        return (self.model.hazards.kind == TRANSITION)[:, None] & (self.state_ratio != 0)

    def _moves(self, states: NDArray[np.int64]) -> Floats:
        """float64[K, s, s]: what an event at a rate of 1 a day takes out of some states, and where to."""
        moves, row = np.zeros((self.events, len(states), len(states))), np.arange(len(states))
        moving = np.flatnonzero(self._moving[:, states].any(axis=1))[:, None]
        ratio, target = self.state_ratio[moving, states], self.model.hazards.target[moving, states]
        moves[moving, row, np.searchsorted(states, np.where(ratio != 0, target, states))] -= ratio
        moves[moving, row, row] += ratio
        return moves

    def affordable(self) -> bool:
        """Whether the states that people are in can be worked out in a few seconds.

        That takes the cube of the states that can be reached, for every class and event.
        """
        first, classes = np.unique(self.model.hazards.first_state, return_counts=True)
        reached = [len(self._reached(state)) for state in first.tolist()]
        left = np.flatnonzero(self._moving.any(axis=0))
        events = int(self._moving.any(axis=1).sum()) * len(self._reached(left)) ** 3
        work = events + sum(n * size**3 for n, size in zip(classes.tolist(), reached, strict=True))
        return work <= _MOST_WORK and len(self.counts[0]) * self.states <= _MOST_SHARES

    def hazard(self, event: int, without: int = -1) -> Floats:
        """float64[P, C]: how often a day somebody of a place and class meets an event, but for their state.

        `without`: a term (climate or lever) that is left out.
        """
        return hazard_of_class(self.model, event, self.values, without) / self.days

    @cached_property
    def mean_ratio(self) -> Floats:
        """float64[K, C]: the mean hazard ratio of the states in which people of a class spend the period."""
        return np.asarray(self.state_ratio @ self.states_of.T, float)

    def at_risk(self, event: int) -> Floats:
        """float64[P, C]: people, times the mean hazard ratio of their states."""
        return self.counts * self.mean_ratio[event]

    def shares(self, event: int) -> Floats:
        """float64[P, C]: the shares of places and classes among those who meet an event.

        If nobody does at these levels, among those who would at others, or in another state.
        """
        hazards = self.model.hazards
        logs = hazards.log_weight[event] + hazards.log_place[event][:, None]
        weight = np.exp2(logs - max(float(logs.max(initial=-np.inf)), -1e300))
        at_risk = self.at_risk(event)
        for people, chance in ((at_risk, self.hazard(event)), (at_risk, weight), (self.counts, weight)):
            met = people * chance
            if met.any():
                return np.asarray(met / met.sum(), float)
        return np.zeros_like(self.counts)

    def slopes(self, event: int) -> Floats:
        """float64[V]: how many more of an event a day the country has when a value is one unit higher."""
        slopes = np.zeros(len(self.values))
        people, audience = self.at_risk(event), self.model.cells.audience[event]
        number, kind, strength = terms_of(self.model, event)
        member = audience[:, None] == np.arange(number.shape[1])
        now = (people * self.hazard(event)) @ member  # [P, A]
        for t in range(number.shape[-1]):
            if kind[0, 0, t] == FACTOR:
                risen = (people * self.hazard(event, without=t)) @ member
            else:
                unit = 2 * self.values[number[..., t]] if kind[0, 0, t] == SQUARED else 1.0
                risen = now * LN2 * strength[..., t] * unit
            np.add.at(slopes, number[..., t], risen)
        return slopes
