"""Is the boomerang number right where it is known, and does its interval hold it as often as it says?

    python verification/number.py

Attacks that bring others (Hawkes 1971): for each of four ratios n, 200 times eight pairs of twins, in
which ten slaps are added on days of the first ten months. A slap brings n attacks by itself, and n / (1 - n)
where attacks bring others; the generation of an attack is n again. Prints mean, error and the share of 90 %
intervals that hold the truth, with a verdict for each line, and ends with code 1 if one fails. It takes some
three minutes on two cores.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import boomerang

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "study"))

from test_number import hawkes

from boomerang.report.number import EVERYTHING
from boomerang.study.number import Expected, Number

TIMES, PAIRS, ACTS = 200, 8, 10
RATIOS = (0.2, 0.4, 0.6, 0.8)
BAND = (0.87, 0.93)
ERRORS = 3.0  # standard errors that a mean may be off


def numbers(n: float, of_itself: bool, act: str) -> list[Number]:
    """The numbers of all repetitions, each with seeds of its own."""
    case = hawkes(n, of_itself)
    return [
        boomerang.number(case, act, "attack", pairs=PAIRS, acts=ACTS, end="2001-10-31", seed=1000 * k).of[
            EVERYTHING
        ]
        for k in range(TIMES)
    ]


def judged(what: str, found: list[Expected], truth: float) -> bool:
    """Print a line; whether it passes. A share may miss the band by two standard errors of it."""
    values = np.array([each.value for each in found])
    error = values.std(ddof=1) / TIMES**0.5
    held = float(np.mean([each.low <= truth <= each.high for each in found]))
    slack = 2 * (0.9 * 0.1 / TIMES) ** 0.5
    right = abs(values.mean() - truth) <= ERRORS * error and BAND[0] - slack <= held <= BAND[1] + slack
    said = f"{values.mean():.4f} ± {error:.4f}, truth {truth:.4f}; intervals hold it in {held:.1%}"
    print(f"{what}: {said}: {'pass' if right else 'FAIL'}", flush=True)
    return right


def generation(given: Number) -> Expected:
    """Of an act that may bring others of its kind."""
    assert given.generation is not None
    return given.generation


def main() -> int:
    """All lines; 1 if one fails."""
    lines: list[bool] = []
    for n in RATIOS:
        alone, all_of_it = numbers(n, False, "slap"), numbers(n, True, "attack")
        lines += [
            judged(f"n {n}, attacks bring no others", [each.number for each in alone], n),
            judged(f"n {n}, attacks bring others", [each.number for each in all_of_it], n / (1 - n)),
            judged(f"n {n}, one generation", [generation(each) for each in all_of_it], n),
        ]
    print(f"{sum(lines)} of {len(lines)} lines pass")
    return 0 if all(lines) else 1


if __name__ == "__main__":
    sys.exit(main())
