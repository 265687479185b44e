"""What the data can and cannot tell."""

from __future__ import annotations

from typing import Any

from boomerang.report.data.plain import misfit, percent
from boomerang.report.document.blocks import Block, Bullets, Heading, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import Findings

POINTS = 2  # digits behind the point of standard deviations and gains


def limits(given: Findings) -> Section:
    """How often the method errs, what is never made, what the answer hangs on, and what to observe next."""
    blocks: list[Block] = [Paragraph(_errors(given.data)), *_outside(given.data)]
    tables = {
        "confusion": _confusion,
        "reliability": _reliability,
        "misfit": _misfit,
        "sensitivity": _sensitivity,
        "next-observations": _next,
    }
    blocks += [
        Picture.of(given.charts[name], of(given)) for name, of in tables.items() if name in given.charts
    ]
    blocks += [_decisive(each, given.names) for each in given.data["decisive"]]
    if missing := given.data["not_computed"]:
        blocks += [Paragraph("What could be observed too, and no run tells:"), Bullets(tuple(missing))]
    if "inclusion" in given.data:
        blocks.append(Heading("Which mechanisms are at work, whatever else is", (_mechanisms(given.data),)))
    return Section("limits", "What the data can and cannot tell", tuple(blocks))


def _errors(data: dict[str, Any]) -> str:
    return (
        "On simulated countries whose explanation is known, the method errs in "
        f"{percent(data['error_rate'])} (guessing: {percent(data['chance_error'])}), and in "
        f"{percent(data['local_error'])} of those like the observed one. Its probabilities are off by "
        f"{data['calibration_error']:.1%} on average, and the two methods of which they are the average "
        f"disagree about {percent(data['disagreement'])}."
    )


def _outside(data: dict[str, Any]) -> list[Block]:
    if not data["outside"]:
        return [Paragraph("No figure lies outside what the explanations make before any observation.")]
    told = "Outside the central 99 % of every explanation, before any observation:"
    return [Paragraph(told), Bullets(tuple(data["outside"]))]


def _confusion(given: Findings) -> TextTable:
    rows = tuple(
        (name, *(percent(given.data["confusion"][name][other]) for other in given.names))
        for name in given.names
    )
    return _numbers(
        "Of the simulated countries of each explanation (rows), the share taken for each (columns)",
        ("made by", *given.names),
        rows,
    )


def _reliability(given: Findings) -> TextTable:
    found = given.data["reliability"]
    rows = tuple(
        (percent(said), percent(was), percent(share))
        for said, was, share in zip(found["predicted"], found["observed"], found["share"], strict=True)
    )
    return _numbers(
        "Probabilities given to explanations of simulated countries, in tenths",
        ("probability given", "how often it was so", "share of all"),
        rows,
    )


def _misfit(given: Findings) -> TextTable:
    """By how many standard deviations the observed one lies above what fitted explanations make."""
    rows = tuple(
        (check["name"], *(_apart(check["explanations"][name]) for name in given.names))
        for check in given.data["fitted"]
    )
    return _numbers(
        "Standard deviations by which the observed one lies above (+) or below (−) fitted countries",
        ("figure or shape", *given.names),
        rows,
    )


def _apart(made: dict[str, Any]) -> str:
    if made["never"]:
        return "never"
    return "" if made["apart"] is None else misfit(made["apart"])


def _sensitivity(given: Findings) -> TextTable:
    left_out = given.data["sensitivity"]
    rows = tuple(
        (
            key,
            percent(found["shift"]),
            *(percent(found["posterior"][name]) for name in given.names),
        )
        for key, found in sorted(left_out.items(), key=lambda pair: -pair[1]["shift"])
    )
    return _numbers(
        "How much of the probability moves when an observation is left out, and the probabilities without it",
        ("without", "moves", *given.names),
        rows,
    )


def _decisive(found: dict[str, Any], names: list[str]) -> TextTable:
    """Why an observation moves the probabilities."""
    made, posterior = found["made"], found["posterior"]
    rows = tuple(
        (
            name,
            *(percent(posterior[side][name]) for side in ("without", "with")),
            *(f"{made[name][end]:,.3g}" for end in ("median", "low", "high")),
        )
        for name in names
    )
    of = "" if found["figure"] == found["without"] else f" (of “{found['figure']}”)"
    return _numbers(
        f"Decisive: “{found['without']}” moves the probabilities by {percent(found['shift'])}. What "
        f"each explanation, fitted to everything else, makes of it{of}, where {found['observed']:,.3g} was "
        "observed",
        ("explanation", "without it", "with it", "it makes", "from", "to"),
        rows,
    )


def _next(given: Findings) -> TextTable:
    rows = tuple(
        (
            found["quantity"],
            *(f"{found[name]:.{POINTS}f}".replace("-", "−") for name in ("gain", "low", "high")),
        )
        for found in given.data["next_observations"]
    )
    return _numbers(
        "What each further quantity would tell: the expected drop in log loss, and its 95 % interval",
        ("quantity", "drop", "from", "to"),
        rows,
    )


def _mechanisms(data: dict[str, Any]) -> TextTable:
    rows = tuple(
        (
            name,
            found["claim"],
            f"{percent(found['probability'])} ± {percent(2 * found['sd'])}",
            percent(found["prior"]),
            "silent" if found["silent"] else "",
        )
        for name, found in data["inclusion"].items()
    )
    columns = ("mechanism", "claim", "at work", "before", "the data are")
    return TextTable("How likely each mechanism is at work", columns, rows, numeric=(2, 3))


def _numbers(caption: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> TextTable:
    return TextTable(caption, columns, rows, numeric=tuple(range(1, len(columns))))
