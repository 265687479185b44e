"""A village in which enough happens to be looked at, and a hamlet with little of everything."""

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from boomerang.case import Case, case_from_data
from boomerang.case.bundled import load
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

VILLAGE = Path(__file__).parents[1] / "cases" / "valid" / "village.yaml"
LIVELY = {"parameters.leaving": "1 per person-year", "transitions.sympathise.rate": "0.05 per person-year"}

HAMLET: dict[str, Any] = {  # to write and read it takes a quarter of what the village takes
    "case": "hamlet",
    "title": "A hamlet with little of everything",
    "period": {"from": "2010-01-01", "to": "2010-06-30", "step": "1 week"},
    "population": {
        "places": "places.csv",
        "traits": {"sex": {"woman": 0.5, "man": 0.5}},
    },
    "feelings": {"anger": {"half-life": "2 months"}},
    "climates": {"threat": {"half-life": "1 month"}},
    "tracks": {"stance": ["loyal", "gone"]},
    "acts": {
        "stop": {"rate": "2 per person-year"},
        "search": {"who": "sex man", "rate": "1 per person-year", "hazard ratios": {"threat": 1.1}},
    },
    "transitions": {
        "depart": {
            "moves": "stance loyal -> gone",
            "rate": "0.5 per person-year",
            "hazard ratios": {"anger": 2},
        }
    },
    "kicks": [{"when": "stop", "to": "nation", "threat": 0.01}],
    "mechanisms": {
        "ties": {
            "claim": "Who is stopped is angry.",
            "by": "nobody",
            "kicks": [{"when": "stop", "to": "self", "anger": 1}],
        }
    },
    "log": ["stop", "depart"],
}


@pytest.fixture(scope="session")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("hamlet")
    (folder / "places.csv").write_text("place,people\nBridge,60\nMill,60\nSaddle,60\n")
    return case_from_data(HAMLET, folder)


@pytest.fixture(scope="session")
def village() -> Case:
    return load(VILLAGE, LIVELY)


@pytest.fixture(scope="session")
def run(village: Case) -> Run:
    return simulate(village, seed=5)


@pytest.fixture(scope="session")
def short_run(hamlet: Case) -> Run:
    return simulate(hamlet, seed=5)


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Executor]:
    """Another process, which knows nothing of this one."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool
