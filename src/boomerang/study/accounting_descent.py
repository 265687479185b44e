"""Who was moved by whom: each event gets at most one parent among the earlier ones, so that they form trees.

An event of somebody who turned in an encounter descends from the event that put the approacher in the state
from which they approached. Any other event happened without a mover with the probability of one over what
all movers together made of its hazard; else one mover is drawn in proportion to what each added to the log
hazard (to a climate or lever that multiplies a rate: to its level, which makes the trees of a self-exciting
process its branching trees). The event that put a person at risk in the first place is a parent too, where no
hazard would have been without it. What lowers a hazard is no parent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from boomerang.addresses import random_at
from boomerang.arrays import Floats2, Ints
from boomerang.case.parts.names import Names
from boomerang.case.text.texts import so_many, unknown
from boomerang.errors import InputError
from boomerang.study.accounting import account_of, lines_of
from boomerang.study.accounting_history import NONE, History
from boomerang.study.accounting_parts import ENCOUNTER, MOVED, Parts
from boomerang.study.accounting_values import Values

if TYPE_CHECKING:
    import pandas
    import xarray


@dataclass(frozen=True, eq=False, repr=False)
class Descent:
    """Trees of events.

    Attributes:
        known: the run and its journal.
        lines: int64[N], lines of the journal, in ascending order.
        parents: int64[N], the line of each one's parent, which is among them; NONE for the first of a tree.
    """

    known: History
    lines: Ints
    parents: Ints

    @cached_property
    def above(self) -> Ints:
        """int64[N]: where the parent of each stands among `lines`; NONE for none."""
        return np.where(self.parents == NONE, NONE, np.searchsorted(self.lines, self.parents))

    @cached_property
    def roots(self) -> Ints:
        """int64[N]: where the first of the tree of each stands among `lines`."""
        roots = np.arange(len(self.lines))
        for row, above in enumerate(self.above.tolist()):
            if above != NONE:
                roots[row] = roots[above]
        return roots

    @cached_property
    def generations(self) -> Ints:
        """int64[N]: how many ancestors each has."""
        found = np.zeros(len(self.lines), np.int64)
        for row, above in enumerate(self.above.tolist()):
            if above != NONE:
                found[row] = found[above] + 1
        return found

    @property
    def offspring(self) -> Ints:
        """int64[N]: how many each is the parent of."""
        return np.bincount(self.above[self.above != NONE], minlength=len(self.lines))

    @property
    def cascades(self) -> Ints:
        """int64[...]: the size of each tree, in the order of their first events."""
        sizes = np.bincount(self.roots, minlength=len(self.lines))
        return sizes[self.parents == NONE]

    def longest_chain(self) -> Ints:
        """int64[...]: the lines of the longest chain, from the first ancestor on; the first of equals."""
        if not len(self.lines):
            return self.lines
        row, chain = int(self.generations.argmax()), []
        while row != NONE:
            chain.append(int(self.lines[row]))
            row = int(self.above[row])
        return np.array(chain[::-1], np.int64)

    def among(self, events: Collection[str]) -> Descent:
        """The trees of some events only: each one's parent is its nearest ancestor among them.

        Raises:
            InputError: the case has no such event.
        """
        case, names = self.known.compiled.case, self.known.compiled.events
        for event in events:
            if event not in Names(case).events:
                raise InputError(unknown(event, f"event of {case.name}", names))
        wanted = np.array([name in events for name in names], bool)[self.known.journal.event[self.lines]]
        nearest = np.full(len(self.lines), NONE)
        for row, above in enumerate(self.above.tolist()):
            if above != NONE:
                nearest[row] = self.lines[above] if wanted[above] else nearest[above]
        return Descent(self.known, self.lines[wanted], nearest[wanted])

    def __repr__(self) -> str:
        trees, longest = len(self.cascades), len(self.longest_chain())
        return (
            f"<Descent of {so_many(len(self.lines), 'event')} in {so_many(trees, 'tree')}, the longest"
            f" chain {longest}>"
        )

    @property
    def dataset(self) -> xarray.Dataset:
        """What `table` says along the dimension `line`, the lines of the journal, with that of the `parent`.

        The first of a tree has the parent -1.
        """
        from pandas import Index

        table = self.table.assign(parent=self.parents)
        return table.set_index(Index(self.lines, name="line")).to_xarray()

    @property
    def table(self) -> pandas.DataFrame:
        """One row an event: what, to whom, when, and the event and person that it descends from."""
        import pandas

        from boomerang.study.outcome import times_at

        journal, names = self.known.journal, np.array(self.known.compiled.events)
        above, rooted = np.maximum(self.parents, 0), self.parents == NONE
        return pandas.DataFrame(
            {
                "time": times_at(self.known.compiled, journal.time[self.lines]),
                "event": names[journal.event[self.lines]],
                "person": journal.person[self.lines],
                "generation": self.generations,
                "by_event": np.where(rooted, "", names[journal.event[above]]),
                "by_person": np.where(rooted, NONE, journal.person[above]),
                "cascade": journal.person[self.lines[self.roots]],
            }
        )


def descent(known: History, events: Collection[str] | None = None) -> Descent:
    """The trees that some events stand in, with all their ancestors.

    Args:
        events: which; None for those that the case logs.

    Raises:
        InputError: the case has no such event.
    """
    luck = random_at(f"descent, seed {known.outcome.seed}").random((known.lines, 3))
    parents, new = np.full(known.lines, NONE), lines_of(known, events)
    there = np.zeros(known.lines, bool)
    values = Values(known)
    while len(new):
        there[new] = True
        parents[new] = _parents(known, values, new, luck[new])
        above = np.unique(parents[new])
        new = above[(above != NONE) & ~there[above]]
    lines = np.flatnonzero(there)
    return Descent(known, lines, parents[lines])


def _parents(known: History, values: Values, lines: Ints, luck: Floats2) -> Ints:
    """int64[L]: a parent for each line; `luck` decides whether, through which part, and which event of it."""
    parts = account_of(known, lines).parts
    row = _drawn(parts, len(lines), luck)
    found = np.where(row == NONE, NONE, parts.source[row] if len(parts.source) else NONE)
    for number in np.flatnonzero(row != NONE).tolist():
        term = parts.terms[parts.term[row[number]]]
        if term.push != NONE:
            step = int(known.journal.step[lines[number]])
            sources, amounts = values.each_push(term.push, term.response, term.value, step)
            sums = np.cumsum(np.maximum(amounts * np.sign(amounts.sum()), 0.0))
            found[number] = sources[np.searchsorted(sums, luck[number, 2] * sums[-1])]
    return found


def _drawn(parts: Parts, moments: int, luck: Floats2) -> Ints:
    """int64[L]: the part through which each event came about; NONE where it had no mover."""
    kinds = np.array([term.kind in (*MOVED, ENCOUNTER) for term in parts.terms], bool)
    pushed = np.array([term.push != NONE for term in parts.terms], bool)
    if not len(kinds):
        return np.full(moments, NONE)
    movers = kinds[parts.term] & ((parts.source != NONE) | pushed[parts.term])
    lift = np.where(movers, parts.lift, 0.0)
    whole = np.bincount(parts.moment, lift, moments)
    alone = np.exp(-np.maximum(whole, 0.0))
    sums = np.cumsum(np.maximum(lift, 0.0))
    ends = np.searchsorted(parts.moment, np.arange(moments + 1))
    before = np.concatenate([[0.0], sums])[ends]
    row = np.searchsorted(sums, before[:-1] + luck[:, 1] * np.diff(before))
    return np.where(luck[:, 0] < alone, NONE, np.minimum(row, max(len(sums) - 1, 0)))
