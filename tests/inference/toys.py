"""Countries whose posterior is known: normal parameters, seen through straight lines with normal errors."""

from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats

PARAMETERS, SUMMARIES = 3, 8
SLOPE = 0.6  # standard deviation of the slopes


@dataclass(frozen=True)
class Toy:
    """`parameters` float64[n, 3] and summaries `X` float64[n, s] of simulated countries; one more country."""

    slopes: Floats
    parameters: Floats
    X: Floats
    truth: Floats
    x0: Floats

    @property
    def exact(self) -> tuple[Floats, Floats]:
        """Mean and standard deviations of the posterior."""
        covariance = np.linalg.inv(np.eye(len(self.truth)) + self.slopes @ self.slopes.T)
        return covariance @ self.slopes @ self.x0, np.sqrt(np.diag(covariance))


def toy(seed: int, countries: int = 1000, *, summaries: int = SUMMARIES, curved: bool = False) -> Toy:
    """Draw standard normal parameters and what shows of them, with errors of standard deviation 1.

    In a curved one the lines bend and the size of the errors depends on the first parameter.
    """
    slopes = SLOPE * np.random.default_rng(0).normal(size=(PARAMETERS, summaries))
    random = np.random.default_rng([1, seed])
    parameters = random.normal(size=(countries + 1, PARAMETERS))
    mean = parameters @ slopes
    errors = random.normal(size=mean.shape)
    X = mean + 0.15 * mean**2 + errors * np.exp(0.3 * parameters[:, :1]) if curved else mean + errors
    return Toy(slopes, parameters[:-1], X[:-1], parameters[-1], X[-1])
