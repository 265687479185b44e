"""Describe a case from what it compiles to: who lives there, what can happen, what a run will cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from boomerang.case.parts.bundle import Act, Bundle, Encounter, Transition
from boomerang.case.parts.names import own_events
from boomerang.case.parts.population import Layer
from boomerang.compile.case import Compiled
from boomerang.preview.cost import Forecast, forecast
from boomerang.preview.degrees import mean_degrees
from boomerang.preview.expected import at_risk, expected_per_year
from boomerang.preview.loop import Loops, find_loops, loop_warnings
from boomerang.preview.suspicions import suspicions

KINDS = {Transition: "transition", Act: "act", Encounter: "encounter"}


@dataclass(frozen=True)
class EventLine:
    """One event: what it is, who can meet it, and how often at the levels of the start."""

    name: str
    kind: str
    mechanism: str | None
    moves: str
    at_risk: int
    per_year: float


@dataclass(frozen=True)
class LayerLine:
    """One contact layer: its range, the share of people in it, and how many contacts these have."""

    name: str
    within: str
    share: float
    mean_contacts: float


@dataclass(frozen=True)
class MechanismLine:
    """One mechanism: its claim and what it adds."""

    name: str
    claim: str
    by: str
    adds: tuple[str, ...]


@dataclass(frozen=True)
class Description:
    """What `check` says of a valid case.

    `traits` gives the share of people in every category, `explanations` the mechanisms of each, and
    `observations` how many are used and how many are kept but not used.
    """

    case: str
    title: str
    period: tuple[str, str]
    steps: int
    step_days: float
    persons: int
    places: int
    provinces: dict[str, int]
    traits: dict[str, dict[str, float]]
    layers: tuple[LayerLine, ...]
    events: tuple[EventLine, ...]
    mechanisms: tuple[MechanismLine, ...]
    explanations: dict[str, tuple[str, ...]]
    observations: dict[str, int]
    loops: Loops
    warnings: tuple[str, ...]
    forecast: Forecast


def describe(compiled: Compiled) -> Description:
    """Describe a compiled case, with an estimate of what a run costs here."""
    case, people = compiled.case, compiled.people
    used = sum(observation.unused is None for observation in case.observations)
    loops = find_loops(compiled)
    return Description(
        case=case.name,
        title=case.title,
        period=(case.period.start.isoformat(), case.period.end.isoformat()),
        steps=compiled.clock.steps,
        step_days=compiled.clock.days,
        persons=people.country.persons,
        places=len(people.places),
        provinces=_provinces(compiled),
        traits=_traits(compiled),
        layers=_layers(compiled),
        events=_events(compiled),
        mechanisms=tuple(
            MechanismLine(name, given.claim, given.by, _adds(given))
            for name, given in case.mechanisms.items()
        ),
        explanations={name: given.mechanisms for name, given in case.explanations.items()},
        observations={"used": used, "unused": len(case.observations) - used},
        loops=loops,
        warnings=(*suspicions(compiled), *loop_warnings(loops)),
        forecast=forecast(compiled),
    )


def _provinces(compiled: Compiled) -> dict[str, int]:
    """People by province."""
    people = compiled.people
    numbers = np.bincount(people.province, weights=people.counts.sum(axis=1), minlength=len(people.provinces))
    return {name: int(number) for name, number in zip(people.provinces, numbers, strict=True)}


def _traits(compiled: Compiled) -> dict[str, dict[str, float]]:
    """The share of people in every category of every trait."""
    people, total = compiled.people, max(1, compiled.people.country.persons)
    shares = {}
    for trait, categories in people.categories.items():
        numbers = np.bincount(people.classes[trait], weights=people.class_people, minlength=len(categories))
        shares[trait] = dict(zip(categories, (numbers / total).tolist(), strict=True))
    return shares


def _layers(compiled: Compiled) -> tuple[LayerLine, ...]:
    degrees = mean_degrees(compiled)
    given = compiled.case.population.contacts.items()
    return tuple(
        LayerLine(
            name, layer.within if isinstance(layer, Layer) else f"listed in {layer.edges}", *degrees[name]
        )
        for name, layer in given
    )


def _events(compiled: Compiled) -> tuple[EventLine, ...]:
    risk, yearly = at_risk(compiled), expected_per_year(compiled)
    return tuple(
        EventLine(name, KINDS[type(event)], owner, _moves(event), risk[name], yearly[name])
        for owner, bundle in compiled.case.bundles().items()
        for name, event in own_events(bundle)
        if name in risk
    )


def _moves(event: Any) -> str:
    """What an event does, in the words of the case."""
    if isinstance(event, Transition):
        return str(event.moves)
    return f"{event.to}: {event.turns}" if isinstance(event, Encounter) else ""


def _adds(bundle: Bundle) -> tuple[str, ...]:
    """What a mechanism adds, one phrase a kind."""
    events = [name for name, _ in own_events(bundle)]
    kicks = [f"{' or '.join(kick.when)} kicks {kick.to} ({', '.join(kick.amounts)})" for kick in bundle.kicks]
    ratios = [f"{event} depends on {', '.join(terms)}" for event, terms in bundle.hazard_ratios.items()]
    answers = [f"{lever} answers {response.to}" for lever, response in bundle.responses.items()]
    return tuple([f"events {', '.join(events)}"] * bool(events) + kicks + ratios + answers)
