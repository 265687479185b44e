"""Do posteriors hold the truth as often as they say, where the posterior is known?

    python verification/credible_intervals.py

For each kind of toy country, 400 data sets: how often the 50 % and 90 % intervals hold the true parameters,
how far posterior means and standard deviations are from the exact ones, and how plain rejection does (the
nearest tenth, unadjusted). Writes verification/results/coverage.csv and prints a verdict for each line: a
straight and a curved toy, few and many summaries, few and many simulated countries. Ends with code 1 if a
line fails. For countries that the engine simulated see known_countries.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "inference"))

from toys import PARAMETERS, Toy, toy

from boomerang.inference.learn.posterior import posteriors
from boomerang.inference.learn.weighted import quantiles

SETS = 400
KINDS = [(s, rows, curved) for curved in (False, True) for s in (8, 25) for rows in (300, 1000, 4000)]
BAND = {50: (0.47, 0.53), 90: (0.87, 0.93)}
RESULTS = Path(__file__).parent / "results" / "coverage.csv"
NAMES = ["a", "b", "c"]


def held(intervals: np.ndarray, truth: np.ndarray) -> float:
    """Share of the parameters between the two ends."""
    return float(np.mean((intervals[0] <= truth) & (truth <= intervals[1])))


def rejected(known: Toy) -> float:
    """Share held by the 90 % interval of the nearest tenth, without weights or regression."""
    distance = ((known.X - known.x0) ** 2).sum(axis=1)
    near = np.argsort(distance)[: len(distance) // 10]
    return held(quantiles(known.parameters[near], np.ones(len(near)), [0.05, 0.95]), known.truth)


def one(seed: int, rows: int, summaries: int, curved: bool) -> dict[str, float]:
    """What one data set shows."""
    known = toy(seed, rows, summaries=summaries, curved=curved)
    labels, frame = np.zeros(rows, int), pd.DataFrame(known.parameters, columns=NAMES)
    found = posteriors(known.X, known.x0, labels, ["only"], frame, {})[0]
    weights, values = found.sample.weights, found.sample.values
    mean, sd = known.exact
    deviation = np.sqrt(weights @ (values - weights @ values) ** 2)
    return {
        "held 50 %": held(found.interval(0.5), known.truth),
        "held 90 %": held(found.interval(0.9), known.truth),
        "error of the mean, sd": np.nan
        if curved
        else float(np.sqrt(np.mean(((weights @ values - mean) / sd) ** 2))),
        "sd over exact": np.nan if curved else float(np.mean(deviation / sd)),
        "sd": float(deviation.mean()),
        "held 90 %, rejection": rejected(known),
    }


def verdict(row: pd.Series) -> str:
    """Whether coverage lies in the bands, give or take two standard errors of a share."""
    for level, (low, high) in BAND.items():
        error = 2 * np.sqrt(level / 100 * (1 - level / 100) / (SETS * PARAMETERS))
        share = row[f"held {level} %"]
        if not low - error <= share <= high + error:
            return f"{level} % too {'rarely' if share < low else 'often'}"
    return "passes"


def main() -> None:
    """Print and write the table."""
    rows = []
    for summaries, countries, curved in KINDS:
        sets = pd.DataFrame([one(seed, countries, summaries, curved) for seed in range(SETS)])
        shape = "curved" if curved else "straight"
        rows.append({"toy": shape, "summaries": summaries, "countries": countries, **sets.mean()})
        print(pd.DataFrame(rows[-1:]).round(3).to_string(index=False), flush=True)
    table = pd.DataFrame(rows)
    table["verdict"] = table.apply(verdict, axis=1)
    RESULTS.parent.mkdir(exist_ok=True)
    table.round(4).to_csv(RESULTS, index=False)
    print(table.round(3).to_string(index=False))
    sys.exit(0 if (table.verdict == "passes").all() else 1)


if __name__ == "__main__":
    main()
