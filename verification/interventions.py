"""What each intervention in Northern Ireland brought, by the twins of an answer: two tables for its page.

    boomerang explain northern-ireland-1969 --known-by 1976-12-31 --simulations 200 --out WHY
    boomerang whatif northern-ireland-1969 --outcome shoot --posterior WHY --pairs 20 --out FOLDER
    python verification/interventions.py FOLDER

Turns each policy that drops an intervention round: how many more shootings there are with it than without,
in the first 3 and 12 months and by the end of the period, over all explanations by weight, with the interval
that holds 90 % of the pairs, and the probability that there are more. The second table has the mean of the
first 12 months under each explanation, and its standard error.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

import boomerang
from boomerang.inference.learn.weighted import equal, mixture

if TYPE_CHECKING:
    from xarray import Dataset

Floats = NDArray[np.float64]

CASE = "northern-ireland-1969"
ENDS = (0.05, 0.5, 0.95)
HORIZONS = {"3 months": 3, "12 months": 12, "all": None}  # months that are counted
YEAR = "12 months"


def months_from(policies: Dataset, policy: str) -> int:
    """The number of the month in which a policy begins."""
    start = boomerang.load(CASE).policies[policy].start
    ends = policies["month_end"].values.astype("M8[D]")
    return int((ends < np.datetime64(start or date.min)).sum())


def brought(policies: Dataset, policy: str, months: int | None) -> list[Floats]:
    """What an intervention brings in so many months, for each explanation one number a pair."""
    first = months_from(policies, policy)
    last = None if months is None else first + months
    less = (
        policies["by_month"]
        .sel(policy=policy)
        .isel(month_end=slice(first, last))
        .sum("month_end", skipna=False)
    )
    each = -less.transpose("explanation", "pair").values
    return [given[~np.isnan(given)] for given in each]


def told(each: list[Floats], weights: Floats) -> str:
    """The median over all explanations, and 90 % of the pairs."""
    low, middle, high = mixture([equal(given[:, None]) for given in each], weights).quantiles(ENDS)[:, 0]
    return f"{round(middle):+,d} ({round(low):+,d} to {round(high):+,d})"


def rows(policies: Dataset, weights: Floats) -> Iterator[list[str]]:
    """One row an intervention: what it brings by each time, and the probabilities of more and of less."""
    for policy in policies["policy"].values:
        by = {name: brought(policies, policy, months) for name, months in HORIZONS.items()}
        more, less = (
            sum(weight * (sign * given > 0).mean() for weight, given in zip(weights, by[YEAR], strict=True))
            for sign in (1, -1)
        )
        yield [policy, *(told(each, weights) for each in by.values()), f"{more:.0%}", f"{less:.0%}"]


def under_each(policies: Dataset) -> Iterator[list[str]]:
    """One row an intervention: the mean of its first year under each explanation, and its standard error."""
    for policy in policies["policy"].values:
        means = [
            f"{given.mean():+,.0f} ± {given.std(ddof=1) / len(given) ** 0.5:,.0f}" if given.any() else "0"
            for given in brought(policies, policy, HORIZONS[YEAR])
        ]
        yield [policy, *means]


def lined(titles: list[str], lines: Iterator[list[str]]) -> str:
    """A table as pages have it."""
    return "\n".join("| " + " | ".join(line) + " |" for line in (titles, ["---"] * len(titles), *lines))


def main() -> None:
    """Read the pairs, print both tables."""
    from xarray import open_dataset

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    (file,) = parser.parse_args().folder.rglob("differences.nc")
    policies = open_dataset(file, engine="h5netcdf")
    weights = policies["weight"].values
    console = Console(width=250)
    console.print(lined(["without", *HORIZONS, "more", "less"], rows(policies, weights)), "", sep="\n")
    console.print(lined(["without", *policies["explanation"].values], under_each(policies)))


if __name__ == "__main__":
    main()
