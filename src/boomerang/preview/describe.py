"""Describe a case from what it compiles to: who lives there, what can happen, what a run will cost."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from boomerang.case import Case
from boomerang.case.check.explained import lacking
from boomerang.case.parts.bundle import Act, Encounter, Transition
from boomerang.case.parts.filed.filing import Filing, told_left_out
from boomerang.case.parts.names import Event
from boomerang.case.parts.population import Layer
from boomerang.case.parts.record import Observation
from boomerang.case.parts.recorded import read_filing, recorded
from boomerang.case.parts.schedule import FiledSchedule
from boomerang.case.parts.scheduled import filed_schedules, read_course
from boomerang.case.text.texts import so_many
from boomerang.case.text.yaml_text import Steps, path_text
from boomerang.compile.case import Compiled
from boomerang.compile.wires import InterventionWire, KickWire, RatioWire, ResponseWire
from boomerang.compile.wiring import Wiring, wire
from boomerang.preview.cost import Forecast, forecast
from boomerang.preview.degrees import mean_degrees
from boomerang.preview.expected import at_risk, expected_per_year
from boomerang.preview.interventions import InterventionLine, interventions
from boomerang.preview.loop import Loops, find_loops, loop_warnings
from boomerang.preview.policies import PolicyLine, policies
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
    `observations` how many are used and how many are kept but not used; `files` is a sentence for each file
    of figures or of values over time.
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
    policies: tuple[PolicyLine, ...]
    interventions: tuple[InterventionLine, ...]
    observations: dict[str, int]
    files: tuple[str, ...]
    loops: Loops
    warnings: tuple[str, ...]
    forecast: Forecast


def describe(compiled: Compiled) -> Description:
    """Describe a compiled case, with an estimate of what a run costs here."""
    case, people = compiled.case, compiled.people
    unused = sum(entry.unused is not None for entry in case.observations)
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
        mechanisms=_mechanisms(case),
        explanations={name: given.mechanisms for name, given in case.explanations.items()},
        policies=policies(case),
        interventions=interventions(compiled),
        observations={"used": len(recorded(case)), "unused": unused},
        files=_files(case),
        loops=loops,
        warnings=(*suspicions(compiled), *loop_warnings(loops), *map(str, lacking(compiled.case))),
        forecast=forecast(compiled),
    )


def _files(case: Case) -> tuple[str, ...]:
    """What is read of the file of each schedule and observation that names one, and what is not."""
    courses = [_course(case, given, steps) for steps, given in filed_schedules(case)]
    filings = [
        _file(read_filing(case, number))
        for number, entry in enumerate(case.observations)
        if entry.unused is None and not isinstance(entry, Observation)
    ]
    return (*courses, *filings)


def _course(case: Case, given: FiledSchedule, steps: Steps) -> str:
    course = read_course(case, given, steps)
    what = path_text(tuple(step for step in steps if step != "schedule"))
    left_out = ", ".join(told_left_out(course.left_out)) or "no row"
    return f"{course.file} ({what}): {so_many(len(course.points), 'value')}; left out: {left_out}"


def _file(filing: Filing) -> str:
    left_out = ", ".join(told_left_out(filing.left_out)) or "no row"
    return (
        f"{filing.file} ({filing.name}): {so_many(len(filing.observations), 'figure')}; left out: {left_out}"
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
        EventLine(name, KINDS[type(node.part)], node.owner, _moves(node.part), risk[name], yearly[name])
        for name, node in compiled.wiring.events.items()
    )


def _moves(event: Event) -> str:
    """What an event does, in the words of the case."""
    if isinstance(event, Transition):
        return str(event.moves)
    return f"{event.to}: {event.turns}" if isinstance(event, Encounter) else ""


def _mechanisms(case: Case) -> tuple[MechanismLine, ...]:
    """Every mechanism, whether it is on or off."""
    wiring = wire(case, case.mechanisms)
    return tuple(
        MechanismLine(name, given.claim, given.by, _adds(wiring, name))
        for name, given in case.mechanisms.items()
    )


def _adds(wiring: Wiring, mechanism: str) -> tuple[str, ...]:
    """What a mechanism adds, one phrase a kind."""
    events = [name for name, event in wiring.events.items() if event.owner == mechanism]
    wires = wiring.of(mechanism)
    terms: dict[str, list[str]] = {}
    for ratio in wires:
        if isinstance(ratio, RatioWire) and ratio.added:
            terms.setdefault(ratio.event, []).append(str(ratio.steps[-1]))
    kicks = groupby((kick for kick in wires if isinstance(kick, KickWire)), lambda kick: kick.steps[:-1])
    return (
        *([f"events {', '.join(events)}"] if events else ()),
        *(_kick(list(parts)) for _, parts in kicks),
        *(f"{event} depends on {', '.join(names)}" for event, names in terms.items()),
        *(f"{wire.lever} answers {wire.climate}" for wire in wires if isinstance(wire, ResponseWire)),
        *(f"{wire.name} makes {wire.event} happen" for wire in wires if isinstance(wire, InterventionWire)),
    )


def _kick(parts: list[KickWire]) -> str:
    """What one kick of the case file does: to every feeling or climate, for every event."""
    events, names = dict.fromkeys(kick.event for kick in parts), dict.fromkeys(kick.name for kick in parts)
    return f"{' or '.join(events)} kicks {parts[0].to} ({', '.join(names)})"
