"""Whether the inference gives the right probabilities, where these are known exactly.

    python verification/toy.py
    python verification/toy.py --pyabc

Two explanations of five counts: both are Poisson, with one rate for all five, and differ in the prior of the
rate, a gamma distribution. The probability of the counts under either is known (negative multinomial), so the
posterior probability is too. The same where each count is told with an error, a lognormal factor: then the
probability is a sum over the counts and an integral over the rate. Prints the mean absolute error over 100
simulated data sets, which must be at most 0.05, and, if asked and pyABC is installed (it is no dependency),
the largest distance from its model selection, at most 0.05. Ends with code 1 if one of them is more.
"""

from __future__ import annotations

import argparse
import logging
import sys
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rich.console import Console
from rich.table import Table
from scipy import stats
from scipy.special import gammaln

from boomerang.case.parts.statistics.scale import COUNT
from boomerang.inference.learn.choice import METHODS, Posterior, learn

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHAPES = np.array([2.0, 6.0])  # of the rates: means 4 and 8
RATES = np.array([0.5, 0.75])
COUNTS = 5
PRIOR = np.array([0.5, 0.5])
TOLERANCE = 0.05
ERROR = 0.3  # standard deviation of the logarithm of what is told of a count
MOST = 60  # larger counts hardly happen
RATE_GRID = np.linspace(0.005, 40, 4000)  # of the integral over the rate
SUMS = (10, 25, 40)  # of the five counts, for pyABC


def countries(labels: Ints, rng: np.random.Generator, error: float = 0.0) -> Floats:
    """float64[n, 5]: what is told of counts made by the explanation of each label."""
    rates = rng.gamma(SHAPES[labels], 1 / RATES[labels])
    counts = rng.poisson(rates[:, None], size=(len(labels), COUNTS))
    off = error * rng.standard_normal(counts.shape)
    return np.vectorize(COUNT.off, otypes=[float])(counts, off)


def exact_with_errors(told: Floats, error: float) -> Floats:
    """float64[n, 2]: posterior probabilities of counts told with lognormal errors.

    A figure y > 0 is the count k = 1, 2, ... times a factor: its density at a rate is the sum over k of the
    Poisson probability of k times the lognormal density of y around k. Only 0 is told of 0.
    """
    numbers = np.arange(1, MOST)
    poisson = stats.poisson.pmf(numbers, RATE_GRID[:, None])
    around = stats.norm.pdf(np.log(np.maximum(told, 1e-9))[..., None], np.log(numbers), error)
    of_each = np.where(told[..., None] > 0, around @ poisson.T, np.exp(-RATE_GRID))
    prior = stats.gamma.pdf(RATE_GRID[:, None], SHAPES, scale=1 / RATES)
    odds = of_each.prod(axis=1) @ prior * PRIOR
    return odds / odds.sum(axis=1, keepdims=True)


def exact(counts: ArrayLike, prior: Floats = PRIOR) -> Floats:
    """float64[n, 2]: posterior probabilities.

    With a and b the shape and rate of the prior, S the sum of the m counts, and factors that both
    explanations share left out, the marginal likelihood is b^a gamma(a + S) / (gamma(a) (b + m)^(a + S)).
    """
    a, b, total = SHAPES, RATES, np.atleast_2d(counts).sum(axis=1)[:, None]
    log = a * np.log(b) - gammaln(a) + gammaln(a + total) - (a + total) * np.log(b + COUNTS)
    odds = np.exp(log - log.max(axis=1, keepdims=True)) * prior
    return odds / odds.sum(axis=1, keepdims=True)


def table(rows: int, seed: int, error: float = 0.0) -> tuple[Floats, Ints]:
    """Summaries, float64[2 rows, 5], and labels, int64[2 rows], of `rows` countries of each explanation."""
    labels = np.repeat([0, 1], rows)
    return COUNT.compared(countries(labels, np.random.default_rng(seed), error)), labels


