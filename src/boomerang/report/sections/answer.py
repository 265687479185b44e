"""What was asked, and the answer."""

from __future__ import annotations

from boomerang.report.data.plain import percent, probability_text
from boomerang.report.document.blocks import Block, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import Findings


def question(given: Findings) -> tuple[Block, ...]:
    """What stands above everything: the question, and what it is about."""
    known = len(given.data["observations"])
    figures = "figure" if known == 1 else "figures"
    until = f" by {given.data['known_by']}" if given.data["known_by"] else ""
    about = [Paragraph(given.case.about)] if given.case.about else []
    return (
        Paragraph(
            "",
            lead=f"Which explanation fits the {known} {figures} known{until}, how sure is that, and what"
            " would tell more?",
        ),
        *about,
        Paragraph(
            f"For each of {len(given.names)} rival explanations, {given.about.simulations} whole countries"
            " were simulated, person by person. All people in them are synthetic."
        ),
    )


def the_answer(given: Findings) -> Section:
    """The answer in one paragraph, what to know before quoting it, and the probabilities."""
    cautions = [Paragraph(sentence, lead="Caution:") for sentence in given.data["cautions"]]
    return Section("answer", "The answer", (Paragraph(_told(given)), *cautions, *_probabilities(given)))


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
