"""Where it happens, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np

from boomerang.arrays import Ints
from boomerang.compile.people import compile_people
from boomerang.inference.judged import Judged
from boomerang.inference.learn.weighted import Sample, equal, mixture
from boomerang.inference.where import Where
from boomerang.measure.paired import BY_PLACE
from boomerang.report.data.policy_tables import best_first

PER = 100_000  # people
EVERY, INTERVAL = (0.0, 1.0), (0.05, 0.95)  # between which shares `low` and `high` hold what they hold
COMPARED = 2  # policies of which places are told


def where_data(given: Where) -> dict[str, Any]:
    """What is added to an answer: events and people of every province, if there are several, and place.

    Of several countries the least and the most of a part stand beside its mean.
    """
    provinces, places = parts_of(given.places, given.provinces, given.people, equal(given.events), EVERY)
    return {
        "event": given.event,
        "explanation": given.explanation,
        "until": given.until.isoformat(),
        "countries": len(given.events),
        "provinces": provinces,
        "places": places,
    }


def parts_of(
    places: list[str], province_of: list[str], people: Ints, events: Sample, ends: tuple[float, float]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of provinces, none if there is only one, and of places.

    Args:
        events: float64[m, places]. ends: the shares of the members below which `low` and `high` lie.
    """
    names = list(dict.fromkeys(province_of))
    within = np.array([[province == name for name in names] for province in province_of])
    living, together = people @ within, Sample(events.values @ within, events.weights)
    several = len(names) > 1
    provinces = [_part(name, "", living[i], together.column(i), ends) for i, name in enumerate(names)]
    return provinces if several else [], [
        _part(name, province if several else "", people[i], events.column(i), ends)
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
    """The difference in all pairs, each explanation with its weight."""
    pairs, scenario = given.pairs, given.pairs.scenario
    p = pairs.policies.index(policy)
    each = [
        equal([pairs.records[name][number][BY_PLACE].values[p] for number in pairs.kept(name)])
        for name in given.explanations
    ]
    people = compile_people(scenario.case, scenario.persons)
    province_of = [people.provinces[number] for number in people.province]
    change = mixture(each, pairs.belief.weights)
    return parts_of(people.places, province_of, people.counts.sum(axis=1), change, INTERVAL)


def _part(name: str, province: str, people: int, events: Sample, ends: tuple[float, float]) -> dict[str, Any]:
    """Of a province or place with so many events in each country."""
    mean, per = float(events.weights @ events.values), PER / max(1, int(people))
    low, high = (per * events.quantiles(ends)).round(2).tolist()
    return {
        "name": name,
        "province": province,
        "people": int(people),
        "events": round(mean, 2),
        "rate": round(per * mean, 2),
        **({"low": low, "high": high} if len(events.values) > 1 else {}),
    }
