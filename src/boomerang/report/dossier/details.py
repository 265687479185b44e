"""Elements 6 and 7 of ODD: input data, and submodels; and how to run it again."""

from __future__ import annotations

from boomerang.case.parts.case_files import files_of
from boomerang.case.scenario import digest_of_case
from boomerang.case.text.texts import so_many
from boomerang.compile.wires import (
    ChanceWire,
    FactorWire,
    InterventionWire,
    KickWire,
    RateWire,
    RatioWire,
    ResponseWire,
    TurnWire,
    Wire,
)
from boomerang.digests import digest_of
from boomerang.report.document.blocks import Block, Heading, Paragraph, Section, Typed
from boomerang.report.dossier.subject import Subject, table, told
from boomerang.report.sections.parameters import PRIORS, parameter_row
from boomerang.version import version


def input_data(given: Subject) -> Section:
    """Element 6."""
    case = given.case
    files = [(name, digest_of((case.folder / name).read_bytes())) for name in files_of(case)]
    rows = [_observation(entry) for entry in given.written.get("observations", [])]
    columns = ("what was counted", "figure", "said by", "known", "source")
    policies = [(name, told(part)) for name, part in given.written.get("policies", {}).items()]
    further = [(told(entry),) for entry in given.written.get("observable", [])]
    return Section(
        "input",
        "6. Input data",
        (
            Paragraph("Schedules of levers and climates stand with them above."),
            *table("Files and their SHA-256", ("file", "digest"), files),
            *table("Observations", columns, rows, 1),
            *table("What could be observed and was not", ("quantity",), further),
            *table("Policies: what could be done differently", ("policy", "what it changes"), policies),
        ),
    )


def _observation(entry: dict[str, object]) -> tuple[str, ...]:
    """An entry of `observations`, as the case has it."""
    figure = ("value", "low", "high", "at least")
    last = ("said by", "known", "source", "note", "unused")
    what = told({key: said for key, said in entry.items() if key not in (*figure, *last)})
    number = told({key: said for key, said in entry.items() if key in figure})
    source = "; ".join(told(entry[key]) for key in ("source", "note", "unused") if key in entry)
    return what, number, told(entry.get("said by", "")), told(entry.get("known", "")), source


def submodels(given: Subject) -> Section:
    """Element 7: what the case itself has, then every mechanism."""
    parts = [Heading("The process that all explanations share", tuple(_of(given, None)))]
    parts += [Heading(name, tuple(_of(given, name))) for name in given.case.mechanisms]
    return Section("submodels", "7. Submodels", tuple(parts))


def _of(given: Subject, owner: str | None) -> list[Block]:
    blocks: list[Block] = []
    if owner is not None:
        part = given.case.mechanisms[owner]
        blocks.append(Paragraph(f"“{part.claim}” Says: {part.by}."))
        blocks += [Paragraph(text, lead="In the literature:") for text in part.literature]
        blocks += [Paragraph(part.against, lead="Against it would be:")] if part.against else []
    rows = [row for wire in given.wiring.of(owner) if (row := _wire(wire))]
    own = given.case.own_parameters()[owner]
    blocks += table("What moves what", ("what is moved", "by what", "how"), list(dict.fromkeys(rows)))
    blocks += table("Parameters", PRIORS, [parameter_row(name, parameter) for name, parameter in own.items()])
    return blocks or [Paragraph("Nothing of its own.")]


def _wire(wire: Wire) -> tuple[str, str, str] | None:
    """What a wire does, in words; None for what stands with the event above."""
    if isinstance(wire, RatioWire):
        what = "chance" if isinstance(wire, ChanceWire) else "hazard"
        number = "its own value" if wire.ratio is None else f"{wire.ratio:.4g}"
        return f"{what} of {wire.event}", str(wire.steps[-1]), f"times {number}"
    if isinstance(wire, TurnWire):
        return wire.turns, wire.event, f"of one of {wire.to}, with the chance {wire.chance:.4g}"
    if isinstance(wire, KickWire):
        weights = ", ".join(f"{selector}: {weight:g}" for selector, weight in wire.weights)
        scaled = f", weighed by {weights}" if weights else ""
        scaled += f", times {', '.join(wire.times)}" if wire.times else ""
        return wire.name, wire.event, f"{wire.amount:+.4g} to {wire.to}{scaled}"
    if isinstance(wire, ResponseWire):
        over = f", with a half-life of {wire.half_life:.4g} days" if wire.half_life else ""
        return wire.lever, wire.climate, f"{wire.gain:+.4g} for each unit{over}"
    if isinstance(wire, InterventionWire):
        return wire.event, wire.name, f"on {so_many(len(wire.orders), 'day')}, or for as many rows of a file"
    return _rate(wire)


def _rate(wire: Wire) -> tuple[str, str, str] | None:
    if isinstance(wire, RateWire):
        of = "those whose hazard ratios are all 1" if wire.at_reference else "those at risk on average"
        return f"rate of {wire.event}", "", f"{wire.per_year:.4g} per person-year, of {of}"
    if isinstance(wire, FactorWire):
        return f"rate of {wire.event}", wire.name, "multiplies it"
    return None


def again(given: Subject) -> Section:
    """How to run it again: commands, seeds, version and digests."""
    case = given.case
    commands = f"boomerang run {case.name} --seed 1\nboomerang explain {case.name} --seed 1"
    facts = [
        ("version of boomerang", version()),
        ("case", case.name),
        ("digest of the case and its files (SHA-256)", digest_of_case(case)),
    ]
    text = (
        "A seed is a number from 0 to 2**64 - 1; replicates have seeds one after another. The same case,"
        " seed and "
        "version give the same bytes on any machine, and boomerang verify compares them."
    )
    decides = table("What decides every number", ("what", "value"), facts)
    return Section("again", "How to run it again", (Typed(commands), Paragraph(text), *decides))
