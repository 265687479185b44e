"""The whole report of an answer."""

from __future__ import annotations

from collections.abc import Callable

from boomerang.report.document.blocks import Paper, Section
from boomerang.report.sections.again import again
from boomerang.report.sections.answer import question, the_answer
from boomerang.report.sections.evidence import evidence
from boomerang.report.sections.explanations import explanations
from boomerang.report.sections.findings import Findings
from boomerang.report.sections.limits import limits
from boomerang.report.sections.parameters import parameters
from boomerang.report.sections.predictions import predictions

REPORT_FILE = "report.html"
# In the order in which they are read. One without anything to say is left out.
SECTIONS: tuple[Callable[[Findings], Section], ...] = (
    the_answer,
    evidence,
    explanations,
    limits,
    predictions,
    parameters,
    again,
)


def report_of(given: Findings) -> Paper:
    """The report of an answer."""
    sections = [write(given) for write in SECTIONS]
    return Paper(
        kind="Report of boomerang",
        title=given.case.title,
        about=question(given),
        sections=tuple(section for section in sections if section.blocks),
        made=f"Written by boomerang {given.about.version}. All people in it are synthetic.",
    )
