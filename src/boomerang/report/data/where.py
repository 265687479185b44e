"""Where it happens, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.compile.people import compile_people
from boomerang.inference.judged import Judged
from boomerang.inference.where import Where
from boomerang.measure.paired import BY_PLACE
from boomerang.report.data.policy_tables import best_first

PER = 100_000  # people
COMPARED = 2  # policies of which places are told


def where_data(given: Where) -> dict[str, Any]:
    """What is added to an answer: events and people of every province, if there are several, and place.

    Of several countries the least and the most of a part stand beside its mean.
    """
    provinces, places = parts_of(given.places, given.provinces, given.people, given.events)
    return {
        "event": given.event,
        "explanation": given.explanation,
        "until": given.until.isoformat(),
        "countries": len(given.events),
        "provinces": provinces,
        "places": places,
    }


def parts_of(
    places: list[str], province_of: list[str], people: Ints, events: Floats | Ints
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of provinces, none if there is only one, and of places; events: [countries, places]."""
    names = list(dict.fromkeys(province_of))
    within = np.array([[province == name for name in names] for province in province_of])
    living, happened = people @ within, events @ within
    several = len(names) > 1
    provinces = [_part(name, "", living[i], happened[:, i]) for i, name in enumerate(names)]
    return provinces if several else [], [
        _part(name, province if several else "", people[i], events[:, i])
        for i, (name, province) in enumerate(zip(places, province_of, strict=True))
    ]


def policy_places(given: Judged) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """What the policies that are best on average change in provinces and places."""
    found = {}
    for policy in best_first(given)[:COMPARED]:
        provinces, places = _policy_parts(given, policy)
        found[policy] = {"provinces": provinces, "places": places}
    return found


def _policy_parts(given: Judged, policy: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The mean difference over all explanations, by weight."""
    pairs, scenario = given.pairs, given.pairs.scenario
    p, change = pairs.policies.index(policy), 0.0
    for name, weight in zip(given.explanations, pairs.belief.weights, strict=True):
        each = [pairs.records[name][number][BY_PLACE].values[p] for number in pairs.kept(name)]
        change = change + weight * np.mean(each, axis=0)
    people = compile_people(scenario.case, scenario.persons)
    province_of = [people.provinces[number] for number in people.province]
    return parts_of(people.places, province_of, people.counts.sum(axis=1), np.atleast_2d(change))


def _part(name: str, province: str, people: int, events: Floats | Ints) -> dict[str, Any]:
    """Of a province or place with so many events in each country."""
    rates = PER * events / max(1, int(people))
    spread = {"least": round(float(rates.min()), 2), "most": round(float(rates.max()), 2)}
    return {
        "name": name,
        "province": province,
        "people": int(people),
        "events": round(float(events.mean()), 2),
        "rate": round(float(rates.mean()), 2),
        **(spread if len(rates) > 1 else {}),
    }
