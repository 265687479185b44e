"""Does `boomerang explain` say what is so, on countries whose explanation and parameters are known?

    python verification/known_countries.py

Simulates a valley (the bundled `village`: 3,000 persons, four explanations) many times for each explanation,
as a reference table, and 200 times for each with other luck. Each of these is then explained as if its
figures had been observed:

- Of what is called 70 %, seven in ten must be true: expected calibration error at most 0.05.
- Intervals called 90 % must hold 87 to 93 % of the true parameters.
- Countries made by chance must not be explained away: on average chance gets at least its prior.

All of it with few figures, which hardly tell the explanations apart; with as few simulated countries as
`explain` makes if nothing else is asked; the same with figures given as ranges; with many figures, which
tell most of them; and with a series of one office whose figures are off by a factor, how far is a
parameter. Prints a verdict for each line, writes verification/results/known_countries.csv (one row a
country and parameter), and ends with code 1 if a line fails. Ten minutes on one core.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from reliability import Share, by_country, calibration_error, error_by_luck, pooled_error
from rich.console import Console
from rich.table import Table as Lines

from boomerang.case import Case, case_from_data
from boomerang.case.bundled import load
from boomerang.case.parts.parameter_change import path_of_parameter
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.inference.learn.choice import learn
from boomerang.inference.learn.posterior import posteriors
from boomerang.inference.scales import scales_of
from boomerang.inference.table.table import Table, build
from boomerang.measure.figures import Target, snap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pair = tuple[Floats, Floats]

RESULTS = Path(__file__).parent / "results" / "known_countries.csv"
KNOWN = 200  # of each explanation, to be explained
LUCK, OTHER_LUCK = 1, 2  # seeds of the reference table and of the known countries
MOST_ERROR = 0.05
SPREAD = 1.25
LEVEL, LOW, HIGH = 0.9, 0.87, 0.93
LEARNED = 0.2  # by how much the data narrow a parameter of which they say something
OFFICE, MAYOR = "the district office", "the mayor"
FEW: list[dict[str, Any]] = [
    {"by": "2012-06-30", "rounding": 5, "delay": "3 months", "said by": OFFICE, "known": "2012-09-01"},
    {"by": "2013-06-30", "delay": "3 months", "said by": OFFICE, "known": "2013-07-15"},
    {"by": "2014-06-30", "said by": "a newspaper", "known": "2014-07-04"},
    {"by": "2014-06-30", "within": "place Mill", "said by": MAYOR, "known": "2014-08-01"},
    {"by": "2014-06-30", "within": "practice visible", "said by": "a researcher", "known": "2014-11-30"},
]
MANY = FEW + [
    {"count": count, "by": by, "said by": "the police", "known": "2014-12-31"}
    for count, by in [
        ("stop", "2012-06-30"),
        ("stop", "2014-06-30"),
        ("sympathise", "2012-06-30"),
        ("sympathise", "2014-06-30"),
        ("relent", "2014-06-30"),
        ("invite", "2014-06-30"),
    ]
]
OFF = "how far off"  # the parameter
SERIES = FEW[3:] + [
    {
        "count": "sympathise",
        "from": f"{year}-{first}",
        "to": f"{year}-{last}",
        "said by": OFFICE,
        "error": OFF,
    }
    for year in (2011, 2012, 2013)
    for first, last in [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")]
]


class Kind(NamedTuple):
    """What was observed, exactly or as ranges, and how many rows of each explanation to learn from."""

    figures: list[dict[str, Any]]
    rows: int
    ranges: bool = False
    persons: int | None = None


KINDS = {
    "few figures": Kind(FEW, 1500),
    "few figures, 200 countries": Kind(FEW, 200),
    "few figures as ranges": Kind(FEW, 200, ranges=True),
    "many figures": Kind(MANY, 1500),
    "a series with errors": Kind(SERIES, 1500, persons=30_000),
}


@dataclass(frozen=True)
class Found:
    """What is said of known countries.

    Attributes:
        labels: int64[n], their true explanations.
        said: float64[n, k], the probabilities of all explanations.
        intervals: one row a country and parameter of its true explanation: `country`, `explanation`,
            `parameter`, `held` (1 if the 90 % interval holds the truth) and `learned` (the shrinkage).
    """

    labels: Ints
    said: Floats
    intervals: pd.DataFrame


def valley(figures: list[dict[str, Any]]) -> Case:
    """The bundled village with other observations, whose values are those of the known countries in turn."""
    village = load("village")
    data: Any = plain_data(village)
    shared = {"count": "depart", "kind": "ever", "value": 5, "source": "invented", "known": "2014-12-31"}
    data["observations"] = [shared | figure for figure in figures]
    if any(figure.get("error") == OFF for figure in figures):
        data["parameters"][OFF] = {"value": 0.2, "prior": "uniform 0.05 to 0.6", "source": "invented"}
    data["tallies"]["who left"] = {"count": "depart", "every": "month", "by": "practice"}
    return case_from_data(data, village.folder)


def find(kind: Kind, folder: Path, *, known: int = KNOWN, threads: int | None = 1) -> Found:
    """Simulate both tables in a folder, and explain every known country."""
    case = scenario(valley(kind.figures), persons=kind.persons)
    table = build(case, kind.rows, folder=folder / "table", seed=LUCK, threads=threads)
    others = build(case, known, folder=folder / "known", seed=OTHER_LUCK, threads=threads)
    pairs = list(compared(table, others, kind.ranges))
    return Found(others.labels, probabilities(table, pairs, threads), held(table, others, pairs))


def compared(table: Table, known: Table, ranges: bool) -> Iterator[Pair]:
    """The figures of the table, float64[n, s], beside those of every known country, float64[s].

    If they are ranges, somebody told the figure of a country up to a factor of SPREAD in either direction.
    """
    luck, apart = np.random.default_rng(OTHER_LUCK), np.log(SPREAD)
    exact = np.log1p(table.summaries.to_numpy(np.float64))
    for figures in known.summaries.to_dict("records"):
        if not ranges:
            yield exact, np.log1p(list(figures.values()))
            continue
        told = {key: figure * np.exp(luck.uniform(-apart, apart)) for key, figure in figures.items()}
        ends = [Target(key, said, said / SPREAD, said * SPREAD, at_least=False) for key, said in told.items()]
        yield snap(table.summaries, ends)


def probabilities(table: Table, pairs: list[Pair], threads: int | None) -> Floats:
    """float64[n, k]: what the forest says of each known country; before, all are as likely."""
    even, said = np.full(len(table.names), 1 / len(table.names)), []
    for number, (X, x0) in enumerate(pairs):
        if not number or X is not pairs[number - 1][0]:
            learned = learn(X, table.labels, even, seed=table.about.seed, threads=threads)
        said.append(learned.at(x0).probability)
    return np.stack(said)


def held(table: Table, known: Table, pairs: list[Pair]) -> pd.DataFrame:
    """Whether the intervals of the true explanation hold the true parameters: `Found.intervals`."""
    scales, parts = scales_of(table.case), []
    for country, ((X, x0), label) in enumerate(zip(pairs, known.labels, strict=True)):
        own = table.labels == label
        name, only = table.names[label], np.zeros(own.sum(), np.int64)
        found = posteriors(X[own], x0, only, [name], table.parameters[own], scales)[0]
        truth = known.parameters.loc[country, list(found.parameters)].to_numpy(np.float64)
        low, high = found.interval(LEVEL)
        inside = ((low <= truth) & (truth <= high)).astype(np.float64)
        columns = {"parameter": found.parameters, "held": inside, "learned": found.shrinkage}
        parts.append(pd.DataFrame({"country": country, "explanation": name, **columns}))
    return pd.concat(parts, ignore_index=True)


def verdicts(found: Found) -> Iterator[tuple[str, str, bool]]:
    """What is judged, its figures, and whether they hold."""
    own, pooled = calibration_error(found.said, found.labels), pooled_error(found.said, found.labels)
    luck, right = error_by_luck(found.said), found.said[np.arange(len(found.labels)), found.labels].mean()
    sentence = f"error {own:.3f} (luck alone {luck:.3f}), in shared bins {pooled:.3f}"
    yield "calibration", f"{sentence}; the true one gets {right:.0%}", max(own, pooled) <= MOST_ERROR
    prior, chance = 1 / found.said.shape[1], Share.of(found.said[found.labels == 0, 0])
    yield "chance", f"{chance} where it is true, prior {prior:.0%}", chance.mean - 2 * chance.error >= prior
    yield from _intervals(found.intervals)


def _intervals(intervals: pd.DataFrame) -> Iterator[tuple[str, str, bool]]:
    """Of all parameters, of those of which something was learned, and of each by itself."""
    learned = intervals[intervals.learned >= LEARNED]
    for name, part in (("all intervals", intervals), ("intervals that narrowed", learned)):
        share = by_country(part)
        yield name, f"{len(part):,} hold {share}", LOW <= share.mean <= HIGH
    own = intervals[intervals.parameter == path_of_parameter(None, OFF)]
    if len(own):
        share, learned = Share.of(own.held.to_numpy()), own.learned.mean()
        text = f"{len(own):,} hold {share}; narrowed by {learned:.0%}"
        yield "the size of errors", text, LOW <= share.mean <= HIGH
    groups = intervals.groupby(["explanation", "parameter"]).held
    each = pd.DataFrame({"share": groups.mean(), "n": groups.size()})
    beyond = 2 * np.sqrt(LEVEL * (1 - LEVEL) / each.n)  # a share of n luckily misses the band by as much
    inside = each.share.between(LOW - beyond, HIGH + beyond).all()
    text = f"{len(each)} parameters of explanations: {each.share.min():.1%} to {each.share.max():.1%}"
    yield "each parameter", f"{text}, give or take 2 x {beyond.max() / 2:.1%}", bool(inside)


def main() -> None:
    """Simulate, explain, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    lines, frames, missed = Lines("countries", "figure", "measured", "holds"), [], 0
    for name, kind in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            found = find(kind, Path(folder), threads=given.threads)
        frames.append(found.intervals.assign(countries=name))
        for figure, sentence, holds in verdicts(found):
            lines.add_row(name, figure, sentence, "yes" if holds else "NO")
            missed += not holds
    RESULTS.parent.mkdir(exist_ok=True)
    pd.concat(frames).round(4).to_csv(RESULTS, index=False)
    Console(width=110).print(lines)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
