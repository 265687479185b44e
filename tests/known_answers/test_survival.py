"""Pure transitions: waiting times, competing risks, and the occupancy of a Markov chain."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm
from scipy.stats import kstest
from trial import agree, run


def test_waiting_times_are_exponential() -> None:
    """Kolmogorov-Smirnov on the moments in the log, which lie anywhere in steps of a month."""
    trial = run("waiting")
    log, clock = trial.log("leave"), trial.compiled.clock
    years = log["time"] * clock.years
    end = clock.steps * clock.years
    result = kstest(years, lambda wait: np.expm1(-wait) / np.expm1(-end))
    said = f"D {result.statistic:.5f}, p {result.pvalue:.3g}, n {len(years)}"
    print(said)
    assert len(set(log["person"].tolist())) == len(years) > 19_900
    assert result.pvalue > 1e-3, said
    agree("mean wait in years", float(years.mean()), 1.0, float(years.std() / len(years) ** 0.5), len(years))


def test_competing_risks() -> None:
    """Resign at .06 or defect at 1.9e-5 a year: after twenty years .69870 and 2.2125e-4 have done so."""
    trial = run("competing-risks")
    people = trial.compiled.people.country.persons
    rates = np.array([0.06, 1.9e-5])
    truth = rates / rates.sum() * -np.expm1(-20 * rates.sum())
    assert truth == pytest.approx([0.69870, 2.2125e-4], rel=5e-5)
    assert truth[0] / truth[1] == pytest.approx(3158, abs=0.5)
    for event, share in zip(("resign", "defect"), truth, strict=True):
        error = np.sqrt(share * (1 - share) / people)
        agree(f"share that does {event}", trial.total(event) / people, share, error, people)


def test_occupancy_of_three_states() -> None:
    """The people in each state follow the matrix exponential."""
    trial = run("three-states")
    people = trial.compiled.people.country.persons
    states = ("loyal", "dissident", "detained")
    rates = np.array([[-1.0, 0.9, 0.1], [0.5, -1.2, 0.7], [0.3, 0.0, -0.3]])
    for step in (100, 700, 1400, 2100, 2800):
        shares = expm(rates * trial.years[step])[0]
        for state, share in zip(states, shares, strict=True):
            error = np.sqrt(share * (1 - share) / people)
            estimate = trial.people("stance", state)[step] / people
            agree(f"{state} after {trial.years[step]:.2f} years", estimate, share, error, people)
