"""Multinomial logistic regression with weights, for labels of which some may be absent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats, Ints
from boomerang.inference.learn.descent import Heights, least
from boomerang.inference.learn.sides import Sides

FOLDS = 3  # of the rows, each of which is judged by a fit to the others
MOST_NEWTON = 100  # numbers to fit, of which a Newton step takes the cube; beyond, many small steps find them
MOST_STEPS = 100
FLAT = 1e-4  # slopes of the mean log loss at which Newton steps, each of which squares them, end
FLATTER = 1e-7  # and at which small steps end


@dataclass(frozen=True)
class Softmax:
    """Fitted: float64[k] intercepts (minus infinity for labels never seen), float64[f, k] slopes."""

    intercepts: Floats
    slopes: Floats

    def __call__(self, features: Floats) -> Floats:
        """float64[n, k]: probabilities at float64[n, f] features."""
        scores = self.intercepts + features @ self.slopes
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)


def fit_softmax(
    features: Floats, labels: Ints, k: int, weights: Floats | None = None, *, spread: float = 1.0
) -> Softmax:
    """The regression of `labels` on `features`, with a ridge on the slopes.

    Args:
        features: float64[n, f], of about unit scale. labels: int64[n] in 0 .. k - 1. weights: float64[n] or
            None. spread: the variance of a slope before the rows are seen.
    """
    if weights is not None:
        kept = weights > 0
        features, labels, weights = features[kept], labels[kept], weights[kept] / weights[kept].mean()
    present, own = np.unique(labels, return_inverse=True)
    intercepts, slopes = np.full(k, -np.inf), np.zeros((features.shape[1], k))
    if len(present) == 1 or not features.shape[1]:
        shares = np.bincount(labels, weights, minlength=k)[present]
        intercepts[present] = np.log(shares / shares.sum())
        return Softmax(intercepts, slopes)
    sides = Sides.of(features, own, [np.arange(len(own))], len(present), weights)
    intercepts[present], slopes[:, present] = _ridged(sides, spread)[0]
    return Softmax(intercepts, slopes)


def fit_softmaxes(
    features: Floats, labels: Ints, parts: Sequence[Ints], k: int, *, spread: float
) -> list[Softmax]:
    """A regression for each part of the rows, by number; all labels are in each."""
    return [Softmax(*each) for each in _ridged(Sides.of(features, labels, parts, k), spread)]


def _ridged(sides: Sides, spread: float) -> list[tuple[Floats, Floats]]:
    """Intercepts and slopes of each part. Of two labels the ridge is on their difference."""
    k = sides.truth.shape[2]
    tight = np.full((1 + sides.width, k), (2 if k == 2 else 1) / spread)
    tight[0] = 0
    numbers = settled_at(sides, tight, np.zeros_like(tight))
    return list(zip(numbers[:, 0], sides.whole(numbers[:, 1:]), strict=True))


def settled_at(sides: Sides, tight: Floats, middle: Floats) -> Floats:
    """float64[b, 1 + w, k]: the likeliest intercepts and slopes of each part of the rows.

    Args:
        tight: float64[1 + w, k], one over the variance of each number before the rows are seen, around
            `middle`; 0 for a number of which nothing is known.
    """
    if tight.size <= MOST_NEWTON:
        return np.stack([_by_newton(sides, b, tight, middle) for b in range(len(sides.rows))])
    start = np.tile(middle.ravel(), (len(sides.rows), 1))
    flat = FLATTER * sides.truth.sum(axis=(1, 2)).min()
    found = least(_heights(sides, tight, middle), start, steps=10 * MOST_STEPS, level=flat, still=0)
    return found.reshape(len(found), *tight.shape)


def _heights(sides: Sides, tight: Floats, middle: Floats) -> Heights:
    """The penalised log losses of regressions whose numbers lie in a row, and their slopes."""

    def heights(flat: Floats, which: Ints) -> tuple[Floats, Floats]:
        numbers, some = flat.reshape(len(flat), *tight.shape), sides.among(which)
        rows, away = some.rows, numbers - middle
        lost, off = some.lost(rows @ numbers[:, 1:] + numbers[:, :1])
        slopes = np.concatenate([off.sum(axis=1, keepdims=True), rows.transpose(0, 2, 1) @ off], axis=1)
        return lost + (tight * away**2).sum(axis=(1, 2)) / 2, (slopes + tight * away).reshape(flat.shape)

    return heights


def _by_newton(sides: Sides, part: int, tight: Floats, middle: Floats) -> Floats:
    """float64[1 + w, k] of one part, by Newton steps that are halved until they lead down."""
    heights, which = _heights(sides, tight, middle), np.array([part])
    here = middle.ravel()[None]
    height, slope = heights(here, which)
    flat = FLAT * sides.truth[part].sum()
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(_curvature(sides, part, tight, here), -slope[0])
        gain, far = -slope[0] @ step, 1.0
        there = heights(here + step, which)
        while there[0][0] > height[0] - far * gain / 1e4 and far > 1e-6:
            far /= 2
            there = heights(here + far * step, which)
        here, (height, slope) = here + far * step, there
        if np.abs(slope).max() <= flat and gain / 2 <= flat:
            break
    return here.reshape(tight.shape)


def _curvature(sides: Sides, part: int, tight: Floats, here: Floats) -> Floats:
    """float64[w k, w k]: second derivatives of a penalised log loss.

    What all intercepts have in common changes no probability; it is held where it is.
    """
    rows, counts = sides.rows[part], sides.truth[part].sum(axis=1)
    design, k = np.column_stack([np.ones(len(rows)), rows]), tight.shape[1]
    numbers = here.reshape(tight.shape)
    chances = Softmax(numbers[0], numbers[1:])(rows)
    each = (design[:, :, None] * chances[:, None, :]).reshape(len(rows), -1)
    found = np.diag(tight.ravel()) - each.T @ (counts[:, None] * each)
    own = design.T @ (design[:, :, None] * (counts[:, None] * chances)[:, None, :]).reshape(len(rows), -1)
    shape = (*tight.shape, *tight.shape)
    blocks = found.reshape(shape)
    for label in range(k):
        blocks[:, label, :, label] += own.reshape(len(tight), *tight.shape)[:, :, label]
    if not tight[0].any():
        blocks[0, :, 0, :] += counts.sum()
    return blocks.reshape(tight.size, tight.size)


def said_unseen(features: Floats, labels: Ints, k: int, *, spread: float = 1.0) -> Floats:
    """float64[n, k]: what regressions on the other folds say of each row; arguments as of `fit_softmax`."""
    said = np.empty((len(labels), k))
    fold = np.random.default_rng(FOLDS).permutation(len(labels)) % FOLDS
    for f in range(FOLDS):
        out = fold == f
        said[out] = fit_softmax(features[~out], labels[~out], k, spread=spread)(features[out])
    return said


def reweigh(probability: Floats, share: Floats, prior: Floats) -> Floats:
    """Bayes' rule: probabilities found under the prior `share`, under `prior` instead.

    p_k prior_k / share_k, normalised (Saerens, Latinne and Decaestecker 2002).

    Args:
        probability: float64[..., k]. share, prior: float64[k]; no share is 0.
    """
    product = probability * (prior / share)
    total = product.sum(axis=-1, keepdims=True)
    # Where only explanations that the prior rules out were ever seen, the prior is all there is.
    return np.where(total > 0, product / np.where(total > 0, total, 1), prior)
