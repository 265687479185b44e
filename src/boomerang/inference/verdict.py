"""The answer in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from boomerang.arrays import Flags, Floats
from boomerang.inference.learn.choice import Posterior
from boomerang.inference.learn.outside import Outside

IMPOSSIBLE = 0.01  # p-value below which an explanation cannot produce the data
CLEAR = 0.9  # probability of an explanation that is ahead of all others
SMALL_ERROR = 0.15  # share misjudged among countries like this one
FACTOR = 10.0  # below the top: still in the race ("strong" evidence, Jeffreys 1961, begins there)
MIXED = 0.25  # share of an explanation's countries taken for the other
NEGLIGIBLE = 0.01  # probability below which an explanation is out, however often it is mixed with others
NAMED = 3  # summaries named in a sentence


@dataclass(frozen=True)
class Verdict:
    """kind, the explanations it is about (numbers, likeliest first), and the sentence."""

    kind: Literal["none fits", "best", "cannot separate"]
    explanations: tuple[int, ...]
    sentence: str


def verdict(
    posterior: Posterior,
    names: Sequence[str],
    summaries: Sequence[str],
    outside: Outside,
    matrix: Floats,
    local_error: float,
) -> Verdict:
    """What can be said, by three rules in this order.

    1. Every explanation has a p-value below 0.01: none can produce the data.
    2. The likeliest has a probability of at least 0.9, and at most 15 % of countries like this one are
       misjudged: it fits best.
    3. Otherwise the data cannot separate the likeliest from each explanation that is at least a tenth as
       likely, or that is mixed with it: a quarter of the countries of either is taken for the other, and its
       own probability is at least 0.01. The second likeliest is always among them.

    To 2 and 3 a clause is added if the likeliest has a p-value below 0.01.

    Args:
        posterior: of the k explanations called `names`.
        summaries: names of the s summaries.
        outside, matrix, local_error: from `outside`, `confusion` and `local_error`.
    """
    p = posterior.probability
    if (outside.p_value < IMPOSSIBLE).all():
        return Verdict("none fits", (), _none_fits(summaries, outside))
    order = np.argsort(-p, kind="stable")
    top = int(order[0])
    if len(p) == 1:
        return Verdict("best", (top,), f"{names[top]} is the only explanation, and can produce these data")
    if (p > 0).sum() == 1:
        return Verdict("best", (top,), f"the prior leaves only {names[top]} a chance")
    but = _but(names[top], float(outside.p_value[top]))
    if p[top] >= CLEAR and local_error <= SMALL_ERROR:
        misjudged = f"{_percent(local_error)} of countries like this one misjudged"
        best = f"{names[top]} fits best (probability {_percent(p[top])}, {misjudged})"
        return Verdict("best", (top,), best + but)
    close = (p >= p[top] / FACTOR) | (_mixed(matrix, top) & (p >= NEGLIGIBLE))
    close[order[:2]] = True
    together = tuple(int(i) for i in order if close[i])
    apart = f"these data cannot separate {_list([names[i] for i in together])}"
    return Verdict("cannot separate", together, apart + but)


def _but(name: str, p_value: float) -> str:
    """The clause for an explanation that is ahead and still hardly makes such data."""
    if p_value >= IMPOSSIBLE:
        return ""
    return f", but {name} hardly ever makes data like these (p = {p_value:.2g})"


def _none_fits(summaries: Sequence[str], outside: Outside) -> str:
    far = [f"“{summaries[j]}”" for j in outside.summaries]
    if not far:
        return "no explanation can produce these data: each summary alone is possible, all together are not"
    more = [f"{len(far) - NAMED} more"] if len(far) > NAMED else []
    where = f"{'lies' if len(far) == 1 else 'lie'} outside the central 99 % of all explanations"
    return f"no explanation can produce these data: {_list(far[:NAMED] + more)} {where}"


def _mixed(matrix: Floats, top: int) -> Flags:
    return (matrix[top] >= MIXED) | (matrix[:, top] >= MIXED)


def _percent(share: float) -> str:
    return (
        "over 99 %" if share > 0.995 else "under 1 %" if share < 0.005 else f"{share:.0%}".replace("%", " %")
    )


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
