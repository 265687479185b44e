"""Chi-square tests with a stated false-alarm rate, and keys to draw from."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

FALSE_ALARM = (
    0.001 / 100
)  # of one comparison: 0.001 over the 100 that the tests of the population make at most


def keys(count: int, seed: int = 1) -> NDArray[np.uint64]:
    """Random keys."""
    return np.random.default_rng(seed).integers(0, 2**64, count, dtype=np.uint64)


def assert_equally_likely(counts: ArrayLike, what: str) -> None:
    """Counts of equally likely cells do not differ by more than luck."""
    found = np.asarray(counts, float)
    expected = found.mean()
    statistic = float(((found - expected) ** 2 / expected).sum())
    limit = float(chi2.isf(FALSE_ALARM, len(found) - 1)) if len(found) > 1 else 0.0
    assert statistic <= limit, (
        f"{what}: {found.min():.0f} to {found.max():.0f} where {expected:.1f} are expected,"
        f" chi-square {statistic:.1f} (limit {limit:.1f}), n = {found.sum():.0f}"
    )
