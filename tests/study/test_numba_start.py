"""Starting numba without scipy."""

import subprocess
import sys

PROGRAM = """
import sys
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


def test_kernels_start_without_scipy_and_products_of_others_still_find_it() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "12.0", "True"]


def test_the_flagship_is_read_without_scipy() -> None:
    """Importing what finds the quantiles of its priors takes as long as reading it."""
    program = (
        "import sys, boomerang; boomerang.load('tajikistan-2015'); print('scipy.special' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
