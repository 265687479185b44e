"""Starting numba without scipy."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys, boomerang
boomerang.load("tajikistan-2015")
print("scipy.special" in sys.modules)

import numba
import numpy as np
from boomerang.preview.describe import describe
from boomerang.study.simulate import prepare
from boomerang.case.scenario import scenario

describe(prepare(scenario("village")).compiled)
print("scipy.linalg" in sys.modules)
product = numba.njit(lambda a, b: a @ b)
print(product(np.full((2, 2), 3.0), np.eye(2)).sum(), "scipy.linalg" in sys.modules)
"""


@pytest.fixture(scope="module")
def told() -> list[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_flagship_is_read_without_scipy(told: list[str]) -> None:
    """Importing what finds the quantiles of its priors takes as long as reading it."""
    assert told[0] == "False"


def test_kernels_start_without_scipy_and_products_of_others_still_find_it(told: list[str]) -> None:
    assert told[1:] == ["False", "12.0", "True"]
