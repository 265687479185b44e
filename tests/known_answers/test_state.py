"""What the state sets and how it answers: an inverted U, and a loop that amplifies."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from regression import fit_poisson
from trial import DAYS, agree, compiled, means_agree, run

from boomerang.preview.loop import find_loops, loop_warnings


def test_inverted_u() -> None:
    """A hazard of exp(2 R - R^2): most at R = 1, where it is e times as much, and back to 1 at R = 2."""
    trial = run("inverted-u")
    repression, counts = trial.value("repression"), trial.counts("protest").sum(axis=1)
    base = 100_000 * 5 * trial.compiled.clock.years
    assert (repression[0], repression[-1]) == pytest.approx((0, 2), abs=0.002)
    expected = base * np.exp(2 * repression - repression**2)
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    agree("chi-square over the steps", chi2, len(counts), (2 * len(counts)) ** 0.5, len(counts))

    design = np.stack([np.ones(len(counts)), repression, repression**2], axis=1)
    found, errors = fit_poisson(design, counts)
    truth = [log(base), 2, -1]
    for name, estimate, value, error in zip(("level", "slope", "bend"), found, truth, errors, strict=True):
        agree(name, estimate, value, error, len(counts))
    for at, multiplier in ((1.0, np.e), (2.0, 1.0)):
        near = abs(repression - at) < 0.02
        seen, truth = counts[near].sum() / base, np.exp(2 * repression - repression**2)[near].sum()
        assert truth / near.sum() == pytest.approx(multiplier, abs=0.025)
        error = truth / (base * truth) ** 0.5
        agree(f"protests at R = {at:g} over those at R = 0", seen, truth, error, int(near.sum()))


def loop(gain: float) -> dict[str, str | float]:
    """The settings that give a loop gain."""
    return {"parameters.reaction": gain * log(2) / (100_000 * 0.5 * 20 / DAYS)}


@pytest.mark.parametrize(("gain", "published"), [(0.3, 1.429), (0.7, 3.333)])
def test_state_loop_amplifies(gain: float, published: float) -> None:
    """The lever settles at 1 / (1 - G) times its schedule."""
    pressure = run("state-loop", loop(gain)).value("pressure")
    batches = pressure[2 * 730 :][-(len(pressure) // 730 - 2) * 730 :].reshape(-1, 730).mean(axis=1)
    assert 1 / (1 - gain) == pytest.approx(published, abs=5e-4)
    assert pressure.max() < 1
    means_agree(f"amplification, G {gain}", batches / 0.1, 1 / (1 - gain))
    loops = find_loops(compiled("state-loop", loop(gain)))
    assert (loops.each[0].gain, loops.together) == pytest.approx((gain, gain), rel=1e-6)
    assert loop_warnings(loops) == []


def test_a_loop_that_feeds_itself_is_detected() -> None:
    """With G = 1.2 the lever runs to the end of its range, and `check` says so beforehand."""
    ready = compiled("state-loop", loop(1.2))
    pressure = run(ready).value("pressure")
    assert pressure[0] == pytest.approx(0.1)
    assert pressure[-1000:].min() == 1
    assert loop_warnings(find_loops(ready)) == [
        "pressure answers threat with a loop gain of 1.2: from 1 on it feeds itself until the lever reaches"
        " the end of its range"
    ]


def test_gain_of_a_loop_through_people() -> None:
    """Stops, anger, sympathy, departures, alarm, and stops: the estimate of the gain against the run.

    Kicks of feelings are shot noise, so the mean of a hazard is the exponential of the rate of stops: the
    lever settles at u times what it would be if it brought nothing back, with u = exp(G u).
    """
    unit = find_loops(compiled("long-loop", {"parameters.reaction": 1e-6})).together
    assert unit is not None
    gain, u = 0.1, 1.0
    reaction = gain / unit * 1e-6
    for _ in range(50):
        u = exp(gain * u)
    still = run("long-loop", {"parameters.reaction": 1e-12}).value("threat")[260:].mean()
    pressure = run("long-loop", {"parameters.reaction": reaction}, seed=2).value("pressure")
    assert pressure.max() < 1
    batches = pressure[-2340:].reshape(-1, 180).mean(axis=1) / (reaction * still)
    # The estimate averages over people and leaves out what is of second order: 1 % beside the standard error.
    agree(
        "amplification", batches.mean(), u, 0.0025 + batches.std(ddof=1) / len(batches) ** 0.5, len(batches)
    )
