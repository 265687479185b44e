"""A random forest of half-samples: votes for rows it has not seen, weights of rows, and its own uncertainty.

The trees come in groups; those of a group share one random half of the rows (a bootstrap of little bags:
Sexton and Laake 2009; Athey, Tibshirani and Wager 2019). So every row is judged by the groups that never saw
it, axes included, and the groups' disagreement measures what another table of this size would have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Flags, Floats, Ints, Singles, Small
from boomerang.study.parallel import workers

GROUPS = 20
TREES = 12  # of a group
LEAF = 10  # rows, at least; smaller leaves separate no better and make probabilities rougher
RIDGE = 1e-6  # of a standardised summary's variance; keeps constant and repeated summaries harmless
MOST_SOLVED = 50  # summaries, of which all directions are found, which takes the cube of their number


@dataclass(frozen=True)
class Axes:
    """Linear combinations of summaries: float64[s] centre and scale, float64[s, a] directions."""

    centre: Floats
    scale: Floats
    directions: Floats

    def beside(self, X: Floats) -> Singles:
        """float32[n, s + a]: the summaries and the axes; one constant column if there are none."""
        if not X.shape[1]:
            return np.zeros((len(X), 1), np.float32)
        return np.hstack([X, self.of(X)]).astype(np.float32)

    def of(self, X: Floats) -> Floats:
        """float64[n, a]: the axes, rounded, so that the order of additions cannot move a split."""
        return np.round((X - self.centre) / self.scale @ self.directions, 6)


@dataclass(frozen=True)
class Group:
    """Trees of one half of the rows.

    outside: int64[m], the rows of the other half; leaves: int32[m, trees], where these end.
    """

    axes: Axes
    trees: Sequence[Any]
    outside: Ints
    leaves: Small


@dataclass(frozen=True)
class Forest:
    """Groups of trees, and float64[n, c] `votes`: the mean answer to each row by trees that never saw it."""

    groups: tuple[Group, ...]
    votes: Floats

    def at(self, x0: Floats) -> Floats:
        """float64[groups, trees, c]: what each tree answers at `x0`, float64[s]."""
        return np.stack([_at(group, x0) for group in self.groups])

    def weights(self, x0: Floats) -> Floats:
        """float64[n], sum 1: how near each row is to `x0`.

        The share of trees that put both in one leaf, over the rows in it (Meinshausen 2006). Only
        trees that never saw the row count, so that its label cannot draw it near (honesty: Wager and Athey
        2018).
        """
        total = np.zeros(len(self.votes))
        for group in self.groups:
            row = group.axes.beside(x0[None, :])
            for t, tree in enumerate(group.trees):
                near = group.outside[group.leaves[:, t] == tree.tree_.apply(row)[0]]
                total[near] += 1 / max(len(near), 1)
        return total / total.sum() if total.any() else np.full(len(total), 1 / len(total))


def settled(answers: Floats) -> Floats:
    """float64[groups, c]: the groups' answers, spread only as far as their mean is uncertain.

    The variance between groups holds what another half of the rows changes (for halves without replacement,
    that is the variance of the whole table's answer) and the luck of few trees, which averages out over all
    groups.

    Args:
        answers: float64[groups, trees, c], from `Forest.at`.
    """
    groups, trees, _ = answers.shape
    means = answers.mean(axis=1)
    between = means.var(axis=0, ddof=1)
    luck = answers.var(axis=1, ddof=1).mean(axis=0) / trees
    wanted = np.maximum(between - luck, 0) + between / groups
    factor = np.sqrt(np.divide(wanted, between, out=np.zeros_like(between), where=between > 0))
    centre = means.mean(axis=0)
    return np.clip(centre + np.minimum(factor, 1) * (means - centre), 0, 1)


def grow_classifier(
    X: Floats, labels: Ints, *, seed: int, threads: int | None, groups: int = GROUPS, trees: int = TREES
) -> Forest:
    """A forest whose votes are the shares of each label (Pudlo et al. 2016), float64[n, k].

    A label is one switch of many, of which squared error and the Gini index choose the same splits.

    Args:
        X: float64[n, s] summaries. labels: int64[n] in 0 .. k - 1, each at least twice.
        seed: of all the forest's luck. threads: at a time, None for one a processor; changes no result.
        groups, trees: how many groups (even) of how many trees.
    """
    one_of_many = np.eye(labels.max() + 1)[labels]

    def plant(half: Ints, state: int) -> tuple[Axes, list[Any]]:
        axes = discriminants(X[half], labels[half])
        return axes, _trees(axes.beside(X[half]), one_of_many[half], trees, state)

    return _grow(X, halves(labels, groups, seed), plant, seed, threads)


def grow_regressor(
    X: Floats,
    on: Flags,
    *,
    seed: int,
    threads: int | None,
    groups: int = GROUPS,
    trees: int = TREES,
) -> Forest:
    """A forest whose votes are the shares of rows with each switch on; arguments as of `grow_classifier`.

    Args:
        on: bool[n, m].
    """

    def plant(half: Ints, state: int) -> tuple[Axes, list[Any]]:
        axes = _side_by_side([discriminants(X[half], switch) for switch in on[half].T.astype(np.int64)])
        switches = on[half].astype(np.float64)
        return axes, _trees(axes.beside(X[half]), switches, trees, state)

    return _grow(X, halves(np.zeros(len(X), np.int64), groups, seed), plant, seed, threads)


def discriminants(X: Floats, labels: Ints) -> Axes:
    """The linear discriminant axes (Fisher 1936; added to the summaries by Pudlo et al. 2016).

    Every label counts the same. At most one axis fewer than labels, and no more than summaries.
    """
    centre, scale = X.mean(axis=0), X.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    Z = (X - centre) / scale
    present = np.unique(labels)
    count = min(len(present) - 1, Z.shape[1])
    if count <= 0:
        return Axes(centre, scale, np.zeros((Z.shape[1], 0)))
    means = np.stack([Z[labels == label].mean(axis=0) for label in present])
    rest = Z - means[np.searchsorted(present, labels)]
    within = rest.T @ rest / len(Z) + RIDGE * np.eye(Z.shape[1])
    return Axes(centre, scale, _apart(means, within)[:, :count])


def _apart(means: Floats, within: Floats) -> Floats:
    """float64[s, a]: directions in which float64[k, s] `means` lie farthest apart, in units of `within`.

    The same but for signs in both ways. For many summaries the axes are found among the few means.
    """
    from scipy.linalg import cholesky, eigh, solve_triangular

    if len(within) <= MOST_SOLVED:
        between = np.cov(means.T, bias=True).reshape(within.shape)
        return eigh(between, within)[1][:, ::-1]
    factor = cholesky(within, lower=True)
    whitened = solve_triangular(factor, (means - means.mean(axis=0)).T, lower=True)
    found = np.linalg.svd(whitened, full_matrices=False)[0]
    directions: Floats = solve_triangular(factor, found, lower=True, trans="T")
    return directions


def halves(labels: Ints, groups: int, seed: int) -> list[Ints]:
    """A random half of the rows for each of an even number of groups, a half of each label's.

    Every second half is the rest of the one before, so that half of the groups have never seen a row.
    """
    rng = np.random.default_rng([seed, 1])
    rows = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    parts = []
    for _ in range(groups // 2):
        mixed = [rng.permutation(some) for some in rows]
        parts.append(np.sort(np.concatenate([some[: len(some) // 2] for some in mixed])))
        parts.append(np.sort(np.concatenate([some[len(some) // 2 :] for some in mixed])))
    return parts


def _grow(
    X: Floats,
    parts: list[Ints],
    plant: Callable[[Ints, int], tuple[Axes, list[Any]]],
    seed: int,
    threads: int | None,
) -> Forest:
    states = np.random.SeedSequence([seed, 2]).generate_state(len(parts))

    def one(g: int) -> tuple[Group, Floats]:
        axes, trees = plant(parts[g], int(states[g]))
        outside = np.setdiff1d(np.arange(len(X)), parts[g])
        rows = axes.beside(X[outside])
        leaves = np.stack([tree.tree_.apply(rows) for tree in trees], axis=1)
        group = Group(axes, trees, outside, leaves.astype(np.int32))
        return group, np.mean([_answers(t, leaves[:, i]) for i, t in enumerate(group.trees)], axis=0)

    with workers(threads) as pool:
        grown = list(pool.map(one, range(len(parts))))
    return Forest(tuple(group for group, _ in grown), _mean_votes(len(X), grown))


def _trees(X: Singles, y: Floats, count: int, state: int) -> list[Any]:
    """Trees as a random forest of scikit-learn has them, with its luck.

    Its forests are not thread-safe: each sets and resets the filters of warnings of the whole process. To
    make a source of luck takes longer than to grow a small tree, so that one begins anew for each.
    """
    from sklearn import config_context
    from sklearn.tree import DecisionTreeRegressor

    luck, of_tree, grown = np.random.RandomState(state), np.random.RandomState(state), []
    with config_context(skip_parameter_validation=True, assume_finite=True):
        for seed in luck.randint(np.iinfo(np.int32).max, size=count).tolist():
            of_tree.seed(seed)
            drawn = of_tree.randint(0, len(X), len(X), dtype=np.int32)
            often = np.bincount(drawn, minlength=len(X)).astype(np.float64)
            of_tree.seed(seed)
            tree = DecisionTreeRegressor(min_samples_leaf=LEAF, max_features="sqrt", random_state=of_tree)
            grown.append(tree.fit(X, y, sample_weight=often, check_input=False))
    return grown


def _mean_votes(n: int, grown: list[tuple[Group, Floats]]) -> Floats:
    """Added group after group, in order: the same bytes for any number of threads."""
    votes = np.zeros((n, grown[0][1].shape[1]))
    for group, answers in grown:
        votes[group.outside] += answers / (len(grown) / 2)
    return votes


def _at(group: Group, x0: Floats) -> Floats:
    row = group.axes.beside(x0[None, :])
    return np.concatenate([_answers(tree, tree.tree_.apply(row)) for tree in group.trees])


def _answers(tree: Any, leaves: NDArray[Any]) -> Floats:
    """float64[rows, c]: a leaf holds the share of each switch, [c, 1]."""
    shares: Floats = tree.tree_.value[leaves, :, 0]
    return shares


def _side_by_side(parts: Sequence[Axes]) -> Axes:
    directions = np.hstack([axes.directions for axes in parts])
    return Axes(parts[0].centre, parts[0].scale, directions)
