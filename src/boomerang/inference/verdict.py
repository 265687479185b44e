"""The answer in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from boomerang.arrays import Flags, Floats, Ints
from boomerang.inference.learn.choice import Posterior
from boomerang.inference.learn.outside import Outside

IMPOSSIBLE = 0.01  # p-value below which an explanation cannot produce the data
CLEAR = 0.9  # probability of an explanation that is ahead of all others
SMALL_ERROR = 0.15  # share misjudged among countries like this one
FACTOR = 10.0  # below the top: still in the race ("strong" evidence, Jeffreys 1961, begins there)
MIXED = 0.25  # share of an explanation's countries taken for the other
NEGLIGIBLE = 0.01  # probability below which an explanation is out, however often it is mixed with others
NAMED = 3  # summaries, or explanations that are ruled out, named in a sentence


@dataclass(frozen=True)
class Verdict:
    """kind, the explanations it is about (numbers, likeliest first), the sentence, and those ruled out."""

    kind: Literal["none fits", "best", "cannot separate"]
    explanations: tuple[int, ...]
    sentence: str
    ruled_out: tuple[int, ...] = ()


def verdict(
    posterior: Posterior,
    names: Sequence[str],
    summaries: Sequence[str],
    outside: Outside,
    never: Sequence[str],
    matrix: Floats,
    local_error: float,
) -> Verdict:
    """What can be said, by rules in this order.

    An explanation is ruled out if its p-value is below 0.01, or if there is something that it does not make
    even when it is fitted.

    1. All are ruled out: none can produce the data.
    2. One is not: only it can produce the data.
    3. The likeliest that is not has a probability of at least 0.9, and at most 15 % of countries like this
       one are misjudged: it fits best.
    4. Otherwise the data cannot separate it from each other that is not ruled out and at least a tenth as
       likely, or mixed with it: a quarter of the countries of either is taken for the other, and its own
       probability is at least 0.01. The second likeliest is always among them.

    2 to 4 name what is ruled out and at least a tenth as likely.

    Args:
        posterior: of the k explanations called `names`.
        summaries: names of the s summaries.
        outside, matrix, local_error: from `outside`, `confusion` and `local_error`.
        never: of each explanation the first thing that it does not make; empty for none.
    """
    p = posterior.probability
    reasons = [_reason(*each) for each in zip(never, outside.p_value, strict=True)]
    out = tuple(i for i, reason in enumerate(reasons) if reason)
    if len(out) == len(p):
        return Verdict("none fits", (), _none_fits(summaries, outside, names, never), out)
    if len(p) > 1 and (p > 0).sum() == 1:
        top = int(p.argmax())
        but = f", but it {reasons[top]}" if reasons[top] else ""
        return Verdict("best", (top,), f"the prior leaves only {names[top]} a chance{but}", out)
    every = np.argsort(-p, kind="stable")
    order = every[~np.isin(every, out)]
    kind, said, sentence = _among(order, p, names, matrix, local_error)
    likely = [int(i) for i in every if i in out and p[i] >= p[order[0]] / FACTOR]
    told = [f"{names[i]} ({_percent(p[i])}) {reasons[i]}" for i in likely]
    more = [f"{enumerated([names[i] for i in likely[NAMED:]])} cannot either"] if likely[NAMED:] else []
    return Verdict(kind, said, "; ".join([sentence, *told[:NAMED], *more]), out)


def _among(
    order: Ints, p: Floats, names: Sequence[str], matrix: Floats, local_error: float
) -> tuple[Literal["best", "cannot separate"], tuple[int, ...], str]:
    """Rules 2 to 4, for the explanations that are not ruled out, likeliest first."""
    top = int(order[0])
    if len(p) == 1:
        return "best", (top,), f"{names[top]} is the only explanation, and can produce these data"
    misjudged = f"{_percent(local_error)} of countries like this one misjudged"
    how_sure = f"(probability {_percent(p[top])}, {misjudged})"
    if len(order) == 1:
        return "best", (top,), f"only {names[top]} can produce these data {how_sure}"
    if p[top] >= CLEAR and local_error <= SMALL_ERROR:
        return "best", (top,), f"{names[top]} fits best {how_sure}"
    close = (p >= p[top] / FACTOR) | (_mixed(matrix, top) & (p >= NEGLIGIBLE))
    close[order[:2]] = True
    together = tuple(int(i) for i in order if close[i])
    return (
        "cannot separate",
        together,
        f"these data cannot separate {enumerated([names[i] for i in together])}",
    )


def _reason(never: str, p_value: float) -> str:
    """Why an explanation is ruled out; empty if it is not."""
    if never:
        return f"never makes {never}"
    return f"hardly ever makes data like these (p = {p_value:.2g})" if p_value < IMPOSSIBLE else ""


def _none_fits(summaries: Sequence[str], outside: Outside, names: Sequence[str], never: Sequence[str]) -> str:
    found = "no explanation can produce these data"
    if far := [f"“{summaries[j]}”" for j in outside.summaries]:
        verb = "lies" if len(far) == 1 else "lie"
        return f"{found}: {enumerated(_first(far))} {verb} outside the central 99 % of all explanations"
    if told := [f"{name} never makes {what}" for name, what in zip(names, never, strict=True) if what]:
        return f"{found}: {enumerated(_first(told))}"
    return f"{found}: each summary alone is possible, all together are not"


def _first(told: list[str]) -> list[str]:
    return told[:NAMED] + ([f"{len(told) - NAMED} more"] if len(told) > NAMED else [])


def _mixed(matrix: Floats, top: int) -> Flags:
    return (matrix[top] >= MIXED) | (matrix[:, top] >= MIXED)


def _percent(share: float) -> str:
    return (
        "over 99 %" if share > 0.995 else "under 1 %" if share < 0.005 else f"{share:.0%}".replace("%", " %")
    )


def enumerated(words: Sequence[str]) -> str:
    """Words with commas and a last `and`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
