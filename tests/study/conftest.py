"""A village in which enough happens to be looked at."""

from pathlib import Path

import pytest

from boomerang.case import Case
from boomerang.case.bundled import load
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

VILLAGE = Path(__file__).parents[1] / "cases" / "valid" / "village.yaml"
LIVELY = {"parameters.leaving": "1 per person-year", "transitions.sympathise.rate": "0.05 per person-year"}


@pytest.fixture(scope="session")
def village() -> Case:
    return load(VILLAGE, LIVELY)


@pytest.fixture(scope="session")
def run(village: Case) -> Run:
    return simulate(village, seed=5)
