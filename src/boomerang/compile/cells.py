"""Events by place and audience."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import equal_rows
from boomerang.compile.ground import Ground
from boomerang.compile.listed import GUIDE, AtRisk
from boomerang.compile.risks import log_ratio
from boomerang.compile.wiring import Wiring
from boomerang.engine.model import FACTOR, RATIO, SQUARED, Cells, Hazards


class ValueTerm(NamedTuple):
    """How a hazard follows a climate or lever.

    name: which; kind: FACTOR, RATIO or SQUARED; log: log2 of the ratio per unit, or per squared unit.
    """

    name: str
    kind: int
    log: float


def value_terms(wiring: Wiring, event: str) -> list[ValueTerm]:
    """How the hazard of an event follows climates and levers."""
    factors = [ValueTerm(wire.name, FACTOR, 0.0) for wire in wiring.factors_of(event)]
    ratios = [wire for wire in wiring.ratios_of(event) if wire.term.kind in ("climate", "lever")]
    return factors + [
        ValueTerm(wire.term.name, SQUARED if wire.term.squared else RATIO, log_ratio(wire)) for wire in ratios
    ]


@dataclass(frozen=True)
class CellPlan:
    """What is known of the cells before any number: which there are, and the values that each follows.

    The arrays are those of `engine.model.Cells`, and `term`: int64[...], the number of each term among the
    `value_terms` of all events.
    """

    start: NDArray[np.int64]
    audiences: NDArray[np.int64]
    audience: NDArray[np.int64]
    event: NDArray[np.int64]
    place: NDArray[np.int64]
    term_start: NDArray[np.int64]
    term_value: NDArray[np.int64]
    term_kind: NDArray[np.int64]
    term: NDArray[np.int64]


def plan_cells(ground: Ground, wiring: Wiring) -> CellPlan:
    """The cells of all events, in the order event, place, audience."""
    places, terms = len(ground.people.places), [value_terms(wiring, event) for event in wiring.events]
    parts = [_audiences(ground, of_event) for of_event in terms]
    audiences = np.array([int(part.max(initial=0)) + 1 for part in parts], np.int64)
    sizes = audiences * places
    audience = np.array(parts, np.int64).reshape(-1, ground.people.class_count)
    blocks = [np.repeat(np.arange(places), n) for n in audiences]
    values = [_values(ground, *part) for part in zip(terms, audience, audiences.tolist(), strict=True)]
    counts = np.repeat(np.array([len(of_event) for of_event in terms], np.int64), sizes)
    before = np.cumsum([0, *map(len, terms)])
    numbers = [np.tile(np.arange(*span), n) for span, n in zip(pairwise(before), sizes, strict=True)]
    term = np.concatenate([[], *numbers]).astype(np.int64)
    kinds = [each.kind for of_event in terms for each in of_event]
    return CellPlan(
        start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        audiences=audiences,
        audience=audience,
        event=np.repeat(np.arange(len(terms)), sizes).astype(np.int64),
        place=np.concatenate([np.zeros(0, np.int64), *blocks]).astype(np.int64),
        term_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        term_value=np.concatenate([[], *values]).astype(np.int64),
        term_kind=np.array(kinds, np.int64)[term],
        term=term,
    )


def _audiences(ground: Ground, terms: list[ValueTerm]) -> NDArray[np.int64]:
    """int64[C]: the audience of each class; classes differ where a climate kept by trait differs."""
    rows = [ground.index.by_class(term.name) for term in terms if ground.index.is_group(term.name)]
    if not rows:
        return np.zeros(ground.people.class_count, np.int64)
    return equal_rows(np.stack(rows, axis=1))[1]


def _values(
    ground: Ground, terms: list[ValueTerm], audience: NDArray[np.int64], audiences: int
) -> NDArray[np.int64]:
    """int64[P * A * terms]: the value that each term of each cell of an event follows."""
    first = np.unique(audience, return_index=True)[1]
    columns = [
        np.tile(ground.index.by_class(term.name)[first], len(ground.people.places))
        if ground.index.is_group(term.name)
        else np.repeat(ground.index.by_place(term.name), audiences)
        for term in terms
    ]
    return np.array(columns, np.int64).T.ravel()


def compile_cells(plan: CellPlan, ground: Ground, wiring: Wiring, hazards: Hazards) -> Cells:
    """The cells of a plan with their numbers."""
    planned = {name: array for name, array in vars(plan).items() if name != "term"}
    logs = [term.log for event in wiring.events for term in value_terms(wiring, event)]
    return Cells(
        **planned,
        term_log=np.array(logs, np.float64)[plan.term],
        key=np.zeros(len(plan.event), np.uint64),
        **_base(plan, ground, hazards),
    )


def _base(plan: CellPlan, ground: Ground, hazards: Hazards) -> dict[str, NDArray[Any]]:
    """The people at risk at the start, cell by cell."""
    parts = [
        ground.list_cells(base.tobytes(), among.tobytes(), count)
        for base, among, count in zip(hazards.log_base, plan.audience, plan.audiences.tolist(), strict=True)
    ]
    size = np.concatenate([np.zeros(0, np.int64), *(part.size for part in parts)])
    first = np.cumsum([0, *(len(part.classes) for part in parts)])
    here = hazards.log_place[plan.event, plan.place] > -np.inf  # elsewhere nothing is drawn
    return {
        "log_total": np.where(here, np.concatenate([np.zeros(0), *(part.total for part in parts)]), -np.inf),
        "log_most": np.where(here, np.concatenate([np.zeros(0), *(part.most for part in parts)]), -np.inf),
        "base_start": np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
        "base_class": np.concatenate([np.zeros(0, np.int32), *(part.classes for part in parts)]).astype(
            np.int32
        ),
        "base_sum": np.concatenate([np.zeros(0), *(part.sums for part in parts)]),
        "base_guide": _guides(parts, plan.start, first),
    }


def _guides(parts: list[AtRisk], start: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int32]:
    """int32[cells, GUIDE]: the guides of all events, in which entries are counted from the first of all."""
    guide = np.zeros((start[-1], GUIDE), np.int32)
    for part, (begin, end), before in zip(parts, pairwise(start.tolist()), first.tolist(), strict=False):
        np.add(part.guide, before, out=guide[begin:end], where=part.size[:, None] > 0, casting="unsafe")
    return guide
