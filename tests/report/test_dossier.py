"""The dossier has the seven elements of ODD and all that a case says."""

from __future__ import annotations

import re

import pytest
from hostile import Alive, hostile_case, scripts_in

import boomerang
from boomerang.case.parts.filed.entry import Filed
from boomerang.case.scenario import digest_of_case
from boomerang.report.document.markdown import markdown_of
from boomerang.report.document.page import html_of
from boomerang.report.dossier.whole import dossier

ELEMENTS = [
    "1. Purpose and patterns",
    "2. Entities, state variables and scales",
    "3. Process overview and scheduling",
    "4. Design concepts",
    "5. Initialisation",
    "6. Input data",
    "7. Submodels",
    "How to run it again",
]


@pytest.mark.parametrize(
    "name", ["village", "marenga", pytest.param("tajikistan-2015", marks=pytest.mark.slow)]
)
def test_every_name_number_and_source_of_a_case_is_there(name: str) -> None:
    case, document = boomerang.load(name), dossier(name)
    assert [section.title for section in document.sections] == ELEMENTS
    told = "\n".join(Alive(html_of(document)).said)
    names = [
        *case.tracks,
        *case.feelings,
        *case.climates,
        *case.levers,
        *case.population.traits,
        *case.mechanisms,
    ]
    names += [*case.explanations, *case.policies, *case.tallies, *case.population.contacts]
    assert [part for part in names if part not in told] == []
    for mechanism in case.mechanisms.values():
        assert mechanism.claim in told
        assert mechanism.by in told
    for own in case.own_parameters().values():
        for parameter, given in own.items():
            row = f"{parameter}\n{given.value}\n{given.prior or 'none'}\n{given.source}"
            assert row in re.sub(r"\n\s*\n", "\n", told), row
    for entry in case.observations:
        assert entry.said_by in told
        assert entry.source in told
        assert isinstance(entry, Filed) or str(entry.known) in told
    assert digest_of_case(case) in told


def test_numbers_are_those_of_the_compiled_model() -> None:
    text = markdown_of(dossier("village"))
    assert (
        "| stop | act | restriction | practice visible; age young or older; stance loyal or sympathiser |"
        " 436 |" in text
    )
    assert "3,000 of them are simulated" in text
    assert "| hazard of sympathise | grievance | times 5 |" in text
    assert "| grievance | stop | +0.9 to household, weighed by practice none: 0.5 |" in text
    assert "| restriction | threat | +0.07 for each unit, with a half-life of 91.31 days |" in text


def test_tables_of_markdown_have_as_many_cells_as_columns() -> None:
    for block in re.findall(r"(?m)(?:^\|.*\n)+", markdown_of(dossier("marenga"))):
        cells = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(cells) == 1, block


def test_a_script_in_any_text_of_a_case_is_text_in_its_dossier() -> None:
    case = hostile_case()
    document = dossier(case)
    alive = Alive(html_of(document))
    assert alive.programs == []
    assert not {"img", "script", "iframe"} & set(alive.tags)
    told = "".join(alive.said)
    missing = {name for name in scripts_in(case) if f"{name}()</script>" not in told}
    assert len(missing) <= 10, missing  # places are named in the table of places alone
    text = markdown_of(document)
    assert "<script" not in text
    assert "<img" not in text
