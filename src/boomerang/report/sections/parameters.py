"""What was learned of the parameters, and what was believed of them before."""

from __future__ import annotations

from collections.abc import Sequence

from boomerang.case.parts.schema import Case, Parameter
from boomerang.case.text.texts import so_many
from boomerang.report.data.plain import percent
from boomerang.report.document.blocks import Block, Folded, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import Findings, Found

PRIORS = ("parameter", "value", "prior (5 % to 95 %)", "source", "known", "what it means")


def parameters(given: Sequence[Found]) -> Section:
    """What an answer learned, the likeliest explanation's in sight, and all priors when asked for."""
    blocks = [block for found in given if isinstance(found, Findings) for block in _of_answer(found)]
    told = "Every number of the case has a source, or says that it is an assumption."
    priors = priors_table(given[0].case)
    count = f"{so_many(len(priors.rows), 'parameter')}, with priors and sources"
    return Section("parameters", "Parameters", (*blocks, Paragraph(told), Folded(count, (priors,))))


def _of_answer(given: Findings) -> list[Block]:
    learned = {name: _learned(given, name) for name in given.names}
    blocks: list[Block] = []
    if "parameters" in given.charts:
        blocks.append(Picture.of(given.charts["parameters"], learned[given.names[0]]))
    return blocks + [
        Folded(f"Learned under {name}", (table,), printed=False)
        for name, table in learned.items()
        if table.rows
    ]


def _learned(given: Findings, name: str) -> TextTable:
    rows = tuple(
        (row["parameter"], row["before"], row["after"], row["unit"], percent(max(0.0, row["shrinkage"])))
        for row in given.data["learned"][name]
    )
    return TextTable(
        f"90 % intervals of the parameters of {name} before and after the observations, most narrowed first",
        ("parameter", "before", "after", "unit", "narrowed by"),
        rows,
        numeric=(1, 2, 4),
    )


def priors_table(case: Case) -> TextTable:
    """Every parameter of a case: its value, its prior, and where these come from."""
    rows = tuple(
        parameter_row(f"{owner}: {name}" if owner else name, parameter)
        for owner, own in case.own_parameters().items()
        for name, parameter in own.items()
    )
    return TextTable("Parameters, those of a mechanism with its name before them", PRIORS, rows)


def parameter_row(name: str, given: Parameter) -> tuple[str, ...]:
    """A parameter as a row of `PRIORS`."""
    trust = f" (confidence: {given.confidence})" if given.confidence else ""
    return (
        name,
        str(given.value),
        str(given.prior) if given.prior else "none",
        given.source + trust,
        str(given.known or ""),
        given.about or "",
    )
