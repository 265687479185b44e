"""Shapley values: what each of several players adds to a whole, in the mean of all orders in which they come.

Shapley (1953), "A value for n-person games".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import comb
from typing import NamedTuple

import numpy as np

from boomerang.addresses import random_at
from boomerang.arrays import Flags2, Floats, Floats2

MOST_EXACT = 5  # players whose subsets are all looked at, where each of them is a run or many
PERMUTATIONS = 100

Worth = Callable[[tuple[int, ...]], np.ndarray]


class ShapleyValues(NamedTuple):
    """Shapley values: [players, ...]; `error` is their standard error from the orders that were drawn."""

    value: Floats2
    error: Floats2


def shapley(
    players: int,
    worth: Worth,
    most_exact: int = MOST_EXACT,
    permutations: int = PERMUTATIONS,
    address: str = "shapley",
) -> ShapleyValues:
    """What each player adds.

    Args:
        players: how many.
        worth: float64[...] of a set of players, whose numbers ascend.
        most_exact: how many there may be for all subsets to be looked at; of more, orders are drawn.
        permutations: how many orders; address: of the luck with which they are drawn.
    """
    known = cache(worth)
    if players <= most_exact:
        value = np.array([_exact(player, players, known) for player in range(players)])
        return ShapleyValues(value, np.zeros_like(value))
    luck = random_at(address)
    each = np.array([_in_order(luck.permutation(players), known) for _ in range(permutations)])
    return ShapleyValues(each.mean(axis=0), each.std(axis=0, ddof=1) / np.sqrt(permutations))


def _exact(player: int, players: int, worth: Worth) -> np.ndarray:
    """The mean over all orders of what a player adds to those who came before."""
    others = [other for other in range(players) if other != player]
    total = np.zeros_like(worth(()))
    for mask in range(1 << len(others)):
        before = [other for place, other in enumerate(others) if mask >> place & 1]
        weight = 1 / (players * comb(players - 1, len(before)))
        total = total + weight * (worth(tuple(sorted([*before, player]))) - worth(tuple(before)))
    return total


def _in_order(order: np.ndarray, worth: Worth) -> np.ndarray:
    """What each player adds when they come in one order."""
    added = [np.zeros_like(worth(()))] * len(order)
    for place, player in enumerate(order.tolist()):
        before = order[:place].tolist()
        added[player] = worth(tuple(sorted([*before, player]))) - worth(tuple(sorted(before)))
    return np.array(added)


@dataclass
class HazardLeft:
    """The hazard that some mechanisms leave of an event's, as a share of all; 0 without those it needs."""

    players: list[str]
    sets: list[tuple[str | None, ...]]
    sizes: Floats2
    needed: Flags2

    def __call__(self, on: tuple[int, ...]) -> Floats:
        """float64[L]: with these players alone."""
        names = {self.players[number] for number in on} | {None}
        there = np.array([names.issuperset(owners) for owners in self.sets], bool)
        off = self.sizes[:, ~there].sum(axis=1)
        return np.where(self.needed[:, ~there].any(axis=1), 0.0, np.exp(-off))

    def __hash__(self) -> int:
        return id(self)
