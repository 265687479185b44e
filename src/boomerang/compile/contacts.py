"""Contact layers of a case become Layers."""

from __future__ import annotations

import numpy as np

from boomerang.case.parts.population import EdgeList, Layer
from boomerang.case.parts.schema import Case
from boomerang.compile.people import Inhabitants
from boomerang.population.contacts import SCOPES, Layers, member_tables
from boomerang.population.explicit import read_edges


def compile_layers(case: Case, people: Inhabitants) -> Layers:
    """The kernel's arrays for all contact layers, not yet seeded."""
    parts = list(case.population.contacts.values())
    computed = [part if isinstance(part, Layer) else None for part in parts]
    among = [part.among if part else () for part in computed]
    members = {given: member_tables(people.country, people.all_chosen(given)) for given in {*among} if given}
    tables = [members[given] for given in among if given]
    edges = [
        read_edges(case.folder / part.edges, people.persons) for part in parts if isinstance(part, EdgeList)
    ]
    persons, places, classes = people.country.persons, len(people.places), people.class_count
    return Layers(
        scope=np.array([SCOPES.index(part.within) if part else 0 for part in computed], np.int64),
        degree=np.array([(part.each or 0) if part else 0 for part in computed], np.int64),
        group=np.array([part.groups_of.number if part and part.groups_of else 0 for part in computed], float),
        among=_numbered([bool(given) for given in among]),
        edges=_numbered([part is None for part in computed]),
        key=np.zeros(len(parts), np.uint64),
        member_before=np.array([table[0] for table in tables], np.int64).reshape(-1, places + 1),
        member_start=np.array([table[1] for table in tables], np.int32).reshape(-1, places, classes + 1),
        **_edge_arrays(edges, persons),
    )


def _numbered(flags: list[bool]) -> np.ndarray:
    """0, 1, 2 ... for the flagged, -1 for the others."""
    return np.where(flags, np.cumsum(flags) - 1, -1).astype(np.int64)


def _edge_arrays(edges: list[tuple[np.ndarray, np.ndarray]], persons: int) -> dict[str, np.ndarray]:
    """All edge lists in one array of contacts."""
    before = np.concatenate([[0], np.cumsum([len(target) for _, target in edges])]).astype(np.int64)
    starts = [start + offset for (start, _), offset in zip(edges, before, strict=False)]
    return {
        "edge_start": np.array(starts, np.int64).reshape(-1, persons + 1),
        "edge_to": np.concatenate([[], *(target for _, target in edges)]).astype(np.int64),
    }
