"""What each intervention in Northern Ireland brought, by twins at the draws of an answer: two tables.

    boomerang explain northern-ireland-1969 --known-by 1976-12-31 --simulations 500 --out WHY
    python verification/interventions.py WHY --pairs 16

Simulates countries as they were and, with the same luck, under each policy that drops an intervention, and
turns the policy round: how many more shootings there are with the intervention than without it. The first
table has, for the first 3 and 12 months and over all explanations by weight, the median in hundredths of
the shootings without it, the interval that holds 90 % of the pairs, and how likely it is that there are
more, about as many (less than 10 % either way) and fewer in 12 months. The second has the ratio of the sums
of 12 months under each explanation, and the 95 % interval of that ratio. Ten minutes on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from intervals import pooled
from numpy.typing import NDArray
from rich.console import Console

import boomerang
from boomerang.case import Case
from boomerang.case.scenario import Scenario, scenario
from boomerang.inference.idle import is_idle
from boomerang.inference.learn.weighted import Sample, mixture
from boomerang.report.believed import believed_after
from boomerang.study.run import Run
from boomerang.study.twins import twins

Floats = NDArray[np.float64]

CASE = "northern-ireland-1969"
WITHOUT = {  # each intervention, and the policy that drops it
    "curfew": "no curfew",
    "internment": "no internment",
    "Bloody Sunday": "no bloody sunday",
    "truce of 1972": "no truce of 1972",
    "Motorman": "no motorman",
    "truce of 1975": "no truce of 1975",
    "end of internment": "internment goes on",
    "end of special category": "special category kept",
    "hunger strike": "no hunger strike",
}
SHOOTINGS = ("shoot", "loyalist_shoot")
MONTHS = (3, 12)  # that are counted
NOTHING = 0.10  # less than this either way is nothing, as the predictions on the page of the case have it
ENDS = (0.05, 0.5, 0.95)
LEAST = 0.5  # weight below which a pair has no median


@dataclass(frozen=True)
class Shot:
    """Counts the shootings of twins in the first months after a day: float64[months, 2], without and with."""

    start: date

    def __call__(self, was: Run, without: Run) -> Floats:
        """Without the intervention and with it."""
        return np.array([[self._within(run, months) for run in (without, was)] for months in MONTHS])

    def _within(self, run: Run, months: int) -> float:
        start = np.datetime64(self.start)
        ends = run.moments[1:]
        there = (ends > start) & (ends <= start + np.timedelta64(round(months * 365.25 / 12), "D"))
        return float(sum(run.events_of(event)[there].sum() for event in SHOOTINGS))


def last_day(case: Case, start: date) -> date:
    """Until when a country without the intervention is simulated."""
    wanted = start + (date(2001, 1, 1) - date(2000, 1, 1))
    return min(date.fromordinal(wanted.toordinal() + 7), case.period.end)


def start_of(case: Case, policy: str) -> date:
    """When a policy begins."""
    return case.policies[policy].start or case.period.start


def pairs_of(case: Case, explanation: str, settings: pd.DataFrame, seed: int) -> dict[str, Floats]:
    """For each intervention float64[pairs, months, 2]; the same twice where nothing follows it."""
    mechanisms = case.explanations[explanation].mechanisms
    busy = [name for name, policy in WITHOUT.items() if not is_idle(case, policy, mechanisms)]
    measures = [Shot(start_of(case, WITHOUT[name])) for name in busy]
    after = [without(case, explanation, WITHOUT[name]) for name in busy]
    kept = twins(
        scenario(case, explanation=explanation),
        after,
        len(settings),
        partial(_measured, dict(zip((each.policy for each in after), measures, strict=True))),
        draws=settings,
        seed=seed,
        refused=np.full((len(MONTHS), 2), np.nan),
    )
    found = np.array(kept).reshape(len(settings), len(busy), len(MONTHS), 2)
    none = np.ones((len(settings), len(MONTHS), 2))
    return {name: found[:, busy.index(name)] if name in busy else none for name in WITHOUT}


def _measured(measures: dict[str | None, Shot], was: Run, without: Run) -> Floats:
    return measures[without.scenario.policy](was, without)


def without(case: Case, explanation: str, policy: str) -> Scenario:
    """A country without an intervention, until a year after it."""
    until = last_day(case, start_of(case, policy))
    return scenario(case, explanation=explanation, policy=policy, until=until)


def ratios(pairs: Floats, month: int) -> Floats:
    """With the intervention over without it, of the pairs that were not refused."""
    without, was = pairs[:, month].T
    given = (was + LEAST) / (without + LEAST)
    return given[~np.isnan(given)]


def percent(ratio: float) -> str:
    """How much more, in hundredths."""
    return f"{100 * (ratio - 1):+.0f} %"


def row_of(name: str, each: list[Floats], weights: Floats) -> Iterator[str]:
    """What an intervention brings over all explanations."""
    yield name
    for month in range(len(MONTHS)):
        low, middle, high = over_all([ratios(pairs, month) for pairs in each], weights).quantiles(ENDS)[:, 0]
        yield f"{percent(middle)} ({percent(low)} to {percent(high)})"
    year = over_all([ratios(pairs, len(MONTHS) - 1) for pairs in each], weights)
    more = year.weights @ (year.values[:, 0] > 1 + NOTHING)
    less = year.weights @ (year.values[:, 0] < 1 - NOTHING)
    yield from (f"{share:.0%}" for share in (more, 1 - more - less, less))


def over_all(given: list[Floats], weights: Floats) -> Sample:
    """The pairs of all explanations, each by its weight."""
    return mixture([Sample(one[:, None], np.full(len(one), 1 / len(one))) for one in given], weights)


def under_each(name: str, each: list[Floats]) -> Iterator[str]:
    """What it brings within a year under each explanation."""
    yield name
    for pairs in each:
        without, was = pairs[~np.isnan(pairs).any(axis=(1, 2)), -1].T
        if (without == was).all():
            yield "0"
        else:
            found = pooled(was, without)
            yield f"{percent(found.ratio)} ({percent(found.low)} to {percent(found.high)})"


def lined(titles: list[str], lines: list[list[str]]) -> str:
    """A table as pages have it."""
    return "\n".join("| " + " | ".join(line) + " |" for line in (titles, ["---"] * len(titles), *lines))


def main() -> None:
    """Simulate the pairs, print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("answer", type=Path)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    case = boomerang.load(CASE)
    belief = believed_after(asked.answer, scenario(case), (), asked.pairs, asked.seed)
    found = [
        pairs_of(case, name, pd.DataFrame(list(belief.draws[name])), asked.seed)
        for name in belief.explanations
    ]
    each = {name: [pairs[name] for pairs in found] for name in WITHOUT}
    titles = ["", *(f"first {months} months" for months in MONTHS), "more", "about as many", "fewer"]
    console = Console(width=400)
    console.print(lined(titles, [[*row_of(name, given, belief.weights)] for name, given in each.items()]), "")
    console.print(lined(["", *belief.explanations], [[*under_each(*given)] for given in each.items()]))


if __name__ == "__main__":
    main()
