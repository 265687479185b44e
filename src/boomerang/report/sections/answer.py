"""What was asked, and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boomerang.report.data.plain import percent, probability_text
from boomerang.report.document.blocks import Block, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import (
    NUMBER,
    SENSITIVITY,
    STORY,
    WHATIF,
    Findings,
    Found,
)

ASKED = {
    WHATIF: "What would {outcome} have been under other policies, on the same people with the same luck?",
    NUMBER: "How many further {outcome} does one more {act} bring, and through whom?",
    STORY: "How did it come to this in one life?",
    SENSITIVITY: "Which parameters decide how often it happens?",
}


def question(given: Sequence[Found]) -> tuple[Block, ...]:
    """What stands above everything: the questions, and what they are about."""
    about = [Paragraph(given[0].case.about)] if given[0].case.about else []
    asked = [Paragraph("", lead=_asked(found)) for found in given]
    more = [_simulated(found) for found in given if isinstance(found, Findings)]
    return (*asked, *about, *(more or [Paragraph("All people in it are synthetic.")]))


def _asked(found: Found) -> str:
    if not isinstance(found, Findings):
        names = {key: found.data[key] for key in ("outcome", "act") if key in found.data}
        return ASKED[found.call.command].format(**names)
    known, by = len(found.data["observations"]), found.data["known_by"]
    figures = f"{known} {'figure' if known == 1 else 'figures'} known{f' by {by}' if by else ''}"
    return f"Which explanation fits the {figures}, how sure is that, and what would tell more?"


def _simulated(given: Findings) -> Paragraph:
    return Paragraph(
        f"For each of {len(given.names)} rival explanations, {given.about.simulations} whole countries"
        " were simulated, person by person. All people in them are synthetic."
    )


def the_answer(given: Sequence[Found]) -> Section:
    """The answer in one paragraph, what to know before quoting it, and the probabilities."""
    blocks: list[Block] = []
    for found in given:
        if isinstance(found, Findings):
            cautions = [Paragraph(sentence, lead="Caution:") for sentence in found.data["cautions"]]
            blocks += [Paragraph(_told(found)), *cautions]
    blocks += [Paragraph(text, lead=lead) for found in given for lead, text in _further(found)]
    for found in given:
        blocks += _probabilities(found) if isinstance(found, Findings) else []
    return Section("answer", "The answer", tuple(blocks))


def _further(found: Found) -> Iterator[tuple[str, str]]:
    """What policies and acts come to, each in a sentence."""
    data = found.data
    if found.call.command == WHATIF:
        yield "Policies:", f"{data['advice'][:1].upper()}{data['advice'][1:]}."
    elif found.call.command == NUMBER:
        yield "The boomerang number:", f"{data['says']}, on average over the explanations."


def _told(given: Findings) -> str:
    data, first = given.data, given.names[0]
    verdict = data["verdict"][:1].upper() + data["verdict"][1:]
    others = ", ".join(f"{name} {probability_text(data, name)}" for name in given.names[1:])
    return (
        f"{verdict}. The probability of {first} is {probability_text(data, first)}"
        f"{f'; of the others: {others}' if others else ''} (after ± stand two standard deviations). On "
        "simulated countries like this one, whose explanation is known, the method errs in "
        f"{percent(data['local_error'])}; guessing would err in {percent(data['chance_error'])}."
    )


def _probabilities(given: Findings) -> list[Block]:
    if "probabilities" not in given.charts:
        return [_table(given)]
    return [Picture.of(given.charts["probabilities"], _table(given))]


def _table(given: Findings) -> TextTable:
    data, methods = given.data, list(given.data["methods"])
    rows = [
        (
            name,
            given.case.explanations[name].by,
            probability_text(data, name),
            *(percent(data["methods"][method][name]) for method in methods),
            percent(data["prior"][name]),
            f"{data['p_value'][name]:.2g}",
        )
        for name in given.names
    ]
    columns = ("explanation", "who says it", "probability", *methods, "before", "p of the data")
    return TextTable(
        "The probability of each explanation, by each of two methods alone, and before any observation; the "
        "share of its own countries that are as strange as the observed one (p)",
        columns,
        tuple(rows),
        numeric=tuple(range(2, len(columns))),
    )
