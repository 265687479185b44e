"""What is told of fitted explanations: what they never make, their series, and what was learned."""

from __future__ import annotations

import numpy as np
from rich.text import Text

from boomerang.case.text.texts import so_many
from boomerang.inference.curves import Curve, curves
from boomerang.inference.explain import Answer
from boomerang.inference.fits import FittedCheck, never
from boomerang.inference.learn.weighted import Sample
from boomerang.inference.learned import Learned, most_learned
from boomerang.inference.series import SeriesFit
from boomerang.inference.verdict import enumerated
from boomerang.report.terminal.bars import WIDTH, sparklines
from boomerang.report.terminal.screen import bold, line

LEARNED = 5  # parameters
NARROWED = 0.2  # shrinkage from which a parameter is worth a word


def never_made(answer: Answer, width: int) -> list[Text]:
    """A line for each explanation that does not make something even when it is fitted, likeliest first."""
    names, told = answer.data.table.names, []
    for k in np.argsort(-answer.posterior.probability, kind="stable"):
        if found := never(answer.fits, k):
            told.append(line(bold(names[k]), f": {_never(found, k, width - len(names[k]) - len(': '))}"))
    return told


def _never(found: list[FittedCheck], k: int, width: int) -> str:
    """As much as there is room for in a line: all names, or the first ones; how far out the first is.

    The first has its whole name, even where that takes more lines: another may begin with the same words.
    """
    p, first = f"p = {found[0].p[k]:.2g}", found[0].check.name
    for beyond in (f" ({_beyond(found[0], k)}; {p})", f" ({p})"):
        for count in range(len(found), 0, -1):
            more = [f"{len(found) - count} more"] if count < len(found) else []
            rest = [*(fit.check.name for fit in found[1:count]), *more]
            said = f"never {enumerated([first + beyond, *rest])}"
            if len(said) <= width:
                return said
    return said


def _beyond(fit: FittedCheck, k: int) -> str:
    """How far the observed one is, and how near fitted countries of explanation k come to it."""
    unit, seen, (least, *_, most) = fit.check.unit, fit.check.observed_shown, fit.made[k]
    word, near = ("at least", least) if seen < least else ("at most", most)
    if unit == "year":
        return f"{'not before' if seen < least else 'not after'} {near:.1f}"
    return f"{'a factor of ' if unit == 'factor' else ''}{_number(seen)}, {word} {_number(near)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def series_told(answer: Answer, width: int) -> list[str]:
    """Of each series how the likeliest explanation makes it, and both as rows of bars."""
    drawn = {curve.name: curve for curve in curves(answer.data)}
    told = []
    for fit in answer.series:
        told.append(_judged(answer, fit))
        if fit.name in drawn:
            told += _bars(answer, drawn[fit.name], width)
    return told


def _judged(answer: Answer, fit: SeriesFit) -> str:
    top = int(answer.posterior.probability.argmax())
    return (
        f"“{fit.name}” ({so_many(len(fit.columns), 'figure')}) if {answer.data.table.names[top]} is true:"
        f" level p = {fit.level[top]:.2g}, shape p = {fit.shape[top]:.2g}."
    )


def _bars(answer: Answer, curve: Curve, width: int) -> list[str]:
    """What was said, and the median of the fitted countries."""
    estimate = answer.estimates[int(answer.posterior.probability.argmax())]
    fitted = Sample(curve.simulated[estimate.near.rows], estimate.near.weights).quantiles([0.5])[0]
    rows = {"observed": curve.observed, f"{estimate.explanation}, fitted": fitted}
    ends = [f"{_number(row.min())} to {_number(row.max())}" for row in rows.values()]
    least = min(0.0, *(float(row.min()) for row in rows.values()))
    longest = max(map(len, rows))
    room = max(1, min(WIDTH, width - longest - max(map(len, ends)) - 6))
    bars = sparklines([row - least for row in rows.values()], room)
    wide = max(map(len, bars))
    return [
        f"  {name:{longest}}  {row:{wide}}  {end}" for name, row, end in zip(rows, bars, ends, strict=True)
    ]


def learned_told(answer: Answer) -> list[Text]:
    """The parameters of the explanations of the verdict of which most was learned."""
    likely = [answer.estimates[k] for k in answer.verdict.explanations]
    most = most_learned(likely, answer.data.table.case)[:LEARNED]
    told = [_narrowed(each) for each in most if each.shrinkage >= NARROWED]
    if not most:
        return []
    if not told:
        return [line(bold("Learned:"), " next to nothing about the parameters of these explanations.")]
    return [line(bold("Learned most"), f" (90 % before → after): {'; '.join(told)}.")]


def _narrowed(each: Learned) -> str:
    unit = f" {each.unit}" if each.unit else ""
    return f"{each.name} ({each.explanation}) {each.before} → {each.after}{unit}"
