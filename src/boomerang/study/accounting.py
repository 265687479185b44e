"""Accounts of events: the share that each mechanism and each earlier event has in their hazards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from boomerang.arrays import Flags2, Floats, Floats2, Ints
from boomerang.case.parts.names import Names
from boomerang.case.text.texts import free_names, unknown
from boomerang.compile.risks import log2
from boomerang.engine.replayed import homes_of
from boomerang.errors import InputError
from boomerang.study.accounting_eras import Era
from boomerang.study.accounting_history import NONE, History, Received
from boomerang.study.accounting_parts import (
    ENCOUNTER,
    LN2,
    MEAN,
    STATE,
    SURE,
    AccountTerm,
    Occasions,
    PartList,
    Parts,
    add_feelings,
    add_ratios_of,
    owners_of,
)
from boomerang.study.accounting_shapley import HazardLeft, shapley
from boomerang.study.accounting_values import Values, add_values

if TYPE_CHECKING:
    import pandas
    import xarray

ITSELF = "the case itself"  # what no mechanism adds
ANYWAY = "anyway"  # what would have happened without any mechanism
MOST_SUBSETS = 12  # mechanisms whose subsets are all looked at, where none of them is a run
AT_A_TIME = 2000  # events


def told_apart(mechanisms: Sequence[str], *taken: str) -> tuple[str, ...]:
    """The names of mechanisms beside other names, which they keep from."""
    return tuple(free_names(mechanisms, "mechanism", set(taken)).values())


@dataclass(frozen=True, eq=False)
class Accounting:
    """What made some events of a run.

    Attributes:
        known: the run and its journal.
        lines: int64[L], lines of the journal, one an event; those that were planned have no parts.
        parts: of the logarithm of each one's hazard over the rate that the case gives; of somebody who turned
            in an encounter, of the hazard of the approach and of the chance to turn.
    """

    known: History
    lines: Ints
    parts: Parts

    @property
    def log_ratios(self) -> Floats:
        """float64[L]: the natural logarithm of each hazard over the rate of the case."""
        return self.parts.totals(len(self.lines))

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """The mechanisms that are on: columns of shares, before the case itself."""
        return self.known.compiled.scenario.mechanisms

    def by_mechanism(self) -> Floats2:
        """float64[L, mechanisms + 1]: what each adds to the log ratio; the last column is the case itself."""
        shares = np.zeros((len(self.lines), len(self.owners) + 1))
        for number, term in enumerate(self.parts.terms):
            these = self.parts.term == number
            for owner in term.owners:
                column = len(self.owners) if owner is None else self.owners.index(owner)
                size = self.parts.size[these] / len(term.owners)
                shares[:, column] += np.bincount(self.parts.moment[these], size, len(self.lines))
        return shares

    def by_source(self, number: int) -> dict[int, float]:
        """What each earlier event adds to the log ratio of one of the events: line of the journal -> part.

        NONE stands for what no event made.
        """
        parts, found = self.parts, dict[int, float]()
        step = int(self.known.journal.step[self.lines[number]])
        for row in np.flatnonzero(parts.moment == number).tolist():
            term, size = parts.terms[parts.term[row]], float(parts.size[row])
            lines, amounts = self._sources(term, int(parts.source[row]), step)
            whole = float(amounts.sum())
            for line, amount in zip(lines.tolist(), (size * amounts / whole).tolist(), strict=True):
                found[line] = found.get(line, 0.0) + amount
        return found

    def _sources(self, term: AccountTerm, source: int, step: int) -> tuple[Ints, Floats]:
        """The events behind a part, and in which proportion."""
        if term.push == NONE:
            return np.array([source]), np.ones(1)
        return self.values.each_push(term.push, term.response, term.value, step)

    @cached_property
    def values(self) -> Values:
        """Climates and levers, taken apart."""
        return Values(self.known)

    def credits(self) -> Floats2:
        """float64[L, mechanisms + 1]: the share of each event that is each mechanism's.

        An event is the work of its own hazard and of those of the events that put the person, or whoever
        approached them, at risk. The last column is what would have happened anyway: one over the hazard
        ratios of all mechanisms along this path, and nothing where a step of it needs a mechanism. The rest
        is divided by Shapley values, so that a row adds up to one and a mechanism that lowers hazards has a
        negative share. What led to the events that kicked does not count (`by_switching_off` counts it).
        """
        whole, place = self._with_entries
        found = np.zeros((len(self.lines), len(self.owners) + 1))
        sizes, needed = whole.along_paths()
        players = sorted({owner for owners in whole.owner_sets for owner in owners if owner is not None})
        columns = [self.owners.index(player) for player in players]
        for first in range(0, len(self.lines), AT_A_TIME):
            rows = place[first : first + AT_A_TIME]
            worth = HazardLeft(players, whole.owner_sets, sizes[rows], needed[rows])
            shares = shapley(len(players), worth, MOST_SUBSETS, address="credits").value
            found[np.ix_(range(first, first + len(rows)), columns)] = shares.T
            found[first : first + len(rows), -1] = worth(())
        return found

    @cached_property
    def _with_entries(self) -> tuple[Accounting, Ints]:
        """The accounts of these events and of all on the paths to them, and where these stand among them."""
        lines = np.unique(self.lines)
        while True:
            entries = entries_of(self.known, moments_of(self.known, lines))
            more = np.union1d(lines, entries[entries != NONE])
            if len(more) == len(lines):
                return account_of(self.known, lines), np.searchsorted(lines, self.lines)
            lines = more

    def along_paths(self) -> tuple[Floats2, Flags2]:
        """(float64[L, sets], bool[L, sets]): parts by who made them, and without whom there is nothing.

        Of each event and of those on the path to it, which have to be among these events, in ascending order.
        """
        numbers = {owners: number for number, owners in enumerate(self.owner_sets)}
        of_term = np.array([numbers[term.owners] for term in self.parts.terms], np.int64)
        sizes = np.zeros((len(self.lines), len(numbers)))
        needed = np.zeros(sizes.shape, bool)
        if len(of_term):
            np.add.at(sizes, (self.parts.moment, of_term[self.parts.term]), self.parts.size)
        needed[np.arange(len(needed)), [numbers[owners] for owners in self._needs]] = True
        entries = entries_of(self.known, moments_of(self.known, self.lines))
        for row in np.flatnonzero(entries != NONE).tolist():
            earlier = np.searchsorted(self.lines, entries[row])
            sizes[row] += sizes[earlier]
            needed[row] |= needed[earlier]
        return sizes, needed

    def totals(self, event: str) -> dict[str, float]:
        """How many of the events of a name are each mechanism's, and how many would have happened anyway.

        Raises:
            InputError: the case has no such event.
        """
        known = self.known.compiled.events
        if event not in known and event not in Names(self.known.compiled.case).events:
            raise InputError(unknown(event, f"event of {self.known.compiled.case.name}", known))
        these = [name == event for name in self._names()]
        keys = (*told_apart(self.owners, ANYWAY), ANYWAY)
        return dict(zip(keys, self.credits()[these].sum(axis=0).tolist(), strict=True))

    def _names(self) -> list[str]:
        return [self.known.compiled.events[number] for number in self.known.journal.event[self.lines]]

    @cached_property
    def table(self) -> pandas.DataFrame:
        """One row an event: what, to whom, when, its log ratio, and the share of each mechanism in it."""
        from pandas import DataFrame

        from boomerang.study.outcome import times_at

        journal = self.known.journal
        told = {
            "time": times_at(self.known.compiled, journal.time[self.lines]),
            "event": self._names(),
            "person": journal.person[self.lines],
            "log_ratio": self.log_ratios,
        }
        owners = (*told_apart(self.owners, *told, ITSELF), ITSELF)
        return DataFrame({**told, **dict(zip(owners, self.by_mechanism().T, strict=True))})

    @property
    def dataset(self) -> xarray.Dataset:
        """`log_ratio` of each event, and `part` of it that each mechanism adds; beside it what, who and when.

        Dimensions `line`, the lines of the journal, and `mechanism`, of which the last is the case itself.
        """
        from xarray import Dataset

        table = self.table
        told = {name: ("line", table[name].to_numpy()) for name in ("time", "event", "person", "log_ratio")}
        axes = {"line": self.lines, "mechanism": [*told_apart(self.owners, ITSELF), ITSELF], **told}
        parts = (("line", "mechanism"), table.iloc[:, len(told) :].to_numpy())
        return Dataset({"part": parts}, axes).reset_coords("log_ratio")

    @cached_property
    def owner_sets(self) -> list[tuple[str | None, ...]]:
        """The sets of owners that some part has, or that an event needs."""
        found = dict.fromkeys(term.owners for term in self.parts.terms)
        return list(found | dict.fromkeys(self._needs))

    @cached_property
    def _needs(self) -> list[tuple[str | None, ...]]:
        """Without which mechanisms each event could not have happened."""
        events, names = self.known.compiled.wiring.events, self.known.compiled.events
        event, way = self.known.journal.event[self.lines], self.known.journal.way[self.lines]
        owners = [events[name].owner for name in names]
        return [
            owners_of(owners[k], owners[w] if w != NONE else None)
            for k, w in zip(event.tolist(), way.tolist(), strict=True)
        ]


def account(known: History, events: Collection[str] | None = None) -> Accounting:
    """The accounts of the events of a run.

    Args:
        events: which; None for those that the case logs.

    Raises:
        InputError: the case has no such event.
    """
    return account_of(known, lines_of(known, events))


def lines_of(known: History, events: Collection[str] | None) -> Ints:
    """int64[...]: the lines of the journal of some events; None for those that the case logs.

    Raises:
        InputError: the case has no such event.
    """
    names = known.compiled.events
    for event in events or ():
        if event not in Names(known.compiled.case).events:
            raise InputError(unknown(event, f"event of {known.compiled.case.name}", names))
    wanted = known.model.tallies.logged if events is None else np.array([name in events for name in names])
    return np.flatnonzero(wanted[known.journal.event])


def account_of(known: History, lines: Ints) -> Accounting:
    """The accounts of some lines of the journal."""
    found, moments = PartList(), moments_of(known, lines)
    open_rows = np.flatnonzero(~known.planned[lines])
    given = known.touches_to(np.concatenate([moments.person, known.journal.person[lines]]))
    values = Values(known)
    for number in np.unique(moments.event[open_rows]):
        rows = open_rows[moments.event[open_rows] == number]
        add_event(found, values, moments, rows, int(number), given)
    _add_entries(found, known, moments, open_rows)
    turned = open_rows[known.journal.way[lines[open_rows]] != NONE]
    _add_chances(found, known, lines, turned, given)
    return Accounting(known, lines, found.parts())


def moments_of(known: History, lines: Ints) -> Occasions:
    """The moments of the hazards that led to events: of their own, or of those who approached them."""
    journal = known.journal
    turned = journal.way[lines] != NONE
    person = np.where(turned, journal.source[lines], journal.person[lines])
    home = homes_of(known.model, person)
    event = np.where(turned, journal.way[lines], journal.event[lines])
    return Occasions(lines, journal.step[lines], event, person, home, known.state_before(person, home, lines))


def add_event(
    found: PartList, values: Values, moments: Occasions, rows: Ints, number: int, given: Received
) -> None:
    """The parts of the hazard of one event, at the moments in `rows`, by what holds then."""
    for era, some in values.known.eras.among(moments.step[rows]):
        _add_event_of(era, found, values, moments, rows[some], number, given)


def _add_event_of(
    era: Era,
    found: PartList,
    values: Values,
    moments: Occasions,
    rows: Ints,
    number: int,
    given: Received,
) -> None:
    known, wiring = values.known, era.wiring
    event = known.compiled.events[number]
    ratios, rate = wiring.ratios_of(event), wiring.rate_of(event)
    if rate is not None and rate.per_year > 0:
        mean = era.model.hazards.log_rate[number] - log2(rate.per_year * known.compiled.clock.years)
        found.add(AccountTerm(MEAN, event, owners_of(rate.owner)), rows, float(mean) * LN2)
    add_ratios_of(found, known, moments, rows, ratios)
    add_feelings(found, known, moments, rows, ratios, given)
    followed = [wire for wire in ratios if wire.term.kind in ("climate", "lever")]
    add_values(found, values, moments, rows, [*wiring.factors_of(event), *followed])


def entries_of(known: History, moments: Occasions) -> Ints:
    """int64[Q]: the own event that put each person at risk; NONE for those who were so from the start."""
    return known.entered(moments.person, moments.line, known.model.hazards.source[moments.event])


def _add_entries(found: PartList, known: History, moments: Occasions, rows: Ints) -> None:
    """The own events without which people would not have been at risk; they add nothing to the hazard."""
    entries, met = entries_of(known, moments)[rows], known.journal.way[moments.line[rows]] != NONE
    for kind, these in ((STATE, ~met), (ENCOUNTER, met)):
        there = these & (entries != NONE)
        found.add(AccountTerm(kind, "", (None,)), rows[there], 0.0, entries[there], SURE)


def _add_chances(found: PartList, known: History, lines: Ints, rows: Ints, given: Received) -> None:
    """The parts of the chance that those turned whom somebody approached."""
    journal = known.journal
    met = Occasions(
        lines,
        journal.step[lines],
        journal.way[lines],
        journal.person[lines],
        journal.home[lines],
        journal.state[lines],
    )
    for number in np.unique(met.event[rows]):
        event, these = known.compiled.events[number], rows[met.event[rows] == number]
        for era, some in known.eras.among(met.step[these]):
            chances = era.wiring.chances_of(event)
            add_ratios_of(found, known, met, these[some], chances)
            add_feelings(found, known, met, these[some], chances, given)
