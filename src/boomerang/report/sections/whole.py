"""The whole report of one result, or of several of the same case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from boomerang.report.document.blocks import Paper, Section
from boomerang.report.sections.again import again
from boomerang.report.sections.answer import question, the_answer
from boomerang.report.sections.evidence import evidence
from boomerang.report.sections.explanations import explanations
from boomerang.report.sections.findings import EXPLAIN, NUMBER, SENSITIVITY, STORY, WHATIF, Found
from boomerang.report.sections.influences import influences
from boomerang.report.sections.life import life
from boomerang.report.sections.limits import limits
from boomerang.report.sections.number import number
from boomerang.report.sections.parameters import parameters
from boomerang.report.sections.policies import policies
from boomerang.report.sections.predictions import predictions

REPORT_FILE = "report.html"
ALL = ""  # written once, from all results
# In the order in which they are read, each with the command whose results it tells. One without anything to
# say is left out; of two results of a command there are two.
SECTIONS: tuple[tuple[str, Callable[[Any], Section]], ...] = (
    (ALL, the_answer),
    (EXPLAIN, evidence),
    (EXPLAIN, explanations),
    (EXPLAIN, limits),
    (EXPLAIN, predictions),
    (WHATIF, policies),
    (NUMBER, number),
    (STORY, life),
    (SENSITIVITY, influences),
    (ALL, parameters),
    (ALL, again),
)


def report_of(given: Sequence[Found]) -> Paper:
    """The report of some results of the same case."""
    versions = dict.fromkeys(found.call.version for found in given)
    return Paper(
        kind="Report of boomerang",
        title=given[0].case.title,
        about=question(given),
        sections=tuple(section for section in _sections(given) if section.blocks),
        made=f"Written by boomerang {' and '.join(versions)}. All people in it are synthetic.",
    )


def _sections(given: Sequence[Found]) -> Iterator[Section]:
    """All sections; of several of the same kind each has an address of its own."""
    for command, write in SECTIONS:
        if command == ALL:
            yield write(given)
            continue
        results = [found for found in given if found.call.command == command]
        for i, found in enumerate(results, start=1):
            section = write(found)
            yield section if i == 1 else replace(section, anchor=f"{section.anchor}-{i}")
