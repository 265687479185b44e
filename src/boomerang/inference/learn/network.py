"""A small neural network that tells labels apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.axes import along_rows
from boomerang.inference.learn.levels import log_softmax, softmax

HIDDEN = 16  # units; the penalty and not their number says how much a network can bend
PENALTIES = (2.0, 6.0, 18.0)  # one over the variance of a weight before the rows are seen
STEPS = 80  # of the descent, which stops before the network fits single rows


@dataclass(frozen=True)
class Network:
    """One hidden layer: float64[s, h] and float64[h] into it, float64[h, k] and float64[k] out of it."""

    inward: Floats
    bias: Floats
    outward: Floats
    level: Floats

    def __call__(self, seen: Floats) -> Floats:
        """float64[n, k]: probabilities at float64[n, s]."""
        return softmax(self.hidden(seen) @ self.outward + self.level)

    def hidden(self, seen: Floats) -> Floats:
        """float64[n, h]: what the hidden units answer."""
        sums = seen @ self.inward
        sums += self.bias
        return np.tanh(sums, out=sums)

    @property
    def flat(self) -> Floats:
        """All numbers in a row."""
        return np.concatenate([self.inward.ravel(), self.bias, self.outward.ravel(), self.level])

    def like(self, flat: Floats) -> Network:
        """A network of the same shape with these numbers: views of them."""
        (s, h), k = self.inward.shape, len(self.level)
        bias, outward, level = s * h, (s + 1) * h, (s + 1 + k) * h
        return Network(
            flat[:bias].reshape(s, h), flat[bias:outward], flat[outward:level].reshape(h, k), flat[level:]
        )


def fit_network(seen: Floats, labels: Ints, k: int, penalty: float, rng: np.random.Generator) -> Network:
    """A network, led from random numbers towards those that the rows and the penalty make likeliest.

    Args:
        seen: float64[n, s], of about unit scale. labels: int64[n] in 0 .. k - 1.
        penalty: of the weights, one of PENALTIES. rng: where it begins.
    """
    from scipy.optimize import minimize

    start = _begun(seen.shape[1], k, rng)
    axes, seen = along_rows(seen)
    if axes is not None:
        start = replace(start, inward=axes.T @ start.inward)
    weights = Network(np.ones_like(start.inward), np.zeros(HIDDEN), np.ones_like(start.outward), np.zeros(k))
    loss = Loss(seen, labels, k, penalty * weights.flat)
    options = {"maxiter": STEPS, "maxcor": 20}
    found = minimize(loss.at, start.flat, jac=loss.slope, method="L-BFGS-B", options=options)
    end = start.like(found.x)
    return end if axes is None else replace(end, inward=axes @ end.inward)


class Loss:
    """What a network loses on the rows it learns from, and how its numbers change that.

    Most tables are small: to find room for arrays, or to remember loss and slope for whoever minimises, would
    take as long as the sums. So arrays are there from the first.
    """

    def __init__(self, seen: Floats, labels: Ints, k: int, tight: Floats) -> None:
        """Of float64[n, s] rows; `tight` is one over the variance of each number, or 0."""
        n, s = seen.shape
        self._seen, self._answers, self._truth = _and_one(seen), np.ones((n, HIDDEN + 1)), np.eye(k)[labels]
        self._hidden, self._back = np.empty((n, HIDDEN)), np.empty((n, HIDDEN))
        self._tight, self._slope, self._into = tight, np.empty_like(tight), (s + 1) * HIDDEN
        self._where = b""

    def at(self, flat: Floats) -> float:
        """The loss of these numbers: minus the log likelihood, and the penalty."""
        inward, outward = self._parts(flat)
        hidden = np.matmul(self._seen, inward, out=self._hidden)
        self._answers[:, :-1] = np.tanh(hidden, out=hidden)
        logs = log_softmax(self._answers @ outward)
        pull = self._tight * flat
        found = float(pull @ flat / 2 - np.vdot(logs, self._truth))
        self._find_slope(np.exp(logs, out=logs), outward)
        self._slope += pull
        self._where = flat.tobytes()
        return found

    def slope(self, flat: Floats) -> Floats:
        """How each number changes the loss; known where the loss itself was asked for last."""
        if flat.tobytes() != self._where:
            self.at(flat)
        return self._slope.copy()

    def _find_slope(self, said: Floats, outward: Floats) -> None:
        """That of the rows alone, float64[n, k] `said`, which becomes what was said too much."""
        hidden, back, slopes = self._hidden, self._back, self._parts(self._slope)
        said -= self._truth
        np.matmul(self._answers.T, said, out=slopes[1])
        np.matmul(said, outward[:-1].T, out=back)
        hidden *= hidden
        back *= np.subtract(1, hidden, out=hidden)
        np.matmul(self._seen.T, back, out=slopes[0])

    def _parts(self, flat: Floats) -> tuple[Floats, Floats]:
        """Views: float64[s + 1, h] into the hidden units and float64[h + 1, k] out of them."""
        return flat[: self._into].reshape(-1, HIDDEN), flat[self._into :].reshape(HIDDEN + 1, -1)


def _and_one(rows: Floats) -> Floats:
    """Rows with a last column of ones, so that what is added to all stands below the weights."""
    return np.hstack([rows, np.ones((len(rows), 1))])


def _begun(s: int, k: int, rng: np.random.Generator) -> Network:
    """Small random numbers."""
    inward = rng.normal(size=(s, HIDDEN)) / np.sqrt(max(s, 1))
    bias, outward = 0.3 * rng.normal(size=HIDDEN), 0.3 * rng.normal(size=(HIDDEN, k)) / np.sqrt(HIDDEN)
    return Network(inward, bias, outward, np.zeros(k))
