"""The first three elements of ODD: purpose, entities and scales, processes."""

from __future__ import annotations

import numpy as np

from boomerang.case.parts.bundle import Act, Encounter, Transition
from boomerang.case.parts.population import DrawnPopulation
from boomerang.case.text.texts import so_many
from boomerang.preview.degrees import mean_degrees
from boomerang.preview.expected import at_risk, expected_per_year
from boomerang.report.document.blocks import Block, Bullets, Paragraph, Section
from boomerang.report.dossier.subject import Subject, table, told

KINDS = {Transition: "transition", Act: "act", Encounter: "encounter"}
SCHEDULE = (
    "Schedules and responses give levers and climates their values for the step.",
    "For everybody at risk, hazards follow from traits, states, feelings, climates and levers as they are"
    " at the "
    "start of the step; within a step nobody's hazard moves.",
    "Events of the step get random moments and happen in the order of time; one whose person has"
    " meanwhile left "
    "the state that it needs is void. Interventions happen at the start of their day.",
    "An encounter picks a contact of its layer, who makes the transition with a chance of their own.",
    "Feelings and climates wear off by their half-lives, and what happened kicks them, from the next step"
    " on.",
    "What a run counts is counted.",
)


def purpose(given: Subject) -> Section:
    """Element 1."""
    case = given.case
    claims = [
        (name, part.claim or "", part.by, ", ".join(part.mechanisms) or "none")
        for name, part in case.explanations.items()
    ]
    blocks: list[Block] = [Paragraph(case.about or case.title)]
    blocks += [
        Paragraph(
            "The model asks which of several explanations fits what was observed, and what would have"
            " happened "
            "otherwise. Each explanation is a set of mechanisms that can be switched on and off."
        ),
        *table("The rival explanations", ("explanation", "claim", "who says it", "mechanisms"), claims),
    ]
    counts = list(dict.fromkeys(given.compiled.events))
    used = sum(entry.unused is None for entry in case.observations)
    judged = f"The model is judged by {so_many(used, 'observation')} (see Input data)"
    patterns = f"{judged}, counted in each simulated country"
    blocks.append(Paragraph(f"{patterns} as late, as incomplete and as rounded as their sources count."))
    blocks.append(Paragraph(", ".join(counts) + ".", lead="What can happen:"))
    return Section("purpose", "1. Purpose and patterns", tuple(blocks))


def entities(given: Subject) -> Section:
    """Element 2."""
    case, population = given.case, given.written["population"]
    traits = [(name, told(part)) for name, part in population.get("traits", {}).items()]
    tracks = [
        (name, ", ".join(part.states), part.starts or part.states[0]) for name, part in case.tracks.items()
    ]
    feelings = [(name, str(part.half_life)) for name, part in case.feelings.items()]
    climates = [
        (name, part.of, told(given.written["climates"][name])) for name, part in case.climates.items()
    ]
    levers = [(name, part.of, told(given.written["levers"][name])) for name, part in case.levers.items()]
    return Section(
        "entities",
        "2. Entities, state variables and scales",
        (
            Paragraph(_scales(given)),
            *table("Persons: traits, which never change", ("trait", "categories and shares"), traits),
            *table("Persons: states, one of each track", ("track", "states", "starts in"), tracks),
            *table("Persons: feelings, 0 at the start", ("feeling", "half-life"), feelings),
            *_contacts(given),
            *_provinces(given),
            *table("Climates", ("climate", "of", "over time"), climates),
            *table("Levers, from 0 to 1, which the state sets", ("lever", "of", "over time"), levers),
        ),
    )


def _scales(given: Subject) -> str:
    case, people = given.case, given.compiled.people
    return (
        f"Persons live in {so_many(len(people.places), 'place')}; {people.country.persons:,} of them are"
        f" simulated,"
        " one to "
        f"one. Time runs from {case.period.start} to {case.period.end} in {given.compiled.clock.steps}"
        " steps of "
        f"{case.period.step}. Space is the place where a person lives; nobody moves."
    )


def _contacts(given: Subject) -> list[Block]:
    degrees, layers = mean_degrees(given.compiled), given.written["population"].get("contacts", {})
    rows = [
        (name, told(part), f"{degrees[name][0]:.0%}", f"{degrees[name][1]:.1f}")
        for name, part in layers.items()
    ]
    columns = ("layer", "who knows whom", "people with contacts", "mean number of these")
    return [*table("Contacts", columns, rows, 2, 3)]


def _provinces(given: Subject) -> list[Block]:
    people = given.compiled.people
    numbers = np.bincount(people.province, weights=people.counts.sum(axis=1), minlength=len(people.provinces))
    places = np.bincount(people.province, minlength=len(people.provinces))
    rows = [(name, f"{places[i]}", f"{int(numbers[i]):,}") for i, name in enumerate(people.provinces)]
    if len(rows) == 1:
        return []
    return [*table("Provinces", ("province", "places", "people"), rows, 1, 2)]


def processes(given: Subject) -> Section:
    """Element 3."""
    risk, yearly = at_risk(given.compiled), expected_per_year(given.compiled)
    rows = [
        (
            name,
            KINDS[type(node.part)],
            node.owner or "the case itself",
            _what(node.part),
            f"{risk[name]:,}",
            f"{yearly[name]:,.3g}",
        )
        for name, node in given.wiring.events.items()
    ]
    columns = ("process", "kind", "mechanism", "who, and what changes", "at risk at first", "a year at first")
    return Section(
        "processes",
        "3. Process overview and scheduling",
        (
            Paragraph("In every step, in this order:"),
            Bullets(SCHEDULE),
            *table("What can happen to a person", columns, rows, 4, 5),
        ),
    )


def _what(event: Transition | Act | Encounter) -> str:
    who = "; ".join(map(str, event.who))
    if isinstance(event, Transition):
        return "; ".join(filter(None, (str(event.moves), who)))
    return f"{who}; to {event.to}: {event.turns}" if isinstance(event, Encounter) else who or "everybody"


def is_drawn(given: Subject) -> bool:
    """Whether people are drawn from a table of places, and not listed one by one."""
    return isinstance(given.case.population, DrawnPopulation)
