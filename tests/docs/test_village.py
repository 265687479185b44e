"""The teaching case shows what the pages promise: a few dozen events, and every mechanism leaves a mark."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

import boomerang

SEEDS = 20
RANGES = {"stop": (100, 400), "sympathise": (20, 80), "depart": (3, 40)}


@cache
def runs(without: str | None = None) -> dict[str, NDArray[np.int64]]:
    """The number of each event in 20 runs."""
    done = boomerang.ensemble(boomerang.scenario("village", without=[without] if without else []), SEEDS)
    return {event: np.array([run.counts[event] for run in done]) for event in done[0].counts}


@pytest.mark.parametrize("event", RANGES)
def test_events_can_be_counted_on_fingers_and_toes(event: str):
    low, high = RANGES[event]
    counts = runs()[event]
    assert low <= counts.min(), f"{event}: {counts}"
    assert counts.max() <= high, f"{event}: {counts}"


@pytest.mark.parametrize(
    ("mechanism", "event", "sign"),
    [
        ("restriction", "sympathise", -1),
        ("restriction", "depart", -1),
        ("deterrence", "sympathise", 1),
        ("ties", "sympathise", -1),
        ("ties", "depart", -1),
        ("justification", "stop", -1),
    ],
)
def test_switching_a_mechanism_off_is_visible(mechanism: str, event: str, sign: int):
    """Over villages with the same luck the mean changes by more than two standard errors."""
    changes = runs(mechanism)[event] - runs()[event]
    change, error = changes.mean(), changes.std(ddof=1) / np.sqrt(SEEDS)
    assert sign * change > 2 * error, f"{event} {change:+.1f} without {mechanism}, standard error {error:.1f}"


def test_every_parameter_says_that_it_is_an_assumption():
    case = boomerang.load("village")
    sources = [given.source for own in case.own_parameters().values() for given in own.values()]
    assert set(sources) == {"assumption"}
