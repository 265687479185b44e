"""How many further shootings one more internee, sentence or death by soldiers brought, and through what.

    boomerang explain northern-ireland-1969 --known-by 1976-12-31 --simulations 500 --out WHY
    python verification/further_shootings.py WHY --pairs 16

Adds acts at moments from the first day of internment to the end of 1973, at the draws of an answer, and
prints for each act, within 1, 3 and 12 months: what follows over the explanations that have at least 5 %, by
weight, with the interval that holds 90 % of the pairs, and how likely it is to be more than nothing; and the
means of what the act itself does (who is held or dead does not shoot), of fear (deterrence), of anger and
outrage (backlash), and of the dead of one's own (the other side's response). A second table has the mean
within 12 months under each explanation, and its 90 % interval. Ten minutes on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from interventions import CASE, ENDS, lined, over_all
from rich.console import Console

import boomerang
from boomerang.inference.numbers import Numbers
from boomerang.report.believed import believed_after
from boomerang.study.number import HORIZONS, Expected
from boomerang.study.number_rungs import ITSELF, TOGETHER

ACTS = {  # what is added, how many at once, and what it is called
    "intern": (100, "internee"),
    "sentence": (100, "sentence"),
    "killed_by_army": (20, "death by soldiers or police"),
}
FIRST, LAST, UNTIL = "1971-08-10", "1973-12-31", "1974-12-31"
LEAST = 0.05  # probability of an explanation
TIMES = ("1 month", "3 months", "1 year")
WAYS = {  # by what an act works
    "held or dead": (ITSELF,),
    "deterrence": ("fear",),
    "backlash": ("anger", "outrage"),
    "other side": ("hurt", "weariness", "alarm"),
    "together only": (TOGETHER,),
}


def each_within(found: Numbers, time: str) -> list[np.ndarray]:
    """Of each explanation, what followed per act in each pair."""
    steps = round(HORIZONS[time] * 365.25 / 7) + 1
    return [
        np.array([sum(record["since"][:steps]) / record["acts"] for record in number.records])
        for number in found.of.values()
    ]


def through(found: Numbers, time: str, way: str) -> float:
    """The mean of what a way brings, over all explanations by weight."""
    return sum(
        weight * sum(made.value for by, made in found.of[name].moved_since[time].items() if by in WAYS[way])
        for name, weight in found.weights.items()
    )


def rows_of(called: str, found: Numbers) -> Iterator[list[str]]:
    """One row a time: what follows, how likely it is more than nothing, and by which way."""
    weights = np.array(list(found.weights.values()))
    for time in TIMES:
        each = each_within(found, time)
        pairs = over_all(each, weights)
        low, _, high = pairs.quantiles(ENDS)[:, 0]
        mean = sum(weight * given.mean() for weight, given in zip(weights, each, strict=True))
        more = pairs.weights @ (pairs.values[:, 0] > 0)
        ways = [signed(through(found, time, way)) for way in WAYS]
        yield [called, time, f"{signed(mean)} ({signed(low)} to {signed(high)})", f"{more:.0%}", *ways]


def signed(number: float) -> str:
    """With its sign, to hundredths."""
    return f"{number:+.2f}" if abs(number) >= 0.005 else "0"


def told(given: Expected) -> str:
    """The mean, and the 90 % interval of it."""
    return f"{signed(given.value)} ({signed(given.low)} to {signed(given.high)})"


def main() -> None:
    """Ask for each number, print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("answer", type=Path)
    parser.add_argument("--pairs", type=int, default=4)
    asked = parser.parse_args()
    given = boomerang.scenario(CASE, until=UNTIL)
    belief = believed_after(asked.answer, given, (), 1, 1)
    likely = [name for name, p in zip(belief.explanations, belief.weights, strict=True) if p >= LEAST]
    lines: list[list[str]] = []
    under: list[list[str]] = []
    for act, (acts, called) in ACTS.items():
        how = {"acts": acts, "start": FIRST, "end": LAST, "pairs": asked.pairs, "posterior": asked.answer}
        found = boomerang.number(given, act, "shoot", explanations=likely, **how)
        lines += rows_of(called, found)
        under.append([called, *(told(number.since[TIMES[-1]]) for number in found.of.values())])
        names = list(found.of)
    console = Console(width=400)
    console.print(lined(["one more", "within", "further shootings", "more", *WAYS], lines), "")
    console.print(lined(["one more, within a year", *names], under))


if __name__ == "__main__":
    main()
