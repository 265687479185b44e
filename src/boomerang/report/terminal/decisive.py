"""Observations on which the answer hangs, with the reason, in the terminal."""

from __future__ import annotations

import numpy as np

from boomerang.inference.decisive import Decisive
from boomerang.inference.explain import Answer

NAMED = 2  # explanations that gain, and as many that lose
LEAST = 0.02  # change of a probability that is told


def decisive_told(answer: Answer) -> list[str]:
    """For each decisive observation how it moves the probabilities, and what explanations make of it."""
    return [_told(each, answer.data.table.names) for each in answer.decisive]


def _told(given: Decisive, names: list[str]) -> str:
    order = np.argsort(-given.change, kind="stable")
    chosen = [i for i in (*order[:NAMED], *order[::-1][:NAMED]) if abs(given.change[i]) >= LEAST]
    of = "it" if given.key == given.entry else f"“{given.key}”"
    made = "; ".join(_made(given, int(i), names) for i in dict.fromkeys(chosen))
    return (
        f"“{given.entry}” moves the probabilities by {given.shift:.0%}. Fitted to everything else, "
        f"explanations make of {of}, where {given.observed:,.3g} was observed: {made}."
    )


def _made(given: Decisive, i: int, names: list[str]) -> str:
    low, middle, high = (f"{value:,.3g}" for value in given.made[i])
    before, after = f"{100 * given.without[i]:.0f}", f"{given.all[i]:.0%}"
    return f"{names[i]} {middle} ({low} to {high}; {before} → {after})"
