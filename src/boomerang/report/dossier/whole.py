"""The whole dossier of a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from boomerang.case import Case
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.compile.case import compile_case
from boomerang.report.document.blocks import Paper, Paragraph, Section
from boomerang.report.dossier.concepts import concepts, initialisation
from boomerang.report.dossier.details import again, input_data, submodels
from boomerang.report.dossier.overview import entities, processes, purpose
from boomerang.report.dossier.subject import Subject
from boomerang.version import version

# The seven elements in their order, and what is needed to run the model again.
ELEMENTS: tuple[Callable[[Subject], Section], ...] = (
    purpose,
    entities,
    processes,
    concepts,
    initialisation,
    input_data,
    submodels,
    again,
)


def dossier(scenario: str | Path | Case | Scenario) -> Paper:
    """Describe a model by the ODD protocol (Grimm and others 2020), from its case.

    Args:
        scenario: as of `simulate`.

    Raises:
        InputError: there is no such case, or it is not valid.
    """
    given = Subject(compile_case(as_scenario(scenario)))
    told = (
        "This description follows the ODD protocol (Overview, Design concepts, Details) in its second"
        " update: "
        "Grimm and others 2020, Journal of Artificial Societies and Social Simulation 23(2) 7. It was"
        " written from "
        "the case itself."
    )
    return Paper(
        kind="Description of a model (ODD)",
        title=given.case.title,
        about=(Paragraph(told),),
        sections=tuple(write(given) for write in ELEMENTS),
        made=f"Written by boomerang {version()}. All people in the model are synthetic.",
    )
