"""A feeling that blows push and time wears off: shot noise."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from trial import DAYS, Trial, means_agree, run

HALF_LIFE = 79  # days
BLOWS = 2 / DAYS  # a day


@cache
def shot_noise() -> Trial:
    return run("shot-noise")


def test_wearing_off_is_exact() -> None:
    """Whatever an interview sees is the sum of the blows before it, each halved by every half-life."""
    trial = shot_noise()
    blows, interviews = trial.log("blow"), trial.log("interview")
    x = np.log(2) / HALF_LIFE
    kick = -np.expm1(-x) / x  # a blow of 1, as a mean over the first step that feels it
    checked = 0
    for person in np.unique(interviews["person"])[:300]:
        felt = np.floor(blows["time"][blows["person"] == person]) + 1
        mine = interviews["person"] == person
        for time, seen in zip(interviews["time"][mine], interviews["feeling"][mine, 0], strict=True):
            waited = np.floor(time) - felt
            truth = (kick * 0.5 ** (waited[waited >= 0] / HALF_LIFE)).sum()
            assert seen == pytest.approx(truth, rel=1e-5), (person, time)
            checked += 1
    assert checked > 10_000


def test_stationary_mean_and_variance() -> None:
    """Rate x kick x half-life / ln 2 = .6241, and half of that for the variance (Campbell's theorem)."""
    interviews = shot_noise().log("interview")
    late = interviews["time"] > 3 * DAYS
    feeling, person = interviews["feeling"][late, 0].astype(float), interviews["person"][late]
    everybody, number = np.unique(person, return_inverse=True)
    truth = BLOWS * HALF_LIFE / np.log(2)
    assert truth == pytest.approx(0.6241, abs=5e-5)
    for what, values, wanted in (
        ("mean feeling", feeling, truth),
        ("variance of the feeling", (feeling - truth) ** 2, truth / 2),
    ):
        # People are independent; the interviews of one person are not. A ratio of sums weighs them right.
        sums, counts = np.bincount(number, values), np.bincount(number)
        ratio = sums.sum() / counts.sum()
        means_agree(what, ratio + (sums - ratio * counts) / counts.mean(), wanted)
    assert len(everybody) == 2000
