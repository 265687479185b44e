"""Self-exciting processes: rate, clusters and clumping (Hawkes 1971), and the sizes of branching trees."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from trial import DAYS, Trial, agree, means_agree, per_year, run, variances_agree

WINDOW = 60  # days: twenty half-lives


def follow_rate(n: float, people: int, half_life: float) -> str:
    """The rate at which one unit of tension brings on average n more, before it has worn off."""
    return per_year(n * log(2) / (people * half_life / DAYS))


def hawkes(n: float) -> Trial:
    return run("hawkes", {"parameters.follow": follow_rate(n, 1000, 3)})


def fano(n: float, days: float) -> float:
    """Variance over mean of the number in a window, for an exponential kernel (Hawkes 1971)."""
    whole = 1 / (1 - n) ** 2
    worn = log(2) / 3 * (1 - n) * days
    return whole + (1 - whole) * -np.expm1(-worn) / worn


@pytest.mark.parametrize(
    ("n", "rate", "clumping"),
    [(0.22, 1.282, 1.644), (0.30, 1.429, 2.041), (0.37, 1.587, 2.520), (0.50, 2, 4)],
)
def test_hawkes(n: float, rate: float, clumping: float) -> None:
    """Rate mu / (1 - n), clusters of 1 / (1 - n), and a Fano factor of 1 / (1 - n)^2 in the long run."""
    trial = hawkes(n)
    first, further = trial.counts("first").sum(axis=1), trial.counts("further").sum(axis=1)
    windows = (first + further)[len(first) % WINDOW :].reshape(-1, WINDOW).sum(axis=1)
    assert (1 / (1 - n), 1 / (1 - n) ** 2) == pytest.approx((rate, clumping), abs=5e-4)
    assert fano(n, 1e9) == pytest.approx(clumping, abs=5e-4)

    background = 500 * WINDOW / DAYS
    means_agree(f"rate over the background, n {n}", windows / background, 1 / (1 - n))
    size = float((first.sum() + further.sum()) / first.sum())
    agree(
        f"mean cluster, n {n}", size, 1 / (1 - n), (n / (1 - n) ** 3 / first.sum()) ** 0.5, int(first.sum())
    )
    variances_agree(f"Fano factor, n {n}", windows / windows.mean() ** 0.5, fano(n, WINDOW))


@pytest.mark.parametrize("n", [0.3, 0.5, 0.7])
def test_total_progeny(n: float) -> None:
    """One attack in each of thousands of places: sizes with mean 1 / (1 - n) and variance n / (1 - n)^3."""
    places = [{"place": f"p{number}", "people": 100} for number in range(6000)]
    x = log(2) / 2  # a step over the half-life, times ln 2
    settings = {
        "population.places": places,
        "parameters.follow": follow_rate(n, 100, 2),
        "climates.tension.from the start": -np.expm1(-x) / x,
    }
    trial = run("clusters", settings)
    sizes = 1 + trial.counts("further").sum(axis=0)
    assert trial.counts("further")[-20:].sum() == 0
    means_agree(f"mean size, n {n}", sizes, 1 / (1 - n))
    variances_agree(f"variance of sizes, n {n}", sizes, n / (1 - n) ** 3)
    childless = np.exp(-n)  # Poisson offspring: the share of attacks that stay alone
    agree(
        "share alone",
        float((sizes == 1).mean()),
        childless,
        (childless * (1 - childless) / 6000) ** 0.5,
        6000,
    )