def answers(
    rows: int, data_sets: int, seed: int, prior: Floats = PRIOR, error: float = 0.0
) -> tuple[Floats, dict[str, list[Posterior]]]:
    """Exact probabilities, float64[data_sets, 2], and what each method says of the same data sets."""
    X, labels = table(rows, seed, error)
    rng = np.random.default_rng([seed, 1])
    told = countries(rng.integers(2, size=data_sets), rng, error)
    learned = learn(X, labels, prior, seed=seed)
    observed = COUNT.compared(told)
    return (exact_with_errors(told, error) if error else exact(told, prior)), {
        "average": [learned.at(x0) for x0 in observed],
        **{name: [learned.methods_at(x0)[name] for x0 in observed] for name in METHODS},
    }


def distance(truth: Floats, said: list[Posterior]) -> Floats:
    """float64[n]: how far the probability of the first explanation is from the truth, with its sign."""
    return np.array([posterior.probability[0] for posterior in said]) - truth[:, 0]


def by_pyabc(total: int, seed: int) -> float:
    """The probability of the first explanation by pyABC, from the sum (which is sufficient) met exactly.

    1,000 accepted simulations, so that its own standard error is at most 0.016.
    """
    import pyabc

    logging.getLogger("ABC").setLevel(logging.ERROR)
    np.random.seed(seed)  # noqa: NPY002 (pyABC has no other)

    def simulate(parameters: Any) -> dict[str, float]:
        return {"sum": float(np.random.poisson(COUNTS * parameters["rate"]))}  # noqa: NPY002

    priors = [
        pyabc.Distribution(rate=pyabc.RV("gamma", a, 0, 1 / b)) for a, b in zip(SHAPES, RATES, strict=True)
    ]
    abc = pyabc.ABCSMC(
        [simulate, simulate],
        priors,
        lambda x, y: abs(x["sum"] - y["sum"]),
        population_size=1000,
        eps=pyabc.ListEpsilon([0.5]),
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    abc.new("sqlite://", {"sum": total})
    history = abc.run(max_nr_populations=1)
    return float(history.get_model_probabilities(0)["p"].get(0, 0.0))


def compare_pyabc(rows: int, seed: int, out: Table) -> float:
    """The largest distance between pyABC and the average over SUMS, each made of counts as even as can be."""
    X, labels = table(rows, seed)
    learned = learn(X, labels, PRIOR, seed=seed)
    apart = []
    for total in SUMS:
        x0 = np.log1p(np.diff(np.linspace(0, total, COUNTS + 1).round()))
        ours, theirs = learned.at(x0).probability[0], by_pyabc(total, seed)
        truth = exact([[total, 0, 0, 0, 0]])[0, 0]
        out.add_row(f"sum {total}", f"exact {truth:.3f}, average {ours:.3f}, pyABC {theirs:.3f}", "")
        apart.append(abs(ours - theirs))
    return max(apart)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5000, help="simulated countries of each explanation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pyabc", action="store_true", help="compare with pyABC, a minute or two")
    given = parser.parse_args()
    out, sizes = Table("method", "posterior probability", "holds"), []
    exactly, with_errors = (
        answers(given.rows, 100, given.seed),
        answers(given.rows, 100, given.seed, error=ERROR),
    )
    lines = [(name, exactly[0], said) for name, said in exactly[1].items()]
    lines += [(f"{name}, figures with errors", with_errors[0], said) for name, said in with_errors[1].items()]
    for name, truth, posteriors in lines:
        off = distance(truth, posteriors)
        within = np.mean(np.abs(off) <= 2 * np.array([p.sd[0] for p in posteriors]) + 1e-3)
        sizes.append(size := np.abs(off).mean())
        sentence = f"mean absolute error {size:.3f}; {within:.0%} within two of its standard deviations"
        out.add_row(name, sentence, "yes" if size <= TOLERANCE else "NO")
    if given.pyabc:
        sizes.append(apart := compare_pyabc(given.rows, given.seed, out))
        out.add_row("pyABC", f"at most {apart:.3f} from the average", "yes" if apart <= TOLERANCE else "NO")
    Console().print(out)
    sys.exit(1 if max(sizes) > TOLERANCE else 0)


if __name__ == "__main__":
    main()
