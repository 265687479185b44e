"""What each explanation says comes next, and what came."""

from __future__ import annotations

from typing import Any

from boomerang.inference.forecast.predict import AVERAGE
from boomerang.report.data.plain import percent
from boomerang.report.document.blocks import Block, Heading, Paragraph, Picture, Section, TextTable
from boomerang.report.sections.findings import Findings

MEANS = {
    "figures": "figures",
    "log_score": "log score",
    "behind_average": "behind average",
    "crps_log": "error (log)",
    "within_50": "in 50 %",
    "within_90": "in 90 %",
}
SHARES = ("within_50", "within_90")


def predictions(given: Findings) -> Section:
    """Counts over time, where it happens, and how predictions did where later figures are known."""
    blocks: list[Block] = []
    if "predictions" in given.charts:
        blocks.append(Picture.of(given.charts["predictions"], _by_year(given)))
    if "map" in given.charts:
        blocks.append(Picture.of(given.charts["map"], _by_place(given.data["where"])))
    if "scores" in given.data:
        blocks.append(Heading("What became known later", _later(given.data["scores"])))
    if "backtest" in given.data:
        blocks.append(Heading("Answers at earlier dates", _backtest(given)))
    return Section("predictions", "Predictions", tuple(blocks))


def _by_year(given: Findings) -> TextTable:
    """Each count at the end of each year."""
    months, counts = given.data["predictive"]["months"], given.data["predictive"]["counts"]
    ends = [i for i, month in enumerate(months) if month[5:7] == "12" or i == len(months) - 1]
    names = [*given.names, AVERAGE]
    rows = tuple(
        (f"{count}, {months[i]}", *(_at(counts[count][name], i) for name in names))
        for count in counts
        for i in ends
    )
    return TextTable(
        "The median, and the interval that holds nine in ten countries, at the ends of years",
        ("count", *names),
        rows,
        numeric=tuple(range(1, 1 + len(names))),
    )


def _at(ends: dict[str, list[float]], i: int) -> str:
    return f"{ends['median'][i]:,.0f} ({ends['low'][i]:,.0f} to {ends['high'][i]:,.0f})"


def _by_place(where: dict[str, Any]) -> TextTable:
    rows = tuple(
        (
            f"{part['name']}" + (f" ({part['province']})" if part["province"] else ""),
            f"{part['people']:,}",
            f"{part['events']:,.1f}",
            _rate(part),
        )
        for part in [*where["provinces"], *where["places"]]
    )
    return TextTable(
        f"{where['event']} by {where['until']} under {where['explanation']}, mean of {where['countries']}"
        " fitted countries (the least and the most of one): provinces, then places",
        ("where", "people", "events", "per 100,000 people"),
        rows,
        numeric=(1, 2, 3),
    )


def _rate(part: dict[str, Any]) -> str:
    """The mean, and the least and most of single countries."""
    within = f" ({part['low']:,.1f} to {part['high']:,.1f})" if "low" in part else ""
    return f"{part['rate']:,.1f}{within}"


def _later(scores: dict[str, Any]) -> tuple[Block, ...]:
    """What was predicted of each later figure, and the mean scores."""
    rows = tuple(
        (
            row["figure"],
            f"{row['observed']:,.0f}",
            f"{row['median']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})",
            "yes" if row["within_90"] else "no",
        )
        for row in scores["figures"]
        if row["by"] == AVERAGE
    )
    columns = ("figure", "observed", "predicted (90 %)", "inside")
    caption = (
        "Figures that became known after the answer's date, and what the average over the explanations said"
    )
    return (TextTable(caption, columns, rows, numeric=(1, 2)), _means(scores["summary"]))


def _means(summary: dict[str, dict[str, Any]]) -> TextTable:
    rows = tuple((name, *(_score(row[key], key) for key in MEANS)) for name, row in summary.items())
    return TextTable(
        "Mean scores of each prediction, simple trends included; less is better",
        ("predicted by", *MEANS.values()),
        rows,
        numeric=tuple(range(1, 1 + len(MEANS))),
    )


def _score(value: float | None, key: str) -> str:
    if value is None:
        return ""
    return percent(value) if key in SHARES else f"{value:.0f}" if key == "figures" else f"{value:.2f}"


def _backtest(given: Findings) -> tuple[Block, ...]:
    rows = tuple(
        (cut["cut"], str(cut["known"]), *(percent(cut["posterior"][name]) for name in given.names))
        for cut in given.data["backtest"]
    )
    table = TextTable(
        "How probable each explanation was, by what was known at each date",
        ("date", "figures known", *given.names),
        rows,
        numeric=tuple(range(1, 2 + len(given.names))),
    )
    told = "The same answer from what was known at earlier dates, and how its predictions did."
    return (Paragraph(told), table, _means(given.data["backtest_summary"]))
