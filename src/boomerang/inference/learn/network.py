"""A small neural network that tells labels apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.special import softmax

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.axes import along_rows
from boomerang.inference.learn.softmax import log_softmax

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
        return np.asarray(softmax(self.hidden(seen) @ self.outward + self.level, axis=1))

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
    start, truth = _begun(seen.shape[1], k, rng), np.eye(k)[labels]
    axes, seen = along_rows(seen)
    if axes is not None:
        start = replace(start, inward=axes.T @ start.inward)
    weights = Network(np.ones_like(start.inward), np.zeros(HIDDEN), np.ones_like(start.outward), np.zeros(k))
    tight, into = penalty * weights.flat, start.inward.size + HIDDEN
    seen, answers = _and_one(seen), _and_one(np.empty((len(seen), HIDDEN)))
    hidden = answers[:, :-1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        inward, outward = flat[:into].reshape(-1, HIDDEN), flat[into:].reshape(-1, k)
        np.tanh(np.matmul(seen, inward, out=hidden), out=hidden)
        logs = log_softmax(answers @ outward)
        off = np.exp(logs)
        off -= truth
        back = off @ outward[:-1].T
        back *= 1 - hidden**2
        slope, pull = np.concatenate([(seen.T @ back).ravel(), (answers.T @ off).ravel()]), tight * flat
        return float(pull @ flat / 2 - np.vdot(logs, truth)), slope + pull

    found = minimize(loss, start.flat, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 20})
    end = start.like(found.x)
    return end if axes is None else replace(end, inward=axes @ end.inward)


def _and_one(rows: Floats) -> Floats:
    """Rows with a last column of ones, so that what is added to all stands below the weights."""
    return np.hstack([rows, np.ones((len(rows), 1))])


def _begun(s: int, k: int, rng: np.random.Generator) -> Network:
    """Small random numbers."""
    inward = rng.normal(size=(s, HIDDEN)) / np.sqrt(max(s, 1))
    bias, outward = 0.3 * rng.normal(size=HIDDEN), 0.3 * rng.normal(size=(HIDDEN, k)) / np.sqrt(HIDDEN)
    return Network(inward, bias, outward, np.zeros(k))
