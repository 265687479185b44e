"""Where it happens, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np

from boomerang.inference.where import Where

PER = 100_000  # people


def where_data(given: Where) -> dict[str, Any]:
    """What is added to an answer: events and people of every province, if there are several, and place."""
    names = list(dict.fromkeys(given.provinces))
    of = np.array([names.index(province) for province in given.provinces])
    people = np.bincount(of, weights=given.people).astype(int)
    events = np.bincount(of, weights=given.events)
    provinces = [_part(name, "", people[i], events[i]) for i, name in enumerate(names)]
    several = len(names) > 1
    return {
        "event": given.event,
        "explanation": given.explanation,
        "until": given.until.isoformat(),
        "countries": given.countries,
        "provinces": provinces if several else [],
        "places": [
            _part(name, province if several else "", given.people[i], given.events[i])
            for i, (name, province) in enumerate(zip(given.places, given.provinces, strict=True))
        ],
    }


def _part(name: str, province: str, people: int, events: float) -> dict[str, Any]:
    rate = PER * float(events) / max(1, int(people))
    return {
        "name": name,
        "province": province,
        "people": int(people),
        "events": round(float(events), 2),
        "rate": round(rate, 2),
    }
