"""What the log hazard of a person is made of: the parts of the sum, with who says so and what event did it.

All sizes are natural logarithms of hazard ratios. A part is the work of its owners together: the mechanism
whose hazard ratio it is, the one whose kick it is and the one whose event kicked. Without any of them it
would not be there, so each has an equal share of it, which is its Shapley value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.compile.risks import add_ratios, log_ratio, no_factors
from boomerang.compile.wires import KickWire, RatioWire
from boomerang.engine.words import class_in, place_in
from boomerang.study.accounting_history import NONE, History, Received

LN2 = float(np.log(2))
SURE = 1e6  # lift of a part without which there would be no hazard at all
MEAN, TRAIT, PLACE, STATE, CALENDAR, FEELING, CLIMATE, LEVER, ENCOUNTER = (
    "mean",
    "trait",
    "place",
    "state",
    "calendar",
    "feeling",
    "climate",
    "lever",
    "encounter",
)
MOVED = (STATE, FEELING, CLIMATE, LEVER)  # kinds of parts that an event can have moved


class Occasions(NamedTuple):
    """Occasions at which an event could happen to people; [Q] each.

    line: just before which line of the journal, its length for the end; step: of the moment; event, person:
    numbers; home, state: HOME word and combined state.
    """

    line: Ints
    step: Ints
    event: Ints
    person: Ints
    home: Ints
    state: Ints


@dataclass(frozen=True)
class AccountTerm:
    """What parts have in common.

    Attributes:
        kind: one of the kinds above; name: of the trait, track, feeling, climate or lever.
        owners: the mechanisms that make it together; None for the case itself.
        kick: the kick that moved it, where one did.
        push, response, value: of a climate, or of a lever that answers one: the number of the push, of the
            response and of the value; else NONE.
    """

    kind: str
    name: str
    owners: tuple[str | None, ...]
    kick: KickWire | None = None
    push: int = NONE
    response: int = NONE
    value: int = NONE


@dataclass
class Parts:
    """The parts of log hazards; [N] each, but for `terms`.

    Attributes:
        terms: what parts can be of.
        moment: int64[N], which moment; term: int64[N], which of the terms.
        size: float64[N], of the log hazard. lift: float64[N], what it raised the hazard by, which is `SURE`
            where there would be none without it.
        source: int64[N], the line of the journal of the event that made it; NONE for none, or for many, where
            the term has a push.
    """

    terms: list[AccountTerm] = field(default_factory=list)
    moment: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    term: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    size: Floats = field(default_factory=lambda: np.zeros(0))
    lift: Floats = field(default_factory=lambda: np.zeros(0))
    source: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def totals(self, moments: int) -> Floats:
        """float64[Q]: the log hazard ratio at each moment."""
        return np.bincount(self.moment, self.size, moments).astype(np.float64)


class PartList:
    """Parts as they are found, before they are put together."""

    def __init__(self) -> None:
        self.terms: dict[AccountTerm, int] = {}
        self.columns: list[tuple[Ints, Ints, Floats, Floats, Ints]] = []

    def add(self, term: AccountTerm, moment: Ints, size: Any, source: Any = NONE, lift: Any = None) -> None:
        """Add the parts of one term; those of size 0 are left out."""
        number = self.terms.setdefault(term, len(self.terms))
        size = np.broadcast_to(np.asarray(size, np.float64), moment.shape)
        lifts = size if lift is None else np.broadcast_to(np.asarray(lift, np.float64), moment.shape)
        sources = np.broadcast_to(np.asarray(source, np.int64), moment.shape)
        kept = (size != 0) | (lifts != 0)
        numbers = np.full(int(kept.sum()), number)
        self.columns.append((moment[kept], numbers, size[kept], lifts[kept], sources[kept]))

    def parts(self) -> Parts:
        """All of them, moment by moment."""
        if not self.columns:
            return Parts(list(self.terms))
        columns = [np.concatenate(column) for column in zip(*self.columns, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        return Parts(list(self.terms), *(column[order] for column in columns))


def owners_of(*given: str | None) -> tuple[str | None, ...]:
    """The mechanisms among some owners, once each; the case itself only where there is none."""
    found = sorted({owner for owner in given if owner is not None})
    return tuple(found) or (None,)


def ratio_vectors(ground: Any, wire: RatioWire) -> tuple[str, str, Floats]:
    """(kind, name, float64): the natural logarithm of a ratio by class, place or state."""
    factors = no_factors(ground, ())
    add_ratios(factors, [wire], ground)
    term, selector = wire.term, wire.term.selector
    name = str(selector) if selector is not None else term.name
    if term.kind == "numeric column" or (selector is not None and ground.is_of_places(selector)):
        return PLACE, name, factors.place * LN2
    if selector is not None and selector.subject in ground.states.tracks:
        return STATE, name, factors.state * LN2
    return TRAIT, name, factors.weight * LN2


def add_ratios_of(
    found: PartList, known: History, moments: Occasions, rows: Ints, wires: Iterable[RatioWire]
) -> None:
    """The parts of who people are, where they live and what state they are in, of the moments in `rows`."""
    home, state = moments.home[rows], moments.state[rows]
    for wire in wires:
        if wire.term.kind in ("feeling", "climate", "lever"):
            continue
        kind, name, vector = ratio_vectors(known.ground, wire)
        term = AccountTerm(kind, name, owners_of(wire.owner))
        if kind == STATE:
            of_state = np.broadcast_to(vector, (len(rows), len(vector)))
            source = known.entered(moments.person[rows], moments.line[rows], of_state)
            found.add(term, rows, vector[state], source)
        else:
            found.add(term, rows, vector[class_in(home) if kind == TRAIT else place_in(home)])


def add_feelings(
    found: PartList,
    known: History,
    moments: Occasions,
    rows: Ints,
    wires: Iterable[RatioWire],
    given: Received,
) -> None:
    """The parts that kicks made of feelings, of the moments in `rows`, from touches of their people."""
    strengths = [wire for wire in wires if wire.term.kind == "feeling"]
    if not strengths or not len(given.line):
        return
    row, touch = _joined(known, moments, rows, given)
    since, events = known.journal.step[given.line[touch]] + 1, known.compiled.wiring.events
    bundles, homes = given.bundle[touch], given.home[touch]
    weight = given.scale[touch] * known.bundles.weight[bundles, place_in(homes)]
    for trace in known.traces:
        kick = trace.wire
        mine = [wire for wire in strengths if wire.term.name == kick.name]
        these = np.flatnonzero(bundles == trace.number) if mine else np.zeros(0, np.int64)
        if not len(these):
            continue
        feeling = known.ground.feelings.index(kick.name)
        left = known.eras.worn(feeling, since[these], moments.step[row[these]])
        felt = trace.amount[class_in(homes[these])] * weight[these] * left
        for wire in mine:
            owners = owners_of(wire.owner, kick.owner, events[kick.event].owner)
            term = AccountTerm(FEELING, kick.name, owners, kick)
            found.add(term, row[these], felt * log_ratio(wire) * LN2, given.line[touch[these]])


def _joined(known: History, moments: Occasions, rows: Ints, given: Received) -> tuple[Ints, Ints]:
    """(moment, touch): all pairs of a moment in `rows` and a touch of its person in an earlier step."""
    starts = np.searchsorted(given.person, moments.person[rows])
    ends = np.searchsorted(given.person, moments.person[rows], side="right")
    counts = ends - starts
    row = np.repeat(rows, counts)
    touch = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(starts, counts)
    earlier = known.journal.step[given.line[touch]] < moments.step[row]
    return row[earlier], touch[earlier]
