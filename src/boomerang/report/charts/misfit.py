"""What fitted explanations make of every figure and shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import altair as alt
import numpy as np
from pandas import DataFrame

from boomerang.inference.explain import Answer
from boomerang.inference.fits import FittedCheck, never
from boomerang.inference.learn.fitted import FALSE_ALARM
from boomerang.inference.verdict import enumerated
from boomerang.report.charts.style import (
    INK,
    LABEL,
    cell,
    columns,
    either,
    finished,
    folded,
    having,
    likeliest_first,
    under_heads,
)
from boomerang.report.data.plain import misfit

ROW, FIGURES = 32, 8
LINES, WIDEST = 2, 96  # lines of a name that fit into a row, and letters of the longest
LEVEL = "the level of "  # how the first name of a series begins
FAR = 4.0  # standard deviations from which the colour is full
NAMED = 3  # findings in the title
LEAST_TELLING = round(1 / FALSE_ALARM)  # countries of an explanation, with fewer of which no p is so small


class Row(NamedTuple):
    """A named row: what a quantity is called, or the name of a series above its own."""

    name: str
    fit: FittedCheck | None = None


def misfits(answer: Answer) -> Any:
    """How far the observed one lies from the fitted countries of each explanation; None without any checks.

    Of the figures of a series some are shown that an explanation never makes.
    """
    shown = _shown(answer)
    if not shown:
        return None
    named, names = list(_named(shown)), answer.data.table.names
    data = _cells(names, named)
    shade = alt.Scale(domain=[-FAR, 0, FAR], range=["#2166ac", "#f7f7f7", "#b35806"], clamp=True)
    base = alt.Chart(data).encode(
        x=alt.X("explanation:N", sort=likeliest_first(answer), axis=columns(names)),
        y=under_heads([_in_lines(row.name) for row in named], [row.fit is None for row in named], grid=False),
    )
    strong = either(f"abs(datum.apart) > {FAR * 0.6}", "white", INK)
    layers = alt.layer(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color("apart:Q", scale=shade, legend=None)
        ),
        base.mark_text(fontSize=12).encode(text=alt.Text("label:N"), color=strong),
        base.transform_filter("datum.never").mark_rect(filled=False, stroke=INK, strokeWidth=2.5),
    )
    return finished(
        having(layers, width=cell(names) * len(names), height=alt.Step(ROW)),
        _finding(answer),
        "How many standard deviations what was observed lies above (brown, +) or below (blue, −) the "
        "countries of an explanation that were fitted to it. Framed, “never”: beyond all of them, so far "
        "that luck alone would make one true explanation of a hundred fail in anything at all. Of a series, "
        f"single figures stand here, up to {FIGURES}, where they are never made.",
        letters=110,
    )


def _finding(answer: Answer) -> str:
    """What is never made first, and by whom."""
    unable: dict[str, list[str]] = {}
    for name in likeliest_first(answer):
        if found := never(answer.fits, answer.data.table.names.index(name)):
            unable.setdefault(found[0].check.name, []).append(name)
    if not unable and np.bincount(answer.data.table.labels).min() < LEAST_TELLING:
        return f"Below {LEAST_TELLING} countries of each explanation nothing can be called never made"
    if not unable:
        return "Once fitted, every explanation can make every figure and shape"
    told = [
        f"{enumerated(names)} never {'makes' if len(names) == 1 else 'make'} {what}"
        for what, names in list(unable.items())[:NAMED]
    ]
    more = sum(len(names) for names in list(unable.values())[NAMED:])
    return "\n".join([*told, f"{more} more cannot make something else"] if more else told)


def _shown(answer: Answer) -> list[FittedCheck]:
    """Figures that stand alone, levels and shapes; then figures of series, those furthest out."""
    series = {figure.key for figure in answer.data.figures if figure.series is not None}
    apart = [fit for fit in answer.fits if fit.check.of not in series]
    within = [fit for fit in answer.fits if fit.check.of in series and fit.never.any()]
    return apart + sorted(within, key=lambda fit: -np.abs(fit.apart[fit.never]).max())[:FIGURES]


def _named(shown: Sequence[FittedCheck]) -> Iterator[Row]:
    """Every quantity; where a series has several, they stand under its name."""
    for _, group in groupby(shown, key=lambda fit: fit.check.of):
        fits = list(group)
        whose = fits[0].check.name.removeprefix(LEVEL)
        told = f" of {whose}"
        if len(fits) > 1 and told in fits[-1].check.name:
            yield Row(whose)
            for fit in fits:
                yield Row(fit.check.name.replace(told, "", 1).removeprefix("the "), fit)
        else:
            yield from (Row(fit.check.name, fit) for fit in fits)


def _in_lines(name: str) -> str:
    """In lines of the usual length, or in as long ones as it needs to fit into a row."""
    lengths = range(LABEL, WIDEST + 1, 4)
    fitting = (told for letters in lengths if (told := folded(name, letters)).count("\n") < LINES)
    whole = next(fitting, folded(name, WIDEST))
    return whole if whole.count("\n") < LINES else "\n".join(whole.split("\n")[:LINES]) + "…"


def _cells(names: Sequence[str], named: Sequence[Row]) -> DataFrame:
    """One row a quantity and explanation, and one without an explanation for the name of a series."""
    found: list[dict[str, Any]] = []
    for row, (name, fit) in enumerate(named):
        if fit is None:
            found.append({"row": row, "check": name, "explanation": names[0], "label": "", "never": False})
            continue
        for k, explanation in enumerate(names):
            found.append(
                {
                    "row": row,
                    "check": fit.check.name,
                    "explanation": explanation,
                    "apart": float(np.clip(fit.apart[k], -99, 99)),
                    "label": "never" if fit.never[k] else misfit(fit.apart[k]),
                    "never": bool(fit.never[k]),
                }
            )
    return DataFrame(found)
