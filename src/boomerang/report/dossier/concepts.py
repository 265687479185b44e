"""Elements 4 and 5 of ODD: design concepts, and initialisation."""

from __future__ import annotations

from boomerang.report.document.blocks import Paragraph, Section
from boomerang.report.dossier.overview import is_drawn
from boomerang.report.dossier.subject import Subject


def concepts(given: Subject) -> Section:
    """Element 4."""
    return Section(
        "concepts",
        "4. Design concepts",
        tuple(Paragraph(text, lead=f"{name}.") for name, text in _all(given)),
    )


def _all(given: Subject) -> list[tuple[str, str]]:
    case, responses = given.case, given.wiring.responses
    follow = "; ".join(dict.fromkeys(f"{wire.lever} follows {wire.climate}" for wire in responses))
    layers = ", ".join(case.population.contacts) or "none"
    return [
        (
            "Basic principles",
            "Competing risks: every event has a hazard, a rate per person-year times hazard ratios, in"
            " continuous "
            "time. Mechanisms only add terms, so that what one does can be told by switching it off.",
        ),
        ("Emergence", "How often, when, where and to whom events happen; what one event brings of others."),
        ("Adaptation", f"The state reacts: {follow}." if follow else "Nothing adapts."),
        ("Objectives, learning, prediction", "Persons have no goals, do not learn and do not foresee."),
        (
            "Sensing",
            "Persons are touched by what happens to themselves and contacts, and by climates of theirs.",
        ),
        ("Interaction", f"Through contacts ({layers}) and climates."),
        (
            "Stochasticity",
            "Who lives where, who knows whom, and when events happen is drawn. Every random number has an"
            " address "
            "(seed, purpose, place, event, counter), so that a change elsewhere shifts nobody's luck.",
        ),
        (
            "Collectives",
            "Households, neighbourhoods, places, provinces and contact layers, none with a will of its own.",
        ),
        (
            "Observation",
            f"Every event by step and place, people by state, climates and levers; tallies: "
            f"{', '.join(case.tallies) or 'none'}; logged one by one: {', '.join(case.log) or 'none'}.",
        ),
    ]


def initialisation(given: Subject) -> Section:
    """Element 5."""
    if is_drawn(given):
        people = (
            "Each place has an exact number of people of each combination of traits, by rounding shares;"
            " who is who "
            "is a random permutation, the same for the same seed."
        )
    else:
        people = "Persons and their contacts are listed in tables, one row each."
    return Section(
        "initialisation",
        "5. Initialisation",
        (
            Paragraph(people),
            Paragraph(
                "Everybody starts in the first state of each track, or in that of the trait that it"
                " names. Feelings "
                "are 0. Climates are 0, or what is given from the start; levers follow their schedules."
            ),
        ),
    )
