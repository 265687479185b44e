"""The bundled cases, as plain data."""

from __future__ import annotations

from typing import Any

from boomerang.case import Case, read_places
from boomerang.case.bundled import bundled_cases, load
from boomerang.case.parts.population import DrawnPopulation


def cases_data() -> list[dict[str, Any]]:
    """What `boomerang cases` tells of each; `persons` is None where a case lists its people one by one."""
    cases = {name: load(folder) for name, folder in bundled_cases().items()}
    return [
        {
            "case": name,
            "title": case.title,
            "from": case.period.start.isoformat(),
            "to": case.period.end.isoformat(),
            "persons": _persons(case),
            "mechanisms": list(case.mechanisms),
            "explanations": list(case.explanations),
        }
        for name, case in cases.items()
    ]


def _persons(case: Case) -> int | None:
    return int(read_places(case).people.sum()) if isinstance(case.population, DrawnPopulation) else None
