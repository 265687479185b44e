"""Does the answer of 1976 on Northern Ireland foretell 1977 to 1981 better than lines do?

    boomerang explain northern-ireland-1969 --known-by 1976-12-31 --simulations 500 --out FOLDER
    python verification/backtest_northern_ireland.py FOLDER

Scores what the answer said of the years after it, beside persistence, a log-linear and a Poisson trend, and
an interrupted time series: a Poisson regression of the known years with a trend and a step each at internment
and at Motorman, as far as there are more years than terms (it needs statsmodels).

- The average of the explanations must have the least mean CRPS on the scale log(1 + count), on the figures
  that every line predicts too, those of the whole years 1977 to 1980.
- Its 90 % intervals must hold 80 to 97 % of these whole years, and of all figures of 1977 to 1981 with those
  of parts of a year. `held_back.py` says how often they hold what is to be expected of them.

Prints a verdict for each line, and ends with code 1 if a line fails. Some seconds, once there is an answer.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table as Lines
from scipy.stats import nbinom, norm

import boomerang
from boomerang.inference.forecast.predict import AVERAGE
from boomerang.inference.forecast.score import score
from boomerang.inference.learn.weighted import equal
from boomerang.measure.figures import Figure, figures, known_by

Floats = NDArray[np.float64]

CASE, CUT = "northern-ireland-1969", date(1976, 12, 31)
STEPS = (date(1971, 8, 9), date(1972, 7, 31))  # internment, Motorman
INTERRUPTED = "Interrupted series"
LINES = ("Persistence", "Log-linear trend", "Poisson trend", INTERRUPTED)
YEAR = range(364, 367)  # days of a figure that counts a year
LEAST_SPARE = 2  # years more than terms
FITS, LUCK = 40, 20  # of a predictive distribution
LOW, HIGH = 0.80, 0.97


def days_of(figure: Figure) -> int:
    """How many days it counts."""
    return (figure.by - figure.since).days + 1


def terms(figure: Figure, steps: tuple[date, ...]) -> list[float]:
    """Of the regression, for one year: 1, years since 1976, and the share of the year after each step."""
    after = [(figure.by - step).days / days_of(figure) for step in steps]
    return [1.0, (figure.by - CUT).days / 365.25, *np.clip(after, 0.0, 1.0)]


def interrupted(known: list[Figure], later: Figure) -> Floats | None:
    """Counts that the regression predicts, evenly spread in probability; None where years are too few."""
    from statsmodels.api import GLM, families

    steps = tuple(step for step in STEPS if any(figure.by < step for figure in known))
    if len(known) < 2 + len(steps) + LEAST_SPARE:
        steps = ()
    if len(known) < 2 + LEAST_SPARE:
        return None
    design = np.array([terms(figure, steps) for figure in known])
    counts = np.array([figure.target.observed for figure in known])
    fit = GLM(counts, design, family=families.Poisson()).fit(scale="X2")
    at, dispersion = np.array(terms(later, steps)), max(1.001, float(fit.scale))
    error = np.sqrt(at @ fit.cov_params() @ at)
    means = np.exp(at @ fit.params + error * norm.ppf((np.arange(FITS) + 0.5) / FITS))
    shares = (np.arange(LUCK) + 0.5) / LUCK
    drawn = [nbinom.ppf(shares, mean / (dispersion - 1), 1 / dispersion) for mean in means]
    return np.concatenate(drawn)


def regressions(used: list[Figure]) -> Iterator[dict[str, object]]:
    """One row for each later year that the regression predicts, as in the answer."""
    known = known_by(used, CUT)
    for later in used:
        if later.known <= CUT or days_of(later) not in YEAR:
            continue
        alike = [each for each in known if each.count == later.count and days_of(each) in YEAR]
        counts = interrupted(alike, later)
        if counts is not None:
            scored = score(equal(counts), later.target)
            held = {"crps_log": scored.crps_log, "within_90": scored.within_90}
            yield {"figure": later.key, "by": INTERRUPTED, **held}


def scored(folder: Path) -> pd.DataFrame:
    """Scores of the average and of every line, on the figures that each of them predicts."""
    answer = json.loads((folder / "explanation.json").read_text("utf-8"))
    rows = [row for row in answer["scores"]["figures"] if row["by"] in (AVERAGE, *LINES)]
    used = figures(boomerang.load(CASE))
    return pd.DataFrame([*rows, *regressions(used)])


def common(scores: pd.DataFrame) -> pd.DataFrame:
    """Those on the figures that all predict."""
    complete = scores.groupby("figure")["by"].nunique() == len(LINES) + 1
    return scores[scores["figure"].map(complete)]


def verdicts(means: pd.DataFrame, within: dict[str, pd.Series]) -> Iterator[tuple[str, str, bool]]:
    """What is judged, its figures, and whether they hold; `within`: which figures lie in their intervals."""
    own = means.loc[AVERAGE]
    for line in LINES:
        error = means.loc[line, "crps_log"]
        yield f"better than {line}", f"{own['crps_log']:.3f} against {error:.3f}", own["crps_log"] < error
    for of, held in within.items():
        measured = f"hold {held.sum()} of {len(held)} ({held.mean():.2%})"
        yield f"90 % intervals, {of}", measured, LOW <= held.mean() <= HIGH


def main() -> None:
    """Read the answer, add the regression, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    scores = scored(parser.parse_args().folder)
    years = common(scores)
    means = years.groupby("by").agg(
        figures=("figure", "size"), crps_log=("crps_log", "mean"), within_90=("within_90", "mean")
    )
    lines, missed = Lines("figure", "measured", "holds"), 0
    within = {
        of: each.loc[each["by"] == AVERAGE, "within_90"].astype(bool)
        for of, each in (("whole years", years), ("all figures", scores))
    }
    for figure, sentence, holds in verdicts(means, within):
        lines.add_row(figure, sentence, "yes" if holds else "NO")
        missed += not holds
    Console(width=110).print(means.round(3).to_string(), lines)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
